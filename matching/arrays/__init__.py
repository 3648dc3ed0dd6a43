"""The match by arrays, to the last row as the plain match."""
