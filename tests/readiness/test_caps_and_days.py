"""Caps of buyers on both sides of each band, and the business days of Colombia."""

import re
from datetime import date
from pathlib import Path

import pytest

from domain.readiness import Cap, Verified
from readiness.caps import adopted, budget_of, cap_of, explain
from readiness.catalogue import FOLDER, load
from readiness.days import business_days_between, is_business_day
from readiness.demands import Facts, demands_of
from readiness.entries import BadCatalogue
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


@pytest.mark.parametrize(
    ("wages", "below"), [(120_000, 280), (400_000, 450), (850_000, 650), (1_200_000, 850)]
)
def test_one_peso_short_of_a_band_is_in_the_band_below(wages: int, below: int) -> None:
    assert cap_of(Cap.MENOR, wages * SMMLV_2026 - 1, IN_2026) == below * SMMLV_2026


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
    with pytest.raises(ValueError, match="without cap"):
        explain(Cap.NONE, DISTRICT_NIT, IN_2026)


def test_a_cap_that_we_computed_says_how_and_that_it_is_to_be_confirmed() -> None:
    found = explain(Cap.MINIMA, DISTRICT_NIT, IN_2026)

    assert found.value_cop == 175_090_500 == cap_of(Cap.MINIMA, budget_of(DISTRICT_NIT, IN_2026), IN_2026)
    assert found.how == (
        "$175.090.500: mínima cuantía, el 10 % de la menor. La menor cuantía son 1.000 salarios mínimos de "
        "$1.750.905, por un presupuesto de $4.554.387.903.557 en 2026; calculado por nosotros con el "
        "presupuesto, por confirmar con la entidad."
    )
    assert found.adopted_by is None
    assert found.verified is Verified.INFERRED
    for source in ("Concejo de Cartagena", "Decreto 1469 de 2025", "MinTIC"):
        assert source in found.source


INSTITUTE_NIT = "901841125"


