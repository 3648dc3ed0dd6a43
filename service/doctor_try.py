"""Which channel works, by really trying it: a test message to a contact, and what its provider says of it.

The message is composed and sent as every other; it is in no ledger, so that nothing is kept of the address.
"""

import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic, sleep

from domain.alert import DeliveryResult, ProviderStatus
from domain.contact import Channel
from domain.process import DATASET
from notifications.addresses import masked
from notifications.bulletin import Letterhead, Trial
from notifications.channels import Receipt
from notifications.compose import message
from service import mailbox
from service.canary import tells_arrival
from service.channels import Opened, open_channels
from service.contacts import read_contact
from service.context import Context
from service.mailbox import MailboxUnavailable
from store import alerts, channel_states, harvests, stops, trial_reports
from store.channel_states import ChannelState
from store.engine import reading, writing

_LOOK_EVERY_SECONDS = 0.3
_MAILBOX_EVERY_SECONDS = 5.0


@dataclass(frozen=True)
class Tried:
    """`works`: None where it was accepted and no word came whether it arrived. `heard` is what came."""

    channel: str
    address: str  # masked
    accepted: bool
    works: bool | None
    answer: str
    heard: str | None
    says: str


@dataclass(frozen=True)
class _Sent:
    channel: Channel
    address: str
    receipt: Receipt

    @property
    def is_accepted(self) -> bool:
        return self.receipt.result is DeliveryResult.ACCEPTED


def try_all(context: Context, written: Sequence[str], wait_seconds: float) -> list[Tried]:
    """Send a test to each `channel:address`, and wait so long at most for word that it arrived.

    Raises WrongUsage for an address that its channel cannot have, NoChannel where nothing is set up.
    """
    named = [read_contact(one) for one in written]
    with open_channels(context.settings) as opened:
        sent = [_send(context, opened, channel, address) for channel, address in named]
    names = {(one.channel, id_) for one in sent if one.is_accepted and (id_ := one.receipt.provider_id)}
    try:
        heard = _hear(context, sent, names, wait_seconds)
    finally:
        with writing(context.engine) as db:
            trial_reports.forget(db, names)
    return [_told(context, one, heard) for one in sent]


def lines(tried: Iterable[Tried]) -> Iterator[str]:
    """For a person to read."""
    labels = {True: "WORKS", None: "TAKEN", False: "FAILS"}
    for one in tried:
        yield f"{labels[one.works]:7}{one.channel} to {one.address}: {one.says}"


def _send(context: Context, opened: Mapping[Channel, Opened], channel: Channel, address: str) -> _Sent:
    if why := _not_to_be_tried(context, opened, channel, address):
        return _Sent(channel, address, Receipt(DeliveryResult.FAILED, why))
    key = secrets.token_hex(12)
    trial = message(Trial(_letterhead(context)))
    return _Sent(channel, address, opened[channel].send(address, trial, key=key))


def _not_to_be_tried(
    context: Context, opened: Mapping[Channel, Opened], channel: Channel, address: str
) -> str | None:
    with reading(context.engine) as db:
        state: ChannelState = channel_states.read(db)[channel]
        digest = context.vault.digest(channel, address)
        wants_none = bool(stops.among(db, [digest]))
    if channel not in opened:
        return "not sent: the channel is not set up (docs/channels.md)"
    if state.stopped_at:
        return f"not sent: the channel is stopped by hand: {state.why}"
    return "not sent: this address asked for no messages" if wants_none else None


def _letterhead(context: Context) -> Letterhead:
    home = context.settings.public_url.rstrip("/")
    with reading(context.engine) as db:
        data_at = harvests.data_date(db, DATASET)
    return Letterhead(
        link=home,
        stop_link=None,
        verify_link=f"{home}/verificar",
        code=alerts.new_code(),
        today=context.today,
        data_at=data_at,
        municipality=context.settings.municipality_name,
        sample=context.sample,
    )


_Name = tuple[Channel, str]


def _hear(
    context: Context, sent: Sequence[_Sent], names: set[_Name], wait_seconds: float
) -> dict[_Name, ProviderStatus]:
    """What providers told of these messages, until word of all that can be heard of has come."""
    awaited = {
        (one.channel, one.receipt.provider_id)
        for one in sent
        if one.is_accepted and one.receipt.provider_id and _can_hear(context, one)
    }
    heard: dict[_Name, ProviderStatus] = {}
    until, next_mail = monotonic() + wait_seconds, monotonic()
    while awaited - heard.keys():
        if (
            any(channel is Channel.EMAIL for channel, _ in awaited - heard.keys())
            and monotonic() >= next_mail
        ):
            _read_mailbox(context)
            next_mail = monotonic() + _MAILBOX_EVERY_SECONDS
        with reading(context.engine) as db:
            heard = trial_reports.last(db, names)
        if monotonic() >= until:
            break
        sleep(min(_LOOK_EVERY_SECONDS, max(0.0, until - monotonic())))
    return heard


def _can_hear(context: Context, one: _Sent) -> bool:
    """Of a mail to somebody else we can hear that it came back."""
    if one.channel is Channel.EMAIL:
        return context.settings.mailbox_url is not None
    return tells_arrival(context.settings, one.channel, one.address)


def _read_mailbox(context: Context) -> None:
    with suppress(MailboxUnavailable):  # doctor says so by itself
        mailbox.run(context)


def _told(context: Context, one: _Sent, heard: Mapping[_Name, ProviderStatus]) -> Tried:
    status = heard.get((one.channel, one.receipt.provider_id or ""))
    works, says = _verdict(context, one, status)
    return Tried(
        channel=one.channel.value,
        address=masked(one.channel, one.address),
        accepted=one.is_accepted,
        works=works,
        answer=one.receipt.answer,
        heard=status.value if status else None,
        says=says,
    )


def _verdict(context: Context, one: _Sent, status: ProviderStatus | None) -> tuple[bool | None, str]:
    if not one.is_accepted:
        return False, one.receipt.answer
    taken = f"accepted ({one.receipt.answer})"
    match status:
        case ProviderStatus.DELIVERED | ProviderStatus.READ:
            return True, f"{taken}, and it arrived"
        case ProviderStatus.FAILED:
            return False, f"{taken}, and then it came back"
    if tells_arrival(context.settings, one.channel, one.address):
        return None, f"{taken}, arrival not seen: is convite serve reached from outside, or is it slow?"
    return None, f"{taken}; whether it arrives cannot be heard here: look there"
