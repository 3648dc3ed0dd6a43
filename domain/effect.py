"""Effect: how boards that had something changed, less how boards alike changed that had not."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Measure(StrEnum):
    """What may have changed. Where it is not the score it is a yes or no of each board."""

    SCORE = "score"  # 0–100, the mean of its routes
    ABLE = "able"  # may contract by some route
    INTERESTED = "interested"  # said of a call that it interests it
    OFFERED = "offered"
    WON = "won"


class WhyNone(StrEnum):
    """Why there is no interval."""

    NOBODY = "nobody"  # nobody comparable was measured
    FEW_BOARDS = "few_boards"
    FEW_COMMUNES = "few_communes"
    FEW_CHANGED = "few_changed"


WINDOW = timedelta(days=90)
"""After the first meeting, and as long before it: what counts as participation."""

MEASURED_AFTER = timedelta(days=180)
"""After the first meeting: readiness is measured then, or today where that is still to come."""

EARLIER = timedelta(days=90)
"""Before the first meeting: where a board started is measured then too."""

_A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Dates:
    """On which days the boards of a cohort are measured, at their beginning; how long participation is."""

    earlier: date
    before: date
    after: date
    window: timedelta

    @property
    def measured(self) -> tuple[date, date, date]:
        return self.earlier, self.before, self.after

    @property
    def told(self) -> tuple[date, date, date]:
        """The same as people say it: the days at whose end that stood."""
        return self.earlier - _A_DAY, self.before - _A_DAY, self.after - _A_DAY


def dates_of(first: date, today: date) -> Dates:
    """Of a cohort that met first on a day. What was found today counts."""
    so_far = today + _A_DAY
    return Dates(first - EARLIER, first, min(first + MEASURED_AFTER, so_far), min(WINDOW, so_far - first))


@dataclass(frozen=True, slots=True)
class Interval:
    """Of 95 %: in 95 of 100 such comparisons it holds what it looks for."""

    low: float
    high: float

    def holds(self, value: float) -> bool:
        return self.low <= value <= self.high


@dataclass(frozen=True, slots=True)
class Difference:
    """By how much more the `trained` boards changed than the `others` beside them: points, or shares of one.

    None with neither. `chance`: how often chance alone gives as much where nothing changed.
    """

    trained: int
    others: int
    by: float | None
    interval: Interval | None
    why_none: WhyNone | None
    chance: float | None = None


@dataclass(frozen=True, slots=True)
class Means:
    """Of the boards of one side that were measured before and after: points, or shares of one."""

    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Compared:
    """One measure of both sides; the means are None where nobody was measured. Those of the `others` weigh
    them by how many trained boards each stands beside.

    The difference is that of the changes, less what is left of differences at the start: so it is near to
    that of the means and not the same.
    """

    measure: Measure
    trained: Means | None
    others: Means | None
    difference: Difference
