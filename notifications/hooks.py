"""A call to a program that asked to hear of new matches: signed, to a public address, and thin.

It says that there is something and where; what it is, the program reads with its key. So nothing of a board
is lost to whoever comes to stand behind that address.
"""

import hashlib
import hmac
import json
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from threading import Timer
from time import monotonic
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import httpx2

from domain.days import BOGOTA
from domain.hook import HookCall

SIGNATURE = "Convite-Signature"
_SECONDS = 10
_LONGEST_SECONDS = 20  # at one address: who answers a byte at a time keeps every single wait short
_LONGEST_URL = 500
# The connection is to an address, and more than one name may live there: what was opened for one name, and
# whose certificate is that name's, is not used for another.
_USED_ONCE = httpx2.Limits(max_keepalive_connections=0)
_NOBODY_THERE = httpx2.ConnectError.__name__
_ALLOTTED = IPv6Network("2000::/3")  # all that is public lies here; beside it is what translates to IPv4

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
    """Makes the calls. It follows no redirect, and calls no address within our own network: a name is looked
    up once, and the address that was looked at is the one that is called.
    """

    def __init__(self, *, transport: httpx2.BaseTransport | None = None, resolve: Resolve = resolved) -> None:
        self._resolve = resolve
        self._client = httpx2.Client(
            transport=transport or httpx2.HTTPTransport(limits=_USED_ONCE, trust_env=False),
            timeout=_SECONDS,
            follow_redirects=False,
            trust_env=False,
        )

    def call(self, call: HookCall, seconds: int, secret: str) -> Heard:
        """One call; whatever goes wrong is an answer. The rest of a large answer is not read."""
        host = urlsplit(call.url).hostname or ""
        try:
            addresses = [ip_address(one) for one in self._resolve(host)]
        except (OSError, ValueError):
            return Heard(False, False, "no such host")
        if not all(map(_is_public, addresses)):
            return Heard(False, False, "not a public address")
        heard, until = Heard(False, False, "no such host"), monotonic() + _LONGEST_SECONDS
        for address in addresses:
            heard = self._call_at(str(address), host, call, seconds, secret)
            if heard.answer != _NOBODY_THERE or monotonic() >= until:
                break
        return heard

    def close(self) -> None:
        self._client.close()

    def _call_at(self, address: str, host: str, call: HookCall, seconds: int, secret: str) -> Heard:
        """The call to one address, whose certificate must be the host's."""
        url, body = httpx2.URL(call.url), body_of(call)
        headers = {
            "host": url.netloc.decode(),
            "content-type": "application/json",
            "user-agent": "Convite",
            SIGNATURE: signature(body, seconds, secret),
        }
        there = url.copy_with(host=address)
        try:
            with (
                _ended_in_time() as trace,
                self._client.stream(
                    "POST",
                    there,
                    content=body,
                    headers=headers,
                    extensions={"sni_hostname": host.rstrip("."), "trace": trace},
                ) as answer,
            ):
                status = answer.status_code
        except httpx2.HTTPError as error:
            return Heard(False, False, type(error).__name__)
        return Heard(200 <= status < 300, status == 410, f"HTTP {status}")


@contextmanager
def _ended_in_time() -> Iterator[Callable[[str, dict[str, Any]], None]]:
    """Shuts the connection of a call that takes too long. Gives what is to be told of the call's steps."""
    opened: list[socket.socket] = []

    def end() -> None:
        for one in opened:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def note(step: str, told: dict[str, Any]) -> None:
        if step == "connection.start_tls.complete":
            opened.append(told["return_value"].get_extra_info("socket"))
            if timer.finished.is_set():
                end()

    timer = Timer(_LONGEST_SECONDS, end)
    timer.daemon = True
    timer.start()
    try:
        yield note
    finally:
        timer.cancel()


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    if isinstance(address, IPv6Address):
        # 6to4 leads to an address of IPv4, which may be our own.
        return address.is_global and address in _ALLOTTED and address.sixtofour is None
    return address.is_global and not address.is_multicast


def _may_be_public(host: str) -> bool:
    try:
        return _is_public(ip_address(host))
    except ValueError:
        return "." in host.strip(".") and not host.rstrip(".").endswith((".local", ".internal", ".localhost"))
