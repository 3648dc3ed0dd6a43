"""Records and words of the field. Standard library only: no clock, disk or network."""
