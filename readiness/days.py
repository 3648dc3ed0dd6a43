"""Business days of Colombia: neither weekends nor the holidays of Ley 51 de 1983."""

from datetime import date, timedelta
from functools import lru_cache

import holidays

_FRIDAY = 4


@lru_cache(maxsize=4096)
def business_days_between(today: date, day: date) -> int:
    """How many business days lie after today up to and with the day: 0 for today, negative for the past."""
    if day < today:
        return -business_days_between(day, today)
    span = (today + timedelta(n) for n in range(1, (day - today).days + 1))
    return sum(is_business_day(each) for each in span)


def after_business_days(today: date, days: int) -> date:
    """The day that lies so many business days after today: today itself for 0."""
    day = today
    while days > 0:
        day += timedelta(1)
        days -= is_business_day(day)
    return day


def is_business_day(day: date) -> bool:
    return day.weekday() <= _FRIDAY and not is_holiday(day)


def is_holiday(day: date) -> bool:
    return day in _holidays(day.year)


@lru_cache(maxsize=64)
def _holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.CO(years=year))  # type: ignore[attr-defined]  # built at run time
