"""What stands and a board was not told of yet: matches with calls, and with planned purchases."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection, and_, exists, func, select

from domain.alert import AlertKind
from domain.outcome import ANSWERS
from store.matches import SCORE
from store.plans import line_of
from store.tables import matches as match_rows
from store.tables import outcomes, plan_links, plan_matches, planned_purchases
from store.telling_tables import alerts


class UntoldMatch(NamedTuple):
    board_code: str
    portfolio_id: str
    closes_on: date | None


class UntoldPlan(NamedTuple):
    """`line` is that of the plan in all its versions (store.plans.line_of)."""

    board_code: str
    line: str
    expected_on: date | None


def matches(db: Connection) -> list[UntoldMatch]:
    """The matches that stand, of which the board neither was told nor said anything."""
    rows = match_rows.c
    told = exists().where(
        alerts.c.board_code == rows.board_code,
        alerts.c.about == rows.portfolio_id,
        alerts.c.kind == AlertKind.NEW_MATCH.value,
    )
    answered = exists().where(
        outcomes.c.board_code == rows.board_code,
        outcomes.c.portfolio_id == rows.portfolio_id,
        outcomes.c.kind.in_([kind.value for kind in ANSWERS]),
    )
    query = (
        select(rows.board_code, rows.portfolio_id, rows.closes_on)
        .where(rows.withdrawn_at.is_(None), ~told, ~answered)
        .order_by(rows.board_code, SCORE.desc(), rows.portfolio_id)
    )
    return [UntoldMatch._make(row) for row in db.execute(query)]


def plans(db: Connection) -> list[UntoldPlan]:
    """The planned purchases that suit a board, whose line it was not told of and that became no procedure.

    A line that became one in any version of its plan is a call now, and told as such.
    """
    line = line_of(planned_purchases)
    told = exists().where(
        alerts.c.board_code == plan_matches.c.board_code,
        alerts.c.about == line,
        alerts.c.kind == AlertKind.EARLY_BELL.value,
    )
    other = planned_purchases.alias()
    called = (
        select(line_of(other))
        .join(plan_links, plan_links.c.plan_key == other.c.key)
        .where(line_of(other).is_not(None))
    )
    query = (
        select(plan_matches.c.board_code, line, func.min(plan_matches.c.expected_on))
        .join(planned_purchases, planned_purchases.c.key == plan_matches.c.plan_key)
        .where(and_(plan_matches.c.withdrawn_at.is_(None), ~told, line.not_in(called)))
        .group_by(plan_matches.c.board_code, line)
        .order_by(plan_matches.c.board_code, func.min(plan_matches.c.expected_on), line)
    )
    return [UntoldPlan._make(row) for row in db.execute(query)]
