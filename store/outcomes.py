"""What became of matches: opened, answered, offered, won."""

from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy import Connection, func, select

from domain.outcome import ANSWERS, Outcome, OutcomeKind
from store.tables import outcomes
from store.upsert import insert_missing, upsert


def record(db: Connection, outcome: Outcome) -> None:
    """Keep an answer; the same answer given again moves its date."""
    upsert(db, outcomes, [_row(outcome)])


def record_first(db: Connection, found: Sequence[Outcome]) -> None:
    """Keep outcomes that need to be known once: the first opening, a contract that was won."""
    insert_missing(db, outcomes, [_row(outcome) for outcome in found])


def of_board(db: Connection, code: str) -> list[Outcome]:
    """A board's outcomes, newest first."""
    query = select(outcomes).where(outcomes.c.board_code == code)
    rows = db.execute(query.order_by(outcomes.c.at.desc(), outcomes.c.portfolio_id, outcomes.c.kind))
    return [Outcome(**{**row._asdict(), "kind": OutcomeKind(row.kind)}) for row in rows]


def answers(db: Connection) -> dict[tuple[str, str], OutcomeKind]:
    """Each board's newest answer to each process."""
    kinds = [kind.value for kind in ANSWERS]
    query = select(outcomes.c.board_code, outcomes.c.portfolio_id, outcomes.c.kind)
    rows = db.execute(query.where(outcomes.c.kind.in_(kinds)).order_by(outcomes.c.at))
    return {(code, portfolio): OutcomeKind(kind) for code, portfolio, kind in rows}


def counts(db: Connection) -> dict[str, int]:
    """How many outcomes there are of each kind."""
    query = select(outcomes.c.kind, func.count()).group_by(outcomes.c.kind).order_by(outcomes.c.kind)
    return dict(db.execute(query).all())


def _row(outcome: Outcome) -> dict[str, object]:
    return {**asdict(outcome), "kind": outcome.kind.value}
