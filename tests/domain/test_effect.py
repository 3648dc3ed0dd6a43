"""On which days the boards of a cohort are measured."""

from datetime import timedelta

from domain.effect import dates_of
from tests.examples import TODAY, TOMORROW


def test_a_cohort_is_measured_until_today_and_an_old_one_in_its_time() -> None:
    young, old = (dates_of(TODAY - timedelta(days=days), TODAY) for days in (40, 400))
    assert (young.after, young.window.days) == (TOMORROW, 41)
    assert (old.after - old.before, old.window) == (timedelta(days=180), timedelta(days=90))
    assert young.before - young.earlier == timedelta(days=90)
