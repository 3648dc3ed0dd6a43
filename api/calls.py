"""The calls that may be answered today, soonest deadline first, a page at a time."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection

from domain.process import DATASET, Process, Standing, standing
from domain.text import web_address
from readiness.days import business_days_between
from store import harvests, processes


class BadCursor(ValueError):
    """The cursor was not given by us."""


class Call(NamedTuple):
    """A process that is offered today, and what can be done with it."""

    process: Process
    standing: Standing

    @property
    def link(self) -> str | None:
        """Where SECOP shows it."""
        return web_address(self.process.url)

    def days_left(self, today: date) -> int | None:
        """Working days to its deadline, None where that is past or nobody knows it."""
        closes_on = self.process.closes_on
        return business_days_between(today, closes_on) if closes_on and closes_on >= today else None


class CallPage(NamedTuple):
    calls: list[Call]
    next: str | None


class OpenCalls:
    """All calls that a bidder can still answer or prepare for, soonest deadline first.

    Finding them reads every process (0.8 s of 100,000), so they are remembered until the next harvest, which
    is all that changes them, or the next day.
    """

    def __init__(self) -> None:
        self._known: tuple[object, list[Call]] = (None, [])

    def state(self, db: Connection, today: date) -> tuple[date, int] | None:
        """What they are the calls of: a day and a harvest. None where nothing was harvested."""
        newest = harvests.newest_id(db, DATASET)
        return None if newest is None else (today, newest)

    def of(self, db: Connection, today: date) -> list[Call]:
        state = self.state(db, today)
        known, calls = self._known
        if known != state or state is None:
            calls = _offered(db, today)
            self._known = state, calls
        return calls


def page_of(calls: Sequence[Call], after: str | None, size: int) -> CallPage:
    """The page after a cursor, and the cursor of the next. Raises BadCursor."""
    start = _read(after) if after else None
    rest = [call for call in calls if start is None or _place(call) > start]
    found = rest[:size]
    return CallPage(found, _cursor(found[-1]) if len(rest) > size else None)


def _offered(db: Connection, today: date) -> list[Call]:
    calls = [Call(p, standing(p, today)) for p in processes.live(db, today)]
    return sorted((call for call in calls if call.standing.is_offered), key=_place)


def _place(call: Call) -> tuple[str, str]:
    # A call without a deadline comes last: "~" sorts after every digit.
    closes_on = call.process.closes_on
    return closes_on.isoformat() if closes_on else "~", call.process.portfolio_id


def _cursor(call: Call) -> str:
    return urlsafe_b64encode("|".join(_place(call)).encode()).decode().rstrip("=")


def _read(cursor: str) -> tuple[str, str]:
    try:
        text = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
    except (NotBase64, UnicodeError, ValueError) as error:
        raise BadCursor(cursor) from error
    closes_on, separator, portfolio_id = text.partition("|")
    if not separator:
        raise BadCursor(cursor)
    return closes_on, portfolio_id
