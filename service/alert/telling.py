"""One thing to tell one board, and how it is with time: what the kinds of news have in common."""

from datetime import date
from typing import NamedTuple

from domain.alert import Alert, Priority
from readiness.days import business_days_between

LAST_CHANCE_DAYS = 3  # business days: what closes sooner goes out first


class ToTell(NamedTuple):
    """An alert with its priority; of a call that can still be answered, its closing day where it is known."""

    alert: Alert
    priority: Priority
    closes_on: date | None = None


def priority_of(closes_on: date | None, today: date) -> Priority:
    """Whether news of a call cannot wait: it closes within three business days."""
    if closes_on is None or closes_on < today:
        return Priority.NEW
    is_last_chance = business_days_between(today, closes_on) <= LAST_CHANCE_DAYS
    return Priority.URGENT if is_last_chance else Priority.NEW
