"""Matches and, counted, what was refused."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime

from sqlalchemy import Connection, Select, delete, func, insert, or_, select

from domain.match import Match, Refusal
from store.kept_matches import KeptMatches, Replaced
from store.tables import matches, refusals

_KEPT = KeptMatches(matches, Match, "portfolio_id")


def replace(db: Connection, found: Sequence[Match], counted: Sequence[Refusal], at: datetime) -> Replaced:
    """Make these the matches that stand, and these the counts of refusal.

    A match found again keeps its date; one found no more is withdrawn, not deleted, for alerts speak of it.
    """
    replaced = _KEPT.replace(db, found, at)
    db.execute(delete(refusals))
    if counted:
        db.execute(insert(refusals), [asdict(refusal) for refusal in counted])
    return replaced


def standing(db: Connection) -> list[Match]:
    """Every match that stands, by board and falling score."""
    return _KEPT.every(db)


def of_board(db: Connection, code: str) -> list[Match]:
    """The matches of one board that stand, best first."""
    return _KEPT.of_board(db, code)


def answerable(today: date) -> Select[str]:
    """The portfolios that match a board and may still be answered: to be asked for, or asked about."""
    return select(matches.c.portfolio_id).where(
        matches.c.withdrawn_at.is_(None),
        or_(matches.c.closes_on.is_(None), matches.c.closes_on >= today),
    )


def refusals_of(db: Connection, code: str) -> list[Refusal]:
    """What was refused to one board, the most frequent rule first."""
    query = (
        select(refusals)
        .where(refusals.c.board_code == code)
        .order_by(refusals.c.processes.desc(), refusals.c.rule)
    )
    return [Refusal(**row._asdict()) for row in db.execute(query)]


def refusals_by_rule(db: Connection) -> dict[str, int]:
    """Pairs refused by each rule at the newest match run."""
    query = select(refusals.c.rule, func.sum(refusals.c.processes)).group_by(refusals.c.rule)
    return {rule: int(pairs) for rule, pairs in db.execute(query.order_by(refusals.c.rule))}
