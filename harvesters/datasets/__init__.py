"""The datasets that are harvested, one file each: columns, personal data left out, and a row as a record."""
