"""The ledger: every message, every attempt to deliver it, and what the provider said of it afterwards.

A message is claimed by a worker for a while, by one statement, and is marked accepted only once a provider
took it. What waits for our sake keeps the moment at which it was due, and nobody takes it until it may go
again. A worker that dies in between leaves an attempt without a record: the next claim puts it down as
"maybe", and sends again under the same key.
"""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Integer, and_, bindparam, case, func, or_, select, tuple_, update

from domain.alert import Delivery, DeliveryResult, Ending, Priority
from domain.contact import Role
from store import statuses
from store.attempts import OURS
from store.telling_tables import attempts, contacts, deliveries
from store.upsert import insert_missing, upsert

_FIELDS = tuple(Delivery.__dataclass_fields__)
_OPEN = and_(deliveries.c.accepted_at.is_(None), deliveries.c.failed_at.is_(None))
_AT = bindparam("at", type_=deliveries.c.due_at.type)
_FREE = or_(deliveries.c.claimed_until.is_(None), deliveries.c.claimed_until <= _AT)
_DUE = and_(_OPEN, deliveries.c.due_at <= _AT, _FREE)
_ORDER = (deliveries.c.priority, deliveries.c.due_at, deliveries.c.id)
_NOT_ITS_OWN = deliveries.c.claimed_by.is_distinct_from(
    bindparam("worker", type_=deliveries.c.claimed_by.type)
)
_CHOSEN = (
    select(deliveries.c.id)
    .where(
        _DUE, _NOT_ITS_OWN, deliveries.c.priority <= bindparam("lowest", Priority.REST.value, type_=Integer)
    )
    .order_by(*_ORDER)
    .limit(bindparam("most", type_=Integer))
    .with_for_update(skip_locked=True)
    .cte("chosen")  # as a plain subquery PostgreSQL may ask it again for each row, and take more than `most`
)
CLAIM = (
    update(deliveries)
    .where(deliveries.c.id.in_(select(_CHOSEN.c.id)))
    .values(
        claimed_by=bindparam("worker"),
        claimed_at=_AT,
        claimed_until=bindparam("until"),
        tries=deliveries.c.tries + 1,
    )
    .returning(*(deliveries.c[name] for name in _FIELDS))
)


def claim(
    db: Connection,
    worker: str,
    now: datetime,
    until: datetime,
    most: int = 50,
    lowest: Priority = Priority.REST,
) -> list[Delivery]:
    """Take up to `most` due messages for this worker until a time, the most urgent first and none less urgent
    than `lowest`; nobody else gets them meanwhile. What it claimed before and did not give back is in its
    hands still, however slow it is: then others may take it, and it may not.
    """
    given = {"worker": worker, "at": now, "until": until, "most": most, "lowest": lowest.value}
    claimed = sorted(map(_delivery, db.execute(CLAIM, given)), key=lambda one: (one.priority, one.id))
    _doubt(db, [one for one in claimed if one.recorded < one.tries - 1], now)
    return claimed


def due(db: Connection, now: datetime) -> list[Delivery]:
    """All that is due and that no worker has, as `claim` would give it and in that order; nothing is claimed.
    What was put back to wait is there too.
    """
    number = {"tries": (deliveries.c.tries + 1).label("tries")}
    query = select(*(number.get(name, deliveries.c[name]) for name in _FIELDS))
    nobodys = or_(_FREE, deliveries.c.claimed_by.is_(None))
    found = query.where(_OPEN, deliveries.c.due_at <= _AT, nobodys).order_by(*_ORDER)
    return [_delivery(row) for row in db.execute(found, {"at": now})]


def finish(db: Connection, endings: Sequence[Ending]) -> None:
    """Write down how attempts ended, and what the provider told of them before we had."""
    by_id = _still_there(db, sorted(endings, key=lambda one: one.delivery.id))
    accepted = [one for one in by_id if one.result is DeliveryResult.ACCEPTED]
    told = _told_of(db, by_id)
    others = [
        one
        for one in by_id
        if one.result is not DeliveryResult.ACCEPTED and (one.delivery.id, one.delivery.tries) not in told
    ]
    upsert(db, attempts, [_attempt(one) for one in (*accepted, *others)])
    if accepted:
        db.execute(_ACCEPT, [_of_accepted(one) for one in accepted])
        _hear_what_came_first(db, accepted, told)
    if others:
        db.execute(_LEAVE_OPEN_OR_FAIL, [_of_other(one) for one in others])


def put_back(db: Connection, worker: str, claimed: Sequence[Delivery], until: datetime) -> None:
    """Give messages back that this worker did not try, for nobody to take until then: every way is at rest,
    or the worker ends. Since when they are due stays as it was: they wait for our sake.
    """
    _give_back(db, worker, claimed, {"claimed_until": until})


def put_off(db: Connection, worker: str, claimed: Sequence[Delivery], due_at: datetime) -> None:
    """Give messages back that are due later: their boards want them then."""
    _give_back(db, worker, claimed, {"claimed_until": None, "due_at": due_at})


def waiting(db: Connection) -> tuple[int, datetime | None]:
    """How many messages wait to be sent, and since when the oldest is due. What waits for our sake grows old;
    what its board or its provider wants later is due later.
    """
    row = db.execute(select(func.count(), func.min(deliveries.c.due_at)).where(_OPEN)).one()
    return row[0], row[1]


