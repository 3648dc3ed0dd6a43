"""The web: Spanish pages and JSON."""
