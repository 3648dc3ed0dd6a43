"""What became of the attempts that providers speak of, written into the ledger."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, case, exists, func, not_, select, tuple_, update

from domain.alert import DeliveryResult, Whose
from domain.contact import Channel, ContactSource
from domain.fate import Fate
from store import channel_states, contacts, stopping
from store.telling_tables import attempts, deliveries

Name = tuple[str, str]
"""A message as its provider calls it: the channel, and the provider's id."""

_LEFT_ALONE = timedelta(hours=1)  # a channel that takes messages and tells later that we are at fault


class Attempt(NamedTuple):
    """The attempt that a provider speaks of, and how its delivery stands."""

    channel: Channel
    delivery_id: int
    number: int
    contact_id: int | None
    bounced_at: datetime | None
    carries: bool  # the delivery counts as accepted by no other attempt


def spoken_of(db: Connection, names: Collection[Name]) -> dict[Name, Attempt]:
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
        (row.channel, row.provider_id): Attempt._make((Channel(row.channel), *row[2:6], bool(row.carries)))
        for row in db.execute(query)
    }


def write(db: Connection, fates: Mapping[Attempt, Fate], at: datetime) -> None:
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


def _moments(one: Attempt, end: Fate) -> dict[str, Any]:
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
