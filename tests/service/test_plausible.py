"""Which harvests are not believed: too few rows, or data that is stale."""

from datetime import timedelta
from pathlib import Path

import pytest

from harvesters.datasets import DATASETS
from service.plausible import Expected, expected, is_stale, problems
from service.settings import Settings
from tests.examples import NOW

PUBLIC = "https://www.datos.gov.co"
LOCAL = "http://127.0.0.1:8000"
FIVE_DAYS = timedelta(days=5)


def chosen(url: str, hours: float | None = None) -> Settings:
    return Settings(_env_file=None, soda_url=url, soda_max_age_hours=hours)  # type: ignore[call-arg]


def said(
    limits: Expected, rows: int, *, most: int | None = None, full: bool = True, age: timedelta = timedelta(0)
) -> list[str]:
    return problems(limits, full=full, rows=rows, most_rows=most, data_at=NOW - age, now=NOW)


@pytest.mark.parametrize(("rows", "believed"), [(70, True), (69, False), (0, False), (500, True)])
def test_a_full_harvest_of_under_seven_tenths_of_an_earlier_one_is_an_error(
    rows: int, believed: bool
) -> None:
    assert (said(Expected(), rows, most=100) == []) is believed


def test_few_rows_of_a_window_are_a_quiet_week() -> None:
    assert said(Expected(rows=1), 0, most=100, full=False) == []


@pytest.mark.parametrize(("asked", "gone", "believed"), [(3, 3, True), (100, 30, True), (100, 31, False)])
def test_many_open_calls_that_vanish_at_once_are_not_believed_to_be_gone(
    asked: int, gone: int, believed: bool
) -> None:
    notes = problems(
        Expected(), full=False, rows=9, most_rows=None, asked=asked, gone=gone, data_at=NOW, now=NOW
    )
    assert (notes == []) is believed


def test_a_dataset_that_forgets_may_shrink() -> None:
    assert said(Expected(keeps=False), 1, most=100) == []


def test_the_first_harvest_brings_rows_where_there_must_be_some() -> None:
    assert said(Expected(rows=1), 0) == ["0 rows, where there must be some"]
    assert said(Expected(rows=1), 1) == []
    assert said(Expected(), 0) == []


def test_data_is_stale_after_its_maximum_age_and_not_before() -> None:
    limits = Expected(max_age=FIVE_DAYS)
    assert said(limits, 9, age=FIVE_DAYS) == []
    (note,) = said(limits, 9, age=FIVE_DAYS + timedelta(seconds=1), full=False)
    assert "older than the 5 days" in note
    assert not is_stale(None, limits, NOW)


def test_both_problems_are_said() -> None:
    assert len(said(Expected(1, FIVE_DAYS), 0, age=timedelta(days=9))) == 2


def test_the_public_site_has_an_age_and_a_server_of_ones_own_has_none() -> None:
    assert expected("p6dx-8zbt", chosen(PUBLIC)) == Expected(1, FIVE_DAYS)
    assert expected("p6dx-8zbt", chosen(LOCAL)) == Expected()
    assert expected("e2u2-swiw", chosen(LOCAL)).keeps is False


@pytest.mark.parametrize("url", [PUBLIC, LOCAL])
def test_an_operator_may_set_the_age_for_any_server(url: str) -> None:
    assert expected("p6dx-8zbt", chosen(url, hours=36)).max_age == timedelta(hours=36)


def test_the_longest_pauses_of_the_source_are_no_fault() -> None:
    limit = expected("p6dx-8zbt", chosen(PUBLIC)).max_age
    assert limit
    holy_week = timedelta(days=5)  # Wednesday afternoon to Monday afternoon
    assert holy_week <= limit


def test_every_dataset_has_a_maximum_age_but_those_that_rest() -> None:
    files_of_past_years = {"nbae-kzan", "3skv-9na7", "kgcd-kt7i", "f8va-cf4m"}
    of_unknown_rhythm = {"e2u2-swiw", "it5q-hg94", "4n4q-k399"}
    ageless = {one for one in DATASETS if expected(one, chosen(PUBLIC)).max_age is None}
    assert ageless == files_of_past_years | of_unknown_rhythm


def test_the_operators_page_lists_every_dataset_with_its_maximum_age() -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "sources" / "secop.md").read_text(encoding="utf-8")
    rows = [[cell.strip() for cell in line.split("|")] for line in page.splitlines() if line.startswith("| ")]
    ages = {cells[1].split()[0]: cells[5] for cells in rows if cells[1].split()[0] in DATASETS}
    limits = {one: expected(one, chosen(PUBLIC)).max_age for one in DATASETS}
    assert ages == {one: f"{limit.days} days" if limit else "any" for one, limit in limits.items()}
