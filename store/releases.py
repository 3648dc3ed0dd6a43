"""Procedures as they are handed on: the newest word on each, its awards, and when we saw it change."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import NamedTuple

from sqlalchemy import Connection, Select, case, func, select

from domain.days import BOGOTA
from domain.process import Process
from store import apart
from store.records import record_columns
from store.tables import processes


class Published(NamedTuple):
    """A procedure. `awards` are its rows with an award, one for each supplier."""

    process: Process
    awards: tuple[Process, ...]
    changed_at: datetime


def part(db: Connection, after: str | None, since: date | None, most: int) -> list[Published]:
    """At most so many procedures that follow this one and changed since this day in Bogotá, by id."""
    query = _changed().order_by(processes.c.portfolio_id).limit(most)
    if after is not None:
        query = query.where(processes.c.portfolio_id > after)
    if since is not None:
        query = query.having(_changed_at >= datetime.combine(since, time.min, BOGOTA))
    return _published(db, {row[0]: row[1] for row in db.execute(query)})


def of(db: Connection, portfolio_id: str) -> Published | None:
    """One procedure, or None where the source has none of this id."""
    query = _changed().where(processes.c.portfolio_id == portfolio_id)
    found = _published(db, {row[0]: row[1] for row in db.execute(query)})
    return found[0] if found else None


# That a row is gone changes what is left of its procedure.
_changed_at = func.max(
    case((processes.c.gone_at > processes.c.changed_at, processes.c.gone_at), else_=processes.c.changed_at)
)


def _changed() -> Select[str, datetime]:
    """The procedures that the source still has, each with when we saw it change."""
    return (
        select(processes.c.portfolio_id, _changed_at)
        .where(apart.of_calls(processes.c.portfolio_id))
        .group_by(processes.c.portfolio_id)
        .having(func.count(case((processes.c.gone_at.is_(None), 1))) > 0)
    )


def _published(db: Connection, changed: dict[str, datetime]) -> list[Published]:
    rows = _rows(db, list(changed))
    return [_of_rows(rows[id_], at) for id_, at in changed.items()]


def _of_rows(rows: Sequence[Process], at: datetime) -> Published:
    awards = tuple(row for row in rows if row.awarded)
    return Published(max(rows, key=_age)._replace(awarded=bool(awards)), awards, at)


def _age(row: Process) -> tuple[date, date, str]:
    return row.last_published_on or date.min, row.closes_on or date.min, row.process_id


def _rows(db: Connection, portfolio_ids: Sequence[str]) -> dict[str, list[Process]]:
    """What the source still has of these."""
    query = (
        select(*record_columns(processes))
        .where(processes.c.portfolio_id.in_(portfolio_ids), processes.c.gone_at.is_(None))
        .order_by(processes.c.key)
    )
    found: dict[str, list[Process]] = defaultdict(list)
    for row in db.execute(query):
        found[row.portfolio_id].append(Process._make(row))
    return found
