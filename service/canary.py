"""The canary: each night an invented process goes through the real steps, and the operator is paged if no
message of it arrives.

inject (5:10) ─▶ saved like a harvested row ─▶ match, alert, deliver as they are ─▶ check: how far is it?
"""

from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr
from enum import StrEnum
from hashlib import blake2b

import structlog
from sqlalchemy import Connection

from domain.canary import BOARD_CODE
from domain.contact import Channel
from domain.days import day_of
from service import canary_call, mailbox, pager
from service.channels import tells_of_text_messages
from service.contacts import read_contact
from service.context import Context
from service.mailbox import MailboxUnavailable
from service.pager import Page
from service.settings import Settings
from service.shell import WrongUsage
from store import canary, channel_states, match_states, processes, reach, stopping, troubles
from store.canary import Run, Sent
from store.engine import reading, writing
from store.reach import Unreachable

log = structlog.get_logger()

TROUBLE = "canary"


class Step(StrEnum):
    """What the canary did not pass; the first of them."""

    INJECT = "not injected"
    MATCH = "not matched"
    ALERT = "not alerted"
    ACCEPT = "not accepted"
    DELIVER = "not delivered"


_DO = {
    Step.INJECT: "is convite work running? It injects at 5:10; by hand: convite canary inject",
    Step.MATCH: "look why the cycle did not run or failed: convite match, then convite canary check",
    Step.ALERT: "convite alert, then convite deliver and convite canary check",
    Step.ACCEPT: "convite doctor, convite channels list; then convite deliver and convite canary check",
    Step.DELIVER: "look whether the provider's webhooks reach us and the mailbox is read: convite doctor",
}


@dataclass(frozen=True)
class Injected:
    """`is_new` is false where today's was there already."""

    process: str
    injected_at: datetime
    is_new: bool


@dataclass(frozen=True)
class Checked:
    """`failed_step` is None where the message arrived, as far as its channel tells."""

    process: str | None
    well: bool
    failed_step: str | None
    says: str
    do: str


def inject(context: Context, *, resume: bool = False) -> Injected:
    """Put the process of the night among the real ones; asked twice it is the same one, until it was checked.

    `resume` takes back that the contact stopped the messages. Raises WrongUsage where no contact is set.
    """
    channel, address = contact_of(context.settings)
    now, today = context.now, context.today
    with writing(context.engine) as db:
        canary_call.settle(db, context.vault, channel, address, now)
        if resume:
            stopping.resume(db, context.vault, BOARD_CODE)
        known = canary.last(db)
        if known and known.checked_at is None:
            if day_of(known.injected_at) == today:
                return Injected(known.portfolio_id, known.injected_at, is_new=False)
            canary.end(db, known.portfolio_id, "not checked", "nobody checked it on its day", now)
        canary.clear(db, now)
        call = canary_call.a_call(now)
        digest = blake2b(repr(call).encode(), digest_size=16).digest()
        processes.RECORDS.save(db, [call], [digest], now)
        canary.begin(db, call.portfolio_id, now)
    return Injected(call.portfolio_id, now, is_new=True)


def check(context: Context, *, dry_run: bool = False) -> Checked:
    """How far today's came. Where that is not to the end the operator is paged; then all of it is cleared.

    `dry_run` only looks. What was checked already is told as it was found. Raises WrongUsage where no contact
    is set.
    """
    channel, address = contact_of(context.settings)
    tells = tells_arrival(context.settings, channel, address)
    if tells and channel is Channel.EMAIL:
        _read_mailbox(context)
    with reading(context.engine) as db:
        run = canary.last(db)
        found = _examined(context, db, run, tells=tells)
    if dry_run or (run and run.checked_at and run.portfolio_id == found.process):
        return found
    if found.well:
        pager.over(context, TROUBLE)
    else:
        pager.page(context, _page(found))
    if found.process:
        with writing(context.engine) as db:
            canary.end(db, found.process, found.failed_step, found.says, context.now)
            canary.clear(db, context.now)
    return found


def untold(db: Connection) -> Page | None:
    """The page of a canary that failed, where nobody could be told of it."""
    known = troubles.find(db, TROUBLE)
    if known is None or known.unsent_at is None:
        return None
    run = canary.last_checked(db)
    step = next((one for one in Step if run and one == run.failed_step), None)
    if run is None or step is None or (known.paged_at and run.injected_at < known.paged_at):
        return _page(_failed(None, Step.INJECT, "no process was there to be checked"))
    return _page(_failed(run.portfolio_id, step, f"{run.says} ({day_of(run.injected_at)})"))


