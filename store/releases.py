"""Procedures as they are handed on: the newest word on each, its awards, and when we saw it change."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from domain.days import BOGOTA
from domain.process import Process
from store import apart
from store.processes import newest
from store.records import record_columns
from store.tables import processes


class Published(NamedTuple):
    """A procedure. `awards` are its rows with an award, one for each supplier."""

    process: Process
    awards: tuple[Process, ...]
    changed_at: datetime


def part(db: Connection, after: str | None, since: date | None, most: int) -> list[Published]:
    """At most so many procedures that follow this one and changed since this day in Bogotá, by id."""
    changed_at = func.max(processes.c.changed_at)
    query = (
        select(processes.c.portfolio_id, changed_at)
        .where(processes.c.gone_at.is_(None), apart.of_calls(processes.c.portfolio_id))
        .group_by(processes.c.portfolio_id)
        .order_by(processes.c.portfolio_id)
        .limit(most)
    )
    if after is not None:
        query = query.where(processes.c.portfolio_id > after)
    if since is not None:
        query = query.having(changed_at >= datetime.combine(since, time.min, BOGOTA))
    return _published(db, {row[0]: row[1] for row in db.execute(query)})


def of(db: Connection, portfolio_id: str) -> Published | None:
    """One procedure, or None where the source has none of this id."""
    there = processes.c.gone_at.is_(None), apart.of_calls(processes.c.portfolio_id)
    query = select(func.max(processes.c.changed_at)).where(processes.c.portfolio_id == portfolio_id, *there)
    changed_at = db.execute(query).scalar_one()
    return _published(db, {portfolio_id: changed_at})[0] if changed_at else None


def _published(db: Connection, changed: dict[str, datetime]) -> list[Published]:
    found, awards = newest(db, changed), _awards(db, list(changed))
    return [Published(found[id_], tuple(awards[id_]), at) for id_, at in changed.items()]


def _awards(db: Connection, portfolio_ids: Sequence[str]) -> dict[str, list[Process]]:
    query = (
        select(*record_columns(processes))
        .where(
            processes.c.portfolio_id.in_(portfolio_ids), processes.c.awarded, processes.c.gone_at.is_(None)
        )
        .order_by(processes.c.key)
    )
    found: dict[str, list[Process]] = defaultdict(list)
    for row in db.execute(query):
        found[row.portfolio_id].append(Process._make(row))
    return found
