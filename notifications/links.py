"""Signed links to a board's page: whoever holds the link is the board, so nobody can guess one."""

import re
from functools import partial
from hashlib import blake2b

from itsdangerous import BadSignature, Signer
from itsdangerous.encoding import base64_decode, base64_encode

Secret = str | list[str]
"""One secret, or several from oldest to newest: the newest signs, all are accepted."""


def sign(board_code: str, secret: Secret) -> str:
    """A token of letters, digits, `-`, `_` and dots: 17 characters more than a code of such characters."""
    plain = board_code if _PLAIN.fullmatch(board_code) else f".{base64_encode(board_code).decode('ascii')}"
    return _signer(secret).sign(plain).decode("ascii")


def read(token: str, secret: Secret) -> str | None:
    """The board's code, or None for a token that we did not sign."""
    if not token.isascii():
        return None
    try:
        code = _signer(secret).unsign(token).decode("ascii")
    except BadSignature:
        return None
    return base64_decode(code[1:]).decode("utf-8") if code.startswith(".") else code


def start_payload(board_code: str, secret: Secret) -> str | None:
    """What a chat is opened with to join it to the board: t.me/BOT?start=PAYLOAD.

    Telegram takes at most 64 letters, digits, `-` and `_`; None for a code of more than 31 bytes.
    """
    code = base64_encode(board_code)
    payload = (_starter(secret).get_signature(code) + code).decode("ascii")
    return payload if len(payload) <= _LONGEST_START else None


def read_start(payload: str, secret: Secret) -> str | None:
    """The board's code, or None for a payload that we did not sign."""
    signature, code = payload[:_SIGNATURE_LENGTH], payload[_SIGNATURE_LENGTH:]
    if not payload.isascii() or not code or not _starter(secret).verify_signature(code, signature):
        return None
    return base64_decode(code).decode("utf-8")


_LONGEST_START = 64
_SIGNATURE_LENGTH = 22  # of 16 bytes in base64


# 96 bits cannot be guessed over the Internet, and every character less leaves room in a text message of 160.
_PAGE_DIGEST = staticmethod(partial(blake2b, digest_size=12))
_DIGEST = staticmethod(partial(blake2b, digest_size=16))
_PLAIN = re.compile("[A-Za-z0-9_-]+")


def _signer(secret: Secret) -> Signer:
    return Signer(secret, salt="convite.page", key_derivation="hmac", digest_method=_PAGE_DIGEST)


def _starter(secret: Secret) -> Signer:
    """Of its own salt: who may join a chat to a board may not open its page with the same signature."""
    return Signer(secret, salt="convite.chat", key_derivation="hmac", digest_method=_DIGEST)
