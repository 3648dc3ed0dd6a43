"""How the installation fares, as a person of the office may see it: readings, messages, nights."""

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Connection, and_, func, select, true

from store import apart
from store.jobs import Job, by_name, columns
from store.leases import SCHEDULE
from store.tables import harvests, jobs, leases, rejected_rows
from store.telling_tables import deliveries

_DAY, _WEEK = timedelta(days=1), timedelta(days=7)


class Reading(NamedTuple):
    """The newest reading of a dataset. `data_at` is the date of what we hold of it complete, None before a
    complete one; `unreadable` how many different rows could never be read.
    """

    dataset: str
    started_at: datetime
    rows: int
    new: int
    changed: int
    expected: int | None
    complete: bool
    seconds: float
    data_at: datetime | None
    unreadable: int


class Queue(NamedTuple):
    """Messages that wait, those of them that should be out already and since when; and what became of those
    of the last day (accepted) and week (failed). `worked_until`: somebody keeps the schedule till then.
    """

    waiting: int
    overdue: int
    oldest_due_at: datetime | None
    accepted_in_a_day: int
    failed_in_a_week: int
    worked_until: datetime | None


def readings(db: Connection) -> list[Reading]:
    """The newest reading of each dataset."""
    held, bad = harvests.alias("held"), rejected_rows
    data_at = (
        select(func.coalesce(held.c.source_updated_at, held.c.started_at))
        .where(held.c.dataset == harvests.c.dataset, held.c.complete, held.c.whole)
        .order_by(held.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    unreadable = select(func.count()).where(bad.c.dataset == harvests.c.dataset).scalar_subquery()
    newest = select(func.max(harvests.c.id)).group_by(harvests.c.dataset)
    columns = (harvests.c[name] for name in Reading._fields[:-2])
    query = select(*columns, data_at.label("data_at"), unreadable.label("unreadable"))
    return [Reading._make(row) for row in db.execute(query.where(harvests.c.id.in_(newest)))]


def work(db: Connection, now: datetime) -> tuple[Queue, dict[str, Job]]:
    """The messages of today, but for the canary's, and the jobs: asked at once."""
    is_open = and_(deliveries.c.accepted_at.is_(None), deliveries.c.failed_at.is_(None))
    is_overdue = and_(is_open, deliveries.c.due_at <= now)
    query = select(
        func.count().filter(is_open),
        func.count().filter(is_overdue),
        func.min(deliveries.c.due_at).filter(is_overdue),
        func.count().filter(deliveries.c.accepted_at > now - _DAY),
        func.count().filter(deliveries.c.failed_at > now - _WEEK),
        select(leases.c.until).where(leases.c.name == SCHEDULE, leases.c.until > now).scalar_subquery(),
    ).where(apart.of_boards(deliveries.c.board_code))
    counted = query.subquery()
    both = select(counted, *columns()).select_from(counted.outerjoin(jobs, true()))
    rows = db.execute(both).all()
    size = len(Queue._fields)
    return Queue._make(rows[0][:size]), by_name(row[size:] for row in rows if row[size] is not None)
