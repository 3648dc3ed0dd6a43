"""When to try again, and when to give up."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.retry import MOST_TRIES, next_try
from tests.examples import NOW


def test_the_first_wait_is_minutes_and_later_ones_grow_to_half_a_day() -> None:
    waits = [at - NOW for tries in range(1, MOST_TRIES) if (at := next_try(tries, NOW, 1.0))]
    assert waits[0] == timedelta(minutes=5)
    assert waits == sorted(waits)
    assert waits[-1] == timedelta(hours=12)


def test_it_gives_up_after_the_last_try_and_not_before() -> None:
    assert next_try(MOST_TRIES - 1, NOW, 0.5) is not None
    assert next_try(MOST_TRIES, NOW, 0.5) is None
    assert next_try(MOST_TRIES + 1, NOW, 0.5) is None


@given(st.integers(1, MOST_TRIES - 1), st.floats(0, 1))
def test_jitter_takes_at_most_half_of_the_wait(tries: int, jitter: float) -> None:
    longest, chosen = next_try(tries, NOW, 1.0), next_try(tries, NOW, jitter)
    assert longest is not None
    assert chosen is not None
    assert (longest - NOW) / 2 <= chosen - NOW <= longest - NOW


def test_there_is_no_next_try_before_the_first() -> None:
    with pytest.raises(ValueError, match="after a first"):
        next_try(0, NOW, 0.5)
