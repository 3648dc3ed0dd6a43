"""Parts of a match that all workers share: who leads posts them, whoever is free claims one and answers it.

A claim holds for as long as its worker is alive (`store.leases.alive`): then the part is anybody's again. The
bytes are the service's own, which signs them.
"""

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, delete, func, insert, or_, select, update

from store.tables import match_parts


class Claimed(NamedTuple):
    id: int
    run: str
    part: bytes


def post(db: Connection, run: str, by: str, part: bytes) -> int:
    made = insert(match_parts).values(run=run, posted_by=by, part=part).returning(match_parts.c.id)
    return int(db.execute(made).scalar_one())


def open_to(db: Connection, alive: Collection[str]) -> int:
    """How many parts wait for somebody."""
    return int(db.execute(select(func.count()).where(*_is_open(alive))).scalar_one())


def claim(db: Connection, worker: str, alive: Collection[str]) -> Claimed | None:
    """A part that nobody living is at, of who still waits for its answer."""
    free = select(match_parts.c.id).where(*_is_open(alive)).order_by(match_parts.c.id).limit(1)
    claimed = db.execute(
        update(match_parts)
        .where(match_parts.c.id == free.with_for_update(skip_locked=True).scalar_subquery())
        .values(claimed_by=worker)
        .returning(*(match_parts.c[name] for name in Claimed._fields))
    ).first()
    return Claimed._make(claimed) if claimed else None


def answer(db: Connection, part: int, worker: str, given: bytes) -> bool:
    """Keep an answer; False where the worker was taken for dead, and the part is another's."""
    kept = db.execute(
        update(match_parts)
        .where(match_parts.c.id == part, match_parts.c.claimed_by == worker, match_parts.c.answer.is_(None))
        .values(answer=given)
    )
    return kept.rowcount == 1


def give_back(db: Connection, worker: str) -> None:
    """What this worker claimed and has not answered is anybody's."""
    is_its = match_parts.c.claimed_by == worker, match_parts.c.answer.is_(None)
    db.execute(update(match_parts).where(*is_its).values(claimed_by=None))


def take_answers(db: Connection, run: str) -> dict[int, bytes]:
    """The answers that have come, by part; they are not kept any longer."""
    done = delete(match_parts).where(match_parts.c.run == run, match_parts.c.answer.is_not(None))
    rows = db.execute(done.returning(match_parts.c.id, match_parts.c.answer))
    return {row.id: row.answer for row in rows}


def forget_run(db: Connection, run: str) -> None:
    db.execute(delete(match_parts).where(match_parts.c.run == run))


def forget(db: Connection, by: str) -> None:
    """What this worker posted is of no use any more."""
    db.execute(delete(match_parts).where(match_parts.c.posted_by == by))


def forget_of_the_dead(db: Connection, alive: Collection[str]) -> None:
    db.execute(delete(match_parts).where(match_parts.c.posted_by.not_in(alive)))


def _is_open(alive: Collection[str]) -> tuple[ColumnElement[bool], ...]:
    free = or_(match_parts.c.claimed_by.is_(None), match_parts.c.claimed_by.not_in(alive))
    return match_parts.c.answer.is_(None), match_parts.c.posted_by.in_(alive), free
