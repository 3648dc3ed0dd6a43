"""How long is waited before the source is asked again, and when a run has asked enough."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from harvesters.budget import Budget
from harvesters.patience import asked_seconds, their_now, wait_seconds

NOW = datetime(2026, 6, 3, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("7", 7.0),
        ("0", 0.0),
        ("1.5", 1.5),
        (format_datetime(NOW + timedelta(seconds=90), usegmt=True), 90.0),
        ("Wed, 03 Jun 2026 03:02:00 -0500", 120.0),
        ("Wednesday, 03-Jun-26 08:00:30 GMT", 30.0),
    ],
)
def test_a_source_says_how_long_to_wait_in_seconds_or_as_a_date(header: str, seconds: float) -> None:
    assert asked_seconds(header, NOW) == seconds


@pytest.mark.parametrize(
    "header",
    [None, "", "soon", "-5", "nan", "inf", "Wed, 03 Jun 2026 07:59:59 GMT", "Wed, 99 Jun 2026 07:59:59 GMT"],
)
def test_a_retry_after_that_says_nothing_of_use_leaves_us_our_own_pace(header: str | None) -> None:
    assert asked_seconds(header, NOW) is None
    assert [wait_seconds(header, tries, 2.0, NOW, lambda: 0.5) for tries in (1, 2, 3)] == [2.0, 4.0, 8.0]


def test_a_host_goes_by_its_own_clock_and_by_ours_where_it_tells_none() -> None:
    assert their_now(format_datetime(NOW, usegmt=True)) == NOW
    for nothing in (None, "", "noon"):
        assert abs(their_now(nothing) - datetime.now(UTC)) < timedelta(minutes=1)


def test_waits_are_spread_so_that_not_all_come_back_at_once() -> None:
    assert wait_seconds(None, 1, 1.0, NOW, lambda: 0.0) == 0.5
    assert wait_seconds(None, 1, 1.0, NOW, lambda: 1.0) == 1.5
    assert wait_seconds("10", 1, 1.0, NOW, lambda: 0.25) == 10.25


def test_a_budget_of_requests_is_spent_to_the_last_one() -> None:
    budget = Budget(requests=3)
    budget.spend(2)
    assert (budget.requests_left, budget.is_spent) == (1, False)
    budget.spend()
    assert budget.is_spent
    budget.spend(5)
    assert budget.requests_left == 0


def test_a_budget_of_time_ends_and_allows_no_wait_beyond_its_end() -> None:
    moment = [100.0]
    budget = Budget(seconds=60, clock=lambda: moment[0])
    moment[0] = 130.0
    assert budget.seconds_left == 30.0
    assert budget.allows(29.9)
    assert not budget.allows(30.0)
    moment[0] = 160.0
    assert budget.is_spent
    assert budget.seconds_left == 0


def test_a_run_without_budget_goes_on() -> None:
    budget = Budget()
    budget.spend(1_000_000)
    assert not budget.is_spent
    assert budget.allows(1e9)
    assert (budget.requests_left, budget.seconds_left) == (None, None)
