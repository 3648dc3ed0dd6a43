"""What providers told of messages after they took them: kept as it came, and carried into the ledger.

It comes twice, late, in any order, and sometimes before we have written down that the message was taken.
What is of no message that we know is kept until the message is known.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, and_, bindparam, select, tuple_, update

from domain.alert import ProviderStatus, StatusReport, Whose, delivery_key
from domain.contact import Channel
from domain.fate import fate
from store import doubts, fates
from store.fates import Name
from store.telling_tables import attempts, deliveries, provider_statuses
from store.upsert import insert_missing

_KEPT_FOR = timedelta(days=30)
_MOST = 1_000  # names in one question


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


def _carry(db: Connection, names: Sequence[Name], at: datetime) -> set[Name]:
    told: dict[Name, list[StatusReport]] = {}
    columns = provider_statuses.c.channel, provider_statuses.c.provider_id
    for row in db.execute(select(provider_statuses).where(tuple_(*columns).in_(names))):
        told.setdefault(_name(row), []).append(_report(row))
    _hold(db, told)
    doubts.close(db, told, at)
    known = fates.spoken_of(db, told)
    fates.write(db, {attempt: fate(told[name]) for name, attempt in known.items()}, at)
    applied = [{"of_channel": channel, "of_id": id_, "at_": at} for channel, id_ in known]
    if applied:
        db.execute(_APPLIED, applied)
    return set(known)


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
