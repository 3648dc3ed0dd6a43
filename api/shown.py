"""Which of a board's calls a page shows: the best ones first, a part at a time, for there may be hundreds."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from domain.process import Signs, standing
from readiness.days import business_days_between
from store.listed import Listed

A_PART = 20  # with the rest of the first page, some nine thousand bytes on the way
_SOON = 3  # business days: what a message calls the last chance
_MOST_POINTED_AT = 8


@dataclass(frozen=True)
class Shown:
    """A part, from 1, of the calls of a board, by portfolio: best first, and after all of them those that it
    said are not for it. The first part points at what is further down and must not be overlooked: those that
    it answered, and the best of those that close soon. `later` are all that the first part does not show.

    `dismissed_from` is the part with the first call that is not for the board, None where this one has it.
    """

    part: int
    parts: int
    total: int  # of calls that are for it
    first: int  # the number of the first one that this part shows
    offered: tuple[str, ...]
    dismissed: tuple[str, ...]
    pointed_at: tuple[str, ...]
    later: tuple[str, ...]
    dismissed_from: int | None

    @property
    def portfolios(self) -> tuple[str, ...]:
        """All of which something must be known."""
        return (*self.offered, *self.dismissed, *self.pointed_at)


def offered_of(listed: Iterable[Listed], today: date) -> tuple[list[Listed], list[Listed]]:
    """The calls that a board can still answer, best first; and those that it said are not for it. What it
    dismissed matches no more: it may change its mind.
    """
    offered: list[Listed] = []
    dismissed: list[Listed] = []
    # A call may have closed or been cancelled since the boards were matched.
    for one in listed:
        if _is_offered(one.signs, today):
            if one.is_dismissed:
                dismissed.append(one)
            elif not one.is_withdrawn:
                offered.append(one)
    return offered, dismissed


def shown_of(listed: Iterable[Listed], today: date, part: int = 1, named: str = "") -> Shown:
    """What a part shows, the last one where there are not so many, and besides it the call that is named: a
    message may name any.
    """
    offered, dismissed = offered_of(listed, today)
    inside = [*offered, *dismissed]
    parts = max(1, -(-len(inside) // A_PART))
    part = min(part, parts)
    start = (part - 1) * A_PART
    shown = {one.portfolio_id for one in inside[start : start + A_PART]}
    shown |= {one.portfolio_id for one in inside if one.portfolio_id == named}
    further = [one for one in inside if part == 1 and one.portfolio_id not in shown]
    last = len(offered) // A_PART + 1
    return Shown(
        part=part,
        parts=parts,
        total=len(offered),
        first=start + 1,
        offered=_among(offered, shown),
        dismissed=_among(dismissed, shown),
        pointed_at=_pointed_at(further, today),
        later=tuple(one.portfolio_id for one in further),
        dismissed_from=last if dismissed and part < last else None,
    )


@lru_cache(maxsize=4096)  # hundreds of calls have the same few signs
def _is_offered(signs: Signs, today: date) -> bool:
    return standing(signs, today).is_offered


def _among(some: Iterable[Listed], shown: set[str]) -> tuple[str, ...]:
    return tuple(one.portfolio_id for one in some if one.portfolio_id in shown)


def _pointed_at(further: Sequence[Listed], today: date) -> tuple[str, ...]:
    """Those that close first before the others of as much interest."""
    further = [one for one in further if not one.is_dismissed]
    answered = sorted((one for one in further if one.answer), key=lambda one: one.signs.closes_on or date.max)
    soon = (one for one in further if not one.answer and _is_soon(one.signs.closes_on, today))
    return tuple(one.portfolio_id for one in [*answered, *soon][:_MOST_POINTED_AT])


def _is_soon(closes_on: date | None, today: date) -> bool:
    return closes_on is not None and business_days_between(today, closes_on) <= _SOON
