"""The hours in which a board may be written to.

Those of Ley 2300 de 2023, art. 3: Monday to Friday 7 to 19, Saturday 8 to 15, never on Sundays or
holidays. The law speaks of debt collectors and advertisers; we are neither and keep to it as a courtesy.
"""

from datetime import date, datetime, time, timedelta

import holidays

from domain.days import BOGOTA

_WORKDAY = (time(7), time(19))
_SATURDAY = (time(8), time(15))

_HOLIDAYS = holidays.country_holidays("CO")


def is_open(now: datetime) -> bool:
    """Whether a message may go out at this instant. Raises ValueError for a time without zone."""
    return next_allowed(now) == now


def next_allowed(now: datetime) -> datetime:
    """The first instant from now on at which a message may go out: `now` itself within the hours."""
    if now.tzinfo is None:
        raise ValueError("a time without zone has no hours")
    local = now.astimezone(BOGOTA)
    day = local.date()
    while True:
        if hours := _hours(day):
            opens, closes = (datetime.combine(day, hour, BOGOTA) for hour in hours)
            if local < opens:
                return opens
            if local < closes:
                return now
        day += timedelta(days=1)
        local = datetime.combine(day, time.min, BOGOTA)


def _hours(day: date) -> tuple[time, time] | None:
    if day in _HOLIDAYS or day.isoweekday() == 7:
        return None
    return _SATURDAY if day.isoweekday() == 6 else _WORKDAY
