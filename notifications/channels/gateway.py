"""SMS by any gateway that takes a message as JSON over HTTP and gives each key's message out once.

POST {"to", "text", "key"} with the header Idempotency-Key; the answer is {"id"}. docs/channels.md has
all of it, for whoever builds the gateway's side.
"""

from dataclasses import replace
from urllib.parse import unquote

from domain.alert import DeliveryResult
from domain.contact import Channel
from notifications.channels import Receipt, refusals
from notifications.channels.posting import Answer, Poster, provider_url, read_id, without_id
from notifications.channels.refusals import REST_SECONDS, Refusal
from notifications.channels.sms_text import fitting
from notifications.message import Message


class GatewayChannel:
    """Sends by `https://user:password@host/path`, or http to this machine. Many threads may share it.

    Raises ValueError for a URL that cannot be used.
    """

    name = Channel.SMS

    def __init__(self, url: str, *, timeout_seconds: float = 30) -> None:
        parts = provider_url(url)
        login = (unquote(parts.username), unquote(parts.password or "")) if parts.username else None
        bare = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
        self._poster = Poster(bare, timeout_seconds=timeout_seconds, login=login)

    def send(self, address: str, message: Message, *, key: str) -> Receipt:
        """Hand one message over. Tried again with the same key, it is still one message."""
        text = fitting(message)
        if isinstance(text, Receipt):
            return text
        body = {"to": address, "text": text, "key": key}
        answer = self._poster.post(json=body, headers={"Idempotency-Key": key})
        receipt = _judge(answer) if isinstance(answer, Answer) else answer
        return replace(receipt, is_keyed=True)

    def close(self) -> None:
        self._poster.close()


REFUSALS = {
    "invalid_number": refusals.address("not a mobile number"),
    "unreachable": refusals.address("the number is out of service or blocked"),
    "stopped": refusals.person("the person answered STOP"),
    "bad_message": refusals.message("the gateway did not understand the message"),
    "bad_login": refusals.ours("the gateway does not accept our login"),
    "no_credit": refusals.ours("the account has no credit"),
    "bad_sender": refusals.ours("the account has no sender that may be used"),
    "busy": refusals.later("the gateway is too busy", REST_SECONDS),
    "in_progress": refusals.later("the gateway still works on the message of this key"),
}


def refusal(word: object, status: int = 400) -> Refusal:
    """What the gateway's word says, or without one that we know, the HTTP status."""
    return (REFUSALS.get(word) if isinstance(word, str) else None) or refusals.by_status(status)


def _judge(answer: Answer) -> Receipt:
    match answer.body:
        case {"id": given} if answer.is_success and (id_ := read_id(given)):
            return Receipt(DeliveryResult.ACCEPTED, "gateway: accepted", id_)
        case {"error": word} if not answer.is_success and word in REFUSALS:
            label = f"gateway {word}"
        case _ if answer.is_success:
            return without_id("gateway")
        case _:
            word, label = None, f"gateway HTTP {answer.status}"
    return refusals.receipt(refusal(word, answer.status), label, answer.retry_after_seconds)
