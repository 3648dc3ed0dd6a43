"""Single fields as SECOP publishes them, odd ones above all. All values are invented."""

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvesters import fields
from harvesters.fields import Link, Unreadable

ANY_TEXT = st.text(st.characters(codec="utf-8"), max_size=80)
DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))


@pytest.mark.parametrize(
    "written",
    [
        "No Definido",
        "No definido",
        "NO DEFINIDA",
        "No Defenido",
        "No Aplica",
        "No Especificado",
        "No Adjudicado",
        "No Provisto",
        "ND",
        "Sin Descripcion",
        "Sin descripción",
        "UNSPECIFIED",
        "  No   Definido ",
        "No Definido.",
        "",
        " \n\t ",
        "-",
        "...",
        None,
    ],
)
def test_placeholders_say_nothing(written: str | None) -> None:
    assert fields.text(written) is None


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Limpieza de\ncanales\r\n  y caños", "Limpieza de canales y caños"),
        ("Limpieza\tde canales", "Limpieza de canales"),
        ("Obras \x96 etapa 2", "Obras – etapa 2"),
        ("el \x93puente\x94", "el “puente”"),
        ("uno\x00dos\x1bsalto\x7f", "uno dos salto"),
        ("línea\u2028otra", "línea otra"),
        ("espacio\u00a0duro", "espacio duro"),
        ("Suministro de arena; grava; y cemento", "Suministro de arena; grava; y cemento"),
        ("No definido aún por la entidad", "No definido aún por la entidad"),
        ("NDA", "NDA"),
    ],
)
def test_text_comes_in_one_clean_line(written: str, read: str) -> None:
    assert fields.text(written) == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Aseo de parques (Manifestación de interés (Menor Cuantía))", "Aseo de parques"),
        ("Aseo de parques (Manifestacion de interes (Menor Cuantia))", "Aseo de parques"),
        ("SA-001-2026 (Presentación de oferta)", "SA-001-2026"),
        ("SA-001 (Presentación de observaciones) (Presentación de oferta)", "SA-001"),
        ("SA-001 (Fase de Selección (Presentación de ofertas))", "SA-001"),
        ("SA-001 (Proceso de ofertas)", "SA-001"),
        ("SA-001 (Selección de ofertas (borrador))", "SA-001"),
        ("SA-001 (Pré-Calificación de competidores)", "SA-001"),
        ("Obras en el parque (etapa 2)", "Obras en el parque (etapa 2)"),
        ("(Presentación de oferta)", None),
        ("No Definido", None),
        (None, None),
    ],
)
def test_titles_and_references_lose_their_glued_phases_however_many(
    written: str | None, read: str | None
) -> None:
    assert fields.title(written) == read


def test_a_name_that_secop_cut_loses_what_is_left_of_its_phase_and_a_shorter_one_keeps_it() -> None:
    name = "Aseo de parques y zonas verdes " * 6
    cut = f"{name}(Manifestación de interés (Menor Cuantía))"[:200]
    assert fields.title(cut) == name.strip()
    assert (
        fields.title("Aseo de parques (Manifestación de inter") == "Aseo de parques (Manifestación de inter"
    )


def test_a_name_that_secop_cut_within_other_brackets_keeps_them() -> None:
    cut = ("Aseo de parques y zonas verdes " * 6 + "(etapa dos del barrio)")[:200]
    assert fields.title(cut) == cut


@pytest.mark.parametrize("written", ["2026-01-28T00:00:00.000", "2026-01-28", "28/01/2026"])
def test_the_shapes_of_one_day_are_one_day(written: str) -> None:
    assert fields.day(written) == date(2026, 1, 28)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("1999-12-31", None),
        ("2000-01-01", date(2000, 1, 1)),
        ("2100-12-31", date(2100, 12, 31)),
        ("2101-01-01", None),
        ("1900-01-01T00:00:00.000", None),
        ("2133-05-01T00:00:00.000", None),
        ("No Definido", None),
        ("", None),
        (None, None),
    ],
)
def test_days_that_stand_for_no_day_are_none(written: str | None, read: date | None) -> None:
    assert fields.day(written) == read


@pytest.mark.parametrize("written", ["mañana", "2026-02-30", "31/02/2026", "2026", "1/2/3/4", "45/x/2026"])
def test_what_is_no_day_is_unreadable(written: str) -> None:
    with pytest.raises(Unreadable, match="not a date"):
        fields.day(written)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("0", None),
        ("0.0", None),
        (0, None),
        ("", None),
        ("No Definido", None),
        (None, None),
        ("58000000", 58_000_000),
        ("58000000.49", 58_000_000),
        ("58000000.51", 58_000_001),
        (58_000_000.0, 58_000_000),
        (58_000_000, 58_000_000),
        (" 1500 ", 1500),
        ("1.5E7", 15_000_000),
    ],
)
def test_money_is_whole_pesos_and_zero_is_unknown(written: str | float | None, read: int | None) -> None:
    assert fields.cop(written) == read


@pytest.mark.parametrize(
    "written",
    [
        "mucho",
        "12 millones",
        "nan",
        "inf",
        "-Infinity",
        "1e400",
        "1e30",
        1e300,
        10**25,
        10**18 + 1,
        "-3500",
        -1,
        "9" * 400,
        "9" * 5000,
        "²",
    ],
)
def test_what_is_no_amount_is_unreadable(written: str | float) -> None:
    with pytest.raises(Unreadable, match=r"not a number|cannot be meant"):
        fields.cop(written)


def test_a_count_may_be_zero() -> None:
    assert fields.count("0") == 0
    assert fields.count("12") == 12
    assert fields.count(None) is None


