"""The desks of trainers, of the Secretariat and of whoever administers: each route names what it asks for."""
