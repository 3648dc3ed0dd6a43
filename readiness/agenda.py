"""The trainings of the next month: the weightiest proposals first, week by week, as trainers can.

proposals by weight ─▶ the first whole week with room, in which none of their boards meets already
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from domain.training import Proposal
from readiness.days import is_holiday

LEAST_NOTICE = timedelta(days=10)  # between the day of the agenda and a meeting: boards must hear of it
_DAY, _WEEK = timedelta(days=1), timedelta(days=7)
_SATURDAY = 5


class Hindrance(StrEnum):
    """Why a proposal is not in a week, or in none."""

    FULL = "full"  # the trainers hold as many meetings as they can
    MEETS = "meets"  # some of its boards meet in that week already
    UNREACHED = "unreached"  # no message reaches any of its boards


@dataclass(frozen=True, slots=True)
class Held:
    """A meeting that is on the calendar already, and the boards that are in its cohort."""

    on: date
    boards: frozenset[str]


@dataclass(frozen=True, slots=True)
class PassedOver:
    """An earlier week that a proposal is not in. `boards` counts those that meet in it, where that is why."""

    monday: date
    why: Hindrance
    boards: int = 0


@dataclass(frozen=True, slots=True)
class Entry:
    """A proposal in its week; `place` is its rank by weight among all proposals, from 1."""

    proposal: Proposal
    place: int
    passed_over: tuple[PassedOver, ...]


@dataclass(slots=True)
class Week:
    """From its Monday to its Sunday. `meets_on` is the day that is proposed, `held` what it has already."""

    monday: date
    meets_on: date
    held: int = 0
    busy: set[str] = field(default_factory=set)
    entries: list[Entry] = field(default_factory=list)

    @property
    def meetings(self) -> int:
        return self.held + len(self.entries)


@dataclass(frozen=True, slots=True)
class Agenda:
    """`left_out` are the proposals that are in no week, by weight, each with what hindered it last."""

    month: date  # its first day
    weeks: tuple[Week, ...]
    left_out: tuple[tuple[Proposal, Hindrance], ...]


def agenda(found: Sequence[Proposal], held: Iterable[Held], today: date, most_a_week: int) -> Agenda:
    """The agenda of the month after this one. `found` are proposals by weight; `most_a_week` is how many
    meetings the trainers can hold in a week.
    """
    month = _next_month(today)
    weeks = _weeks(month, today)
    for one in held:
        for week in weeks:
            if week.monday <= one.on < week.monday + _WEEK:
                week.held += 1
                week.busy |= one.boards
    left_out = []
    for place, proposal in enumerate(found, 1):
        why = _put(proposal, place, weeks, most_a_week)
        if why is not None:
            left_out.append((proposal, why))
    return Agenda(month, tuple(weeks), tuple(left_out))


def _put(proposal: Proposal, place: int, weeks: Sequence[Week], most_a_week: int) -> Hindrance | None:
    """Into the first week that has room for it; else why not."""
    if not proposal.reached:
        return Hindrance.UNREACHED
    codes = {board.code for board in proposal.boards}
    passed: list[PassedOver] = []
    for week in weeks:
        hindered = _hindrance(codes, week, most_a_week)
        if hindered is None:
            week.entries.append(Entry(proposal, place, tuple(passed)))
            week.busy |= codes
            return None
        passed.append(hindered)
    return passed[-1].why if passed else Hindrance.FULL


def _hindrance(codes: Collection[str], week: Week, most_a_week: int) -> PassedOver | None:
    if week.meetings >= most_a_week:
        return PassedOver(week.monday, Hindrance.FULL)
    if met := len(week.busy.intersection(codes)):
        return PassedOver(week.monday, Hindrance.MEETS, met)
    return None


def _next_month(today: date) -> date:
    return (today.replace(day=1) + timedelta(days=32)).replace(day=1)


def _weeks(month: date, today: date) -> list[Week]:
    """Those whose Saturday lies in the month, and lies far enough ahead: boards are volunteers."""
    saturday = month + timedelta(days=(_SATURDAY - month.weekday()) % 7)
    found = []
    while saturday.month == month.month:
        if saturday - today >= LEAST_NOTICE:
            meets_on = saturday + _DAY if is_holiday(saturday) else saturday
            found.append(Week(saturday - _SATURDAY * _DAY, meets_on))
        saturday += _WEEK
    return found
