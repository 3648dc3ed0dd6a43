"""Events of boards: found in the rows of all that the service knows, and kept as they were known.

Each look compares what the rows show with what is held for true: what is shown no more is held no longer, and
what is shown anew is known from that look on. So nothing that was told of a past day changes later.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Select,
    and_,
    case,
    exists,
    func,
    insert,
    literal,
    select,
    update,
)

from domain.event import KEPT, STATES, Event, EventKind, Sureness
from store.event_rows import COLUMNS, ROWS
from store.event_tables import event_looks, events
from store.questions import CODE, Question
from store.schema import Moment
from store.upsert import upsert

_FIELDS = Event._fields
_LONG_AGO = datetime.fromisoformat("0001-01-02T00:00:00+00:00")


class Looked(NamedTuple):
    """How many events came, and how many are held for true no longer."""

    came: int
    went: int


def look(db: Connection, now: datetime) -> Looked:
    """Find what happened since the last look."""
    if db.dialect.name == "postgresql":
        db.execute(select(func.pg_advisory_xact_lock(func.hashtext(events.name))))
    came = went = 0
    looked = set(db.execute(select(event_looks.c.kind)).scalars())
    for kind, rows in ROWS.items():
        shown = rows.subquery("shown")
        if kind not in KEPT:
            went += _end(db, kind, shown, now)
        came += _begin(db, kind, shown, now, is_first=kind.value not in looked)
    upsert(db, event_looks, [{"kind": kind.value, "looked_at": now} for kind in ROWS])
    return Looked(came, went)


def looked_at(db: Connection) -> datetime | None:
    """Until when all that happened was looked for."""
    found: datetime | None = db.execute(
        select(func.min(event_looks.c.looked_at, type_=Moment()))
    ).scalar_one()
    return found


def _end(db: Connection, kind: EventKind, shown: FromClause, now: datetime) -> int:
    still = exists().where(_same(kind, shown))
    gone = update(events).where(events.c.kind == kind.value, events.c.known_until.is_(None), ~still)
    return db.execute(gone.values(known_until=now), {"now": now}).rowcount


def _begin(db: Connection, kind: EventKind, shown: FromClause, now: datetime, *, is_first: bool) -> int:
    """What the first look finds is known since its row is; what a later one finds, since that look."""
    this = literal(now, Moment())
    known_at: ColumnElement[Any] = this
    if is_first:
        known_at = case((shown.c.known_at < this, shown.c.known_at), else_=this)
    columns = (known_at if name == "known_at" else shown.c[name] for name in COLUMNS)
    new = select(literal(kind.value), *columns).where(
        ~exists().where(events.c.kind == kind.value, events.c.known_until.is_(None), _same(kind, shown))
    )
    made = insert(events).from_select(["kind", *COLUMNS], new).execution_options(preserve_rowcount=True)
    return db.execute(made, {"now": now}).rowcount


def _same(kind: EventKind, shown: FromClause) -> ColumnElement[bool]:
    """Whether a row of events is what is shown."""
    e, s = events.c, shown.c
    alike = [e[name] == s[name] for name in ("board_code", "about", "row", "sureness")]
    alike += [func.coalesce(e.value, "") == func.coalesce(s.value, "")]
    if kind not in STATES:
        alike += [_or_long_ago(e[name]) == _or_long_ago(s[name]) for name in ("at", "after_at")]
    return and_(*alike)


def _or_long_ago(moment: ColumnElement[Any]) -> ColumnElement[Any]:
    return func.coalesce(moment, literal(_LONG_AGO, Moment()))


def event_of(row: Sequence[Any]) -> Event:
    """By a row with the fields of Event."""
    read = Event._make(row)
    return read._replace(kind=EventKind(read.kind), sureness=Sureness(read.sureness))


SELECTED: Select[Any] = select(*(events.c[name] for name in _FIELDS))
OF_BOARD = Question(
    SELECTED.where(events.c.board_code == CODE, events.c.known_until.is_(None)).order_by(
        events.c.at.desc().nulls_last(), events.c.id.desc()
    ),
    lambda rows: list(map(event_of, rows)),
)
"""What is held to have happened to a board, the newest first; what has no date comes last."""
