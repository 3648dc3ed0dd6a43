"""A call to a program that asked to hear of new matches: signed, to a public address, and thin.

It says that there is something and where; what it is, the program reads with its key. So nothing of a board
is lost to whoever comes to stand behind that address.
"""

import hashlib
import hmac
import json
import socket
from collections.abc import Callable
from ipaddress import ip_address
from typing import NamedTuple
from urllib.parse import urlsplit

import httpx2

from domain.days import BOGOTA
from domain.hook import HookCall

SIGNATURE = "Convite-Signature"
_SECONDS = 10
_LONGEST_URL = 500

Resolve = Callable[[str], list[str]]


class Heard(NamedTuple):
    """What became of a call. `is_gone`: the other side wants no more (HTTP 410)."""

    is_accepted: bool
    is_gone: bool
    answer: str


def secret_of(salt: str, secret_key: str) -> str:
    """What this hook's calls are signed with. It is kept nowhere."""
    return hmac.new(secret_key.encode(), f"convite.hook|{salt}".encode(), hashlib.sha256).hexdigest()


def signature(body: bytes, seconds: int, secret: str) -> str:
    """`t` is when it was sent, so that what was overheard is not taken twice; `v1` signs both."""
    made = hmac.new(secret.encode(), f"{seconds}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={seconds},v1={made}"


def fault_of(url: str) -> str | None:
    """Why this is no address to call, in Spanish, or None."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return "La dirección no se entiende."
    if len(url) > _LONGEST_URL or not url.isascii() or not url.isprintable() or " " in url:
        return "La dirección no se entiende."
    if parts.scheme != "https" or not parts.hostname:
        return "La dirección debe empezar por https://."
    if parts.username or parts.password or parts.fragment or port not in (None, 443):
        return "La dirección va sin usuario, sin # y por el puerto de siempre."
    return None if _may_be_public(parts.hostname) else "La dirección debe ser pública."


def body_of(call: HookCall) -> bytes:
    told = {
        "id": call.id,
        "event": "match.new",
        "board_code": call.board_code,
        "portfolio_id": call.portfolio_id,
        "matched_at": call.matched_at.astimezone(BOGOTA).isoformat(),
    }
    return json.dumps(told, ensure_ascii=False).encode()


def resolved(host: str) -> list[str]:
    """The addresses of a host. Raises OSError."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM)]


class Caller:
    """Makes the calls. It follows no redirect, and calls no address within our own network."""

    def __init__(self, *, transport: httpx2.BaseTransport | None = None, resolve: Resolve = resolved) -> None:
        self._resolve = resolve
        self._client = httpx2.Client(
            transport=transport, timeout=_SECONDS, follow_redirects=False, trust_env=False
        )

    def call(self, call: HookCall, seconds: int, secret: str) -> Heard:
        """One call; whatever goes wrong is an answer. The rest of a large answer is not read."""
        host = urlsplit(call.url).hostname or ""
        try:
            if not all(ip_address(one).is_global for one in self._resolve(host)):
                return Heard(False, False, "not a public address")
        except (OSError, ValueError):
            return Heard(False, False, "no such host")
        body = body_of(call)
        headers = {
            "content-type": "application/json",
            "user-agent": "Convite",
            SIGNATURE: signature(body, seconds, secret),
        }
        try:
            with self._client.stream("POST", call.url, content=body, headers=headers) as answer:
                status = answer.status_code
        except httpx2.HTTPError as error:
            return Heard(False, False, type(error).__name__)
        return Heard(200 <= status < 300, status == 410, f"HTTP {status}")

    def close(self) -> None:
        self._client.close()


def _may_be_public(host: str) -> bool:
    try:
        return ip_address(host).is_global
    except ValueError:
        return "." in host.strip(".") and not host.rstrip(".").endswith((".local", ".internal", ".localhost"))
