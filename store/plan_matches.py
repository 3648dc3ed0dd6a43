"""Matches of boards with planned purchases, which became no procedure yet."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Connection

from domain.plan_match import PlanMatch
from store.kept_matches import KeptMatches, Replaced
from store.tables import plan_matches

_KEPT = KeptMatches(plan_matches, PlanMatch, "plan_key")
OF_BOARD = _KEPT.standing_of_board


def replace(db: Connection, found: Sequence[PlanMatch], at: datetime) -> Replaced:
    """Make these the matches that stand; one found again keeps its date, one found no more is withdrawn."""
    return _KEPT.replace(db, found, at)


def standing(db: Connection) -> list[PlanMatch]:
    """Every match that stands, by board and falling score."""
    return _KEPT.every(db)


def of_boards(db: Connection, codes: Collection[str]) -> list[PlanMatch]:
    """The matches of some boards that stand."""
    return _KEPT.of_boards(db, codes)


def of_board(db: Connection, code: str) -> list[PlanMatch]:
    """The matches of one board that stand, best first."""
    return _KEPT.of_board(db, code)


def since(db: Connection, code: str) -> dict[str, datetime]:
    """Since when each match of one board stands, by the plan's line."""
    return _KEPT.since(db, code)
