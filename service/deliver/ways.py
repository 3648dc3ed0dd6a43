"""By which of its addresses a message goes now, until when it waits, or why there is none left."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from domain.alert import DeliveryResult, Priority
from domain.contact import Channel
from notifications.retry import MOST_TRIES
from store.attempts import Tried
from store.channel_states import ChannelState
from store.contacts import KnownContact

PEOPLE_WINDOW = timedelta(hours=24)

_SHORT_REST = timedelta(minutes=15)  # waited for, rather than to write where the board likes it less
_LOOK_AGAIN = timedelta(minutes=30)  # whether a channel that is stopped or in trouble may be used again
_AFTER_A_BOUNCE = timedelta(hours=1)
_LONGEST = timedelta(days=14)
_UNDECIDED = (DeliveryResult.TRY_AGAIN, DeliveryResult.MAYBE)


@dataclass(frozen=True, slots=True)
class People:
    """Of a channel that takes only so many people in 24 hours: whom it reached or is to reach now, by hash,
    and when last.
    """

    most: int
    reached: dict[str, datetime]


@dataclass(frozen=True, slots=True)
class Roads:
    """How things stand with the channels: those that are set up, their states, and those that refused us in
    this run; addresses that want no messages, by hash.
    """

    usable: AbstractSet[Channel]
    states: Mapping[Channel, ChannelState] = field(default_factory=dict)
    in_trouble: AbstractSet[Channel] = frozenset()
    stopped: AbstractSet[str] = frozenset()
    people: Mapping[Channel, People] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Way:
    known: KnownContact
    tries: int  # at this address before, apart from those that failed for a reason of ours


@dataclass(frozen=True, slots=True)
class Wait:
    until: datetime
    why: str


@dataclass(frozen=True, slots=True)
class NoneLeft:
    why: str


Choice = Way | Wait | NoneLeft


def choose(
    priority: Priority, contacts: Sequence[KnownContact], tried: Sequence[Tried], roads: Roads, now: datetime
) -> Choice:
    """The first contact in the board's order that may be written to now.

    One from which the message came back comes after those that it was not sent to. What cannot wait does not
    wait for a better way, and does not try what refused us lately where there is another. A message is given
    up two weeks after its first try.
    """
    if tried and now - tried[0].at > _LONGEST:
        return NoneLeft("two weeks of tries did not bring it through")
    views = [_view(one, tried, roads, now) for one in contacts]
    can_wait = priority not in (Priority.AWAITED, Priority.URGENT)
    for view in sorted(views, key=lambda view: (view.came_back, view.refused_us and not can_wait)):
        if isinstance(view.choice, Way) or (can_wait and view.is_worth_waiting):
            return view.choice
    waits = [view.choice for view in views if isinstance(view.choice, Wait)]
    if waits:
        return min(waits, key=lambda wait: wait.until)
    return NoneLeft("; ".join(dict.fromkeys(_why(view.choice) for view in views)) or "there is no address")


class _View(NamedTuple):
    choice: Choice
    came_back: bool = False
    refused_us: bool = False
    is_worth_waiting: bool = False


def _view(known: KnownContact, tried: Sequence[Tried], roads: Roads, now: datetime) -> _View:
    """How one contact stands by itself."""
    channel, at_it = known.contact.channel, [one for one in tried if one.contact_id == known.id]
    bounces = [one.bounced_at for one in at_it if one.bounced_at]
    undecided = (one for one in at_it if one.bounced_at or one.result in _UNDECIDED)
    tries = sum(not one.is_ours for one in undecided)
    if why := _gone(known, at_it, tries, roads):
        return _View(NoneLeft(why))
    if bounces and now < max(bounces) + _AFTER_A_BOUNCE:
        return _View(Wait(max(bounces) + _AFTER_A_BOUNCE, f"{channel}: it came back"), came_back=True)
    return _road(known, Way(known, tries), roads, now)._replace(came_back=bool(bounces))


def _gone(known: KnownContact, at_it: Sequence[Tried], tries: int, roads: Roads) -> str | None:
    """Why this contact is none for this message, for good."""
    channel = known.contact.channel
    if known.digest in roads.stopped:
        return f"{channel}: the address wants no messages"
    if known.failed_at or any(one.result is DeliveryResult.FAILED for one in at_it):
        return f"{channel}: the address failed"
    if tries >= MOST_TRIES:
        return f"{channel}: {tries} tries failed"
    return None


def _road(known: KnownContact, way: Way, roads: Roads, now: datetime) -> _View:
    """The contact as it is, or what keeps its channel from carrying anything now."""
    channel = known.contact.channel
    state = roads.states.get(channel, ChannelState())
    if not known.is_readable:
        return _View(Wait(now + _LOOK_AGAIN, f"{channel}: none of our keys opens the address"))
    if channel not in roads.usable:
        return _View(Wait(now + _LOOK_AGAIN, f"{channel}: not set up"))
    if state.stopped_at:
        return _View(Wait(now + _LOOK_AGAIN, f"{channel}: stopped by hand"))
    if channel in roads.in_trouble:
        return _View(Wait(now + _LOOK_AGAIN, f"{channel}: it refuses us"), is_worth_waiting=True)
    if state.rests_until and now < state.rests_until:
        is_short = state.rests_until - now <= _SHORT_REST
        return _View(Wait(state.rests_until, f"{channel}: it rests"), is_worth_waiting=is_short)
    if free_at := _full_until(roads.people.get(channel), known.digest):
        return _View(Wait(max(free_at, now + timedelta(seconds=1)), f"{channel}: all people of the day"))
    return _View(way, refused_us=state.trouble is not None)


def _full_until(people: People | None, digest: str) -> datetime | None:
    """When there is room for one more person, None where there is: whom it reached already counts once."""
    if people is None or digest in people.reached or len(people.reached) < people.most:
        return None
    return min(people.reached.values()) + PEOPLE_WINDOW


def _why(choice: Choice) -> str:
    return "" if isinstance(choice, Way) else choice.why
