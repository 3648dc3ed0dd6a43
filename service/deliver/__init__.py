"""Sending what is due: by which way each message goes, what it says, and how its end is written down."""
