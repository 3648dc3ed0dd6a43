"""Our own mailbox, by IMAP: bounces, what arrived there, and what people answer to our mails.

A mail is marked as seen only once what it says is written down, and reading one twice changes nothing: a
run that dies in between loses nothing. Of a large mail its beginning is read, where the words stand, as much
as a webhook may bring. Mails are never deleted.
"""

import imaplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from functools import partial
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

import structlog

from api import replies
from api.incoming import alone
from api.security import LARGEST_WEBHOOK
from domain.alert import Reply, StatusReport
from domain.contact import Channel
from notifications import inbox
from notifications.loopback import is_here
from service.context import Context
from store import statuses
from store.engine import writing

log = structlog.get_logger()

_TIMEOUT_SECONDS = 30
_MOST = 500  # mails a run; the rest is the next one's


class MailboxUnavailable(Exception):
    """The mailbox cannot be read: wrong address, wrong password, or no answer. Names no password."""


class MailboxAt(NamedTuple):
    host: str
    port: int
    user: str
    password: str
    folder: str
    is_tls: bool


@dataclass(frozen=True)
class MailboxSummary:
    read: int
    reports: int  # bounces, and messages that arrived here
    replies: int
    nothing_to_us: int
    unreadable: int
    failed: int  # not given by the server, or not written down: the next run tries again


def read_url(url: str) -> MailboxAt:
    """`imaps://user:password@host/FOLDER` or `imap://…`. Raises ValueError for anything else."""
    parts = urlsplit(url)
    if parts.scheme not in ("imap", "imaps") or not parts.hostname or not parts.username:
        raise ValueError("a mailbox is given as imaps://user:password@host:port/INBOX")
    is_tls = parts.scheme == "imaps"
    return MailboxAt(
        parts.hostname,
        parts.port or (993 if is_tls else 143),
        unquote(parts.username),
        unquote(parts.password or ""),
        unquote(parts.path.strip("/")) or "INBOX",
        is_tls,
    )


def run(context: Context) -> MailboxSummary:
    """Read what is new in the mailbox and carry it into the ledger. Raises MailboxUnavailable."""
    url = context.settings.mailbox_url
    if not url:
        raise MailboxUnavailable("set CONVITE_MAILBOX_URL to the mailbox of CONVITE_MAIL_FROM")
    kinds = [one.name for one in fields(MailboxSummary)][1:]
    counted = dict.fromkeys(kinds, 0)
    with opened(url) as mailbox:
        for uid in _unseen(mailbox)[:_MOST]:
            raw = _fetch(mailbox, uid)
            kind = "failed" if raw is None else _take(context, uid, raw)
            counted[kind] += 1
            if kind != "failed":
                mailbox.uid("STORE", uid, "+FLAGS.SILENT", "(\\Seen)")
    return MailboxSummary(read=sum(counted.values()), **counted)


@contextmanager
def opened(url: str) -> Iterator[imaplib.IMAP4]:
    """The mailbox, logged in. Whatever goes wrong with it raises MailboxUnavailable."""
    try:
        at = read_url(url)
    except ValueError as error:
        raise MailboxUnavailable(f"CONVITE_MAILBOX_URL: {error}") from error
    try:
        with _connect(at) as mailbox:
            mailbox.login(at.user, at.password)
            answer, said = mailbox.select(f'"{at.folder}"')
            if answer != "OK":
                raise MailboxUnavailable(f"{at.host} has no folder {at.folder}: {said!r}")
            yield mailbox
    except (OSError, imaplib.IMAP4.error) as error:
        raise MailboxUnavailable(f"the mailbox at {at.host} cannot be read: {error}") from error


def _connect(at: MailboxAt) -> imaplib.IMAP4:
    trusted = ssl.create_default_context()
    if at.is_tls:
        return imaplib.IMAP4_SSL(at.host, at.port, ssl_context=trusted, timeout=_TIMEOUT_SECONDS)
    mailbox = imaplib.IMAP4(at.host, at.port, timeout=_TIMEOUT_SECONDS)
    if not is_here(at.host):  # a password does not travel in the open
        mailbox.starttls(trusted)
    return mailbox


def _unseen(mailbox: imaplib.IMAP4) -> list[str]:
    _, found = mailbox.uid("SEARCH", "UNSEEN")
    return found[0].decode().split() if found and found[0] else []


def _fetch(mailbox: imaplib.IMAP4, uid: str) -> bytes | None:
    """The mail, without marking it; None for one that the server does not give, as when it is gone by now."""
    _, found = mailbox.uid("FETCH", uid, f"(BODY.PEEK[]<0.{LARGEST_WEBHOOK}>)")
    # What the server tells of other mails may stand before it, and not every server knows of parts.
    return next((part[1][:LARGEST_WEBHOOK] for part in found if isinstance(part, tuple)), None)


def _take(context: Context, uid: str, raw: bytes) -> str:
    """Write down what a mail says, in one transaction; gives what it counts as."""
    try:
        found = inbox.read(raw, context.now, context.settings.mail_from)
    except inbox.UnreadableMail as error:
        log.warning("mail_unreadable", uid=uid, error=str(error))
        return "unreadable"
    act: Callable[[], object]
    with writing(context.engine) as db:
        match found:
            case StatusReport():
                act, kind = partial(statuses.report, db, [found], context.now), "reports"
            case Reply():
                act, kind = partial(replies.take, db, context.vault, found, context.now), "replies"
            case _:
                return "nothing_to_us"
        return kind if alone(db, Channel.EMAIL, act) is not None else "failed"
