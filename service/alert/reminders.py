"""Reminders: five and one business days before a call closes that a board said it is interested in."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from domain.alert import Alert, AlertKind
from domain.process import Process, standing
from readiness.days import business_days_between
from service.alert.telling import ToTell, priority_of

DAYS_BEFORE = (1, 5)  # business days, the nearest first


class Interest(NamedTuple):
    """That a board's newest answer to a call is that it is interested, and the day of it."""

    board_code: str
    portfolio_id: str
    since: date


def reminders(interests: Iterable[Interest], calls: Mapping[str, Process], today: date) -> list[ToTell]:
    """The nearest reminder that is due of each call that can still be answered.

    A day on which nothing ran is made up for while the call is open. A deadline that moves reminds again. A
    board that answered when fewer days were left knows it, and is not told at once how few.
    """
    found = []
    for one in interests:
        call = calls.get(one.portfolio_id)
        if call is None or call.closes_on is None or not standing(call, today).is_offered:
            continue
        days = _due(business_days_between(today, call.closes_on))
        if days is not None and business_days_between(one.since, call.closes_on) >= days:
            version = f"{days}:{call.closes_on.isoformat()}"
            alert = Alert(one.board_code, one.portfolio_id, AlertKind.REMINDER, version)
            found.append(ToTell(alert, priority_of(call.closes_on, today), call.closes_on))
    return found


def _due(days_left: int) -> int | None:
    return next((days for days in DAYS_BEFORE if days_left <= days), None)
