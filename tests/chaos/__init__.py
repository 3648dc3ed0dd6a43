"""Chaos: real workers and pages on a PostgreSQL of their own, and what may befall them. See `__main__`."""
