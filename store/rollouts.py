"""Stepped rollouts, and which boards wait because of them."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Date,
    Row,
    Select,
    bindparam,
    func,
    insert,
    select,
    update,
)

from domain.days import day_of
from domain.effect import Measure
from domain.rollout import Ending, Rollout, Thing, Turn
from store import apart
from store.access_tables import staff
from store.questions import CODE, Question
from store.rollout_tables import rollout_turns, rollouts
from store.tables import boards
from store.telling_tables import preferences

_BY, _ENDED_BY = staff.alias("by"), staff.alias("ended_by_staff")


def take_turns(db: Connection) -> None:
    """SQLite has one writer anyway; on PostgreSQL two that register at once look and write in turns."""
    if db.dialect.name == "postgresql":
        db.execute(select(func.pg_advisory_xact_lock(func.hashtext(rollouts.name))))


def register(
    db: Connection,
    municipality: str,
    thing: Thing,
    measure: Measure,
    window: timedelta,
    seed: str,
    why: str,
    turns: Sequence[Turn],
    staff_id: int,
    at: datetime,
) -> int:
    """Keep what is to be rolled out and in which order, and give its id.

    Raises ValueError unless it starts after the day on which it is registered.
    """
    if min(turn.on for turn in turns) <= day_of(at):
        raise ValueError("a rollout is registered before the day on which it starts")
    row = {
        "municipality": municipality,
        "thing": thing.value,
        "measure": measure.value,
        "window_days": window.days,
        "seed": seed,
        "why": why,
        "registered_at": at,
        "registered_by": staff_id,
    }
    made: int = db.execute(insert(rollouts).values(row).returning(rollouts.c.id)).scalar_one()
    db.execute(insert(rollout_turns), [{"rollout_id": made, **asdict(turn)} for turn in turns])
    return made


def end(db: Connection, id_: int, staff_id: int, why: str, at: datetime) -> bool:
    """Nobody waits from this moment on; False where it was ended already, or is not there."""
    standing = rollouts.c.id == id_, rollouts.c.ended_at.is_(None)
    ending = {"ended_at": at, "ended_by": staff_id, "ended_why": why}
    return db.execute(update(rollouts).where(*standing).values(ending)).rowcount == 1


def every(db: Connection, municipality: str) -> list[Rollout]:
    """All that were registered, the newest first."""
    t = rollout_turns.c
    query = (
        select(
            rollouts, _BY.c.name.label("by"), _ENDED_BY.c.name.label("ender"), t.unit, t.step, t.on, t.boards
        )
        .join(rollout_turns, t.rollout_id == rollouts.c.id)
        .join(_BY, _BY.c.id == rollouts.c.registered_by)
        .outerjoin(_ENDED_BY, _ENDED_BY.c.id == rollouts.c.ended_by)
        .where(rollouts.c.municipality == municipality)
        .order_by(rollouts.c.id.desc(), t.on, t.unit)
    )
    return [_rollout(list(rows)) for _, rows in groupby(db.execute(query), key=lambda row: row.id)]


def get(db: Connection, municipality: str, id_: int) -> Rollout | None:
    return next((one for one in every(db, municipality) if one.id == id_), None)


def held_back(db: Connection, first: date, last: date) -> dict[Thing, set[str]]:
    """The boards that wait for each thing on any of these days, the last one included.

    It follows the unit that a board is in today. A board of no known unit waits for nothing, nor does the
    canary; nor, from the day on which it does, one that chooses how often it wants its messages: it asked.
    """
    found: dict[Thing, set[str]] = {thing: set() for thing in Thing}
    for row in db.execute(_waits(first, last)):
        if max(first, row.begins) < _over(row):
            found[Thing(row.thing)].add(row.code)
    return found


class Wait(NamedTuple):
    """A board waits for a thing until before `over`; `turn` is when it has it by the rollout alone."""

    thing: Thing
    turn: date
    over: date


def turns_of(db: Connection, board_code: str, day: date) -> dict[Thing, date]:
    """What a board waits for on a day, and from which day it has it."""
    return turns(WAITS_OF_BOARD.ask(db, code=board_code, waits_on=day), day)


def turns(waits: Iterable[Wait], day: date) -> dict[Thing, date]:
    """The same of what was asked before."""
    return {one.thing: one.turn for one in waits if day < one.over}


def _waits(first: ColumnElement[date] | date, last: ColumnElement[date] | date) -> Select[Any]:
    t, b, p = rollout_turns.c, boards.c, preferences.c
    started = select(t.rollout_id, t.on.label("begins")).where(t.step == 0).distinct().subquery()
    return (
        select(
            *(b.code, rollouts.c.thing, started.c.begins),
            *(t.on.label("turn"), rollouts.c.ended_at, p.changed_at.label("chose_at")),
        )
        .join(rollout_turns, t.unit == b.unit)
        .join(rollouts, (rollouts.c.id == t.rollout_id) & (rollouts.c.municipality == b.municipality))
        .join(started, started.c.rollout_id == rollouts.c.id)
        .outerjoin(preferences, p.board_code == b.code)
        .where(t.on > first, started.c.begins <= last, apart.of_boards(b.code))
    )


def _over(row: Row[Any]) -> date:
    """The first day on which a board waits no more: of its turn, of the ending, or on which it last chose how
    often it wants its messages.
    """
    days: list[date] = [row.turn, *(day_of(at) for at in (row.ended_at, row.chose_at) if at)]
    return min(days)


def _rollout(rows: Sequence[Row[Any]]) -> Rollout:
    """Of its rows, one for each turn."""
    row = rows[0]
    return Rollout(
        row.id,
        Thing(row.thing),
        Measure(row.measure),
        timedelta(days=row.window_days),
        row.seed,
        row.why,
        row.registered_at,
        row.by,
        tuple(Turn(one.unit, one.step, one.on, one.boards) for one in rows),
        Ending(row.ended_at, row.ender, row.ended_why) if row.ended_at else None,
    )


_WAITS_ON = bindparam("waits_on", type_=Date)
WAITS_OF_BOARD = Question(
    _waits(_WAITS_ON, _WAITS_ON).where(boards.c.code == CODE),
    lambda rows: [Wait(Thing(row.thing), row.turn, _over(row)) for row in rows],
)
"""What a board may wait for on the day `waits_on`: `turns` tells what it does."""
