"""Matches and what boards made of them: what a ranker can learn from."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, select

from domain.outcome import OutcomeKind
from store import apart
from store.tables import boards, matches, outcomes

_ANSWERS = tuple(kind.value for kind in OutcomeKind if kind is not OutcomeKind.OPENED)


class AnsweredMatch(NamedTuple):
    """A match with its newest outcome, opening apart: `reasons` by rule, and the score, both without what the
    days left say.
    """

    board_code: str
    municipality: str
    score: float
    reasons: dict[str, float]
    kind: OutcomeKind
    at: datetime


def every(db: Connection) -> list[AnsweredMatch]:
    """Every match that was answered or acted on, withdrawn since or not, by board and process."""
    of_pair = (outcomes.c.board_code == matches.c.board_code) & (
        outcomes.c.portfolio_id == matches.c.portfolio_id
    )
    query = (
        select(
            matches.c.board_code,
            matches.c.portfolio_id,
            boards.c.municipality,
            matches.c.score,
            matches.c.reasons,
            outcomes.c.kind,
            outcomes.c.at,
        )
        .join(outcomes, of_pair)
        .join(boards, boards.c.code == matches.c.board_code)
        .where(outcomes.c.kind.in_(_ANSWERS), apart.of_boards(matches.c.board_code))
        .order_by(matches.c.board_code, matches.c.portfolio_id, outcomes.c.at, outcomes.c.kind)
    )
    newest = {
        (code, portfolio): AnsweredMatch(
            code, town, score, {r["rule"]: r["score"] for r in reasons}, OutcomeKind(kind), at
        )
        for code, portfolio, town, score, reasons, kind, at in db.execute(query)
    }
    return list(newest.values())
