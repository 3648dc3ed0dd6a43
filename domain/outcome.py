"""Outcomes: what became of a match, from opened to won."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class OutcomeKind(StrEnum):
    OPENED = "opened"
    INTERESTED = "interested"
    NOT_FOR_US = "not_for_us"
    NEEDS_HELP = "needs_help"
    OFFERED = "offered"
    WON = "won"
    FINISHED = "finished"


ANSWERS = (OutcomeKind.INTERESTED, OutcomeKind.NOT_FOR_US, OutcomeKind.NEEDS_HELP)


@dataclass(frozen=True, slots=True)
class Outcome:
    """Something that a board did, or that SECOP shows it did. `source` says who knows: page, secop."""

    board_code: str
    portfolio_id: str
    kind: OutcomeKind
    at: datetime
    source: str
    note: str | None = None
