"""A batch of messages that this worker holds, made ready: what each says, to whom, and which must wait."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime
from typing import assert_never

from sqlalchemy import Connection

from domain.alert import Delivery, DeliveryResult, Ending, Priority, key_of_try
from domain.contact import Preferences, Role
from notifications.bulletin import Bulletin, Sayable
from notifications.rhythm import free_from
from service.alert.telling import priority_of
from service.context import Context
from service.deliver.gather import Nothing, gather
from service.deliver.ways import NoneLeft, Roads, Wait, Way, choose
from store import attempts, authorisations, boards, contacts, preferences, stops
from store.attempts import Tried
from store.contacts import KnownContact


@dataclass(frozen=True, slots=True)
class Facts:
    """All that is known of a batch, read just before it is sent. By delivery, or by board."""

    said: Mapping[int, Sayable | Nothing]
    contacts: Mapping[int, Sequence[KnownContact]]
    tried: Mapping[int, Sequence[Tried]]
    preferences: Mapping[str, Preferences]
    authorised: AbstractSet[str]
    stopped_boards: AbstractSet[str]
    stopped_addresses: AbstractSet[str]


@dataclass(frozen=True, slots=True)
class Job:
    """One message with its way. The other contacts and tries tell what comes after a failure."""

    delivery: Delivery
    said: Sayable
    contacts: Sequence[KnownContact]
    tried: Sequence[Tried]
    way: Way

    @property
    def key(self) -> str:
        """Under which it is handed over now."""
        channel = self.way.known.contact.channel
        bounces = sum(one.bounced_at is not None and one.channel is channel for one in self.tried)
        return key_of_try(self.delivery.key, bounces)

    def may_be_twice(self, *, is_keyed: bool) -> bool:
        """Whether an earlier try may have arrived beside this one. A provider that takes a key once makes no
        second message of a try by its own channel.
        """
        doubts = [one.channel for one in self.tried if one.result is DeliveryResult.MAYBE]
        here = self.way.known.contact.channel
        others = {known.contact.channel for known in self.contacts} - {here}
        # Of a sender that died nobody knows by which channel it sent.
        return any(not is_keyed or (one is not here and (one or others)) for one in doubts)


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be sent, what its board wants later, what waits for our sake until when, and what failed for
    good without a try.
    """

    jobs: list[Job] = field(default_factory=list)
    later: list[tuple[Delivery, Wait]] = field(default_factory=list)
    waits: list[tuple[Delivery, Wait]] = field(default_factory=list)
    ended: list[Ending] = field(default_factory=list)


def read(context: Context, db: Connection, claimed: Sequence[Delivery]) -> Facts:
    """Read what the batch needs, in bulk."""
    codes = {one.board_code for one in claimed}
    reached = _contacts(context, db, claimed)
    again = [one.id for one in claimed if one.tries > 1]
    digests = {known.digest for found in reached.values() for known in found}
    return Facts(
        said=gather(context, db, claimed),
        contacts=reached,
        tried=attempts.of_deliveries(db, again) if again else {},
        preferences=preferences.of_boards(db, codes),
        authorised=authorisations.among(db, codes),
        stopped_boards=boards.stopped_among(db, codes),
        stopped_addresses=stops.among(db, digests),
    )


def plan(claimed: Iterable[Delivery], facts: Facts, roads: Roads, now: datetime) -> Plan:
    """Decide of each message whether it goes, waits or failed. Who is written to counts among the people of
    the day from now on.
    """
    made = Plan()
    for one in claimed:
        said, reached = facts.said[one.id], facts.contacts[one.id]
        if isinstance(said, Nothing):
            made.ended.append(_failed(one, said.why, now))
        elif why := _forbidden(one, facts):
            made.ended.append(_failed(one, why, now))
        else:
            tried, free = facts.tried.get(one.id, ()), _free_from(one, facts, now)
            choice = choose(pressing(one, said), reached, tried, roads, now)
            match choice:
                case Wait():  # also at night: only so is it known for how long
                    made.waits.append((one, choice))
                case _ if free > now:
                    is_late = tried and tried[-1].is_ours
                    hours = Wait(free, "outside the hours of its board, or in its pause")
                    (made.waits if is_late else made.later).append((one, hours))
                case Way():
                    made.jobs.append(Job(one, said, reached, tried, choice))
                    _reserve(roads, choice, now)
                case NoneLeft():
                    made.ended.append(_failed(one, choice.why, now))
    return made


def pressing(one: Delivery, said: Sayable) -> Priority:
    """How urgent it is by now to find a way: a call that was new may have come near to its end meanwhile."""
    if not isinstance(said, Bulletin):
        return one.priority
    today = said.letterhead.today
    calls = (entry.process.closes_on for entry in said.entries if not entry.is_draft)
    return min((one.priority, *(priority_of(closes_on, today) for closes_on in calls)))


def _reserve(roads: Roads, way: Way, now: datetime) -> None:
    if people := roads.people.get(way.known.contact.channel):
        people.reached[way.known.digest] = now


def _contacts(context: Context, db: Connection, claimed: Sequence[Delivery]) -> dict[int, list[KnownContact]]:
    """Whom each message may go to, in the order in which they are tried."""
    vault = context.vault
    alone = {one.contact_id for one in claimed if one.contact_id is not None}
    single = contacts.by_ids(db, vault, alone) if alone else {}
    to_boards = {one.board_code for one in claimed if one.role is Role.BOARD}
    of_boards = contacts.of_boards(db, vault, to_boards) if to_boards else {}
    to_trainers = {one.board_code for one in claimed if one.role is Role.TRAINER}
    trainers = contacts.of_trainers(db, vault) if to_trainers else []
    locality = {board.code: board.locality for board in boards.among(db, to_trainers)} if to_trainers else {}
    found: dict[int, list[KnownContact]] = {}
    for one in claimed:
        match one.role:
            case Role.BOARD:
                found[one.id] = of_boards[one.board_code]
            case Role.TRAINER:
                found[one.id] = _nearest_first(trainers, locality.get(one.board_code))
            case Role.ADDRESS:  # gone with its contact, where that was removed meanwhile
                known = single.get(one.contact_id) if one.contact_id is not None else None
                found[one.id] = [known] if known else []
            case _:
                assert_never(one.role)
    return found


def _nearest_first(trainers: Sequence[KnownContact], locality: str | None) -> list[KnownContact]:
    """Who serves the board's locality, then who serves all, then the others."""
    return sorted(
        trainers, key=lambda known: (known.contact.locality != locality, known.contact.locality is not None)
    )


def _forbidden(one: Delivery, facts: Facts) -> str | None:
    """Why the board must not be written to. What a person asked for there needs no authorisation."""
    if one.role is Role.TRAINER:
        return None
    if one.board_code in facts.stopped_boards:
        return "the board wants no messages"
    is_asked_for = one.role is Role.ADDRESS and one.priority is Priority.AWAITED
    if one.board_code not in facts.authorised and not is_asked_for:
        return "the board has not authorised messages"
    return None


def _free_from(one: Delivery, facts: Facts, now: datetime) -> datetime:
    if one.role is Role.TRAINER:  # it is the board that waits
        return free_from(now, Preferences(), Priority.URGENT)
    wanted = facts.preferences[one.board_code] if one.role is Role.BOARD else Preferences()
    return free_from(now, wanted, one.priority)


def _failed(one: Delivery, why: str, now: datetime) -> Ending:
    return Ending(one, DeliveryResult.FAILED, now, now, why)
