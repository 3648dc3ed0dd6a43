"""Webhooks of WhatsApp's Cloud API: statuses of our messages, and what people answer.

"messages webhook reference" and "Validating payloads", WhatsApp Business Platform. They come twice, late, in
any order, and many in one body.
"""

import re
from collections.abc import Mapping
from hashlib import blake2b
from typing import Any

import msgspec

from domain.alert import ProviderStatus, Reply, StatusReport
from domain.contact import Channel
from notifications.channels.whatsapp import provider_id
from notifications.channels.whatsapp_errors import refusal
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


def verify(headers: Mapping[str, str], body: bytes, app_secret: str) -> bool:
    """Whether the body was signed with the app's secret (X-Hub-Signature-256 over the raw bytes)."""
    expected = f"sha256={hex_signature(app_secret, body)}"
    return is_equal(header(headers, "X-Hub-Signature-256"), expected, app_secret)


def handshake(parameters: Mapping[str, str], verify_token: str) -> str | None:
    """What to answer when Meta asks by GET whether this address is ours; None where the token is not."""
    is_asked = parameters.get("hub.mode") == "subscribe"
    is_known = is_equal(parameters.get("hub.verify_token", ""), verify_token, verify_token)
    return parameters.get("hub.challenge", "") if is_asked and is_known else None


def read(body: bytes) -> Incoming:
    """One message that is not as documented is counted, and the others are read. Raises BadWebhook."""
    incoming = Incoming()
    for entry in decode(body, _Body).entry:
        for change in entry.changes:
            if change.field == "messages":
                _read_messages(decode(bytes(change.value), _Value), incoming)
            elif change.field == "user_preferences":
                told = decode(bytes(change.value), _Preferences).user_preferences
                read_each(told, _Preference, _read_preference, incoming)
            else:
                incoming.skipped[f"field {label(change.field)}"] += 1
    return incoming


class _Change(msgspec.Struct):
    field: str
    value: msgspec.Raw


class _Entry(msgspec.Struct):
    changes: list[_Change]


class _Body(msgspec.Struct):
    entry: list[_Entry]


class _Error(msgspec.Struct):
    code: int


class _Status(msgspec.Struct):
    id: str
    status: str
    timestamp: str
    errors: list[_Error] = []
    biz_opaque_callback_data: str | None = None
    recipient_id: str | None = None
    recipient_user_id: str | None = None


class _Text(msgspec.Struct):
    body: str


class _Button(msgspec.Struct):
    payload: str | None = None
    text: str = ""


class _Chosen(msgspec.Struct):
    id: str
    title: str = ""


class _Interactive(msgspec.Struct):
    type: str
    button_reply: _Chosen | None = None
    list_reply: _Chosen | None = None


class _Context(msgspec.Struct):
    id: str | None = None


class _Media(msgspec.Struct):
    caption: str = ""


class _Message(msgspec.Struct, rename={"sender": "from"}):
    id: str
    timestamp: str
    type: str
    sender: str | None = None
    from_user_id: str | None = None
    text: _Text | None = None
    button: _Button | None = None
    interactive: _Interactive | None = None
    context: _Context | None = None
    image: _Media | None = None
    video: _Media | None = None
    document: _Media | None = None


class _Value(msgspec.Struct):
    statuses: list[msgspec.Raw] = []
    messages: list[msgspec.Raw] = []
    errors: list[_Error] = []


class _Preference(msgspec.Struct):
    value: str
    timestamp: int | str
    wa_id: str | None = None
    user_id: str | None = None


class _Preferences(msgspec.Struct):
    user_preferences: list[msgspec.Raw]


_STATUSES = {
    "sent": ProviderStatus.SENT,
    "delivered": ProviderStatus.DELIVERED,
    "read": ProviderStatus.READ,
    "failed": ProviderStatus.FAILED,
}

_STOPPED = 131050

STOP = "ALTO"  # what a person would write who pressed the provider's own button for it


