"""Random tokens that are handed out: the database keeps their hash alone."""

import hashlib


def hashed(token: str) -> str:
    """A token of ours is random: a plain hash of it cannot be turned back."""
    return hashlib.sha256(token.encode()).hexdigest()
