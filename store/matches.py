"""Matches and, counted, what was refused."""

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import date, datetime

from sqlalchemy import Connection, Float, Integer, Select, bindparam, cast, delete, func, or_, select

from domain.match import POINTS, Match, Refusal
from store import apart
from store.kept_matches import KeptMatches, Replaced
from store.questions import CODE, PORTFOLIOS, Question
from store.tables import match_calls, matches, refusals
from store.telling_tables import alerts
from store.upsert import upsert

_lost_now = (
    2 * matches.c.days_points * (matches.c.days_needed - match_calls.c.days_left)
) + matches.c.days_needed
_LOST = (
    select(_lost_now // (2 * matches.c.days_needed))
    .where(
        match_calls.c.portfolio_id == matches.c.portfolio_id,
        match_calls.c.days_left < matches.c.days_needed,
    )
    .correlate(matches)
    .scalar_subquery()
)
SCORE = cast(cast(func.round(matches.c.score * POINTS), Integer) - func.coalesce(_LOST, 0), Float) / float(
    POINTS
)
"""The score (0-1) on the day of the newest match. It is kept as if the days left sufficed, so that a new day
writes no match: what is lost (domain.match.DaysWeight) follows from the days that the call has left.
"""
_KEPT = KeptMatches(matches, Match, "portfolio_id", SCORE)
AMONG = _KEPT.of_board_among(PORTFOLIOS)
"""The matches of one board with some procedures, as they stand or last stood; best first."""
REFUSALS_OF_BOARD = Question(
    select(refusals)
    .where(refusals.c.board_code == CODE)
    .order_by(refusals.c.processes.desc(), refusals.c.rule),
    lambda rows: [Refusal(**row._asdict()) for row in rows],
)
"""What was refused to one board, the most frequent rule first."""


def replace(db: Connection, found: Sequence[Match], counted: Sequence[Refusal], at: datetime) -> Replaced:
    """Make these the matches that stand, and these the counts of refusal.

    A match found again keeps its date; one found no more is withdrawn, not deleted, for alerts speak of it.
    """
    keep_refusals(db, counted)
    return _KEPT.replace(db, found, at)


def of_boards(db: Connection, codes: Collection[str]) -> list[Match]:
    """The matches that stand of these boards, as they are kept."""
    return _KEPT.of_boards(db, codes)


def between(db: Connection, codes: Collection[str], portfolio_ids: Collection[str]) -> list[Match]:
    """The matches that stand of these boards with these procedures, as they are kept."""
    return _KEPT.between(db, codes, portfolio_ids)


def told_in(db: Connection, delivery_ids: Collection[int]) -> list[Match]:
    """The matches that stand of which these messages tell."""
    return _KEPT.among(
        db, select(alerts.c.board_code, alerts.c.about).where(alerts.c.delivery_id.in_(delivery_ids))
    )


def renew(db: Connection, stood: Sequence[Match], found: Sequence[Match], at: datetime) -> Replaced:
    """Put these in the place of those that stood, which are some of all, both as they are kept; no others are
    touched.
    """
    return _KEPT.renew(db, stood, found, at)


def withdraw(db: Connection, pairs: Sequence[tuple[str, str]], at: datetime) -> None:
    """Of these boards and procedures no match stands any more."""
    _KEPT.withdraw(db, pairs, at)


def keep_refusals(db: Connection, counted: Sequence[Refusal]) -> int:
    """Make these the counts of refusal, and give how many of them were not so before."""
    before = {(row.board_code, row.rule): row.processes for row in db.execute(select(refusals))}
    now = {(one.board_code, one.rule): one.processes for one in counted}
    changed = [one for one in counted if before.get((one.board_code, one.rule)) != one.processes]
    gone = [{"of_board": code, "by_rule": rule} for code, rule in before if (code, rule) not in now]
    upsert(db, refusals, [asdict(one) for one in changed])
    if gone:
        of_count = (refusals.c.board_code == bindparam("of_board"), refusals.c.rule == bindparam("by_rule"))
        db.execute(delete(refusals).where(*of_count), gone)
    return len(changed) + len(gone)


def standing(db: Connection) -> list[Match]:
    """Every match that stands, by board and falling score."""
    return _KEPT.every(db)


def of_board(db: Connection, code: str) -> list[Match]:
    """The matches of one board that stand, best first."""
    return _KEPT.of_board(db, code)


def since(db: Connection, code: str) -> dict[str, datetime]:
    """Since when each match of one board stands, by portfolio."""
    return _KEPT.since(db, code)


def answerable(today: date) -> Select[str]:
    """The portfolios that match a board and may still be answered: to be asked for, or asked about."""
    return select(matches.c.portfolio_id).where(
        matches.c.withdrawn_at.is_(None),
        apart.of_calls(matches.c.portfolio_id),
        or_(matches.c.closes_on.is_(None), matches.c.closes_on >= today),
    )


def refusals_by_rule(db: Connection) -> dict[str, int]:
    """Pairs refused by each rule at the newest match run."""
    query = select(refusals.c.rule, func.sum(refusals.c.processes)).group_by(refusals.c.rule)
    return {rule: int(pairs) for rule, pairs in db.execute(query.order_by(refusals.c.rule))}
