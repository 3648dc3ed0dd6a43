"""Signed links to a board's page: whoever holds the link is the board, so nobody can guess one."""

from functools import partial
from hashlib import blake2b

from itsdangerous import BadSignature, Signer
from itsdangerous.encoding import base64_decode, base64_encode

Secret = str | list[str]
"""One secret, or several from oldest to newest: the newest signs, all are accepted."""


def sign(board_code: str, secret: Secret) -> str:
    """A token of letters, digits, `-`, `_` and one dot, some 35 characters for a code of eight."""
    return _signer(secret).sign(base64_encode(board_code)).decode("ascii")


def read(token: str, secret: Secret) -> str | None:
    """The board's code, or None for a token that we did not sign."""
    if not token.isascii():
        return None
    try:
        return base64_decode(_signer(secret).unsign(token)).decode("utf-8")
    except BadSignature:
        return None


# 128 bits cannot be guessed, and 22 characters less than SHA-256 make a link that fits a small screen.
_DIGEST = staticmethod(partial(blake2b, digest_size=16))


def _signer(secret: Secret) -> Signer:
    return Signer(secret, salt="convite.board-page", key_derivation="hmac", digest_method=_DIGEST)
