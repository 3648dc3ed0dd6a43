"""What was tried: at which addresses of a message, at whom lately, and what may have arrived twice."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from domain.alert import DeliveryResult
from domain.contact import Channel
from store.telling_tables import attempts, contacts

OURS = "operator: "  # begins an answer that is about us: neither the address nor the board is at fault


class Tried(NamedTuple):
    """One try of a message. Without a contact nobody knows where it went: its sender died."""

    contact_id: int | None
    result: DeliveryResult
    at: datetime
    bounced_at: datetime | None = None
    is_ours: bool = False
    channel: Channel | None = None


def of_deliveries(db: Connection, ids: Collection[int]) -> dict[int, list[Tried]]:
    """What was tried of these messages, the first first; one that was never tried is left out."""
    columns = (
        attempts.c.delivery_id,
        attempts.c.contact_id,
        attempts.c.result,
        attempts.c.started_at,
        attempts.c.bounced_at,
        attempts.c.answer,
        attempts.c.channel,
    )
    query = select(*columns).where(attempts.c.delivery_id.in_(ids), attempts.c.result.is_not(None))
    found: dict[int, list[Tried]] = {}
    for row in db.execute(query.order_by(attempts.c.delivery_id, attempts.c.number)):
        is_ours = (row.answer or "").startswith(OURS)
        channel = Channel(row.channel) if row.channel else None
        result = DeliveryResult(row.result)
        one = Tried(row.contact_id, result, row.started_at, row.bounced_at, is_ours, channel)
        found.setdefault(row.delivery_id, []).append(one)
    return found


def people(db: Connection, channel: Channel, since: datetime) -> dict[str, datetime]:
    """Whom a channel reached after a moment, by the hash of the address, and when last."""
    query = (
        select(contacts.c.digest, func.max(attempts.c.finished_at))
        .join(contacts, contacts.c.id == attempts.c.contact_id)
        .where(
            attempts.c.channel == channel.value,
            attempts.c.result == DeliveryResult.ACCEPTED.value,
            attempts.c.finished_at > since,
            contacts.c.digest.is_not(None),
        )
        .group_by(contacts.c.digest)
    )
    return {row[0]: row[1] for row in db.execute(query)}


def maybe_twice(db: Connection, since: datetime) -> int:
    """How many messages that were accepted since had another try of which nobody knows whether it arrived. Of
    providers that take keys none of them came twice.
    """
    other = attempts.alias()
    query = (
        select(func.count(attempts.c.delivery_id.distinct()))
        .join(other, other.c.delivery_id == attempts.c.delivery_id)
        .where(
            attempts.c.result == DeliveryResult.ACCEPTED.value,
            attempts.c.finished_at >= since,
            other.c.result == DeliveryResult.MAYBE.value,
        )
    )
    return db.execute(query).scalar_one()
