"""Caps of buyers on both sides of each band, and the business days of Colombia."""

from datetime import date

import pytest

from domain.readiness import Cap
from readiness.caps import budget_of, cap_of
from readiness.days import business_days_between, is_business_day
from tests.examples import DISTRICT_NIT

IN_2026 = date(2026, 11, 21)
SMMLV_2026 = 1_750_905


@pytest.mark.parametrize(
    ("wages", "menor"),
    [
        (0, 280),
        (119_999, 280),
        (120_000, 450),
        (399_999, 450),
        (400_000, 650),
        (849_999, 650),
        (850_000, 850),
        (1_199_999, 850),
        (1_200_000, 1_000),
    ],
)
def test_the_cap_goes_by_the_band_of_the_budget(wages: int, menor: int) -> None:
    assert cap_of(Cap.MENOR, wages * SMMLV_2026, IN_2026) == menor * SMMLV_2026
    assert cap_of(Cap.MINIMA, wages * SMMLV_2026, IN_2026) == menor * SMMLV_2026 // 10


def test_one_peso_short_of_a_band_is_in_the_band_below() -> None:
    assert cap_of(Cap.MENOR, 1_200_000 * SMMLV_2026 - 1, IN_2026) == 850 * SMMLV_2026


@pytest.mark.parametrize(
    ("year", "menor"), [(2024, 1_300_000_000), (2025, 1_423_500_000), (2026, 1_750_905_000)]
)
def test_the_district_has_the_caps_of_its_year(year: int, menor: int) -> None:
    on = date(year, 6, 1)

    assert cap_of(Cap.MENOR, budget_of(DISTRICT_NIT, on), on) == menor


def test_what_is_not_known_stays_unknown() -> None:
    assert budget_of("901841125", date(2025, 6, 1)) == 6_009_000_000
    assert budget_of("901841125", IN_2026) is None  # last year's is not carried over
    assert budget_of("900000000", IN_2026) is None
    assert budget_of(None, IN_2026) is None
    assert cap_of(Cap.MENOR, None, IN_2026) is None
    assert cap_of(Cap.MENOR, 10**12, date(2031, 1, 1)) is None  # no minimum wage yet


def test_no_limit_is_not_an_unknown_limit() -> None:
    with pytest.raises(ValueError, match="without cap"):
        cap_of(Cap.NONE, 10**12, IN_2026)


@pytest.mark.parametrize(
    ("today", "day", "count"),
    [
        (date(2026, 6, 3), date(2026, 6, 3), 0),
        (date(2026, 6, 3), date(2026, 6, 4), 1),
        (date(2026, 6, 5), date(2026, 6, 6), 0),  # a saturday
        (date(2026, 6, 5), date(2026, 6, 9), 1),  # Corpus Christi is kept on monday the 8th
        (date(2026, 6, 9), date(2026, 6, 5), -1),
        (date(2026, 12, 31), date(2027, 1, 4), 1),
    ],
)
def test_business_days_leave_out_weekends_and_holidays(today: date, day: date, count: int) -> None:
    assert business_days_between(today, day) == count


def test_a_holiday_is_no_business_day() -> None:
    assert not is_business_day(date(2026, 7, 20))
    assert is_business_day(date(2026, 7, 21))
