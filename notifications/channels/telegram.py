"""Telegram by its Bot API: plain text with an inline keyboard.

"Telegram Bot API": sendMessage, InlineKeyboardButton, ResponseParameters (core.telegram.org/bots/api). Its
errors have no codes of their own: the words of `description` tell them apart.
"""

import re
from hashlib import blake2b
from typing import Any

from domain.alert import DeliveryResult
from domain.contact import Channel
from notifications.channels import Receipt, refusals
from notifications.channels.posting import Answer, Poster, without_id
from notifications.channels.refusals import REST_SECONDS, Refusal
from notifications.message import Chat, Message

_LONGEST_TEXT = 4096
_LONGEST_PAYLOAD_BYTES = 64


class TelegramChannel:
    """Sends as the bot whose token it has. Many threads may share it.

    Raises ValueError for a URL or a token that cannot be used.
    """

    name = Channel.TELEGRAM

    def __init__(self, url: str, token: str, *, timeout_seconds: float = 30) -> None:
        if not re.fullmatch(r"[0-9]+:[A-Za-z0-9_-]+", token):
            raise ValueError("a bot's token has the form 123456:ABC-DEF")
        self._bot = f"{url.rstrip('/')}/bot{token}"
        self._poster = Poster(f"{self._bot}/sendMessage", timeout_seconds=timeout_seconds)

    def send(self, address: str, message: Message, *, key: str) -> Receipt:  # noqa: ARG002 - Telegram takes no key
        """Hand one message over to the chat of this id."""
        chat = message.chat()
        if fault := _fault(chat):
            return refusals.receipt(refusals.message(fault), "telegram")
        answer = self._poster.post(json=_payload(address, chat))
        return _judge(answer, address) if isinstance(answer, Answer) else answer

    def check(self) -> str | None:
        """Why Telegram would take no message from this bot, or None; nothing is sent (getMe)."""
        answer = self._poster.ask(f"{self._bot}/getMe")
        if isinstance(answer, str):
            return answer
        match answer.body:
            case {"ok": True} if answer.is_success:
                return None
            case {"ok": False, "error_code": int(code)}:
                said = str(answer.body.get("description", ""))
                return _refusal(code, said).answer(f"telegram {code}")
        return _refusal(answer.status, "").answer(f"telegram HTTP {answer.status}")

    def close(self) -> None:
        self._poster.close()


def provider_id(chat: str | int, message_id: int) -> str:
    """A message's number counts within one chat only; of the chat it tells too little to find it again."""
    return f"tg-{blake2b(str(chat).encode(), digest_size=3).hexdigest()}-{message_id}"


def _fault(chat: Chat) -> str | None:
    if not chat.text.strip() or len(chat.text) > _LONGEST_TEXT:
        return f"the text is empty or longer than {_LONGEST_TEXT} characters"
    if not all(1 <= len(b.payload.encode()) <= _LONGEST_PAYLOAD_BYTES and b.label for b in chat.buttons):
        return f"a button has no label, or its payload more than {_LONGEST_PAYLOAD_BYTES} bytes"
    return None


def _payload(address: str, chat: Chat) -> dict[str, Any]:
    payload = {"chat_id": address, "text": chat.text, "link_preview_options": {"is_disabled": True}}
    if not chat.buttons:
        return payload
    rows = [[{"text": button.label, "callback_data": button.payload}] for button in chat.buttons]
    return {**payload, "reply_markup": {"inline_keyboard": rows}}


def _judge(answer: Answer, address: str) -> Receipt:
    match answer.body:
        case {"ok": True, "result": {"message_id": int(number)}} if answer.is_success:
            return Receipt(DeliveryResult.ACCEPTED, "telegram: accepted", provider_id(address, number))
        case {"ok": False, "error_code": int(code)}:
            said = str(answer.body.get("description", ""))
            return refusals.receipt(_refusal(code, said), f"telegram {code}", _retry_after(answer))
    if answer.is_success:
        return without_id("telegram")
    label = f"telegram HTTP {answer.status}"
    return refusals.receipt(_refusal(answer.status, ""), label, answer.retry_after_seconds)


def _retry_after(answer: Answer) -> float | None:
    match answer.body:
        case {"parameters": {"retry_after": int(seconds)}} if seconds >= 0:
            return float(seconds)
    return answer.retry_after_seconds


# Of 400. What is not among them is not known, and is tried again.
_NO_SUCH_CHAT = (
    "chat not found",
    "user not found",
    "peer_id_invalid",
    "group chat was upgraded",
    "group chat was deactivated",
    "have no rights to send",
    "not enough rights to send",
    "need administrator rights",
    "chat_write_forbidden",
    "topic_closed",
)
_BAD_MESSAGE = (
    "message text is empty",
    "message is too long",
    "button_data_invalid",
    "can't parse",
    "text must be",
)


def _refusal(code: int, description: str) -> Refusal:
    said = description.casefold()
    if code == 403:
        return refusals.address("the person blocked the bot, or left the group")
    if code == 400 and any(words in said for words in _NO_SUCH_CHAT):
        return refusals.address("there is no such chat, or the bot may not write there")
    if code == 400 and any(words in said for words in _BAD_MESSAGE):
        return refusals.message("the message was not understood")
    if code in (401, 404):
        return refusals.ours("the bot's token is not valid")
    if code == 429:
        return refusals.later("too many messages", REST_SECONDS)
    return refusals.by_status(code)