@pytest.mark.parametrize(
    ("nit", "on", "why"),
    [
        (INSTITUTE_NIT, IN_2026, "no conocemos el presupuesto de 2026 de la entidad"),
        (None, IN_2026, "no conocemos el presupuesto de 2026 de la entidad"),
        (DISTRICT_NIT, date(2031, 1, 1), "no conocemos el presupuesto de 2031 de la entidad"),
    ],
)
def test_an_unknown_budget_leaves_the_cap_to_be_confirmed(nit: str | None, on: date, why: str) -> None:
    found = explain(Cap.MENOR, nit, on)

    assert (found.value_cop, found.how) == (None, f"Cuantía por confirmar: {why}.")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A copy of the caps, to be changed."""
    copy = tmp_path / "caps.toml"
    copy.write_text((FOLDER / "caps.toml").read_text(encoding="utf-8"), encoding="utf-8")
    return copy


def add(file: Path, text: str) -> None:
    with file.open("a", encoding="utf-8") as caps:
        caps.write(text)


ADOPTED = """
[[budget]]
nit = "901841125"
year = 2026
menor_cop = 490_253_401
adopted_by = "la entidad, Circular 1 de 2026"
verified = "V1"
source = "Página de la entidad"
"""


def test_the_amount_that_a_buyer_published_counts_more_than_our_sum(file: Path) -> None:
    add(file, ADOPTED + "cop = 9_000_000_000_000\n")

    menor, minima = (explain(cap, INSTITUTE_NIT, IN_2026, file) for cap in (Cap.MENOR, Cap.MINIMA))

    assert (menor.value_cop, minima.value_cop) == (490_253_401, 49_025_340)  # whole pesos, never rounded up
    assert menor.adopted_by == "la entidad, Circular 1 de 2026"
    assert menor.how == (
        "$490.253.401: menor cuantía. Cuantía de 2026 adoptada por la entidad, Circular 1 de 2026."
    )
    assert (menor.verified, menor.source) == (Verified.NORM, "Página de la entidad")
    assert cap_of(Cap.MINIMA, 9_000_000_000_000, IN_2026, menor_cop=490_253_401) == 49_025_340


@pytest.mark.parametrize(("value_cop", "obstacles"), [(490_253_401, []), (490_253_402, ["CUANTIA"])])
def test_a_process_is_held_against_the_amount_that_its_buyer_published(
    value_cop: int, obstacles: list[str]
) -> None:
    facts = Facts("R1", value_cop, budget_cop=9_000_000_000_000, works=True, menor_cop=490_253_401)

    assert [reason.rule for reason in demands_of(load(IN_2026), facts, IN_2026).obstacles] == obstacles


def test_a_published_amount_needs_neither_budget_nor_wage(file: Path) -> None:
    add(file, ADOPTED.replace("2026\n", "2031\n"))

    assert explain(Cap.MENOR, INSTITUTE_NIT, date(2031, 5, 1), file).value_cop == 490_253_401
    assert cap_of(Cap.MENOR, None, date(2031, 5, 1), menor_cop=490_253_401) == 490_253_401


def test_a_budget_of_a_year_without_wage_leaves_the_cap_to_be_confirmed(file: Path) -> None:
    add(file, ADOPTED.replace("2026\n", "2031\n").replace("menor_cop", "cop").replace("adopted_by", "# "))

    found = explain(Cap.MENOR, INSTITUTE_NIT, date(2031, 5, 1), file)

    assert (found.value_cop, found.how) == (
        None,
        "Cuantía por confirmar: no conocemos el salario mínimo de 2031.",
    )


def test_a_cap_that_rests_on_an_unverified_band_is_unverified(file: Path) -> None:
    add(
        file,
        ADOPTED.replace("menor_cop = 490_253_401", f"cop = {400_000 * SMMLV_2026}").replace(
            "adopted_by", "# "
        ),
    )

    found = explain(Cap.MENOR, INSTITUTE_NIT, IN_2026, file)

    assert (found.value_cop, found.verified) == (650 * SMMLV_2026, Verified.UNVERIFIED)


def test_no_buyer_of_ours_has_published_its_amounts_yet() -> None:
    assert adopted(DISTRICT_NIT, IN_2026) is None
    assert adopted(None, IN_2026) is None


@pytest.mark.parametrize(
    ("added", "line", "reason"),
    [
        (ADOPTED.replace("adopted_by", "# "), 1, "menor_cop and adopted_by go together"),
        (ADOPTED.replace("menor_cop", "# ").replace("adopted_by", "# "), 1, "says neither cop nor menor_cop"),
        (ADOPTED.replace("2026\n", "2025\n"), 3, "there is another one for the same year"),
        (ADOPTED.replace('"V1"', '"V9"'), 6, "unknown verified 'V9'"),
        (ADOPTED + 'colour = "red"\n', 8, "unknown field colour"),
        ('\n[[wage]]\nyear = 2027\ncop = 0\nverified = "V1"\nsource = "?"\n', 3, "cop is 0"),
        (
            '\n[[band]]\nfrom_wages = 0\nmenor_wages = 1\nverified = "V1"\nsource = "?"\n',
            2,
            "there is another",
        ),
    ],
)
def test_inconsistent_caps_are_refused_with_their_line(
    file: Path, added: str, line: int, reason: str
) -> None:
    before = file.read_text(encoding="utf-8").count("\n")
    add(file, added)

    with pytest.raises(BadCatalogue, match=rf"^caps\.toml:{before + 1 + line}: .*{re.escape(reason)}"):
        explain(Cap.MENOR, INSTITUTE_NIT, IN_2026, file)


def test_there_is_a_band_for_the_smallest_budget(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("from_wages = 0\n", "from_wages = 1\n"), encoding="utf-8")

    with pytest.raises(BadCatalogue, match="no band begins at 0"):
        explain(Cap.MENOR, INSTITUTE_NIT, IN_2026, file)


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
