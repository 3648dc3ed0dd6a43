"""Attempts whose end we never heard, closed by providers that give our key back."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, or_, select, update

from domain.alert import DeliveryResult, StatusReport, delivery_key
from domain.contact import Channel
from store.fates import Name, spoken_of
from store.telling_tables import attempts, deliveries
from store.upsert import upsert


def close(db: Connection, told: Mapping[Name, Sequence[StatusReport]], at: datetime) -> None:
    """A provider that gives our key back tells that it took a message, though its sender died unheard."""
    written = set(spoken_of(db, list(told)))
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


_TAKEN = (
    update(deliveries)
    .where(deliveries.c.id == bindparam("of_id"), deliveries.c.accepted_at.is_(None))
    .values(
        claimed_by=None,
        claimed_at=None,
        claimed_until=None,
        channel=bindparam("by"),
        accepted_at=bindparam("at_", type_=deliveries.c.accepted_at.type),
        recorded=deliveries.c.tries,
        failed_at=None,
        why=None,
    )
)
