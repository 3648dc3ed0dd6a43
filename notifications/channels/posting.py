"""One POST to a provider's HTTP API, over connections that are kept, and what came of it."""

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import SplitResult, urlsplit

import httpx2
import msgspec

from domain.alert import DeliveryResult
from notifications.channels import Receipt, refusals
from notifications.channels.refusals import REST_SECONDS
from notifications.loopback import is_here

# They write the whole URL at INFO, and Telegram's has our token in it.
for _name in ("httpx2", "httpcore2"):
    logging.getLogger(_name).setLevel(logging.WARNING)

_LARGEST_ANSWER = 1_000_000

# Nothing has been written yet: the provider cannot have the message.
_BEFORE_WRITING = (
    httpx2.ConnectError,
    httpx2.ConnectTimeout,
    httpx2.PoolTimeout,
    httpx2.ProxyError,
    httpx2.UnsupportedProtocol,
)


@dataclass(frozen=True, slots=True)
class Answer:
    """`body` is empty where the provider answered with anything but a JSON object."""

    status: int
    body: Mapping[str, Any]
    retry_after_seconds: float | None

    @property
    def is_success(self) -> bool:
        return 200 <= self.status < 300


class Poster:
    """Posts to one URL; many threads may share it. No redirects: they would take our token along.

    Raises ValueError for a URL that cannot be used.
    """

    def __init__(
        self,
        url: str,
        *,
        timeout_seconds: float,
        headers: Mapping[str, str] | None = None,
        login: tuple[str, str] | None = None,
    ) -> None:
        self._url = url
        limits = httpx2.Limits(max_connections=None, max_keepalive_connections=None, keepalive_expiry=30)
        self._client = httpx2.Client(
            timeout=timeout_seconds,
            follow_redirects=False,
            limits=limits,
            headers=headers,
            auth=login,
            # An office's proxy does not lead to ourselves.
            trust_env=not is_here(provider_url(url).hostname),
        )

    def post(
        self,
        *,
        json: Mapping[str, Any] | None = None,
        form: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer | Receipt:
        """The provider's answer, or the receipt for a conversation that broke off."""
        try:
            response = self._client.post(self._url, json=json, data=form, headers=headers)
        except UnicodeEncodeError:
            return refusals.receipt(refusals.message("the text holds what is no character"), "here")
        except (httpx2.InvalidURL, httpx2.LocalProtocolError) as error:
            fault = refusals.ours("no request can be made of address and token in our settings")
            return refusals.receipt(fault, type(error).__name__)
        except _BEFORE_WRITING as error:
            answer = f"no connection to the provider: {type(error).__name__}"
            return Receipt(DeliveryResult.TRY_AGAIN, answer, retry_after_seconds=REST_SECONDS)
        except httpx2.HTTPError as error:
            answer = f"the conversation broke off after the message was written: {type(error).__name__}"
            return in_doubt(answer)
        return Answer(response.status_code, _object(response.content), _retry_after(response.headers))

    def ask(self, url: str) -> Answer | str:
        """What the provider answers to a GET, by which nothing is sent; or why it could not be asked."""
        try:
            response = self._client.get(url)
        except (httpx2.HTTPError, httpx2.InvalidURL, UnicodeEncodeError) as error:
            return f"the provider could not be asked: {type(error).__name__}"
        return Answer(response.status_code, _object(response.content), _retry_after(response.headers))

    def close(self) -> None:
        self._client.close()


def in_doubt(answer: str) -> Receipt:
    """The receipt for a message of which we did not hear what became of it."""
    return Receipt(DeliveryResult.TRY_AGAIN, f"{answer}; it may have arrived", may_have_arrived=True)


def without_id(label: str) -> Receipt:
    """The receipt for a success that names no message."""
    return in_doubt(f"{label}: an answer without the message's id")


def provider_url(url: str) -> SplitResult:
    """Raises ValueError for anything but https, or http to this machine."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:  # whose words may have a piece of the password in them
        raise ValueError(_WANTED) from None
    is_private = parts.scheme == "https" or (parts.scheme == "http" and is_here(parts.hostname))
    if not is_private or not parts.hostname:
        raise ValueError(_WANTED)
    return parts


_WANTED = "a provider is given as https://…, or as http://127.0.0.1:… on this machine"


_PRINTABLE_ID = re.compile(r"[!-~]{1,200}")


def read_id(value: object) -> str | None:
    """A provider's id of a message, if it can be one."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    return value if isinstance(value, str) and _PRINTABLE_ID.fullmatch(value) else None


def _object(content: bytes) -> Mapping[str, Any]:
    if len(content) > _LARGEST_ANSWER:
        return {}
    try:
        body = msgspec.json.decode(content)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return {}
    return body if isinstance(body, dict) else {}


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds, or a date (RFC 9110 section 10.2.3)."""
    given = headers.get("Retry-After", "").strip()
    if re.fullmatch(r"\d{1,9}", given):
        return float(given)
    try:
        until = parsedate_to_datetime(given)
        if until.tzinfo is None:
            until = until.replace(tzinfo=UTC)
        return max((until - datetime.now(UTC)).total_seconds(), 0.0)
    except (ValueError, OverflowError):  # no date, or one beyond all calendars
        return None
