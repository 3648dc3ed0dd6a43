"""When a board's next message is due: by the rhythm that it chose, its hours and its pause.

An urgent message of a board that wants those at any time keeps only the pause; what somebody waits for goes
at once. Who stopped the messages is not asked here.
"""

from datetime import date, datetime, time, timedelta
from typing import assert_never

from domain.alert import Priority
from domain.contact import Preferences, Rhythm
from domain.days import BOGOTA, day_of
from notifications.window import next_allowed


def slot(
    now: datetime,
    preferences: Preferences,
    priority: Priority,
    last_on: date | None,
    closes_on: date | None = None,
) -> datetime:
    """When a message that is queued now is due.

    `last_on` is the day on which the board was last sent one, or on which one is tried again. `closes_on` is
    the nearest deadline that the message tells of: on or after it no slot is of use, so it takes the one
    before. Raises ValueError for a time without zone.
    """
    free = free_from(now, preferences, priority)
    if priority is Priority.AWAITED or _is_any_time(preferences, priority):
        return free
    match preferences.rhythm:
        case Rhythm.AT_ONCE:
            return free
        case Rhythm.DAILY:
            return _in_time([_daily(free, preferences, last_on), free], closes_on)
        case Rhythm.WEEKLY if priority is Priority.URGENT:
            return _in_time([_daily(free, preferences, last_on), free], closes_on)
        case Rhythm.WEEKLY:
            weekly, daily = _weekly(free, preferences, last_on), _daily(free, preferences, last_on)
            return _in_time([weekly, daily, free], closes_on)
        case _:
            assert_never(preferences.rhythm)


def free_from(now: datetime, preferences: Preferences, priority: Priority) -> datetime:
    """The first moment at which a message may go out: now, if it may go now."""
    if now.tzinfo is None:
        raise ValueError("a time without zone has no hours")
    if priority is Priority.AWAITED:
        return now
    paused_until = preferences.paused_until
    if paused_until and day_of(now) < paused_until:
        now = _midnight(paused_until)
    if _is_any_time(preferences, priority):
        return now
    return next_allowed(now, preferences.opens_hour, preferences.closes_hour)


def _is_any_time(preferences: Preferences, priority: Priority) -> bool:
    return priority is Priority.URGENT and preferences.urgent_any_time


def _daily(free: datetime, preferences: Preferences, last_on: date | None) -> datetime:
    """Today if the board has had nothing today, else the next day with hours."""
    if last_on is None or day_of(free) != last_on:
        return free
    return next_allowed(
        _midnight(last_on + timedelta(days=1)), preferences.opens_hour, preferences.closes_hour
    )


def _weekly(free: datetime, preferences: Preferences, last_on: date | None) -> datetime:
    """On the first day with hours of a week, in a week that has had no message."""
    start = max(day_of(free), last_on + timedelta(days=1)) if last_on else day_of(free)
    monday = start - timedelta(days=start.weekday())
    first = _first_of_week(monday, preferences)
    while day_of(first) < start:
        monday += timedelta(days=7)
        first = _first_of_week(monday, preferences)
    return max(first, free)


def _first_of_week(monday: date, preferences: Preferences) -> datetime:
    return next_allowed(_midnight(monday), preferences.opens_hour, preferences.closes_hour)


def _in_time(slots: list[datetime], closes_on: date | None) -> datetime:
    """The first of these slots that lies before the day on which something closes, else the last."""
    return next((at for at in slots if closes_on is None or day_of(at) < closes_on), slots[-1])


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, BOGOTA)
