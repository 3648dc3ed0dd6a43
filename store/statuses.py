"""What providers told of messages after they took them: kept as it came, and carried into the ledger.

It comes twice, late, in any order, and sometimes before we have written down that the message was taken.
What is of no message that we know is kept until the message is known.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, and_, bindparam, case, exists, func, not_, or_, select, tuple_, update

from domain.alert import DeliveryResult, ProviderStatus, StatusReport, Whose, delivery_key
from domain.contact import Channel, ContactSource
from domain.fate import Fate, fate
from store import channel_states, contacts, stopping
from store.telling_tables import attempts, deliveries, provider_statuses
from store.upsert import insert_missing, upsert

Name = tuple[str, str]
"""A message as its provider calls it: the channel, and the provider's id."""

_KEPT_FOR = timedelta(days=30)
_MOST = 1_000  # names in one question
_LEFT_ALONE = timedelta(hours=1)  # a channel that takes messages and tells later that we are at fault


class Reported(NamedTuple):
    """How many reports were new, known already, and, of the new, of no message that we know."""

    new: int
    repeated: int
    unknown: int


def report(db: Connection, reports: Sequence[StatusReport], at: datetime) -> Reported:
    """Keep what providers told, each word once, and carry it into the ledger."""
    told = {(one.channel.value, one.provider_id, one.status.value): one for one in reports}
    known = _known(db, told)
    fresh = {key: one for key, one in told.items() if key not in known}
    insert_missing(db, provider_statuses, [_row(fresh[key], at) for key in sorted(fresh)])
    carried = carry(db, {(channel, id_) for channel, id_, _ in fresh}, at)
    unknown = sum((channel, id_) not in carried for channel, id_, _ in fresh)
    return Reported(len(fresh), len(reports) - len(fresh), unknown)


def carry(db: Connection, names: Collection[Name], at: datetime) -> set[Name]:
    """Carry all that was told of these messages into the ledger; gives those that are known there."""
    found: set[Name] = set()
    asked = sorted(names)
    for start in range(0, len(asked), _MOST):
        found |= _carry(db, asked[start : start + _MOST], at)
    return found


def carry_waiting(db: Connection, at: datetime) -> int:
    """Carry what came before its message was written down; gives how many messages that were."""
    waits = and_(provider_statuses.c.applied_at.is_(None), provider_statuses.c.received_at > at - _KEPT_FOR)
    named = and_(
        attempts.c.channel == provider_statuses.c.channel,
        attempts.c.provider_id == provider_statuses.c.provider_id,
    )
    query = select(provider_statuses.c.channel, provider_statuses.c.provider_id).distinct()
    return len(carry(db, {_name(row) for row in db.execute(query.join(attempts, named).where(waits))}, at))


def untold(db: Connection, names: Collection[Name]) -> set[Name]:
    """Of these messages, those of which something was told that is not carried yet."""
    found: set[Name] = set()
    asked = sorted(names)
    columns = provider_statuses.c.channel, provider_statuses.c.provider_id
    for start in range(0, len(asked), _MOST):
        some = tuple_(*columns).in_(asked[start : start + _MOST])
        query = select(*columns).where(provider_statuses.c.applied_at.is_(None), some)
        found |= {_name(row) for row in db.execute(query)}
    return found


class _Attempt(NamedTuple):
    """The attempt that a provider speaks of, and how its delivery stands."""

    channel: Channel
    delivery_id: int
    number: int
    contact_id: int | None
    bounced_at: datetime | None
    carries: bool  # the delivery counts as accepted by no other attempt


def _carry(db: Connection, names: Sequence[Name], at: datetime) -> set[Name]:
    told: dict[Name, list[StatusReport]] = {}
    columns = provider_statuses.c.channel, provider_statuses.c.provider_id
    for row in db.execute(select(provider_statuses).where(tuple_(*columns).in_(names))):
        told.setdefault(_name(row), []).append(_report(row))
    _hold(db, told)
    _close_doubts(db, told, at)
    spoken_of = _attempts(db, list(told))
    fates = {name: fate(told[name]) for name in spoken_of}
    _mark(db, {spoken_of[name]: one for name, one in fates.items()}, at)
    applied = [{"of_channel": channel, "of_id": id_, "at_": at} for channel, id_ in spoken_of]
    if applied:
        db.execute(_APPLIED, applied)
    return set(spoken_of)


