"""The hours in which a board may be written to. June 2026: Monday 8 and Monday 15 are holidays."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.days import BOGOTA
from notifications.window import is_open, next_allowed


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 6, day, hour, minute, tzinfo=BOGOTA)


@pytest.mark.parametrize(
    ("now", "allowed"),
    [
        (at(3, 6, 59), at(3, 7)),  # Wednesday
        (at(3, 7), at(3, 7)),
        (at(3, 18, 59), at(3, 18, 59)),
        (at(3, 19), at(4, 7)),
        (at(5, 19), at(6, 8)),  # Friday evening, then Saturday
        (at(6, 7, 59), at(6, 8)),
        (at(6, 14, 59), at(6, 14, 59)),
        (at(6, 15), at(9, 7)),  # Saturday, Sunday, holiday, Tuesday
        (at(7, 10), at(9, 7)),
        (at(8, 10), at(9, 7)),
        (at(20, 15), at(22, 7)),  # a week-end without holiday
    ],
)
def test_messages_keep_to_the_hours(now: datetime, allowed: datetime) -> None:
    assert next_allowed(now) == allowed
    assert is_open(now) == (now == allowed)


def test_the_hours_are_those_of_bogota_wherever_the_machine_is() -> None:
    assert next_allowed(datetime(2026, 6, 3, 11, 59, tzinfo=UTC)) == at(3, 7)
    assert is_open(datetime(2026, 6, 3, 12, 0, tzinfo=UTC))


def test_a_time_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="without zone"):
        next_allowed(datetime(2026, 6, 3, 12))  # noqa: DTZ001 - the mistake under test


@settings(deadline=None)  # the first example loads tables
@given(st.datetimes(datetime(2025, 1, 1), datetime(2035, 1, 1), timezones=st.just(BOGOTA)))  # noqa: DTZ001
def test_the_next_allowed_instant_is_open_and_never_earlier(now: datetime) -> None:
    allowed = next_allowed(now)
    assert allowed >= now
    assert is_open(allowed)
    assert next_allowed(allowed) == allowed
