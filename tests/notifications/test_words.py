"""Amounts, dates and days as people read them; titles that no longer shout."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.titles import readable
from notifications import words
from tests.examples import TODAY, TOMORROW, YESTERDAY


@pytest.mark.parametrize(
    ("cop", "said"),
    [
        (1, "$1 (1 peso)"),
        (9_999, "$9.999 (9.999 pesos)"),
        (850_000, "$850.000 (850 mil pesos)"),
        (850_300, "$850.300 (cerca de 850 mil pesos)"),
        (999_900, "$999.900 (cerca de 1 millón de pesos)"),
        (1_000_000, "$1.000.000 (1 millón de pesos)"),
        (1_500_000, "$1.500.000 (1,5 millones de pesos)"),
        (60_000_000, "$60.000.000 (60 millones de pesos)"),
        (45_327_891, "$45.327.891 (cerca de 45,3 millones de pesos)"),
        (150_500_000, "$150.500.000 (150,5 millones de pesos)"),
        (1_750_905_000, "$1.750.905.000 (cerca de 1.751 millones de pesos)"),
        (10**12, "$1.000.000.000.000 (1 billón de pesos)"),
        (1_234_567_890_123, "$1.234.567.890.123 (cerca de 1,2 billones de pesos)"),
    ],
)
def test_an_amount_is_said_in_figures_and_words(cop: int, said: str) -> None:
    assert words.amount(cop) == said


@settings(deadline=None)  # the first example loads tables
@given(st.integers(1, 10**14))
def test_words_say_about_only_where_they_round(cop: int) -> None:
    assert words.in_words(cop).startswith("cerca de ") == (words._rounded(cop) != cop)
    assert abs(words._rounded(cop) - cop) <= max(1, cop * 0.06)


def test_a_day_is_named_in_spanish() -> None:
    assert words.day(date(2026, 6, 12)) == "viernes 12 de junio"
    assert words.day_and_year(date(2026, 6, 12)) == "viernes 12 de junio de 2026"


@pytest.mark.parametrize(
    ("closes_on", "business_days", "said"),
    [
        (YESTERDAY, -1, "Ya cerró"),
        (TODAY, 0, "Cierra hoy"),
        (TOMORROW, 1, "Cierra mañana"),
        (TODAY + timedelta(days=2), 0, "No quedan días hábiles"),
        (TODAY + timedelta(days=5), 1, "Queda 1 día hábil"),
        (TODAY + timedelta(days=9), 6, "Quedan 6 días hábiles"),
        (None, None, "Fecha de cierre sin publicar: búsquenla en SECOP"),
    ],
)
def test_days_left_are_business_days(closes_on: date | None, business_days: int | None, said: str) -> None:
    assert words.days_left(closes_on, business_days, TODAY) == said


def test_a_shouted_title_becomes_a_sentence_and_keeps_what_is_written_in_capitals() -> None:
    title = (
        "CONVENIO CON LA JAC DEL BARRIO EL POZÓN, FASE II: TUBERÍA PVC DE 4 PULG. PARA EL CDI EN CARTAGENA"
    )
    assert readable(title, names=["El Pozón"]) == (
        "Convenio con la JAC del barrio el Pozón, fase II: tubería PVC de 4 pulg. para el CDI en Cartagena"
    )


def test_a_title_that_does_not_shout_keeps_its_capitals() -> None:
    assert readable("limpieza del Caño Juan  Angola\n(EPA)") == "Limpieza del Caño Juan Angola (EPA)"


def test_a_title_is_cut_at_a_word() -> None:
    assert readable("Limpieza de canales, pluviales y zanjas", most=21) == "Limpieza de canales…"
    assert readable("Limpieza de canales", most=19) == "Limpieza de canales"


@settings(deadline=None)  # the first example loads tables
@given(st.text(max_size=400), st.integers(10, 200))
def test_a_title_is_one_line_of_at_most_its_length(text: str, most: int) -> None:
    title = readable(text, most=most)
    assert len(title) <= most + 2  # capitals such as ŉ are two letters
    assert title.isprintable()
    assert "\n" not in title
