"""The hours in which a board may be written to.

Those of Ley 2300 de 2023, art. 3: Monday to Friday 7 to 19, Saturday 8 to 15, never on Sundays or
holidays. The law speaks of debt collectors and advertisers; we are neither and keep to it as a courtesy.
A board may narrow them.
"""

from datetime import date, datetime, time, timedelta
from functools import lru_cache

import holidays

from domain.contact import FIRST_HOUR, LAST_HOUR
from domain.days import BOGOTA

_WORKDAY = (FIRST_HOUR, LAST_HOUR)
_SATURDAY = (8, 15)

_HOLIDAYS = holidays.country_holidays("CO")


def is_open(now: datetime) -> bool:
    """Whether a message may go out at this instant. Raises ValueError for a time without zone."""
    return next_allowed(now) == now


def next_allowed(now: datetime, opens_hour: int | None = None, closes_hour: int | None = None) -> datetime:
    """The first instant from now on at which a message may go out: `now` itself within the hours.

    The board's own hours are such as Preferences takes: they leave something of a working day. Raises
    ValueError for a time without zone.
    """
    if now.tzinfo is None:
        raise ValueError("a time without zone has no hours")
    local = now.astimezone(BOGOTA)
    day = local.date()
    while True:
        if hours := _hours_of(day, opens_hour, closes_hour):
            opens, closes = hours
            if local < opens:
                return opens
            if local < closes:
                return now
        day += timedelta(days=1)
        local = datetime.combine(day, time.min, BOGOTA)


def _hours_of(
    day: date, opens_hour: int | None = None, closes_hour: int | None = None
) -> tuple[datetime, datetime] | None:
    """From when until when a message may go out on a day, None where none may."""
    if not (usual := _usual(day)):
        return None
    opens, closes = max(usual[0], opens_hour or 0), min(usual[1], _or_midnight(closes_hour))
    if opens >= closes:
        return None
    return datetime.combine(day, time(opens), BOGOTA), datetime.combine(day, time(closes), BOGOTA)


def _or_midnight(hour: int | None) -> int:
    return 24 if hour is None else hour


@lru_cache(maxsize=1024)
def _usual(day: date) -> tuple[int, int] | None:
    if day in _HOLIDAYS or day.isoweekday() == 7:
        return None
    return _SATURDAY if day.isoweekday() == 6 else _WORKDAY
