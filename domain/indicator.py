"""Result indicators: what share of those whom a step was for came to it, counted from rows."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class Indicator(StrEnum):
    """What is measured. What each counts, of whom, and since when, stands in api/indicators.py."""

    REACHED = "reached"
    ASSESSED = "assessed"
    READY = "ready"
    CONTRACTED = "contracted"
    FIRST_CONTRACT = "first_contract"
    RESPONDED = "responded"
    INTERESTED = "interested"
    OFFERED = "offered"
    WON = "won"
    FINISHED = "finished"
    TRAINED = "trained"
    HELPED = "helped"
    CHECKED = "checked"


class Side(StrEnum):
    """Of a ratio."""

    NUMERATOR = "numerator"
    DENOMINATOR = "denominator"


IN_TIME = timedelta(days=7)
"""Within which a board that asks for help is answered, and a paper that it handed in is looked at."""


@dataclass(frozen=True, slots=True)
class Ratio:
    """So many of so many."""

    numerator: int = 0
    denominator: int = 0

    @property
    def share(self) -> float | None:
        """None where there was nobody to count: that is not zero."""
        return self.numerator / self.denominator if self.denominator else None

    def __add__(self, other: "Ratio") -> "Ratio":
        return Ratio(self.numerator + other.numerator, self.denominator + other.denominator)
