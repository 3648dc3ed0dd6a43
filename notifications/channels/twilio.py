"""SMS by Twilio's REST API, or by a provider that speaks it.

"Messages resource", Twilio Docs: POST /2010-04-01/Accounts/SID/Messages.json, form-encoded.
"""

import re
from typing import NamedTuple
from urllib.parse import quote, unquote

from domain.alert import DeliveryResult
from domain.contact import Channel
from notifications.channels import Receipt, refusals
from notifications.channels.posting import Answer, Poster, provider_url, read_id, without_id
from notifications.channels.sms_text import fitting
from notifications.channels.twilio_errors import refusal
from notifications.message import Message

SCHEME = "twilio+"


class TwilioChannel:
    """Sends by `twilio+https://SID:TOKEN@host?from=+57…`, or `?service=MG…` for a messaging service.

    Statuses are posted to `status_url` with the message's key as `?key=`; Twilio takes no address of this
    machine. Many threads may share it. Raises ValueError for a URL that cannot be used.
    """

    name = Channel.SMS

    def __init__(self, url: str, *, status_url: str | None = None, timeout_seconds: float = 30) -> None:
        account = read_url(url)
        self._account = account.url.removesuffix("/Messages.json") + ".json"
        self._sender = account.sender
        self._status_url = status_url
        self._poster = Poster(
            account.url, timeout_seconds=timeout_seconds, login=(account.sid, account.token)
        )

    def send(self, address: str, message: Message, *, key: str) -> Receipt:
        """Hand one message over. Twilio takes no key, so a message tried again may arrive twice."""
        text = fitting(message)
        if isinstance(text, Receipt):
            return text
        form = {"To": address, "Body": text, **self._sender}
        if self._status_url:
            form["StatusCallback"] = f"{self._status_url}?key={quote(key, safe='')}"
        answer = self._poster.post(form=form)
        return _judge(answer) if isinstance(answer, Answer) else answer

    def check(self) -> str | None:
        """Why Twilio would take no message from this account, or None; nothing is sent ("Account", GET)."""
        answer = self._poster.ask(self._account)
        if isinstance(answer, str):
            return answer
        match answer.body:
            case {"sid": _, "status": status} if answer.is_success:
                return None if status == "active" else f"operator: twilio: the account is {status}"
            case {"code": int(code)}:
                return refusal(code, answer.status).answer(f"twilio {code}")
        return refusal(None, answer.status).answer(f"twilio HTTP {answer.status}")

    def close(self) -> None:
        self._poster.close()


class Account(NamedTuple):
    sid: str
    token: str
    url: str
    sender: dict[str, str]


def read_url(url: str) -> Account:
    """Raises ValueError for anything but `twilio+https://SID:TOKEN@host?from=…` or `?service=…`."""
    parts = provider_url(url.removeprefix(SCHEME))
    sid, token = unquote(parts.username or ""), unquote(parts.password or "")
    # A plus stands for itself here: it begins the number.
    given = dict(pair.partition("=")[::2] for pair in unquote(parts.query).split("&"))
    sender = {field: given[name] for name, field in _SENDERS.items() if given.get(name)}
    if not url.startswith(SCHEME) or not re.fullmatch(r"[A-Za-z0-9]+", sid) or not token or len(sender) != 1:
        raise ValueError("Twilio is given as twilio+https://SID:TOKEN@host?from=+57… or ?service=MG…")
    base = parts._replace(netloc=parts.netloc.rpartition("@")[2], query="", fragment="").geturl()
    return Account(sid, token, f"{base.rstrip('/')}/2010-04-01/Accounts/{sid}/Messages.json", sender)


_SENDERS = {"from": "From", "service": "MessagingServiceSid"}


def _judge(answer: Answer) -> Receipt:
    match answer.body:
        case {"sid": given} if answer.is_success and (id_ := read_id(given)):
            return Receipt(DeliveryResult.ACCEPTED, "twilio: accepted", id_)
        case {"code": int(code)} if not answer.is_success:
            meaning, label = refusal(code, answer.status), f"twilio {code}"
            return refusals.receipt(meaning, label, answer.retry_after_seconds)
    if answer.is_success:
        return without_id("twilio")
    label = f"twilio HTTP {answer.status}"
    return refusals.receipt(refusal(None, answer.status), label, answer.retry_after_seconds)
