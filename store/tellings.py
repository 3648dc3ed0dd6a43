"""What boards were told, and when."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, case, func, select

from domain.alert import Alert, AlertKind
from domain.contact import Role
from store import apart
from store.alerts import STANDS_ALONE, Identity
from store.tables import processes
from store.telling_tables import alerts, deliveries

_FIELDS = tuple(Alert.__dataclass_fields__)
_AT_ONCE = 10_000


class Told(NamedTuple):
    """A match that a board was told of, and when that was queued."""

    board_code: str
    portfolio_id: str
    queued_at: datetime


def matches(db: Connection, portfolio_ids: Iterable[str]) -> list[Told]:
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


def about() -> Select[str]:
    """The procedures that any board was told of."""
    return select(alerts.c.about).where(alerts.c.kind == AlertKind.NEW_MATCH.value)


def queued_since(db: Connection, since: datetime, kinds: Collection[AlertKind]) -> set[Identity]:
    """The alerts of these kinds that were queued from then on."""
    columns = alerts.c.board_code, alerts.c.about, alerts.c.kind, alerts.c.version
    asked = alerts.c.kind.in_(sorted(kind.value for kind in kinds)), alerts.c.queued_at >= since
    return {tuple(row) for row in db.execute(select(*columns).where(*asked))}


def boards_since(db: Connection, since: datetime) -> set[str]:
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
        ~STANDS_ALONE,
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


def accepted(db: Connection, ids: Sequence[int]) -> list[tuple[datetime, date]]:
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
