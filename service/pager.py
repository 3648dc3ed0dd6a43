"""The pager: tells the operator what is wrong and what to do, at most once for each trouble and hour."""

import re
from dataclasses import dataclass
from datetime import timedelta
from hashlib import blake2b

import structlog

from domain.alert import DeliveryResult
from notifications.channels.apprise_url import AppriseChannel
from notifications.message import Chat, Mail, NotComposed
from service.context import Context
from store import troubles
from store.engine import writing

log = structlog.get_logger()

_QUIET = timedelta(hours=1)
_LONGEST = 900  # characters, which every service takes
_BETWEEN = re.compile(r",\s*(?=[A-Za-z][A-Za-z0-9+.-]*://)")  # an address may have commas of its own


@dataclass(frozen=True)
class Page:
    """What is wrong, by a name that stays the same while it lasts, and what to do. No address, no name."""

    trouble: str
    says: str
    do: str


def page(context: Context, what: Page, patience: timedelta = timedelta(0)) -> bool:
    """Note a trouble and tell the operator of it, if it lasts longer than the patience and the last page is
    an hour old; gives whether one was sent. That none could be sent is logged, and doctor says it.
    """
    now = context.now
    with writing(context.engine) as db:
        known = troubles.note(db, what.trouble, now)
    if known.since and now - known.since < patience:
        return False
    if known.paged_at and now - known.paged_at < _QUIET:
        return False
    why = _send(context, what)
    with writing(context.engine) as db:
        if why is None:
            troubles.paged(db, what.trouble, now)
        else:
            troubles.unsent(db, what.trouble, now, why)
    if why is not None:
        log.error("the operator cannot be told", trouble=what.trouble, says=what.says, why=why)
    return why is None


def over(context: Context, trouble: str) -> None:
    """It is well again."""
    with writing(context.engine) as db:
        troubles.over(db, trouble)


def addresses(operator: str) -> list[str]:
    """CONVITE_OPERATOR as the apprise URLs that it lists."""
    return [url for part in _BETWEEN.split(operator) if (url := part.strip(", "))]


def _send(context: Context, what: Page) -> str | None:
    """Tell everybody who is named; why nobody could be told, or None."""
    named = addresses(context.settings.operator)
    if not named:
        return "nobody is named: set CONVITE_OPERATOR"
    message = _Words(f"Convite: {what.says}\n→ {what.do}"[:_LONGEST])
    key = blake2b(f"{what.trouble} {context.now.isoformat()}".encode(), digest_size=12).hexdigest()
    channel = AppriseChannel()
    receipts = [channel.send(url, message, key=key) for url in named]
    refused = [one.answer for one in receipts if one.result is not DeliveryResult.ACCEPTED]
    if len(refused) == len(named):
        return "; ".join(dict.fromkeys(refused))
    if refused:
        log.error("not every operator can be told", trouble=what.trouble, why=refused)
    return None


@dataclass(frozen=True)
class _Words:
    """A page has one form."""

    text: str

    def chat(self) -> Chat:
        return Chat(self.text, "", ())

    def mail(self) -> Mail:
        raise NotComposed("a page is no mail")

    def sms(self) -> str:
        raise NotComposed("a page is no text message")
