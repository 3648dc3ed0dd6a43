"""Who may do what: the people of the office and what each role lets them do, and who is signed in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType


class StaffRole(StrEnum):
    TRAINER = "trainer"
    SECRETARIAT = "secretariat"
    ADMINISTRATOR = "administrator"
    OBSERVER = "observer"  # of an organisation that looks on


class Permission(StrEnum):
    SEE_NUMBERS = "see_numbers"  # gaps, funnel, indicators: of many boards together
    SEE_BOARDS = "see_boards"  # what one board sees of itself
    ACCOMPANY = "accompany"  # cohorts, attendance, boards that ask for help
    CHECK_PAPERS = "check_papers"  # what boards handed in
    KEEP_REGISTER = "keep_register"  # boards, dignatarios, the stages of accompaniment
    REVIEW_LINKS = "review_links"  # whether a contract is a board's
    EXPORT = "export"
    SEE_HEALTH = "see_health"  # of harvest and channels
    MANAGE_STAFF = "manage_staff"  # people, roles, keys, and who did what


_TRAINER = frozenset(
    {Permission.SEE_NUMBERS, Permission.SEE_BOARDS, Permission.ACCOMPANY, Permission.CHECK_PAPERS}
)
PERMISSIONS: Mapping[StaffRole, frozenset[Permission]] = MappingProxyType(
    {
        StaffRole.OBSERVER: frozenset({Permission.SEE_NUMBERS}),
        StaffRole.TRAINER: _TRAINER,
        StaffRole.SECRETARIAT: frozenset(Permission) - {Permission.MANAGE_STAFF},
        StaffRole.ADMINISTRATOR: frozenset(Permission),
    }
)


@dataclass(frozen=True, slots=True)
class Staff:
    """One person of the office. With a `locality` a trainer serves the boards of that one first."""

    id: int
    name: str
    email: str = field(repr=False)
    role: StaffRole
    locality: str | None = None
    disabled_at: datetime | None = None

    def may(self, permission: Permission) -> bool:
        return self.disabled_at is None and permission in PERMISSIONS[self.role]


@dataclass(frozen=True, slots=True)
class Stay:
    """How long somebody stays signed in: at most `longest`, and no longer than `idle` without a page."""

    longest: timedelta
    idle: timedelta


# A board's telephone is its leader's own; a desk is left for lunch.
STAY_OF_BOARD = Stay(timedelta(days=180), timedelta(days=45))
STAY_OF_STAFF = Stay(timedelta(hours=12), timedelta(hours=1))


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody who is signed in: a board, or a person of the staff."""

    board_code: str | None
    staff: Staff | None
    began_at: datetime
    seen_at: datetime


SIGN_IN_LASTS = timedelta(minutes=30)
MOST_CODES_TRIED = 5


@dataclass(frozen=True, slots=True)
class SignIn:
    """One wish of a board to be let in: it goes through once, by the link or by the code of its message.

    Both are made of `id`, which is random and never used again.
    """

    id: str
    board_code: str
    asked_at: datetime
    tried: int
    used_at: datetime | None

    def is_open(self, now: datetime) -> bool:
        return self.used_at is None and now < self.asked_at + SIGN_IN_LASTS

    def takes_code(self, now: datetime) -> bool:
        """Wrong codes end the code alone: the link cannot be guessed, and who mistypes has it still."""
        return self.is_open(now) and self.tried < MOST_CODES_TRIED