def _still_there(db: Connection, endings: Sequence[Ending]) -> list[Ending]:
    """Without messages that are gone, and without addresses that are: somebody may have erased one while its
    message was out.
    """
    asked = contacts.c.id.in_({one.contact_id for one in endings})
    known = select(contacts.c.id).where(asked).order_by(contacts.c.id)
    at = set(db.execute(known.with_for_update(read=True, key_share=True)).scalars())
    ids = deliveries.c.id.in_([one.delivery.id for one in endings])
    held = select(deliveries.c.id).where(ids).order_by(deliveries.c.id)  # all writers lock in one order
    here = set(db.execute(held.with_for_update()).scalars())
    found = [one for one in endings if one.delivery.id in here]
    return [one if one.contact_id in at else replace(one, contact_id=None) for one in found]


def _give_back(db: Connection, worker: str, claimed: Sequence[Delivery], values: dict[str, Any]) -> None:
    given: dict[str, Any] = {name: bindparam(f"to_{name}") for name in values}
    back = (
        update(deliveries)
        .where(
            deliveries.c.id == bindparam("of_id"),
            deliveries.c.tries == bindparam("of_tries"),
            deliveries.c.claimed_by == worker,
            deliveries.c.accepted_at.is_(None),
        )
        .values(claimed_by=None, claimed_at=None, tries=deliveries.c.tries - 1, **given)
    )
    if claimed:
        of_all = {f"to_{name}": value for name, value in values.items()}
        db.execute(back, [{"of_id": one.id, "of_tries": one.tries, **of_all} for one in claimed])


def _told_of(db: Connection, endings: Sequence[Ending]) -> set[tuple[int, int]]:
    """Attempts, by message and number, of which the provider told already that it took them, by our key."""
    identity = tuple_(attempts.c.delivery_id, attempts.c.number)
    asked = identity.in_([(one.delivery.id, one.delivery.tries) for one in endings])
    told = select(attempts.c.delivery_id, attempts.c.number).where(asked, attempts.c.provider_id.is_not(None))
    return {(row.delivery_id, row.number) for row in db.execute(told)}


def _hear_what_came_first(
    db: Connection, accepted: Sequence[Ending], told: AbstractSet[tuple[int, int]]
) -> None:
    """What was told already is carried once more: only now is it known which address it speaks of."""
    names = {
        (one.channel.value, one.provider_id): (one.delivery.id, one.delivery.tries)
        for one in accepted
        if one.channel and one.provider_id
    }
    again = {name for name, attempt in names.items() if attempt in told}
    if found := statuses.untold(db, names.keys()) | again:
        statuses.carry(db, found, max(one.finished_at for one in accepted))


def _doubt(db: Connection, found: Sequence[Delivery], now: datetime) -> None:
    """A sender died: what it sent, if anything, may have arrived."""
    if not found:
        return
    rows = [
        {
            "delivery_id": one.id,
            "number": number,
            "started_at": now,
            "finished_at": now,
            "result": DeliveryResult.MAYBE.value,
            "answer": "the sender died before it could write down the end",
        }
        for one in found
        for number in range(one.recorded + 1, one.tries)
    ]
    insert_missing(db, attempts, rows)
    known = [{"of_id": one.id, "known": one.tries - 1} for one in found]
    db.execute(
        update(deliveries).where(deliveries.c.id == bindparam("of_id")).values(recorded=bindparam("known")),
        known,
    )


_NO_CLAIM: dict[str, Any] = {"claimed_by": None, "claimed_at": None, "claimed_until": None}
_ACCEPT = (
    update(deliveries)
    .where(deliveries.c.id == bindparam("of_id"))
    .values(
        **_NO_CLAIM,
        channel=bindparam("by"),
        accepted_at=bindparam("at"),
        failed_at=None,
        why=None,
        recorded=case(
            (deliveries.c.recorded > bindparam("known"), deliveries.c.recorded), else_=bindparam("known")
        ),
    )
)
_LEAVE_OPEN_OR_FAIL = (  # unless another worker has it by now, or it was accepted after all
    update(deliveries)
    .where(
        deliveries.c.id == bindparam("of_id"),
        deliveries.c.tries == bindparam("known"),
        deliveries.c.accepted_at.is_(None),
    )
    .values(
        claimed_by=None,
        claimed_at=None,
        claimed_until=bindparam("until"),
        channel=bindparam("by"),
        due_at=func.coalesce(bindparam("due", type_=deliveries.c.due_at.type), deliveries.c.due_at),
        failed_at=bindparam("failed"),
        why=bindparam("because"),
        recorded=bindparam("known"),
    )
)


def _of_accepted(one: Ending) -> dict[str, Any]:
    return {"of_id": one.delivery.id, "by": one.channel, "at": one.finished_at, "known": one.delivery.tries}


def _of_other(one: Ending) -> dict[str, Any]:
    is_ours = one.answer.startswith(OURS)
    return {
        "of_id": one.delivery.id,
        "known": one.delivery.tries,
        "by": one.channel,
        "due": None if is_ours else one.due_at,
        "until": one.due_at if is_ours else None,
        "failed": None if one.due_at else one.finished_at,
        "because": None if one.due_at else one.answer,
    }


def _attempt(one: Ending) -> dict[str, Any]:
    return {
        "delivery_id": one.delivery.id,
        "number": one.delivery.tries,
        "channel": one.channel,
        "contact_id": one.contact_id,
        "about": one.about,
        "started_at": one.started_at,
        "finished_at": one.finished_at,
        "result": one.result.value,
        "answer": one.answer,
        "provider_id": one.provider_id,
        "bounced_at": None,  # until what was told is carried
    }


def _delivery(row: Sequence[Any]) -> Delivery:
    id_, board_code, role, contact_id, key, code, priority, tries, recorded = row
    return Delivery(id_, board_code, Role(role), contact_id, key, code, Priority(priority), tries, recorded)
