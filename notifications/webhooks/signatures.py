"""Keyed signatures of a body, compared in constant time."""

import hmac
from hashlib import sha256


def hex_signature(secret: str, content: bytes) -> str:
    """HMAC-SHA256 in hexadecimal."""
    return hmac.new(secret.encode(), content, sha256).hexdigest()


def is_equal(given: str, expected: str, secret: str) -> bool:
    """Whether both are the same. Never without a secret: with an empty one, anybody can sign.

    compare_digest takes no str beyond ASCII.
    """
    return (
        bool(secret)
        and bool(given)
        and hmac.compare_digest(given.encode("utf-8", "replace"), expected.encode())
    )
