"""A match between a board and a process, with the reasons that a person would accept."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from domain.readiness import Verdict
from domain.reason import Reason

POINTS = 10_000
"""Of a score of one: a score is told and compared in ten-thousandths."""


@dataclass(frozen=True, slots=True)
class Eligibility:
    """By which route a board may answer a call, how it stands, and which requirements it still lacks.

    `days_needed` are the working days that the longest of the missing documents takes, None where none is
    missing or none is known. `reasons` are told with the match and weigh nothing in its score: they come
    after those that do. `obstacles` are what no board can change.
    """

    route: str
    verdict: Verdict
    missing: tuple[str, ...] = ()
    reasons: tuple[Reason, ...] = ()
    days_needed: int | None = None
    obstacles: tuple[Reason, ...] = ()


class DaysWeight(NamedTuple):
    """What of a score hangs on the working days left: all of `points` (ten-thousandths) where at least
    `needed` are left, and in proportion with fewer.
    """

    needed: int
    points: int

    def lost(self, left: int) -> int:
        """The points that a match loses with so many days left. In whole numbers, rounded to the nearest, so
        that plain rules, arrays and database say the same.
        """
        short = max(0, self.needed - max(0, left))
        return (2 * self.points * short + self.needed) // (2 * self.needed)


@dataclass(frozen=True, slots=True)
class Match:
    """A process that suits a board. `missing` names the requirements that still stand in the way; `days` is
    None where the days left are not known, and count as that.
    """

    board_code: str
    portfolio_id: str
    score: float
    route: str
    verdict: Verdict
    reasons: tuple[Reason, ...]
    missing: tuple[str, ...] = ()
    closes_on: date | None = None
    days: DaysWeight | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """How many processes a rule kept from a board, so that "why did I hear nothing?" has an answer."""

    board_code: str
    rule: str
    processes: int
