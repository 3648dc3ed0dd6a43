"""The lead that a plan gives, and where it is not known."""

from datetime import date, timedelta

import pytest

from matching.plans.lead import Days, Lead, Told, lead

BEGAN = date(2026, 1, 10)


def told(planned: int, published: int | None, seen: int) -> Told:
    """Days after we began to watch."""
    on = None if published is None else BEGAN + timedelta(days=published)
    return Told(BEGAN + timedelta(days=planned), on, BEGAN + timedelta(days=seen))


def test_the_lead_runs_from_the_plan_to_the_publication_and_to_our_notice() -> None:
    found = lead([told(0, 40, 41), told(0, 60, 60), told(10, 30, 33), told(5, 25, 25)], BEGAN)
    assert found == Lead(4, 4, 0, Days(20.0, 30.0, 45.0), Days(22.25, 32.0, 45.75))


def test_a_lead_of_one_is_its_own_median_and_quartiles() -> None:
    assert lead([told(2, 9, 12)], BEGAN).to_publication == Days(7, 7, 7)


@pytest.mark.parametrize(
    ("published", "measured"),
    [(None, 0), (-30, 0), (0, 0), (1, 1)],
    ids=["unknown", "before", "day", "after"],
)
def test_what_was_published_before_we_watched_has_an_unknown_lead(
    published: int | None, measured: int
) -> None:
    found = lead([told(0, published, 3)], BEGAN)
    assert (found.procedures, found.measured) == (1, measured)
    assert (found.to_publication is None) == (measured == 0)


def test_a_line_written_after_its_procedure_counts_with_the_days_it_came_late() -> None:
    found = lead([told(20, 5, 6), told(5, 5, 6)], BEGAN)
    assert found.late == 2
    assert found.to_publication == Days(-11.25, -7.5, -3.75)


def test_without_plans_no_lead_is_known() -> None:
    assert lead([], None) == lead([], BEGAN) == Lead(0, 0, 0, None, None)