def _hold(db: Connection, told: dict[Name, list[StatusReport]]) -> None:
    """Who writes of a message holds the message first, and of many in the order of their ids: so does our own
    record (store/deliveries.py), and neither waits for the other for ever.
    """
    named = tuple_(attempts.c.channel, attempts.c.provider_id).in_(list(told))
    ids = set(db.execute(select(attempts.c.delivery_id).where(named)).scalars())
    keys = {delivery_key(one.key) for found in told.values() for one in found if one.key}
    if keys:
        ids |= set(db.execute(select(deliveries.c.id).where(deliveries.c.key.in_(keys))).scalars())
    if ids:
        held = select(deliveries.c.id).where(deliveries.c.id.in_(ids)).order_by(deliveries.c.id)
        db.execute(held.with_for_update())


def _attempts(db: Connection, names: Sequence[Name]) -> dict[Name, _Attempt]:
    """The last attempt of each name: all tries of a mail share one."""
    other = attempts.alias()
    stands_by_another = exists().where(
        other.c.delivery_id == attempts.c.delivery_id,
        other.c.number != attempts.c.number,
        other.c.result == DeliveryResult.ACCEPTED.value,
        other.c.bounced_at.is_(None),
    )
    query = (
        select(
            attempts.c.channel,
            attempts.c.provider_id,
            attempts.c.delivery_id,
            attempts.c.number,
            attempts.c.contact_id,
            attempts.c.bounced_at,
            not_(stands_by_another).label("carries"),
        )
        .where(tuple_(attempts.c.channel, attempts.c.provider_id).in_(names))
        .order_by(attempts.c.delivery_id, attempts.c.number)
    )
    return {
        _name(row): _Attempt._make((Channel(row.channel), *row[2:6], bool(row.carries)))
        for row in db.execute(query)
    }


def _close_doubts(db: Connection, told: dict[Name, list[StatusReport]], at: datetime) -> None:
    """A provider that gives our key back tells that it took a message, though its sender died unheard."""
    written = set(_attempts(db, list(told)))
    by_key = {
        delivery_key(one.key): (name, one)
        for name, found in told.items()
        if name not in written
        for one in found
        if one.key
    }
    if not by_key:
        return
    query = select(deliveries.c.id, deliveries.c.key, deliveries.c.tries, deliveries.c.recorded)
    rows = []
    for row in db.execute(query.where(deliveries.c.key.in_(by_key))).all():
        name, one = by_key[row.key]
        number = row.tries if row.recorded < row.tries else _doubtful(db, row.id, one.channel)
        if number:
            rows.append(_taken(row.id, number, name, one))
    upsert(db, attempts, rows, keep=("started_at",))
    if rows:
        db.execute(_TAKEN, [{"of_id": row["delivery_id"], "by": row["channel"], "at_": at} for row in rows])


def _doubtful(db: Connection, delivery_id: int, channel: Channel) -> int | None:
    """The last attempt by this channel of which nobody knows whether the provider took it."""
    in_doubt = attempts.c.result.in_((DeliveryResult.MAYBE.value, DeliveryResult.TRY_AGAIN.value))
    by_it = or_(attempts.c.channel.is_(None), attempts.c.channel == channel.value)
    query = select(func.max(attempts.c.number)).where(attempts.c.delivery_id == delivery_id, in_doubt, by_it)
    found: int | None = db.execute(query).scalar_one()
    return found


def _taken(delivery_id: int, number: int, name: Name, told: StatusReport) -> dict[str, Any]:
    channel, provider_id = name
    return {
        "delivery_id": delivery_id,
        "number": number,
        "channel": channel,
        "started_at": told.at,
        "finished_at": told.at,
        "result": DeliveryResult.ACCEPTED.value,
        "answer": "the provider told later that it took the message",
        "provider_id": provider_id,
    }


def _mark(db: Connection, fates: dict[_Attempt, Fate], at: datetime) -> None:
    """Write down what became of attempts; a message that bounced waits again, at once, for another way."""
    arrived = [(one, end) for one, end in fates.items() if end.delivered_at]
    bounced = [(one, end) for one, end in fates.items() if end.bounced_at and not one.bounced_at]
    if arrived:
        db.execute(_ARRIVED_ATTEMPT, [_moments(one, end) for one, end in arrived])
        db.execute(_ARRIVED, [_moments(one, end) | {"at_": at, "by": one.channel} for one, end in arrived])
        contacts.mend(db, {one.contact_id for one, _ in arrived if one.contact_id is not None})
    if not bounced:
        return
    db.execute(_BOUNCED_ATTEMPT, [_moments(one, end) for one, end in bounced])
    if again := [{"of_id": one.delivery_id, "at_": at} for one, _ in bounced if one.carries]:
        db.execute(_REOPENED, again)
    for channel, what in {one.channel: end.answer for one, end in bounced if end.whose is Whose.OURS}.items():
        # Until the channel takes a message of which nothing is told later: the last word counts.
        channel_states.trouble(db, channel, what, at)
        channel_states.rest(db, channel, at + _LEFT_ALONE)
    for one, end in bounced:
        if one.contact_id is not None:
            _heed(db, one.contact_id, end, at)


