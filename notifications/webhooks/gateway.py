"""Webhooks of the generic SMS gateway: {"events": [...]}, each a status or a message (docs/channels.md).

The signature covers the time, so that a body that somebody recorded is of no use five minutes later.
"""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta

import msgspec

from domain.alert import ProviderStatus, Reply, StatusReport
from domain.contact import Channel
from notifications.channels.gateway import refusal
from notifications.webhooks import (
    BadWebhook,
    Incoming,
    check_id,
    clean,
    decode,
    header,
    label,
    moment,
    read_each,
)
from notifications.webhooks.signatures import hex_signature, is_equal

WINDOW = timedelta(minutes=5)


def verify(headers: Mapping[str, str], body: bytes, secret: str, *, now: datetime) -> bool:
    """X-Convite-Signature is HMAC-SHA256 over X-Convite-Timestamp (seconds), a dot and the body."""
    given = header(headers, "X-Convite-Timestamp")
    if not re.fullmatch(r"[0-9]{1,12}", given):
        return False
    if abs(int(given) - now.timestamp()) > WINDOW.total_seconds():
        return False
    return is_equal(header(headers, "X-Convite-Signature"), signature(given, body, secret), secret)


def signature(timestamp: str, body: bytes, secret: str) -> str:
    return hex_signature(secret, timestamp.encode() + b"." + body)


def read(body: bytes) -> Incoming:
    """One event that is not as documented is counted, and the others are read. Raises BadWebhook."""
    incoming = Incoming()
    read_each(decode(body, _Body).events, _Event, _read_event, incoming)
    return incoming


class _Event(msgspec.Struct, rename={"sender": "from"}):
    type: str
    id: str
    at: int
    status: str = ""
    error: str | None = None
    key: str | None = None
    sender: str = ""
    text: str = ""


class _Body(msgspec.Struct):
    events: list[msgspec.Raw]


def _read_event(event: _Event, incoming: Incoming) -> None:
    if event.type == "status":
        _read_status(event, incoming)
    elif event.type == "message":
        _read_reply(event, incoming)
    else:
        incoming.skipped[f"event {label(event.type)}"] += 1


def _read_status(event: _Event, incoming: Incoming) -> None:
    if event.status not in _STATUSES:
        incoming.skipped[f"status {label(event.status)}"] += 1
        return
    status, answer, whose = ProviderStatus(event.status), "", None
    if status is ProviderStatus.FAILED:
        meaning = refusal(event.error)
        answer, whose = meaning.answer(f"gateway {label(event.error or 'failed')}"), meaning.whose
    key = check_id(event.key) if event.key else None
    id_, at = check_id(event.id), moment(event.at)
    incoming.reports.append(StatusReport(Channel.SMS, id_, status, at, answer, key, whose))


_STATUSES = {status.value for status in ProviderStatus}


def _read_reply(event: _Event, incoming: Incoming) -> None:
    if not re.fullmatch(r"\+[0-9]{5,20}", event.sender):
        raise BadWebhook("a message from no number")
    id_, at = check_id(event.id), moment(event.at)
    incoming.replies.append(Reply(Channel.SMS, id_, event.sender, at, clean(event.text)))
