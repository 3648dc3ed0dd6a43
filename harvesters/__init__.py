"""Harvesters: SECOP open data, from the wire to records. They never touch the database."""