def contact_of(settings: Settings) -> tuple[Channel, str]:
    """Channel and address of the test contact. Raises WrongUsage."""
    if not settings.canary:
        raise WrongUsage("set CONVITE_CANARY to a contact of your own, such as email:prueba@example.org")
    return read_contact(settings.canary)


def tells_arrival(settings: Settings, channel: Channel, address: str) -> bool:
    """Whether we can hear that a message arrived there, and not only that a provider took it."""
    match channel:
        case Channel.EMAIL:
            ours = parseaddr(settings.mail_from)[1]
            return bool(settings.mailbox_url) and _without_tag(address) == _without_tag(ours)
        case Channel.WHATSAPP:
            return bool(settings.whatsapp_app_secret)
        case Channel.SMS:
            return tells_of_text_messages(settings)
        case _:
            return False


def _without_tag(address: str) -> str:
    """`convite+prueba@…` lies in the mailbox of `convite@…`."""
    name, _, domain = address.casefold().rpartition("@")
    return f"{name.partition('+')[0]}@{domain}"


def _read_mailbox(context: Context) -> None:
    try:
        mailbox.run(context)
    except MailboxUnavailable as error:
        log.warning("the mailbox cannot be read", error=str(error))


def _examined(context: Context, db: Connection, run: Run | None, *, tells: bool) -> Checked:
    if run is None or day_of(run.injected_at) != context.today:
        return _failed(None, Step.INJECT, "no process was injected today")
    if run.checked_at:
        if run.failed_step is None:
            return Checked(run.portfolio_id, True, None, run.says or "", "")
        return _failed(run.portfolio_id, Step(run.failed_step), run.says or "")
    id_, sent = run.portfolio_id, canary.sent(db, run.portfolio_id)
    if sent is None:
        if canary.is_matched(db, id_):
            return _failed(id_, Step.ALERT, _why_not_alerted(db))
        return _failed(id_, Step.MATCH, _why_not_matched(db, id_))
    if sent.accepted_at is None or sent.bounced_at:
        return _failed(id_, Step.ACCEPT, _why_not_accepted(context, db, sent))
    minutes = (sent.accepted_at - run.injected_at).total_seconds() / 60
    taken = f"{sent.channel} accepted it {minutes:.0f} minutes after it was injected"
    if sent.delivered_at:
        return Checked(id_, True, None, f"{taken}, and it arrived", "")
    if tells:
        return _failed(id_, Step.DELIVER, f"{taken}, and no word came that it arrived")
    return Checked(id_, True, None, f"{taken}; whether it arrived cannot be heard there", "")


def _page(failed: Checked) -> Page:
    return Page(TROUBLE, f"the canary was {failed.failed_step}: {failed.says}", failed.do)


def _failed(id_: str | None, step: Step, says: str) -> Checked:
    return Checked(id_, False, step.value, says, _DO[step])


def _why_not_matched(db: Connection, id_: str) -> str:
    known = match_states.read(db).calls.get(id_)
    if known is None:
        return "no match ran since it was injected"
    return f"the match looked at it and found none ({known.refusal or 'a rule kept it from its board'})"


def _why_not_alerted(db: Connection) -> str:
    known = reach.every(db).get(BOARD_CODE)
    if known and isinstance(known.way, Unreachable):
        return f"its contact cannot be written to ({known.way.value})"
    return "no alert ran since it was matched"


def _why_not_accepted(context: Context, db: Connection, sent: Sent) -> str:
    channel, _ = contact_of(context.settings)
    state = channel_states.read(db)[channel]
    said = [
        "the message came back" if sent.bounced_at else "",
        f"failed for good: {sent.why}" if sent.failed_at else "",
        f"{channel} is stopped by hand: {state.why}" if state.stopped_at else "",
        f"{channel} refuses us: {state.trouble}" if state.trouble else "",
        f"last answer: {sent.answer}" if sent.answer and sent.answer != state.trouble else "",
        "" if sent.answer else "it was never tried",
    ]
    return "; ".join(filter(None, said))
