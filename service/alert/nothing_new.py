"""Nothing this month: what boards are told that heard of no new call in the month before."""

from collections.abc import Collection, Iterable
from datetime import date, timedelta

from domain.alert import Alert, AlertKind, Priority
from readiness.days import is_business_day
from service.alert.telling import ToTell

_A_DAY = timedelta(days=1)
_SILENCE = timedelta(days=3)  # SECOP's data are of the day before, and of Friday after a weekend


def quiet_month(today: date, data_on: date | None) -> date | None:
    """The first day of the month that may be told of today: the one before, from the first business day on.

    None where SECOP was not read to that month's end, for then nobody knows what it brought.
    """
    this_month = today.replace(day=1)
    days = (this_month + n * _A_DAY for n in range((today - this_month).days + 1))
    is_watched = data_on is not None and data_on >= this_month - _SILENCE
    if not is_watched or not any(is_business_day(day) for day in days):
        return None
    return (this_month - _A_DAY).replace(day=1)


def nothing_new(codes: Iterable[str], heard: Collection[str], month: date) -> list[ToTell]:
    """A word to each board that heard of no new call."""
    return [
        ToTell(Alert(code, f"{month:%Y-%m}", AlertKind.NOTHING_NEW), Priority.REST)
        for code in codes
        if code not in heard
    ]