def test_a_count_that_no_column_holds_is_unreadable() -> None:
    assert fields.count(2**31 - 1) == 2**31 - 1
    with pytest.raises(Unreadable, match=r"not a number|cannot be meant"):
        fields.count("2147483648")


@pytest.mark.parametrize("written", ["700000001", 700000001, 700000001.0, " 700000001 "])
def test_an_identifier_is_the_same_in_each_of_its_types(written: str | float) -> None:
    assert fields.identifier(written) == "700000001"


def test_an_identifier_of_nothing_is_none() -> None:
    assert fields.identifier(None) is None
    assert fields.identifier("No Definido") is None


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("890480184", "890480184"),
        ("8904801844", "890480184"),  # its check digit glued on
        ("9015410214", "901541021"),  # a tenth digit that is none
        ("890480184-4", "890480184"),
        ("890.480.184-4", "890480184"),
        ("890.480.184,00", "890480184"),
        (" 890480184 ", "890480184"),
        (890480184, "890480184"),
        (890480184.0, "890480184"),
        ("No Definido", None),
        ("ND", None),
        ("12345", None),
        ("", None),
        (None, None),
    ],
)
def test_nits_come_as_nine_digits_however_written(written: str | float | None, read: str | None) -> None:
    assert fields.nit(written) == read


@pytest.mark.parametrize(
    ("name", "number", "kept"),
    [
        ("JUNTA DE ACCION COMUNAL EL ROBLE", "900111222", ("JUNTA DE ACCION COMUNAL EL ROBLE", "900111222")),
        ("Obras Inventadas S.A.S.", "800111222", ("Obras Inventadas S.A.S.", "800111222")),
        ("J.A.C. BARRIO LA QUINTA", "No Definido", ("J.A.C. BARRIO LA QUINTA", None)),
        ("JUNTA DE ACCION COMUNAL EL ROBLE", "1047000000", ("JUNTA DE ACCION COMUNAL EL ROBLE", None)),
        ("Fulana Inventada Pérez", "1047000000", (None, None)),
        ("Fulano Inventado Pérez", "73000000", (None, None)),
        ("Fulano Inventado Pérez", "730000001", (None, None)),
        ("Fulano Inventado Pérez", None, (None, None)),
        ("No Adjudicado", "No Adjudicado", (None, None)),
        ("No Definido", "900111222", (None, "900111222")),
        (None, None, (None, None)),
    ],
)
def test_suppliers_are_kept_only_if_they_are_organisations(
    name: str | None, number: str | None, kept: tuple[str | None, str | None]
) -> None:
    assert fields.supplier(name, number) == kept


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("V1.72141000", "72141000"),
        ("72141000", "72141000"),
        ("V1.721410", "72141000"),
        ("V1.7214", "72140000"),
        ("V1.721", None),
        ("V1.", None),
        ("UNSPECIFIED", None),
        ("No Definido", None),
        ("V1.721410001", None),
        ("", None),
        (None, None),
    ],
)
def test_codes_come_as_eight_digits(written: str | None, read: str | None) -> None:
    assert fields.unspsc(written) == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("V1.72141000;V1.72101500", "72141000 72101500"),
        ("V1.72141000, V1.72101500", "72141000 72101500"),
        ("72141000;72141000;", "72141000"),
        ("UNSPECIFIED;V1.72141000", "72141000"),
        ("UNSPECIFIED", None),
        ("No Definido", None),
        (";;", None),
        (None, None),
    ],
)
def test_lists_of_codes_are_parted_by_either_sign_and_name_each_once(
    written: str | None, read: str | None
) -> None:
    assert fields.codes(written) == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (Link("https://secop.example/aviso?id=1"), "https://secop.example/aviso?id=1"),
        ("https://secop.example/aviso?id=1", "https://secop.example/aviso?id=1"),
        (Link("https://secop.example/STS/Users/Login/Index?x=1"), None),
        (Link("No Definido"), None),
        (Link(), None),
        (None, None),
    ],
)
def test_links_that_lead_to_a_login_page_are_no_links(written: Link | str | None, read: str | None) -> None:
    assert fields.link(written) == read


@given(ANY_TEXT)
def test_no_text_upsets_the_readers_of_text(written: str) -> None:
    for read in (fields.text, fields.title, fields.nit, fields.unspsc, fields.codes, fields.link):
        read(written)
    fields.supplier(written, written)


@given(ANY_TEXT)
def test_no_text_upsets_the_readers_of_days_and_numbers_but_as_unreadable(written: str) -> None:
    for read in (fields.day, fields.cop, fields.count):
        try:
            read(written)
        except Unreadable:
            continue


@given(ANY_TEXT)
def test_clean_text_has_no_control_characters_and_stays_as_it_is(written: str) -> None:
    read = fields.text(written)
    if read is not None:
        assert not any(unicodedata.category(c) in ("Cc", "Zl", "Zp") for c in read)
        assert read == read.strip()
        assert "  " not in read
        assert fields.text(read) == read


@given(DAYS)
def test_days_survive_each_of_their_shapes(day: date) -> None:
    assert fields.day(f"{day.isoformat()}T00:00:00.000") == day
    assert fields.day(day.isoformat()) == day
    assert fields.day(day.strftime("%d/%m/%Y")) == day


@given(st.integers(1, 2**53))
def test_whole_pesos_survive_in_each_of_their_types(amount: int) -> None:
    assert fields.cop(str(amount)) == fields.cop(amount) == fields.cop(float(amount)) == amount


@given(st.integers(800_000_000, 999_999_999))
def test_a_nit_is_the_same_with_dots_dashes_or_cents(number: int) -> None:
    dotted = f"{number:,}".replace(",", ".")
    assert fields.nit(str(number)) == fields.nit(dotted) == fields.nit(f"{dotted},00") == str(number)
