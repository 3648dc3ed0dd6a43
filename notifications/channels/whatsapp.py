"""WhatsApp by Meta's Cloud API: an approved template with reply buttons.

"Send messages" and "Template messages", WhatsApp Business Platform. docs/channels.md has the templates.
"""

import re
from collections.abc import Mapping
from hashlib import blake2b
from typing import Any

from domain.alert import DeliveryResult
from domain.contact import Channel
from notifications.channels import Receipt, refusals
from notifications.channels.posting import Answer, Poster, read_id, without_id
from notifications.channels.whatsapp_errors import refusal
from notifications.message import MOST_CHAT_CHARACTERS, MOST_LABEL_CHARACTERS, Button, Chat, Message

LANGUAGE = "es_CO"

_MOST_BUTTONS = 3
_LONGEST_PAYLOAD = 128


class WhatsAppChannel:
    """Sends from `phone_id`, the id that Meta gave the number; `url` ends in the version of the Graph API.

    Many threads may share it. Raises ValueError for a URL that cannot be used.
    """

    name = Channel.WHATSAPP

    def __init__(self, url: str, token: str, phone_id: str, *, timeout_seconds: float = 30) -> None:
        if not re.fullmatch(r"[0-9]+", phone_id):
            raise ValueError("the id of the sending number consists of digits")
        self._number = f"{url.rstrip('/')}/{phone_id}"
        headers = {"Authorization": f"Bearer {token}"}
        self._poster = Poster(f"{self._number}/messages", timeout_seconds=timeout_seconds, headers=headers)

    def send(self, address: str, message: Message, *, key: str) -> Receipt:
        """Hand one message over; the key comes back with every status of it."""
        chat = message.chat()
        if fault := _fault(chat):
            return refusals.receipt(refusals.message(fault), "whatsapp")
        answer = self._poster.post(json=_payload(address, chat, key))
        return _judge(answer) if isinstance(answer, Answer) else answer

    def check(self) -> str | None:
        """Why Meta would take no message from us, or None; nothing is sent ("Phone numbers", GET)."""
        answer = self._poster.ask(self._number)
        if isinstance(answer, str):
            return answer
        match answer.body:
            case {"id": _} if answer.is_success:
                return None
            case {"error": {"code": int(code)}}:
                return refusal(code, answer.status).answer(f"whatsapp {code}")
        return refusal(None, answer.status).answer(f"whatsapp HTTP {answer.status}")

    def close(self) -> None:
        self._poster.close()


def provider_id(wamid: str) -> str:
    """What we keep of Meta's id of a message, which has the person's number written into it."""
    return "wa-" + blake2b(wamid.encode(), digest_size=16).hexdigest()


def _fault(chat: Chat) -> str | None:
    """Why WhatsApp would refuse this message, whoever it goes to."""
    if not chat.text.strip() or len(chat.text) > MOST_CHAT_CHARACTERS:
        return f"the text is empty or longer than {MOST_CHAT_CHARACTERS} characters"
    if len(chat.buttons) > _MOST_BUTTONS:
        return f"more than {_MOST_BUTTONS} buttons"
    for button in chat.buttons:
        if (
            not 1 <= len(button.label) <= MOST_LABEL_CHARACTERS
            or not 1 <= len(button.payload) <= _LONGEST_PAYLOAD
        ):
            return "a button's label or payload is empty or too long"
    if not all(_is_parameter(value) for value in chat.parameters):
        return "a parameter of the template is empty, or has line breaks, tabs or five spaces in a row"
    return None


def _is_parameter(value: str) -> bool:
    return bool(value.strip()) and not re.search(r"[\r\n\t]| {5}", value)


def _payload(address: str, chat: Chat, key: str) -> dict[str, Any]:
    return {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        **_recipient(address),
        **_template(chat),
        "biz_opaque_callback_data": key,
    }


# "Business-scoped user IDs": who took a username may hide the number, and writes under such an id.
_BUSINESS_SCOPED = re.compile(r"[A-Z]{2}\.[A-Za-z0-9.]{1,128}")


def _recipient(address: str) -> dict[str, str]:
    return {"recipient" if _BUSINESS_SCOPED.fullmatch(address) else "to": address}


def _template(chat: Chat) -> dict[str, Any]:
    body = {"type": "body", "parameters": [{"type": "text", "text": value} for value in chat.parameters]}
    buttons = [_quick_reply(index, button) for index, button in enumerate(chat.buttons)]
    components = [*([body] if chat.parameters else []), *buttons]
    template = {"name": chat.template, "language": {"code": LANGUAGE}, "components": components}
    return {"type": "template", "template": template}


def _quick_reply(index: int, button: Button) -> dict[str, Any]:
    payload = {"type": "payload", "payload": button.payload}
    return {"type": "button", "sub_type": "quick_reply", "index": str(index), "parameters": [payload]}


def _judge(answer: Answer) -> Receipt:
    match answer.body:
        case {"messages": [{"id": given, **rest}, *_]} if answer.is_success and (id_ := read_id(given)):
            said = (
                "whatsapp: held back until the template's quality is known" if _is_held(rest) else "whatsapp"
            )
            return Receipt(DeliveryResult.ACCEPTED, f"{said}: accepted", provider_id(id_))
        case {"error": {"code": int(code)}}:
            return refusals.receipt(
                refusal(code, answer.status), f"whatsapp {code}", answer.retry_after_seconds
            )
    if answer.is_success:
        return without_id("whatsapp")
    return refusals.receipt(
        refusal(None, answer.status), f"whatsapp HTTP {answer.status}", answer.retry_after_seconds
    )


def _is_held(message: Mapping[Any, Any]) -> bool:
    """A new template goes to some first; the webhook tells how it went for the others."""
    return message.get("message_status") == "held_for_quality_assessment"
