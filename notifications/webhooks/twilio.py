"""Webhooks of Twilio's messaging: statuses of our messages, and what people answer.

"Webhooks security" and "Track the message status", Twilio Docs. A webhook carries one message and no time.
"""

import hmac
import re
from base64 import b64encode
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha1
from urllib.parse import parse_qs, urlsplit

from domain.alert import ProviderStatus, Reply, StatusReport
from domain.contact import Channel
from notifications.channels.twilio_errors import refusal
from notifications.webhooks import BadWebhook, Incoming, check_id, clean, header, label
from notifications.webhooks.forms import pairs
from notifications.webhooks.signatures import is_equal


def verify(headers: Mapping[str, str], body: bytes, auth_token: str, *, url: str) -> bool:
    """Whether Twilio signed it: the URL as Twilio called it, then fields and values in order."""
    try:
        fields = pairs(body)
    except BadWebhook:
        return False
    return is_equal(header(headers, "X-Twilio-Signature"), signature(url, fields, auth_token), auth_token)


def signature(url: str, fields: list[tuple[str, str]], auth_token: str) -> str:
    """HMAC-SHA1 in Base64. A field that comes twice with one value counts once."""
    signed = url + "".join(name + value for name, value in sorted(set(fields)))
    return b64encode(hmac.new(auth_token.encode(), signed.encode("utf-8", "replace"), sha1).digest()).decode()


def read(body: bytes, now: datetime, *, url: str = "") -> Incoming:
    """`now` is when it came; `url` has the key that we gave with the message. Raises BadWebhook."""
    fields, incoming = dict(pairs(body)), Incoming()
    if "MessageStatus" in fields:
        _read_status(fields, now, url, incoming)
    elif "Body" in fields:
        _read_reply(fields, now, incoming)
    else:
        incoming.skipped["neither status nor message"] += 1
    return incoming


_STATUSES = {
    "sent": ProviderStatus.SENT,
    "delivered": ProviderStatus.DELIVERED,
    "read": ProviderStatus.READ,
    "undelivered": ProviderStatus.FAILED,
    "failed": ProviderStatus.FAILED,
    "canceled": ProviderStatus.FAILED,
}


def _read_status(fields: Mapping[str, str], now: datetime, url: str, incoming: Incoming) -> None:
    known = _STATUSES.get(fields["MessageStatus"])
    if known is None:
        incoming.skipped[f"status {label(fields['MessageStatus'])}"] += 1
        return
    answer, whose = "", None
    if known is ProviderStatus.FAILED:
        said = fields.get("ErrorCode", "")
        code = int(said) if re.fullmatch(r"[0-9]{1,6}", said) else None
        meaning = refusal(code)
        answer = meaning.answer(f"twilio {code or label(fields['MessageStatus'])}")
        whose = meaning.whose
    given = parse_qs(urlsplit(url).query).get("key")
    key = check_id(given[0]) if given else None
    incoming.reports.append(
        StatusReport(Channel.SMS, check_id(_field(fields, "MessageSid")), known, now, answer, key, whose)
    )


def _read_reply(fields: Mapping[str, str], now: datetime, incoming: Incoming) -> None:
    sender = _field(fields, "From")
    if not re.fullmatch(r"\+[0-9]{5,20}", sender):
        incoming.skipped["message from no number"] += 1
        return
    id_ = check_id(_field(fields, "MessageSid"))
    incoming.replies.append(Reply(Channel.SMS, id_, sender, now, clean(fields["Body"])))


def _field(fields: Mapping[str, str], name: str) -> str:
    if not (value := fields.get(name)):
        raise BadWebhook(f"without {name}")
    return value
