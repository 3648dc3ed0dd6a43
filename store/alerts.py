"""The ledger: what each board is to be told, in which message, and every attempt to deliver it.

A delivery is claimed by a worker for a while, its attempt is written down before the sending, and it is
marked accepted only once the provider took it. A worker that dies in between leaves an attempt without an
end: the next claim closes it as "maybe", and sends again under the same key.
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, and_, func, insert, or_, select, tuple_, update

from domain.alert import Alert, AlertKind, Delivery, DeliveryResult
from store.tables import alerts, attempts, deliveries


class Told(NamedTuple):
    """A match that a board was told of, and when that was queued."""

    board_code: str
    portfolio_id: str
    queued_at: datetime


def queue(
    db: Connection, found: Sequence[Alert], channel: str, at: datetime, due_at: datetime
) -> list[Alert]:
    """Queue a board's alerts in one message, each once for ever; gives those that are new.

    They join a message that waits and was never tried, else make a new one.
    """
    known = _known(db, found)
    fresh = [a for a in found if _identity(a) not in known]
    if not fresh:
        return []
    code = fresh[0].board_code
    delivery_id = _waiting(db, code, channel) or _new_delivery(db, fresh, channel, at, due_at)
    db.execute(
        insert(alerts),
        [{**_row(a), "queued_at": at, "delivery_id": delivery_id} for a in fresh],
    )
    return fresh


def told(db: Connection) -> list[Told]:
    """Every match that a board was told of as new."""
    query = (
        select(alerts.c.board_code, alerts.c.portfolio_id, alerts.c.queued_at)
        .where(alerts.c.kind == AlertKind.NEW_MATCH.value)
        .order_by(alerts.c.board_code, alerts.c.portfolio_id)
    )
    return [Told._make(row) for row in db.execute(query)]


def claim(db: Connection, worker: str, now: datetime, until: datetime, most: int = 50) -> list[Delivery]:
    """Take up to `most` due messages for this worker until a time; nobody else gets them meanwhile.

    The attempt that now begins is written down. One that a dead worker left open is closed as "maybe".
    """
    waiting = and_(
        deliveries.c.accepted_at.is_(None),
        deliveries.c.failed_at.is_(None),
        deliveries.c.due_at <= now,
        or_(deliveries.c.claimed_until.is_(None), deliveries.c.claimed_until <= now),
    )
    query = select(deliveries.c.id).where(waiting).order_by(deliveries.c.due_at, deliveries.c.id).limit(most)
    ids = list(db.execute(query.with_for_update(skip_locked=True)).scalars())
    if not ids:
        return []
    mine = deliveries.c.id.in_(ids)
    db.execute(
        update(attempts)
        .where(attempts.c.delivery_id.in_(ids), attempts.c.finished_at.is_(None))
        .values(finished_at=now, result=DeliveryResult.MAYBE.value)
    )
    db.execute(
        update(deliveries)
        .where(mine)
        .values(claimed_by=worker, claimed_until=until, tries=deliveries.c.tries + 1)
    )
    rows = db.execute(_deliveries().where(mine)).all()
    db.execute(
        insert(attempts), [{"delivery_id": row.id, "number": row.tries, "started_at": now} for row in rows]
    )
    return [_delivery(row) for row in rows]


def finish(
    db: Connection,
    delivery: Delivery,
    result: DeliveryResult,
    at: datetime,
    *,
    answer: str = "",
    provider_id: str | None = None,
    next_try_at: datetime | None = None,
) -> None:
    """Write down how an attempt ended. Without a next try, TRY_AGAIN fails for good."""
    db.execute(
        update(attempts)
        .where(attempts.c.delivery_id == delivery.id, attempts.c.number == delivery.tries)
        .values(finished_at=at, result=result.value, answer=answer)
    )
    ending: dict[str, Any] = {"claimed_by": None, "claimed_until": None}
    if result is DeliveryResult.ACCEPTED:
        ending |= {"accepted_at": at, "provider_id": provider_id}
    elif result is DeliveryResult.TRY_AGAIN and next_try_at:
        ending |= {"due_at": next_try_at}
    else:
        ending |= {"failed_at": at}
    db.execute(update(deliveries).where(deliveries.c.id == delivery.id).values(**ending))


def of_delivery(db: Connection, delivery_id: int) -> list[Alert]:
    """What a message tells, in the order it was queued."""
    query = select(*(alerts.c[name] for name in Alert.__dataclass_fields__)).where(
        alerts.c.delivery_id == delivery_id
    )
    rows = db.execute(query.order_by(alerts.c.id))
    return [Alert(**{**row._asdict(), "kind": AlertKind(row.kind)}) for row in rows]


def waiting(db: Connection) -> tuple[int, datetime | None]:
    """How many messages wait to be sent, and since when the oldest is due."""
    open_ones = and_(deliveries.c.accepted_at.is_(None), deliveries.c.failed_at.is_(None))
    row = db.execute(select(func.count(), func.min(deliveries.c.due_at)).where(open_ones)).one()
    return row[0], row[1]


def _known(db: Connection, found: Sequence[Alert]) -> set[tuple[str, str, str, str]]:
    identity = tuple_(alerts.c.board_code, alerts.c.portfolio_id, alerts.c.kind, alerts.c.version)
    rows = db.execute(
        select(alerts.c.board_code, alerts.c.portfolio_id, alerts.c.kind, alerts.c.version).where(
            identity.in_([_identity(a) for a in found])
        )
    )
    return {(code, portfolio, kind, version) for code, portfolio, kind, version in rows}


def _identity(a: Alert) -> tuple[str, str, str, str]:
    return a.board_code, a.portfolio_id, a.kind.value, a.version


def _waiting(db: Connection, code: str, channel: str) -> int | None:
    query = select(deliveries.c.id).where(
        deliveries.c.board_code == code,
        deliveries.c.channel == channel,
        deliveries.c.tries == 0,
        deliveries.c.accepted_at.is_(None),
        deliveries.c.failed_at.is_(None),
    )
    return db.execute(query.order_by(deliveries.c.id).limit(1)).scalar_one_or_none()


def _new_delivery(
    db: Connection, found: Sequence[Alert], channel: str, at: datetime, due_at: datetime
) -> int:
    # The key says the same for the same alerts, so that a run repeated after a crash names it alike.
    digest = hashlib.blake2b(digest_size=12)
    for alert in found:
        digest.update("\x1f".join(_identity(alert)).encode() + b"\x1e")
    row = {
        "board_code": found[0].board_code,
        "channel": channel,
        "key": digest.hexdigest(),
        "queued_at": at,
        "due_at": due_at,
        "tries": 0,
    }
    made: int = db.execute(insert(deliveries).values(row).returning(deliveries.c.id)).scalar_one()
    return made


def _row(a: Alert) -> dict[str, Any]:
    return {name: getattr(a, name) for name in Alert.__dataclass_fields__} | {"kind": a.kind.value}


def _deliveries() -> Any:
    return select(*(deliveries.c[name] for name in Delivery.__dataclass_fields__)).order_by(deliveries.c.id)


def _delivery(row: Row[Any]) -> Delivery:
    return Delivery(**row._asdict())
