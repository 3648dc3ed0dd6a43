"""Signing in: boards by a link or code sent to them, the office's people by password and a second factor."""
