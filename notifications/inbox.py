"""What a mail in our own mailbox says: that a message did not arrive, that it did, or what a person answers.

Bounces come as delivery status notifications (RFC 3464), which give back the headers of the message they
speak of. A message of ours that lies in our mailbox has arrived there: the nightly test goes to it.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import parseaddr, parsedate_to_datetime

from domain.alert import ProviderStatus, Reply, StatusReport, Whose
from domain.contact import Channel
from notifications.mail_words import words

_OURS = re.compile(r"<[0-9a-f]{32}@([^<>@]+)>")  # as mime.message_id makes them, and some mail programs

_ID = re.compile(r"<[!-;=?-~]{1,298}>")

# Enhanced status codes (RFC 3463); some say nothing against the address: full, too large, policy, protocol.
_STATUS_CODE = re.compile(r"[245]\.\d{1,3}\.\d{1,3}\b", re.ASCII)
_NOT_THE_ADDRESS = re.compile(r"5\.(2\.2|2\.3|3\.\d+|4\.\d+|5\.\d+|6\.\d+|7\.\d+)$")


class UnreadableMail(Exception):
    """A mail so crooked that Python's reader of mails broke on it. Says nothing of what it holds."""


def read(raw: bytes, received_at: datetime, sender: str) -> StatusReport | Reply | None:
    """What the mail says; None for what says nothing to us: automatic answers, advertising, word of a delay.

    `received_at` stands for a date that the mail does not give; `sender` is whom our own mails are from.
    Raises UnreadableMail, and nothing else.
    """
    try:
        return _read(raw, received_at, parseaddr(sender)[1])
    except Exception as error:  # for crooked headers the email package raises whatever happens to it
        raise UnreadableMail(type(error).__name__) from error


def _read(raw: bytes, received_at: datetime, sender: str) -> StatusReport | Reply | None:
    mail = message_from_bytes(raw, EmailMessage, policy=default)
    at = _date(mail) or received_at
    if mail.get_content_type() == "multipart/report":
        return _bounce(mail, at)
    if (id_ := _id(mail, "Message-ID")) and _is_ours(mail, id_, sender):
        return StatusReport(Channel.EMAIL, id_, ProviderStatus.DELIVERED, at, "lies in our own mailbox")
    return _reply(mail, at)


def _is_ours(mail: EmailMessage, id_: str, sender: str) -> bool:
    """Whether we sent it: from our address, under an id as we make them for its domain."""
    if not (found := _OURS.fullmatch(id_)):
        return False
    return found[1] == sender.rpartition("@")[2] and _author(mail).casefold() == sender.casefold()


def _bounce(mail: EmailMessage, at: datetime) -> StatusReport | None:
    id_ = next(_returned_ids(mail), None)
    told = next(_told(mail), None)
    if id_ is None or told is None:
        return None
    action, code = told
    match action:
        case "failed":
            is_gone = code.startswith("5") and not _NOT_THE_ADDRESS.match(code)
            whose = Whose.ADDRESS if is_gone else Whose.NOBODY
            answer = f"came back: {code or 'no status given'}"
            return StatusReport(Channel.EMAIL, id_, ProviderStatus.FAILED, at, answer, whose=whose)
        case "delivered":
            return StatusReport(Channel.EMAIL, id_, ProviderStatus.DELIVERED, at, f"delivered: {code}")
    return None  # delayed, relayed, expanded: nothing is known yet


def _returned_ids(mail: EmailMessage) -> Iterator[str]:
    """The Message-ID of the message that came back: whole, or only its headers."""
    for part in mail.walk():
        match part.get_content_type():
            case "message/rfc822" if isinstance(inner := _inner(part), EmailMessage):
                yield from filter(None, [_id(inner, "Message-ID")])
            case "text/rfc822-headers" if isinstance(content := part.get_payload(decode=True), bytes):
                headers = message_from_bytes(content, EmailMessage, policy=default)
                yield from filter(None, [_id(headers, "Message-ID")])


def _told(mail: EmailMessage) -> Iterator[tuple[str, str]]:
    """Action and status of each recipient: ours have one."""
    for part in mail.walk():
        if part.get_content_type() == "message/delivery-status":
            blocks = part.get_payload()
            for block in blocks if isinstance(blocks, list) else []:
                if isinstance(block, EmailMessage) and (action := _header(block, "Action")):
                    code = _STATUS_CODE.search(_header(block, "Status"))
                    yield action.lower(), code[0] if code else ""


def _reply(mail: EmailMessage, at: datetime) -> Reply | None:
    id_, address = _id(mail, "Message-ID"), _author(mail)
    if not id_ or "@" not in address or _is_automatic(mail):
        return None
    if not (text := words(mail)):
        return None
    return Reply(Channel.EMAIL, id_, address, at, text, in_reply_to=_id(mail, "In-Reply-To"))


def _is_automatic(mail: EmailMessage) -> bool:
    """Answers of machines (RFC 3834), and what goes to many."""
    submitted = _header(mail, "Auto-Submitted").lower() or "no"
    bulk = _header(mail, "Precedence").lower() in ("bulk", "list", "junk", "auto_reply")
    return submitted != "no" or bulk or "List-Id" in mail


def _inner(part: object) -> object:
    payload = part.get_payload() if isinstance(part, EmailMessage) else None
    return payload[0] if isinstance(payload, list) and payload else None


def _header(mail: EmailMessage, name: str) -> str:
    """The first header of this name as it stands, on one line: what the email package makes of one that is
    crooked is an error at times.
    """
    found = next((str(value) for given, value in mail.raw_items() if given.lower() == name.lower()), "")
    # Bytes beyond ASCII stand there as surrogates.
    return " ".join(found.encode("utf-8", "surrogateescape").decode("utf-8", "replace").split())


def _author(mail: EmailMessage) -> str:
    return parseaddr(_header(mail, "From"))[1]


def _id(mail: EmailMessage, header: str) -> str | None:
    found = _ID.search(_header(mail, header))
    return found[0] if found else None


def _date(mail: EmailMessage) -> datetime | None:
    try:
        at = parsedate_to_datetime(_header(mail, "Date"))
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    if not 2000 < at.year < 2200:
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)
