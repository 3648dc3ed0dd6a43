"""What is watched between the nights: channels that refuse us, addresses that no key opens, messages
that wait too long, and a page of the canary that reached nobody.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from domain.contact import Channel
from service import canary, mailbox, pager
from service.canary import Checked
from service.context import Context
from service.mailbox import MailboxSummary, MailboxUnavailable
from service.pager import Page
from service.shell import WrongUsage
from store import channel_states, deliveries, sealing
from store.engine import reading

QUEUE_WAITS_AT_MOST = timedelta(hours=24)

_MAILBOX = "mailbox"
_MAILBOX_MAY_FAIL = timedelta(hours=1)
_QUEUE = "queue"
_KEYS = "contact keys"
_CHANNELS = {channel: f"channel {channel}" for channel in Channel}


@dataclass(frozen=True)
class WatchSummary:
    """Troubles by their names; `paged` are those of which the operator was told just now."""

    troubles: list[str]
    paged: list[str]


def run(context: Context) -> WatchSummary:
    """Look at the channels, the keys and the queue, and page the operator for what is wrong."""
    found = {page.trouble: page for page in _troubles(context)}
    for name in (*_CHANNELS.values(), _KEYS, _QUEUE):
        if name not in found:
            pager.over(context, name)
    paged = [name for name, page in found.items() if pager.page(context, page)]
    return WatchSummary(sorted(found), sorted(paged))


def read_mailbox(context: Context) -> MailboxSummary | None:
    """Read our own mailbox, if there is one; the operator is paged where it cannot be read for an hour."""
    if not context.settings.mailbox_url:
        return None
    try:
        summary = mailbox.run(context)
    except MailboxUnavailable as error:
        page = Page(_MAILBOX, f"for an hour no mail that came back was read: {error}", "convite doctor")
        pager.page(context, page, _MAILBOX_MAY_FAIL)
        raise
    pager.over(context, _MAILBOX)
    return summary


def check_canary(context: Context) -> Checked | None:
    """Check the canary, if there is one; a contact that cannot be one is a trouble too."""
    if not context.settings.canary:
        return None
    try:
        return canary.check(context)
    except WrongUsage as error:
        pager.page(context, Page(canary.TROUBLE, f"no canary can be sent: {error}", "correct CONVITE_CANARY"))
        raise


def _troubles(context: Context) -> Iterator[Page]:
    with reading(context.engine) as db:
        states = channel_states.read(db)
        queued, oldest = deliveries.waiting(db)
        unreadable = sealing.unreadable(db, context.vault)
        unheard = canary.untold(db)
    for channel, state in states.items():
        if state.trouble:
            do = f"convite doctor; mend it (docs/channels.md), then convite channels start {channel}"
            yield Page(_CHANNELS[channel], f"{channel} refuses us: {state.trouble}", do)
    if unreadable:
        says = f"{unreadable} addresses open with no key that is here, and nobody is written to there"
        yield Page(_KEYS, says, "convite doctor; put the earlier key at the end of CONVITE_CONTACT_KEYS")
    if unheard:
        yield unheard
    if oldest and context.now - oldest > QUEUE_WAITS_AT_MOST:
        says = f"{queued} messages wait, the oldest for more than a day"
        yield Page(_QUEUE, says, "convite doctor, convite channels list; is convite work running?")
