"""The link and the code of a message that lets a board in: neither is kept, both are made of a random id."""

import hashlib
import hmac
from functools import partial
from hashlib import blake2b

from itsdangerous import BadSignature, Signer

from notifications.links import Secret

CODE_DIGITS = 6


def token_of(id_: str, secret: Secret) -> str:
    return _signer(secret).sign(id_).decode("ascii")


def path_of(id_: str, secret: Secret) -> str:
    """Where the link leads: it asks there before it lets in."""
    return f"/e/{token_of(id_, secret)}"


def read_token(token: str, secret: Secret) -> str | None:
    """The id, or None for a token that we did not sign."""
    if not token.isascii():
        return None
    try:
        return _signer(secret).unsign(token).decode("ascii")
    except BadSignature:
        return None


def code_of(id_: str, secret: str) -> str:
    """Six digits. Who can ask for a message and not read it tries five of a million (domain/access.py)."""
    made = hmac.new(secret.encode(), f"convite.sign-in.code|{id_}".encode(), hashlib.sha256).digest()
    return f"{int.from_bytes(made[:8]) % 10**CODE_DIGITS:0{CODE_DIGITS}}"


def read_code(typed: str) -> str | None:
    """The digits, from what a person types: with spaces or a dash between them. None if it is no code."""
    digits = "".join(sign for sign in typed if not sign.isspace() and sign not in "-.")
    return digits if len(digits) == CODE_DIGITS and digits.isascii() and digits.isdigit() else None


_DIGEST = staticmethod(partial(blake2b, digest_size=12))


def _signer(secret: Secret) -> Signer:
    return Signer(secret, salt="convite.sign-in", key_derivation="hmac", digest_method=_DIGEST)
