"""Backups: all rows and all sealed files in one archive of open formats, and back into either database."""
