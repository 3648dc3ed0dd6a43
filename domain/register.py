"""The register of a board: its dignatarios with their periods, and the stages of its accompaniment."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Post(StrEnum):
    """What a dignatario was elected for. Ley 2166 de 2021 names them; held against no copy of the law yet."""

    PRESIDENT = "president"
    VICE_PRESIDENT = "vice_president"
    TREASURER = "treasurer"
    SECRETARY = "secretary"
    FISCAL = "fiscal"
    CONCILIATOR = "conciliator"
    COORDINATOR = "coordinator"  # of a work commission
    DELEGATE = "delegate"  # to the association of boards


class PeriodState(StrEnum):
    RUNS = "runs"
    OVER = "over"
    UNKNOWN = "unknown"  # nobody told when it ends, or nobody is registered


@dataclass(frozen=True, slots=True)
class Dignitary:
    """A person elected by the board. `until` is the last day of the period, None where nobody told it;
    `ended_on` the day on which the person left before it.
    """

    id: int
    board_code: str
    post: Post
    name: str = field(repr=False)
    since: date
    until: date | None
    ended_on: date | None = None

    def state(self, today: date) -> PeriodState:
        """A period counts through the whole of its last day."""
        if self.ended_on is not None and self.ended_on < today:
            return PeriodState.OVER
        if self.until is None:
            return PeriodState.UNKNOWN
        return PeriodState.RUNS if self.until >= today else PeriodState.OVER


class Stage(StrEnum):
    """The stages of accompaniment, in their order, as the office of Cartagena follows them."""

    IDENTIFY = "identify"
    SURVEY = "survey"
    DESIGN = "design"
    IMPLEMENT = "implement"
    FOLLOW_UP = "follow_up"
    EVALUATE = "evaluate"


@dataclass(frozen=True, slots=True)
class Reached:
    """That a board's accompaniment came to a stage."""

    stage: Stage
    on: date
    note: str = ""
