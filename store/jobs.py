"""Jobs of the schedule, a row each: when it is due, how its last run went, and who is at it.

Who leads begins what is due. That a run was begun and when the next one is due is written at once, so a run
that was missed is made up by one process, once. A run whose process died is due again at once, but for one
that broke off four times in a row: it may be what kills its process, and waits for its next time.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, select, update

from store.tables import jobs
from store.upsert import insert_missing

_MADE_UP_AT_MOST = 3  # times in a row


class Outcome(StrEnum):
    DONE = "done"
    FAILED = "failed"
    BROKEN_OFF = "broken off"  # its process ended, or lost the lease or the database, before the run did


class Job(NamedTuple):
    """`outcome`, `error` and `seconds` are of the run that ended last, and None before the first; `runs`
    counts those that ended, `failures` those of them that were not done. `running_by` is None while nobody is
    at it.
    """

    name: str
    next_at: datetime
    last_started_at: datetime | None = None
    last_ended_at: datetime | None = None
    outcome: Outcome | None = None
    error: str | None = None
    seconds: float | None = None
    runs: int = 0
    failures: int = 0
    running_by: str | None = None
    broken_in_a_row: int = 0


def read(db: Connection) -> dict[str, Job]:
    """Every job that was ever on the schedule, by its name."""
    return by_name(db.execute(select(*columns()).order_by(jobs.c.name)))


def columns() -> list[ColumnElement[Any]]:
    """What `by_name` makes jobs of."""
    return [jobs.c[name] for name in Job._fields]


def by_name(rows: Iterable[Sequence[Any]]) -> dict[str, Job]:
    found = map(Job._make, rows)
    return {one.name: one._replace(outcome=one.outcome and Outcome(one.outcome)) for one in found}


def settle(db: Connection, next_at: Mapping[str, datetime], now: datetime) -> None:
    """Put these jobs on the schedule. What was missed stays due; what is yet to come moves to these moments,
    for they may not be those of another release or other settings.
    """
    fresh = [Job(name, at)._asdict() for name, at in next_at.items()]
    insert_missing(db, jobs, fresh)
    for name, at in next_at.items():
        db.execute(update(jobs).where(jobs.c.name == name, jobs.c.next_at > now).values(next_at=at))


def begin(db: Connection, name: str, by: str, now: datetime, next_at: datetime) -> Job | None:
    """Take the run that is due; None where it is not, or somebody is at it."""
    taken = db.execute(
        update(jobs)
        .where(jobs.c.name == name, jobs.c.next_at <= now, jobs.c.running_by.is_(None))
        .values(running_by=by, last_started_at=now, next_at=next_at)
    )
    return read(db)[name] if taken.rowcount else None


def put_off(db: Connection, name: str, next_at: datetime) -> None:
    """Let the run that is due go: its moment has passed."""
    db.execute(update(jobs).where(jobs.c.name == name).values(next_at=next_at))


def end(db: Connection, begun: Job, outcome: Outcome, error: str | None, now: datetime) -> bool:
    """Write down how a run went; False where it was taken for dead meanwhile, and is another's."""
    if outcome is Outcome.BROKEN_OFF:
        return _break_off(db, begun, error, now)
    return _end(db, begun, outcome, error, now, broken_in_a_row=0)


def break_off(db: Connection, by: str, at_it: Collection[str], now: datetime) -> list[str]:
    """Write down which runs nobody is at any more, and make them due; `by` leads, and is at these."""
    dead = [
        one
        for one in read(db).values()
        if one.running_by is not None and not (one.running_by == by and one.name in at_it)
    ]
    return [one.name for one in dead if _break_off(db, one, "its process ended, or lost the database", now)]


def _break_off(db: Connection, begun: Job, error: str | None, now: datetime) -> bool:
    broken = begun.broken_in_a_row + 1
    ended = _end(db, begun, Outcome.BROKEN_OFF, error, now, broken_in_a_row=broken)
    if ended and broken <= _MADE_UP_AT_MOST:
        put_off(db, begun.name, now)
    return ended


def _end(
    db: Connection, begun: Job, outcome: Outcome, error: str | None, now: datetime, *, broken_in_a_row: int
) -> bool:
    assert begun.last_started_at
    ended = db.execute(
        update(jobs)
        .where(
            jobs.c.name == begun.name,
            jobs.c.running_by == begun.running_by,
            jobs.c.last_started_at == begun.last_started_at,
        )
        .values(
            running_by=None,
            last_ended_at=now,
            outcome=outcome.value,
            error=error,
            seconds=max(0.0, (now - begun.last_started_at).total_seconds()),
            runs=jobs.c.runs + 1,
            failures=jobs.c.failures + int(outcome is not Outcome.DONE),
            broken_in_a_row=broken_in_a_row,
        )
    )
    return ended.rowcount == 1
