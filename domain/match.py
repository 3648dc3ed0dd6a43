"""A match between a board and a process, with the reasons that a person would accept."""

from dataclasses import dataclass, fields
from datetime import date
from operator import attrgetter
from typing import NamedTuple

from domain.readiness import Verdict
from domain.reason import Reason


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


@dataclass(frozen=True, slots=True)
class Match:
    """A process that suits a board. `missing` names the requirements that still stand in the way."""

    board_code: str
    portfolio_id: str
    score: float
    route: str
    verdict: Verdict
    reasons: tuple[Reason, ...]
    missing: tuple[str, ...] = ()
    closes_on: date | None = None

    def __reduce__(self) -> tuple[type["Match"], tuple[object, ...]]:
        """As that of a reason."""
        return Match, _FIELDS_OF_MATCH(self)


_FIELDS_OF_MATCH = attrgetter(*(field.name for field in fields(Match)))


class Scored(NamedTuple):
    """The score (0–1) that a match has on another day, of which all else is as it was."""

    board_code: str
    portfolio_id: str
    score: float


@dataclass(frozen=True, slots=True)
class Refusal:
    """How many processes a rule kept from a board, so that "why did I hear nothing?" has an answer."""

    board_code: str
    rule: str
    processes: int
