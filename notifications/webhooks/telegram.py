"""Webhooks of a Telegram bot: what people write and which buttons they press. Telegram tells no statuses.

"Telegram Bot API": Update, Message, CallbackQuery, setWebhook (core.telegram.org/bots/api).
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from domain.alert import Reply
from domain.contact import Channel
from notifications.channels.telegram import provider_id
from notifications.webhooks import BadWebhook, Incoming, check_id, clean, decode, header, moment
from notifications.webhooks.signatures import is_equal


def verify(headers: Mapping[str, str], _body: bytes, secret_token: str) -> bool:
    """Telegram signs nothing: it sends back the secret that setWebhook gave it."""
    return is_equal(header(headers, "X-Telegram-Bot-Api-Secret-Token"), secret_token, secret_token)


def read(body: bytes, now: datetime) -> Incoming:
    """`now` is when it came: a button that is pressed carries no time. Raises BadWebhook."""
    update, incoming = decode(body, _Update), Incoming()
    if update.callback_query is not None:
        _read_press(update.callback_query, now, incoming)
    elif update.message is not None:
        _read_message(update.update_id, update.message, incoming)
    else:
        incoming.skipped["update of another kind"] += 1
    return incoming


def acknowledgement(replies: Sequence[Reply]) -> dict[str, str] | None:
    """What to answer the webhook with, so that a pressed button stops turning; None where none was."""
    pressed = next((reply for reply in replies if reply.payload is not None), None)
    if pressed is None:
        return None
    return {"method": "answerCallbackQuery", "callback_query_id": pressed.id.removeprefix(_PRESSED)}


class _Chat(msgspec.Struct):
    id: int


class _Quoted(msgspec.Struct):
    message_id: int


class _Message(msgspec.Struct):
    chat: _Chat
    date: int
    text: str | None = None
    caption: str | None = None
    reply_to_message: _Quoted | None = None
    voice: Any = None
    audio: Any = None
    photo: Any = None
    video: Any = None
    document: Any = None
    location: Any = None
    sticker: Any = None


class _Pressed(msgspec.Struct):
    """The message whose button was pressed; of an old one only chat and number are left."""

    chat: _Chat
    message_id: int


class _Press(msgspec.Struct):
    id: str
    data: str | None = None
    message: _Pressed | None = None


class _Update(msgspec.Struct):
    update_id: int
    message: _Message | None = None
    callback_query: _Press | None = None


_PRESSED = "press-"


def _read_press(press: _Press, now: datetime, incoming: Incoming) -> None:
    if press.data is None or press.message is None:
        incoming.skipped["press of no button of ours"] += 1
        return
    chat = press.message.chat.id
    answered = provider_id(chat, press.message.message_id)
    id_ = _PRESSED + check_id(press.id)
    incoming.replies.append(
        Reply(Channel.TELEGRAM, id_, str(chat), now, payload=clean(press.data), in_reply_to=answered)
    )


# Somebody should see what people send instead of words, so it comes in as a text that no machine reads.
_WORDLESS = {
    "voice": "(nota de voz)",
    "audio": "(audio)",
    "photo": "(foto)",
    "video": "(video)",
    "document": "(documento)",
    "location": "(ubicación)",
    "sticker": "(sticker)",
}


def _read_message(update_id: int, message: _Message, incoming: Incoming) -> None:
    wordless = next((words for name, words in _WORDLESS.items() if getattr(message, name) is not None), None)
    text = message.text or message.caption or wordless
    if text is None:
        incoming.skipped["message without words"] += 1
        return
    if not 0 <= update_id < 2**63:
        raise BadWebhook("an id that cannot be one")
    quoted, chat = message.reply_to_message, message.chat.id
    answered = provider_id(chat, quoted.message_id) if quoted else None
    at = moment(message.date)
    incoming.replies.append(
        Reply(Channel.TELEGRAM, str(update_id), str(chat), at, clean(text), in_reply_to=answered)
    )
