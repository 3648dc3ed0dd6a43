"""Boards that ask boards: a Guide agreed to be asked, an Inquiry is one question to it and its answer."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

LONGEST_QUESTION = 500
LONGEST_ANSWER = 1_000
MOST_A_WEEK = 3  # questions that a board may ask, and that a guide may be asked
A_WEEK = timedelta(days=7)
KEPT_FOR = timedelta(days=365)  # after the question was asked
GENERAL = ""  # in place of what an inquiry is about


class NoAsking(StrEnum):
    """Why a board cannot ask a guide now."""

    NO_GUIDE = "no_guide"  # it does not want to be asked, or not by this board
    ASKED_ENOUGH = "asked_enough"
    GUIDE_IS_BUSY = "guide_is_busy"
    WAITS = "waits"  # a question of the board to this guide is without an answer


class InquiryState(StrEnum):
    WAITING = "waiting"
    ANSWERED = "answered"
    DECLINED = "declined"  # the guide cannot answer, or does not want to be asked any more
    CLOSED = "closed"  # by the office


class InquiryNews(StrEnum):
    """What a board is told of an inquiry."""

    ASKED = "asked"
    ANSWERED = "answered"


@dataclass(frozen=True, slots=True)
class Inquiry:
    """`about` is the id of a requirement, a portfolio, or GENERAL. `reported_by` is the code of the board
    that told the office of it.
    """

    id: int
    asker_code: str
    asker: str
    guide_code: str
    guide: str
    about: str
    words: str
    asked_at: datetime
    answer: str | None = None
    answered_at: datetime | None = None
    declined_at: datetime | None = None
    reported_at: datetime | None = None
    reported_by: str | None = None
    closed_at: datetime | None = None
    closed_why: str | None = None

    @property
    def state(self) -> InquiryState:
        if self.closed_at is not None:
            return InquiryState.CLOSED
        if self.answered_at is not None:
            return InquiryState.ANSWERED
        return InquiryState.DECLINED if self.declined_at is not None else InquiryState.WAITING
