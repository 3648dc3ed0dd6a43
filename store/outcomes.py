"""What became of matches: opened, answered, offered, won."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, bindparam, delete, func, select

from domain.outcome import ANSWERS, Outcome, OutcomeKind
from store.questions import CODE, CODES, Question, Rows
from store.tables import outcomes
from store.upsert import insert_missing, upsert


class Answered(NamedTuple):
    kind: OutcomeKind
    at: datetime


def record(db: Connection, outcome: Outcome) -> None:
    """Keep an answer; the same answer given again moves its date."""
    upsert(db, outcomes, [_row(outcome)])


def record_first(db: Connection, found: Sequence[Outcome]) -> None:
    """Keep outcomes that need to be known once, such as the first opening."""
    insert_missing(db, outcomes, [_row(outcome) for outcome in found])


def replace_found(
    db: Connection,
    kind: OutcomeKind,
    found: Sequence[Outcome],
    source: str,
    codes: Collection[str] | None = None,
) -> None:
    """Make these what a source shows of a kind, of all or some boards: one shown no more is taken back, the
    others stay as they are.

    What somebody else said stays too, and is not said twice.
    """
    wanted = {(outcome.board_code, outcome.portfolio_id) for outcome in found}
    of_source = outcomes.c.kind == kind.value, outcomes.c.source == source
    query = select(outcomes.c.board_code, outcomes.c.portfolio_id).where(*of_source)
    known = db.execute(query if codes is None else query.where(outcomes.c.board_code.in_(codes)))
    if gone := sorted({(code, portfolio) for code, portfolio in known} - wanted):
        of_pair = outcomes.c.board_code == bindparam("of_board"), outcomes.c.portfolio_id == bindparam("of")
        pairs = [{"of_board": code, "of": portfolio} for code, portfolio in gone]
        db.execute(delete(outcomes).where(*of_source, *of_pair), pairs)
    record_first(db, found)


def of_board(db: Connection, code: str) -> list[Outcome]:
    """A board's outcomes, newest first."""
    return OF_BOARD.ask(db, code=code)


def answers(db: Connection, codes: Collection[str] | None = None) -> dict[tuple[str, str], Answered]:
    """The newest answer to each process, of all or some boards."""
    query = _ANSWERS
    if codes is not None:
        query = query.where(outcomes.c.board_code.in_(codes))
    return _answers(db.execute(query).all())


def dismissed(db: Connection, codes: Collection[str] | None = None) -> dict[str, frozenset[str]]:
    """The processes of which all or some boards said last that they are not for them, by board code."""
    return _dismissed(answers(db, codes))


def _dismissed(given: Mapping[tuple[str, str], Answered]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for (code, portfolio), answer in given.items():
        if answer.kind is OutcomeKind.NOT_FOR_US:
            found.setdefault(code, set()).add(portfolio)
    return {code: frozenset(some) for code, some in found.items()}


def _answers(rows: Rows) -> dict[tuple[str, str], Answered]:
    return {(row.board_code, row.portfolio_id): Answered(OutcomeKind(row.kind), row.at) for row in rows}


def interesting() -> Select[str]:
    """The procedures that a board said at some time that it is interested in."""
    return select(outcomes.c.portfolio_id).where(outcomes.c.kind == OutcomeKind.INTERESTED.value)


def counts(db: Connection) -> dict[str, int]:
    """How many outcomes there are of each kind."""
    query = select(outcomes.c.kind, func.count()).group_by(outcomes.c.kind).order_by(outcomes.c.kind)
    return dict(db.execute(query).all())


def _row(outcome: Outcome) -> dict[str, object]:
    return {**asdict(outcome), "kind": outcome.kind.value}


OF_BOARD = Question(
    select(outcomes)
    .where(outcomes.c.board_code == CODE)
    .order_by(outcomes.c.at.desc(), outcomes.c.portfolio_id, outcomes.c.kind),
    lambda rows: [Outcome(**{**row._asdict(), "kind": OutcomeKind(row.kind)}) for row in rows],
)
"""A board's outcomes, newest first."""

_ANSWERS: Select[Any] = (
    select(outcomes.c.board_code, outcomes.c.portfolio_id, outcomes.c.kind, outcomes.c.at)
    .where(outcomes.c.kind.in_([kind.value for kind in ANSWERS]))
    .order_by(outcomes.c.at)
)
DISMISSED = Question(
    _ANSWERS.where(outcomes.c.board_code.in_(CODES)), lambda rows: _dismissed(_answers(rows))
)
"""The processes of which boards said last that they are not for them, by board code."""
