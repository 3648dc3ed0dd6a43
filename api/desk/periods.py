"""Quarters and months in Bogotá, as reports go by them."""

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import NamedTuple

from domain.days import BOGOTA
from store.funnel import Span

_WRITTEN = re.compile(r"(\d{4})-T([1-4])", re.ASCII)
_QUARTERS = ("enero a marzo", "abril a junio", "julio a septiembre", "octubre a diciembre")
DESKS_SHOW = 8  # quarters to choose from
_FIRST_YEAR = 2023  # before it the service has nothing to tell


class Quarter(NamedTuple):
    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> "Quarter":
        return cls(day.year, (day.month + 2) // 3)

    @classmethod
    def read(cls, written: str) -> "Quarter | None":
        """`2026-T4`, or None for what is none."""
        found = _WRITTEN.fullmatch(written)
        return cls(int(found[1]), int(found[2])) if found and int(found[1]) >= _FIRST_YEAR else None

    @property
    def name(self) -> str:
        return f"{self.year}-T{self.number}"

    @property
    def words(self) -> str:
        """`octubre a diciembre de 2026`."""
        return f"{_QUARTERS[self.number - 1]} de {self.year}"

    @property
    def first_day(self) -> date:
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def span(self) -> Span:
        return Span(_midnight(self.first_day), _midnight(self.next.first_day))

    @property
    def last_day(self) -> date:
        return self.next.first_day - timedelta(days=1)

    @property
    def next(self) -> "Quarter":
        return Quarter(self.year + self.number // 4, self.number % 4 + 1)

    @property
    def before(self) -> "Quarter":
        return Quarter(self.year - (self.number == 1), (self.number - 2) % 4 + 1)


def quarters_back(today: date, number: int) -> list[Quarter]:
    """This quarter and those before it, the newest first."""
    found = [Quarter.of(today)]
    while len(found) < number:
        found.append(found[-1].before)
    return found


def begun(written: str, today: date) -> Quarter | None:
    """The quarter that is written, if it is one and has begun."""
    found = Quarter.read(written)
    return found if found is not None and found <= Quarter.of(today) else None


def months_back(day: date, number: int) -> list[tuple[date, Span]]:
    """The month of a day and those before it, the oldest first, each with its first day."""
    firsts = list(_firsts(day, number + 1))[::-1]
    return [(first, Span(_midnight(first), _midnight(after))) for first, after in pairwise(firsts)]


def _firsts(day: date, number: int) -> Iterator[date]:
    """The first day of the month after, of this month, and backwards."""
    months = 12 * day.year + day.month
    for back in range(number):
        year, month = divmod(months - back, 12)
        yield date(year, month + 1, 1)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, BOGOTA)
