"""Signed links to a board's page: whoever holds one is somebody of the board, so nobody can guess one.

The link of a message says when it was made and opens the page for half a year. The address of a feed lies in
a program for good and opens nothing but feeds. Links of earlier versions have no date.
"""

import re
from datetime import UTC, datetime, timedelta
from functools import partial
from hashlib import blake2b
from typing import NamedTuple

from itsdangerous import BadSignature, Signer
from itsdangerous.encoding import base64_decode, base64_encode

Secret = str | list[str]
"""One secret, or several from oldest to newest: the newest signs, all are accepted."""

LINK_LASTS = timedelta(days=180)
UNDATED_OPEN_UNTIL = datetime(2027, 7, 1, tzinfo=UTC)
"""Links without a date are in messages of earlier versions; from then on they open feeds alone."""


class Link(NamedTuple):
    """What a token says. `made_at` is None where it does not say."""

    board_code: str
    made_at: datetime | None

    def is_over(self, now: datetime) -> bool:
        """Whether it opens the page no more."""
        return now >= (self.made_at + LINK_LASTS if self.made_at else UNDATED_OPEN_UNTIL)


def sign_at(board_code: str, secret: Secret, at: datetime) -> str:
    """The token of a message's link, made now: 21 characters more than a code of plain characters."""
    return _sign(_dated(secret), board_code, at)


def read_link(token: str, secret: Secret) -> Link | None:
    """What a token of a link says, also of one that is over; None for a token that we did not sign."""
    if found := _read(_dated(secret), token):
        return found
    code = read(token, secret)
    return None if code is None else Link(code, None)


def sign_feed(board_code: str, secret: Secret, at: datetime) -> str:
    """The token by which a program fetches a board's feeds, and nothing else."""
    return _sign(_feeder(secret), board_code, at)


def read_feed(token: str, secret: Secret) -> Link | None:
    """What a token of a feed says, or None for one that is of no feed."""
    return _read(_feeder(secret), token)


def sign(board_code: str, secret: Secret) -> str:
    """A token without a date: 17 characters more than a code of plain characters."""
    return _signer(secret).sign(_plain(board_code)).decode("ascii")


def read(token: str, secret: Secret) -> str | None:
    """The board's code, or None for a token that we did not sign, or that has a date."""
    said = _unsigned(_signer(secret), token)
    return None if said is None else _code(said)


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

_FIRST = datetime(2020, 1, 1, tzinfo=UTC)  # trials replay the days of years ago
_SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_MINUTE_SIGNS = 4  # until the year 2051


def _plain(board_code: str) -> str:
    return board_code if _PLAIN.fullmatch(board_code) else f".{base64_encode(board_code).decode('ascii')}"


def _sign(signer: Signer, board_code: str, at: datetime) -> str:
    minutes = int((at - _FIRST).total_seconds()) // 60
    if not 0 <= minutes < len(_SIGNS) ** _MINUTE_SIGNS:
        raise ValueError(f"a link cannot be made at {at}")
    made = ""
    for _ in range(_MINUTE_SIGNS):
        minutes, digit = divmod(minutes, len(_SIGNS))
        made = _SIGNS[digit] + made
    return signer.sign(made + _plain(board_code)).decode("ascii")


def _read(signer: Signer, token: str) -> Link | None:
    said = _unsigned(signer, token)
    if said is None:
        return None
    minutes = 0
    for sign_ in said[:_MINUTE_SIGNS]:
        minutes = minutes * len(_SIGNS) + _SIGNS.index(sign_)
    return Link(_code(said[_MINUTE_SIGNS:]), _FIRST + timedelta(minutes=minutes))


def _code(plain: str) -> str:
    return base64_decode(plain[1:]).decode("utf-8") if plain.startswith(".") else plain


def _unsigned(signer: Signer, token: str) -> str | None:
    if not token.isascii():
        return None
    try:
        return signer.unsign(token).decode("ascii")
    except BadSignature:
        return None


def _signer(secret: Secret) -> Signer:
    return Signer(secret, salt="convite.page", key_derivation="hmac", digest_method=_PAGE_DIGEST)


def _starter(secret: Secret) -> Signer:
    """Of its own salt: who may join a chat to a board may not open its page with the same signature."""
    return Signer(secret, salt="convite.chat", key_derivation="hmac", digest_method=_DIGEST)


def _dated(secret: Secret) -> Signer:
    return Signer(secret, salt="convite.link", key_derivation="hmac", digest_method=_PAGE_DIGEST)


def _feeder(secret: Secret) -> Signer:
    return Signer(secret, salt="convite.feed", key_derivation="hmac", digest_method=_PAGE_DIGEST)
