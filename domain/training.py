"""Training: which boards learn a unit together, when they meet, who came, and who completed it."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from domain.unlock import Unlock


class Seat(StrEnum):
    """What somebody is in a board: elected to a post, or affiliated. Attendance keeps no names."""

    PRESIDENT = "president"
    VICE_PRESIDENT = "vice_president"
    TREASURER = "treasurer"
    SECRETARY = "secretary"
    FISCAL = "fiscal"
    CONCILIATOR = "conciliator"
    COORDINATOR = "coordinator"  # of a work commission
    DELEGATE = "delegate"  # to the association of boards
    AFFILIATE = "affiliate"


class Coming(StrEnum):
    """What a board answered to an invitation."""

    YES = "yes"
    NO = "no"


class CohortNews(StrEnum):
    """What a board is told of a cohort."""

    INVITED = "invited"
    MOVED = "moved"  # other meetings than it was told of; `before` of the alert is their fingerprint
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A board that lacks something that a unit teaches to close: how many gaps, and what it would open alone.

    `is_reached`: a message can be sent to it.
    """

    code: str
    gaps: int
    opens_cop: int
    is_reached: bool


@dataclass(frozen=True, slots=True)
class Proposal:
    """A cohort that would be worth while: a training unit, an area, and who to ask.

    `commune` is a unidad comunera; None for the boards of a locality whose own has too few of them. `lacking`
    counts all of the area, `boards` are those to ask, the first ones first, `helped` those of them that could
    answer more than before. A process counts once in `unlock`, and once in `with_papers`: what opens if they
    also fetch what nobody needs to learn.
    """

    key: str
    unit: str
    locality: str | None
    commune: str | None
    on: date
    lacking: int
    helped: int
    boards: tuple[Candidate, ...]
    unlock: Unlock
    with_papers: Unlock

    @property
    def gaps(self) -> int:
        return sum(one.gaps for one in self.boards)

    @property
    def reached(self) -> int:
        return sum(one.is_reached for one in self.boards)

    @property
    def weight(self) -> tuple[int, int, int]:
        """What orders proposals: gaps × COP × boards reached; where that is nothing, what follows tells."""
        return (
            self.gaps * self.unlock.value_cop * self.reached,
            self.gaps * self.with_papers.value_cop * self.reached,
            self.gaps * self.reached,
        )


@dataclass(frozen=True, slots=True)
class Cohort:
    """Boards that learn one training unit together. `why` is the reasoning of its proposal, in words."""

    id: int
    unit: str
    locality: str | None
    commune: str | None
    why: str
    made_at: datetime
    cancelled_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Meeting:
    """When and where a cohort meets."""

    id: int
    cohort_id: int
    starts_at: datetime
    place: str


def fingerprint(meetings: Iterable[Meeting]) -> str:
    """Of when and where a cohort meets: what was told of other meetings holds no longer."""
    said = "\n".join(f"{one.starts_at.timestamp()} {one.place}" for one in meetings)
    return hashlib.blake2b(said.encode(), digest_size=8).hexdigest()


@dataclass(frozen=True, slots=True)
class Member:
    """A board of a cohort. What came about since it was added is None until it does."""

    board_code: str
    added_at: datetime
    invited_at: datetime | None = None
    coming: Coming | None = None
    answered_at: datetime | None = None
    completed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """How ready a board was on a day: its mean score over its routes, 0–100, and whether it may use any."""

    score: float
    is_able: bool


@dataclass(frozen=True, slots=True)
class Begun:
    """A board of a cohort that began to meet `on` a day; `completed_on` None where it did not complete."""

    cohort_id: int
    unit: str
    locality: str | None
    commune: str | None
    on: date
    board_code: str
    completed_on: date | None
