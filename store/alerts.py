"""What each board is to be told: each alert once for ever, in the message that carries it."""

import hashlib
import secrets
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, case, func, insert, select, update

from domain.alert import ALONE, Alert, AlertKind, Priority
from domain.contact import Role
from store import apart
from store.tables import processes
from store.telling_tables import alerts, deliveries

_FIELDS = tuple(Alert.__dataclass_fields__)
_AT_ONCE = 10_000
_CODE_LENGTH = 8
_CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # none that is read as another


Identity = tuple[str, str, str, str]
"""A board's code, what an alert is about, its kind and its version."""


class Told(NamedTuple):
    """A match that a board was told of, and when that was queued."""

    board_code: str
    portfolio_id: str
    queued_at: datetime


def queue(
    db: Connection,
    found: Sequence[Alert],
    at: datetime,
    due_at: datetime,
    priority: Priority,
    *,
    role: Role = Role.BOARD,
    contact_id: int | None = None,
) -> list[Alert]:
    """Queue alerts about one board in one message, each once for ever; gives those that are new.

    They join a message that waits and was never tried, which is then due at the earlier of both moments. What
    goes to a trainer, or to one address only, is a message of its own, and so are the kinds ALONE: they are
    queued one by one.
    """
    known = known_of(db, found)
    fresh = [a for a in found if identity(a) not in known]
    if not fresh:
        return []
    role = role if contact_id is None else Role.ADDRESS
    joins = role is Role.BOARD and fresh[0].kind not in ALONE
    delivery_id = _join(db, fresh[0].board_code, due_at, priority) if joins else None
    if delivery_id is None:
        made = {"role": role.value, "contact_id": contact_id, "due_at": due_at, "priority": priority.value}
        delivery_id = _new_delivery(db, fresh, at, made)
    rows = [{**_row(a), "queued_at": at, "delivery_id": delivery_id} for a in fresh]
    db.execute(insert(alerts), rows)
    return fresh


def known_of(db: Connection, found: Sequence[Alert]) -> set[Identity]:
    """Which of these were queued before: as board, what they are about, kind and version."""
    columns = alerts.c.board_code, alerts.c.about, alerts.c.kind, alerts.c.version
    asked = {identity(a) for a in found}
    # Rows of four values are not looked up in an index: asked by two, and held against the four here.
    query = select(*columns).where(
        alerts.c.board_code.in_({a.board_code for a in found}), alerts.c.about.in_({a.about for a in found})
    )
    return {tuple(row) for row in db.execute(query)} & asked


def told(db: Connection, portfolio_ids: Iterable[str]) -> list[Told]:
    """The matches with these procedures that boards were told of as new."""
    ids = sorted(set(portfolio_ids))
    found: list[Told] = []
    for start in range(0, len(ids), _AT_ONCE):
        query = select(alerts.c.board_code, alerts.c.about, alerts.c.queued_at).where(
            alerts.c.kind == AlertKind.NEW_MATCH.value, alerts.c.about.in_(ids[start : start + _AT_ONCE])
        )
        rows = db.execute(query.order_by(alerts.c.about, alerts.c.board_code))
        found += [Told._make(row) for row in rows]
    return found


def told_of() -> Select[str]:
    """The procedures that any board was told of."""
    return select(alerts.c.about).where(alerts.c.kind == AlertKind.NEW_MATCH.value)


def queued_since(db: Connection, since: datetime, kinds: Collection[AlertKind]) -> set[Identity]:
    """The alerts of these kinds that were queued from then on."""
    columns = alerts.c.board_code, alerts.c.about, alerts.c.kind, alerts.c.version
    asked = alerts.c.kind.in_(sorted(kind.value for kind in kinds)), alerts.c.queued_at >= since
    return {tuple(row) for row in db.execute(select(*columns).where(*asked))}


def told_since(db: Connection, since: datetime) -> set[str]:
    """The boards that were told of a new match from then on."""
    query = (
        select(alerts.c.board_code)
        .distinct()
        .where(alerts.c.kind == AlertKind.NEW_MATCH.value, alerts.c.queued_at >= since)
    )
    return set(db.execute(query).scalars())