def _heed(db: Connection, contact_id: int, end: Fate, at: datetime) -> None:
    """Nobody is at this address, or there is somebody who wants nothing of ours."""
    if end.whose in (Whose.ADDRESS, Whose.PERSON):
        contacts.fail(db, contact_id, end.answer, at)
    if end.whose is Whose.PERSON:
        stopping.stop_contact(db, contact_id, ContactSource.REPLY, at)


def _moments(one: _Attempt, end: Fate) -> dict[str, Any]:
    return {
        "of_id": one.delivery_id,
        "of_number": one.number,
        "delivered": end.delivered_at,
        "read": end.read_at,
        "bounced": end.bounced_at,
        "said": end.answer,
        "ended": (DeliveryResult.FAILED if end.whose is Whose.MESSAGE else DeliveryResult.ACCEPTED).value,
    }


def _moment(name: str) -> Any:
    return bindparam(name, type_=attempts.c.delivered_at.type)


_OF_ATTEMPT = attempts.c.delivery_id == bindparam("of_id"), attempts.c.number == bindparam("of_number")
_OF_DELIVERY = deliveries.c.id == bindparam("of_id")
_NO_CLAIM: dict[str, Any] = {"claimed_by": None, "claimed_at": None, "claimed_until": None}
_ARRIVED_ATTEMPT = (
    update(attempts)
    .where(*_OF_ATTEMPT)
    .values(
        delivered_at=_moment("delivered"),
        read_at=func.coalesce(_moment("read"), attempts.c.read_at),
        bounced_at=None,
        result=bindparam("ended"),
        answer=case(
            (attempts.c.bounced_at.is_not(None), "the provider told later that it arrived after all"),
            else_=attempts.c.answer,
        ),
    )
)
_ARRIVED = (  # a message that waited for another way after a bounce that was none need not go again
    update(deliveries)
    .where(_OF_DELIVERY)
    .values(
        delivered_at=func.coalesce(deliveries.c.delivered_at, _moment("delivered")),
        read_at=func.coalesce(deliveries.c.read_at, _moment("read")),
        channel=case((deliveries.c.accepted_at.is_(None), bindparam("by")), else_=deliveries.c.channel),
        accepted_at=func.coalesce(deliveries.c.accepted_at, _moment("at_")),
        failed_at=None,
        why=None,
    )
)
_BOUNCED_ATTEMPT = (  # what is wrong with this one message is so at this address for good
    update(attempts)
    .where(*_OF_ATTEMPT)
    .values(bounced_at=_moment("bounced"), answer=bindparam("said"), result=bindparam("ended"))
)
_REOPENED = (
    update(deliveries)
    .where(_OF_DELIVERY, deliveries.c.accepted_at.is_not(None))
    .values(channel=None, accepted_at=None, due_at=_moment("at_"))
)
_TAKEN = (
    update(deliveries)
    .where(_OF_DELIVERY, deliveries.c.accepted_at.is_(None))
    .values(
        **_NO_CLAIM,
        channel=bindparam("by"),
        accepted_at=_moment("at_"),
        recorded=deliveries.c.tries,
        failed_at=None,
        why=None,
    )
)
_APPLIED = (
    update(provider_statuses)
    .where(
        provider_statuses.c.channel == bindparam("of_channel"),
        provider_statuses.c.provider_id == bindparam("of_id"),
        provider_statuses.c.applied_at.is_(None),
    )
    .values(applied_at=bindparam("at_"))
)


def _known(db: Connection, keys: Iterable[tuple[str, str, str]]) -> set[tuple[str, str, str]]:
    columns = provider_statuses.c.channel, provider_statuses.c.provider_id, provider_statuses.c.status
    asked = sorted(keys)
    found: set[tuple[str, str, str]] = set()
    for start in range(0, len(asked), _MOST):
        query = select(*columns).where(tuple_(*columns).in_(asked[start : start + _MOST]))
        found |= {(row[0], row[1], row[2]) for row in db.execute(query)}
    return found


def _name(row: Any) -> Name:
    return row.channel, row.provider_id


def _row(one: StatusReport, at: datetime) -> dict[str, Any]:
    return {
        "channel": one.channel.value,
        "provider_id": one.provider_id,
        "status": one.status.value,
        "at": one.at,
        "answer": one.answer,
        "key": one.key,
        "whose": one.whose.value if one.whose else None,
        "received_at": at,
    }


def _report(row: Row[Any]) -> StatusReport:
    return StatusReport(
        channel=Channel(row.channel),
        provider_id=row.provider_id,
        status=ProviderStatus(row.status),
        at=row.at,
        answer=row.answer,
        key=row.key,
        whose=Whose(row.whose) if row.whose else None,
    )
