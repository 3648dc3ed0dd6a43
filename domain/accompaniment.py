"""Accompaniment: what a board and the office agreed to do, who does it by when, and how far it came."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

LONGEST_ACTION = 300
LONGEST_ENTRY = 1_000
LONGEST_WHY = 300


class Doer(StrEnum):
    """Who does an action, or says that it is done."""

    BOARD = "board"
    OFFICE = "office"
    TRAINER = "trainer"


class ActionState(StrEnum):
    DONE = "done"
    DROPPED = "dropped"
    CANNOT = "cannot"  # the board says that it cannot, and nobody of the office has done anything about it
    OVERDUE = "overdue"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Accompaniment:
    """A board's plan. `route` is the one that it wants to be able to use, by id, if it named one; the owner
    is a person of the office.
    """

    board_code: str
    owner_id: int
    owner: str
    route: str | None
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class Action:
    """One thing to do. `requirement` is the gap that it closes, where it was proposed from one.

    It is due through the whole of its day. `done_on` is the day that somebody said, `done_at` when they did.
    """

    id: int
    board_code: str
    what: str
    doer: Doer
    requirement: str | None
    due_on: date | None
    added_at: datetime
    done_on: date | None = None
    done_at: datetime | None = None
    done_by: Doer | None = None
    dropped_at: datetime | None = None
    dropped_why: str | None = None
    cannot_at: datetime | None = None
    cannot_why: str | None = None

    @property
    def is_open(self) -> bool:
        return self.done_on is None and self.dropped_at is None

    def state(self, today: date) -> ActionState:
        if self.done_on is not None:
            return ActionState.DONE
        if self.dropped_at is not None:
            return ActionState.DROPPED
        if self.cannot_at is not None:
            return ActionState.CANNOT
        is_late = self.due_on is not None and self.due_on < today
        return ActionState.OVERDUE if is_late else ActionState.OPEN


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the log: what somebody of the office tells of a day. It is never changed: a later one says
    which it corrects.
    """

    id: int
    on: date
    words: str
    by: str
    written_at: datetime
    corrects: int | None = None


class Milestone(StrEnum):
    """What a board comes to, in the order in which most do. Each is found in the rows, typed by nobody."""

    CONTACT = "contact"  # the first message that a provider took
    SURVEY = "survey"
    TRAINING = "training"  # the first meeting to which somebody came
    PAPER = "paper"  # the first document that the office accepted
    ANSWER = "answer"
    OFFER = "offer"
    CONTRACT = "contract"
    FINISHED = "finished"


@dataclass(frozen=True, slots=True)
class Passed:
    """That a board came to a milestone, with the row that shows it: `source` is its table, `row` its key.

    `on` is None where the row has no day. `at_latest`: it may have been before. `link` is what leads to the
    row, a contract's address or the id of a cohort.
    """

    milestone: Milestone
    on: date | None
    at_latest: bool
    source: str
    row: str
    link: str | None