def _read_messages(value: _Value, incoming: Incoming) -> None:
    read_each(value.statuses, _Status, _read_status, incoming)
    read_each(value.messages, _Message, _read_message, incoming)
    for error in value.errors:
        incoming.skipped[f"error {error.code}"] += 1


def _read_status(status: _Status, incoming: Incoming) -> None:
    known = _STATUSES.get(status.status)
    if known is None:
        incoming.skipped[f"status {label(status.status)}"] += 1
        return
    id_, at = provider_id(check_id(status.id)), moment(_seconds(status.timestamp))
    key = check_id(status.biz_opaque_callback_data) if status.biz_opaque_callback_data else None
    codes = [error.code for error in status.errors]
    meaning = refusal(codes[0] if codes else None) if known is ProviderStatus.FAILED else None
    answer = meaning.answer(f"whatsapp {codes[0] if codes else 'failed'}") if meaning else ""
    is_for_good = meaning is None or meaning.is_for_good
    incoming.reports.append(StatusReport(Channel.WHATSAPP, id_, known, at, answer, key, is_for_good))
    if _STOPPED in codes and (status.recipient_id or status.recipient_user_id):
        address = _address(status.recipient_id, status.recipient_user_id)
        incoming.replies.append(Reply(Channel.WHATSAPP, f"stop-{id_}", address, at, STOP))


# Somebody should see what people send instead of words, so it comes in as a text that no machine reads.
_WORDLESS = {
    "audio": "(nota de voz)",
    "image": "(foto)",
    "video": "(video)",
    "document": "(documento)",
    "sticker": "(sticker)",
    "location": "(ubicación)",
    "contacts": "(contacto)",
}


def _read_message(message: _Message, incoming: Incoming) -> None:
    said = _said(message)
    if said is None:
        incoming.skipped[f"message {label(message.type)}"] += 1
        return
    text, payload = said
    answered = message.context.id if message.context and message.context.id else None
    incoming.replies.append(
        Reply(
            Channel.WHATSAPP,
            provider_id(check_id(message.id)),
            _address(message.sender, message.from_user_id),
            moment(_seconds(message.timestamp)),
            clean(text),
            clean(payload) if payload is not None else None,
            provider_id(check_id(answered)) if answered else None,
        )
    )


def _said(message: _Message) -> tuple[str, str | None] | None:
    """The words and the button's payload; None for what is no answer."""
    match message:
        case _Message(type="text", text=_Text(body=body)):
            return body, None
        case _Message(type="button", button=_Button(payload=payload, text=text)):
            return text, payload
        case _Message(
            type="interactive", interactive=_Interactive(button_reply=_Chosen(id=id_, title=title))
        ):
            return title, id_
        case _Message(type="interactive", interactive=_Interactive(list_reply=_Chosen(id=id_, title=title))):
            return title, id_
    if message.type not in _WORDLESS:
        return None
    media: Any = getattr(message, message.type, None)
    return (media.caption if media and media.caption else _WORDLESS[message.type]), None


def _read_preference(preference: _Preference, incoming: Incoming) -> None:
    """Who pressed "stop" in WhatsApp's own menu wants what ALTO says."""
    if preference.value != "stop":
        incoming.skipped[f"preference {label(preference.value)}"] += 1
        return
    at = moment(_seconds(str(preference.timestamp)))
    address = _address(preference.wa_id, preference.user_id)
    # Meta gives none. A longer hash of a number and a known time could be turned back into the number.
    id_ = f"stop-{at:%Y%m%d%H%M%S}-{blake2b(address.encode(), digest_size=3).hexdigest()}"
    incoming.replies.append(Reply(Channel.WHATSAPP, id_, address, at, STOP))


def _seconds(timestamp: str) -> float:
    if not re.fullmatch(r"[0-9]{1,12}", timestamp):
        raise BadWebhook("a time that cannot be")
    return float(timestamp)


def _address(number: str | None, user_id: str | None) -> str:
    """The number in E.164, or the id of a person who hides it."""
    if number and re.fullmatch(r"[0-9]{5,20}", number):
        return f"+{number}"
    if user_id:
        return check_id(user_id)
    raise BadWebhook("a person without number and id")
