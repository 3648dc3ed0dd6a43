"""Webhooks of WhatsApp's Cloud API: statuses of our messages, and what people answer.

"messages webhook reference" and "Validating payloads", WhatsApp Business Platform. They come twice, late, in
any order, and many in one body.
"""

import re
from collections.abc import Mapping
from hashlib import blake2b
from typing import Any

from domain.alert import ProviderStatus, Reply, StatusReport, Whose
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
from notifications.webhooks import whatsapp_shapes as shapes
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
    for entry in decode(body, shapes.Body).entry:
        for change in entry.changes:
            if change.field == "messages":
                _read_messages(decode(bytes(change.value), shapes.Value), incoming)
            elif change.field == "user_preferences":
                told = decode(bytes(change.value), shapes.Preferences).user_preferences
                read_each(told, shapes.Preference, _read_preference, incoming)
            else:
                incoming.skipped[f"field {label(change.field)}"] += 1
    return incoming


_STATUSES = {
    "sent": ProviderStatus.SENT,
    "delivered": ProviderStatus.DELIVERED,
    "read": ProviderStatus.READ,
    "failed": ProviderStatus.FAILED,
}

STOP = "ALTO"  # what a person would write who pressed the provider's own button for it


def _read_messages(value: shapes.Value, incoming: Incoming) -> None:
    read_each(value.statuses, shapes.Status, _read_status, incoming)
    read_each(value.messages, shapes.Message, _read_message, incoming)
    for error in value.errors:
        incoming.skipped[f"error {error.code}"] += 1


def _read_status(status: shapes.Status, incoming: Incoming) -> None:
    known = _STATUSES.get(status.status)
    if known is None:
        incoming.skipped[f"status {label(status.status)}"] += 1
        return
    id_, at = provider_id(check_id(status.id)), moment(_seconds(status.timestamp))
    key = check_id(status.biz_opaque_callback_data) if status.biz_opaque_callback_data else None
    codes = [error.code for error in status.errors]
    meaning = refusal(codes[0] if codes else None) if known is ProviderStatus.FAILED else None
    answer = meaning.answer(f"whatsapp {codes[0] if codes else 'failed'}") if meaning else ""
    whose = meaning.whose if meaning else None
    incoming.reports.append(StatusReport(Channel.WHATSAPP, id_, known, at, answer, key, whose))
    if whose is Whose.PERSON and (status.recipient_id or status.recipient_user_id):
        address = _address(status.recipient_id, status.recipient_user_id)
        incoming.replies.append(Reply(Channel.WHATSAPP, f"stop-{id_}", address, at, STOP, is_told=True))


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


def _read_message(message: shapes.Message, incoming: Incoming) -> None:
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


def _said(message: shapes.Message) -> tuple[str, str | None] | None:
    """The words and the button's payload; None for what is no answer."""
    if message.type == "text" and message.text:
        return message.text.body, None
    if message.type == "button" and message.button:
        return message.button.text, message.button.payload
    if message.type == "interactive" and message.interactive:
        chosen = message.interactive.button_reply or message.interactive.list_reply
        return (chosen.title, chosen.id) if chosen else None
    if message.type not in _WORDLESS:
        return None
    media: Any = getattr(message, message.type, None)
    return (media.caption if media and media.caption else _WORDLESS[message.type]), None


def _read_preference(preference: shapes.Preference, incoming: Incoming) -> None:
    """Who pressed "stop" in WhatsApp's own menu wants what ALTO says."""
    if preference.value != "stop":
        incoming.skipped[f"preference {label(preference.value)}"] += 1
        return
    at = moment(_seconds(str(preference.timestamp)))
    address = _address(preference.wa_id, preference.user_id)
    # Meta gives none. A longer hash of a number and a known time could be turned back into the number.
    id_ = f"stop-{at:%Y%m%d%H%M%S}-{blake2b(address.encode(), digest_size=3).hexdigest()}"
    incoming.replies.append(Reply(Channel.WHATSAPP, id_, address, at, STOP, is_told=True))


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