def newest_messages(db: Connection) -> dict[str, datetime]:
    """When the newest message to each board went out, or, where one was tried, when it is tried again.

    One that was not tried yet does not count: what is queued now joins it, and may well be due before it. Nor
    does what went to a trainer or to one address only, nor the kinds ALONE: a board that wants to hear once a
    week waits no week longer for its calls because it was invited to something.
    """
    due_at, until = deliveries.c.due_at, deliveries.c.claimed_until
    again = case((until > due_at, until), else_=due_at)
    newest = func.max(func.coalesce(deliveries.c.accepted_at, again), type_=due_at.type)
    query = select(deliveries.c.board_code, newest).where(
        deliveries.c.role == Role.BOARD.value,
        deliveries.c.failed_at.is_(None),
        deliveries.c.tries > 0,
        ~_stands_alone(),
    )
    return dict(db.execute(query.group_by(deliveries.c.board_code)).all())


def of_deliveries(db: Connection, ids: Collection[int]) -> dict[int, list[Alert]]:
    """What messages tell, by message, in the order it was queued."""
    query = select(alerts.c.delivery_id, *(alerts.c[name] for name in _FIELDS))
    found: dict[int, list[Alert]] = {}
    for row in db.execute(query.where(alerts.c.delivery_id.in_(ids)).order_by(alerts.c.id)):
        id_, *fields = row
        values: dict[str, Any] = dict(zip(_FIELDS, fields, strict=True))
        found.setdefault(id_, []).append(Alert(**{**values, "kind": AlertKind(values["kind"])}))
    return found


def told_after(db: Connection, ids: Sequence[int]) -> list[tuple[datetime, date]]:
    """Of each call that these messages told a board of for the first time: when they were accepted, and the
    day on which it was published.
    """
    query = (
        select(deliveries.c.accepted_at, func.min(processes.c.published_on))
        .join_from(alerts, deliveries, deliveries.c.id == alerts.c.delivery_id)
        .join(processes, processes.c.portfolio_id == alerts.c.about)
        .where(
            alerts.c.kind == AlertKind.NEW_MATCH.value,
            deliveries.c.accepted_at.is_not(None),
            processes.c.published_on.is_not(None),
            apart.of_boards(alerts.c.board_code),
        )
        .group_by(alerts.c.id, deliveries.c.accepted_at)
    )
    some = (ids[start : start + _AT_ONCE] for start in range(0, len(ids), _AT_ONCE))
    return [(row[0], row[1]) for part in some for row in db.execute(query.where(deliveries.c.id.in_(part)))]


def new_code() -> str:
    """A code by which a message can be checked."""
    return "".join(secrets.choice(_CODE_LETTERS) for _ in range(_CODE_LENGTH))


def identity(a: Alert) -> Identity:
    """By which an alert is once for ever."""
    return a.board_code, a.about, a.kind.value, a.version


def _join(db: Connection, code: str, due_at: datetime, priority: Priority) -> int | None:
    """The board's message that waits, made as urgent as what joins it; None where none waits."""
    query = select(deliveries.c.id, deliveries.c.due_at, deliveries.c.priority).where(
        deliveries.c.board_code == code,
        deliveries.c.role == Role.BOARD.value,
        deliveries.c.tries == 0,
        deliveries.c.accepted_at.is_(None),
        deliveries.c.failed_at.is_(None),
        ~_stands_alone(),
    )
    row = db.execute(query.order_by(deliveries.c.id).limit(1).with_for_update(skip_locked=True)).one_or_none()
    if row is None:
        return None
    sooner = {"due_at": min(row.due_at, due_at), "priority": min(row.priority, priority.value)}
    sooner["claimed_until"] = None  # nobody holds what was never tried: it was put back to wait
    db.execute(update(deliveries).where(deliveries.c.id == row.id).values(**sooner))
    id_: int = row.id
    return id_


def _stands_alone() -> ColumnElement[bool]:
    """Whether a message tells something that nothing else is told with."""
    kinds = sorted(kind.value for kind in ALONE)
    return (
        select(alerts.c.id).where(alerts.c.delivery_id == deliveries.c.id, alerts.c.kind.in_(kinds)).exists()
    )


def _new_delivery(db: Connection, found: Sequence[Alert], at: datetime, fields: dict[str, Any]) -> int:
    # The key says the same for the same alerts, so that a run repeated after a crash names it alike.
    digest = hashlib.blake2b(digest_size=12)
    for alert in found:
        digest.update("\x1f".join(identity(alert)).encode() + b"\x1e")
    row = {
        **fields,
        "board_code": found[0].board_code,
        "key": digest.hexdigest(),
        "code": new_code(),
        "queued_at": at,
        "tries": 0,
        "recorded": 0,
    }
    made: int = db.execute(insert(deliveries).values(row).returning(deliveries.c.id)).scalar_one()
    return made


def _row(a: Alert) -> dict[str, Any]:
    return {name: getattr(a, name) for name in _FIELDS} | {"kind": a.kind.value}
