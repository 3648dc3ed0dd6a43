"""When a board's message is due. June 2026: Monday 8 and Monday 15 are holidays; the 3rd is a Wednesday."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.alert import Priority
from domain.contact import Preferences, Rhythm
from domain.days import BOGOTA
from notifications.rhythm import free_from, slot

DAILY = Preferences()
WEEKLY = Preferences(Rhythm.WEEKLY)
AT_ONCE = Preferences(Rhythm.AT_ONCE)


def at(day: int, hour: int = 10, minute: int = 0) -> datetime:
    return datetime(2026, 6, day, hour, minute, tzinfo=BOGOTA)


def on(day: int) -> date:
    return date(2026, 6, day)


@pytest.mark.parametrize(
    ("now", "last_on", "due"),
    [
        (at(3), None, at(3)),
        (at(3), on(2), at(3)),
        (at(3), on(3), at(4, 7)),
        (at(3), on(4), at(3)),  # one is tried again tomorrow
        (at(3, 6, 59), on(2), at(3, 7)),
        (at(3, 19), on(3), at(4, 7)),
        (at(6), on(6), at(9, 7)),  # Saturday; Sunday and a holiday lie between
    ],
)
def test_a_daily_board_is_written_to_once_a_day(now: datetime, last_on: date | None, due: datetime) -> None:
    assert slot(now, DAILY, Priority.NEW, last_on) == due


@pytest.mark.parametrize(
    ("now", "last_on", "due"),
    [
        (at(3), None, at(9, 7)),  # the Monday is a holiday
        (at(9, 6), on(2), at(9, 7)),
        (at(9), on(2), at(9)),
        (at(9), on(5), at(9)),
        (at(9), on(9), at(16, 7)),  # so is the next
        (at(9, 19), on(2), at(16, 7)),
        (at(10), on(2), at(16, 7)),
        (at(16), on(9), at(16)),
        (at(17), on(9), at(22, 7)),
    ],
)
def test_a_weekly_board_is_written_to_on_the_first_working_day(
    now: datetime, last_on: date | None, due: datetime
) -> None:
    assert slot(now, WEEKLY, Priority.NEW, last_on) == due


@pytest.mark.parametrize(
    ("closes_on", "last_on", "due"),
    [
        (on(10), None, at(9, 7)),
        (on(9), None, at(3)),  # on the day itself it would be too late to prepare anything
        (on(5), None, at(3)),
        (on(5), on(3), at(4, 7)),
        (on(4), on(3), at(3)),  # tomorrow's slot would be its last day
        (None, None, at(9, 7)),
    ],
)
def test_what_closes_before_the_slot_does_not_wait_for_it(
    closes_on: date | None, last_on: date | None, due: datetime
) -> None:
    assert slot(at(3), WEEKLY, Priority.NEW, last_on, closes_on) == due


def test_what_is_urgent_waits_for_no_week_but_keeps_to_one_message_a_day() -> None:
    assert slot(at(3), WEEKLY, Priority.URGENT, None) == at(3)
    assert slot(at(3), WEEKLY, Priority.URGENT, on(3)) == at(4, 7)
    assert slot(at(3), DAILY, Priority.URGENT, on(3)) == at(4, 7)


def test_at_once_is_at_once_within_the_hours() -> None:
    assert slot(at(3), AT_ONCE, Priority.REST, on(3)) == at(3)
    assert slot(at(3, 19), AT_ONCE, Priority.REST, on(3)) == at(4, 7)


def test_only_who_asked_for_it_is_written_to_at_night_and_only_of_what_is_urgent() -> None:
    any_time = replace(DAILY, urgent_any_time=True)
    assert slot(at(3, 23), any_time, Priority.URGENT, on(3)) == at(3, 23)
    assert slot(at(3, 23), any_time, Priority.NEW, None) == at(4, 7)
    assert free_from(at(7), any_time, Priority.URGENT) == at(7)  # a Sunday
    assert free_from(at(7), DAILY, Priority.URGENT) == at(9, 7)


@pytest.mark.parametrize("priority", [Priority.URGENT, Priority.NEW, Priority.REST])
def test_a_pause_ends_on_its_day(priority: Priority) -> None:
    paused = replace(DAILY, paused_until=on(10))
    assert free_from(at(9, 18), paused, priority) == at(10, 7)
    assert free_from(at(10, 9), paused, priority) == at(10, 9)
    assert free_from(at(9, 18), replace(paused, urgent_any_time=True), Priority.URGENT) == at(10, 0)


def test_who_waits_is_answered_at_any_hour() -> None:
    asleep = Preferences(Rhythm.WEEKLY, opens_hour=9, closes_hour=10, paused_until=on(30))
    assert slot(at(7, 3), asleep, Priority.AWAITED, on(7)) == at(7, 3)
    assert free_from(at(7, 3), asleep, Priority.AWAITED) == at(7, 3)


@pytest.mark.parametrize(
    ("now", "due"),
    [
        (at(3, 9, 59), at(3, 10)),
        (at(3, 11, 59), at(3, 11, 59)),
        (at(3, 12), at(4, 10)),
        (at(5, 12), at(6, 10)),
        (at(6, 12), at(9, 10)),
    ],
)
def test_a_boards_own_hours_narrow_the_usual_ones(now: datetime, due: datetime) -> None:
    own = Preferences(opens_hour=10, closes_hour=12)
    assert free_from(now, own, Priority.NEW) == due
    assert slot(now, own, Priority.NEW, None) == due


def test_own_hours_never_widen_the_usual_ones() -> None:
    own = Preferences(opens_hour=5, closes_hour=23)
    assert free_from(at(3, 5), own, Priority.NEW) == at(3, 7)
    assert free_from(at(3, 22), own, Priority.NEW) == at(4, 7)


def test_late_hours_leave_nothing_of_a_saturday() -> None:
    assert free_from(at(6, 9), Preferences(opens_hour=15), Priority.NEW) == at(9, 15)
    assert free_from(at(6, 9), Preferences(opens_hour=14), Priority.NEW) == at(6, 14)


@pytest.mark.parametrize(
    ("opens", "closes"), [(10, 10), (12, 9), (19, None), (None, 7), (-1, None), (None, 25), (20, 22)]
)
def test_hours_that_leave_nothing_are_refused_where_they_are_made(
    opens: int | None, closes: int | None
) -> None:
    with pytest.raises(ValueError, match="hour"):
        Preferences(opens_hour=opens, closes_hour=closes)


@pytest.mark.parametrize(("opens", "closes"), [(18, None), (None, 8), (0, 24), (None, None)])
def test_hours_that_leave_one_are_taken(opens: int | None, closes: int | None) -> None:
    assert free_from(at(3), Preferences(opens_hour=opens, closes_hour=closes), Priority.NEW) >= at(3)


def test_a_time_without_zone_is_refused() -> None:
    for priority in Priority:
        with pytest.raises(ValueError, match="without zone"):
            free_from(datetime(2026, 6, 3, 12), DAILY, priority)  # noqa: DTZ001 - the mistake under test


@settings(deadline=None)  # the first example loads tables
@given(
    st.datetimes(datetime(2025, 1, 1), datetime(2030, 1, 1), timezones=st.just(BOGOTA)),  # noqa: DTZ001
    st.sampled_from(Rhythm),
    st.sampled_from(Priority),
    st.one_of(st.none(), st.dates(date(2025, 1, 1), date(2030, 1, 1))),
)
def test_what_is_due_may_go_then_and_not_before_now(
    now: datetime, rhythm: Rhythm, priority: Priority, last_on: date | None
) -> None:
    preferences = Preferences(rhythm)
    due = slot(now, preferences, priority, last_on)
    assert due >= now
    assert free_from(due, preferences, priority) == due
