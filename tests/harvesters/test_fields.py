"""Single fields as SECOP publishes them, odd ones above all. All values are invented."""

import re
import unicodedata
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.co import nit

from domain.board import names_a_board
from domain.nit import check_digit, is_organisation
from domain.text import fold
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
        ("SA-001-2026 (Manifestación de interés)", "SA-001-2026"),
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


@pytest.mark.parametrize(
    "written",
    [
        *("mañana", "2026-02-30", "31/02/2026", "2026", "1/2/3/4", "45/x/2026"),
        *("2026-02-29", "29/02/2100", "00/01/2026", "01/00/2026", "2026-13-01", "0000-00-00", "12/31/2026"),
        *("28/01/26", "28-01-2026", "20260128", "2026-W05-3", "2026-01-280", "2026-01-28x", "+1/01/2026"),
    ],
)
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
        ("1.5e+07", 15_000_000),
        ("+1500", 1500),
        ("0.4", None),
        ("-0", None),
        ("1500.", 1500),
        ("00001500", 1500),
        ("1000000000000000000", 10**18),
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
        "$1000",
        "1.234.567",  # a point parts decimals here, and there is but one
        "1,234,567.00",
        "1_000",
        "1 000",
        "--5",
        "0x10",
        "1e",
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
        ("8904801844-4", "890480184"),  # glued on and written again
        ("890480184-5", "890480184"),  # a digit after the dash that is none
        ("0890480184", "890480184"),
        ("00890480184-4", "890480184"),
        ("8904801845-4", None),
        ("89048018444-4", None),
        ("000000000", None),
        ("٨٩٠٤٨٠١٨٤", None),
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
        (Link("https://secop.example/sts/users/login"), None),
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


NUMBERS = st.integers(800_000_000, 999_999_999)


@given(NUMBERS, st.booleans(), st.sampled_from(("", "-", " - ", "–", ".")), st.integers(0, 3))
def test_a_nit_is_the_same_however_dots_zeros_and_its_check_digit_are_written(
    number: int, dots: bool, dash: str, zeros: int
) -> None:
    digits = f"{number:,}".replace(",", ".") if dots else str(number)
    verifies = str(check_digit(str(number)))
    for tail in ("", f"{dash}{verifies}", f"{verifies}{dash}{verifies}", ",00" if dots else ""):
        assert fields.nit(f" {'0' * zeros}{digits}{tail} ") == str(number)
    assert fields.nit(number) == fields.nit(float(number)) == str(number)


@given(NUMBERS.map(str))
def test_the_check_digit_is_the_one_that_the_reference_library_computes(number: str) -> None:
    assert str(check_digit(number)) == nit.calc_check_digit(number)


DIGITS_AND_SIGNS = st.text("0123456789.,- ٣٨９nNdD", max_size=16)


@given(ANY_TEXT | DIGITS_AND_SIGNS)
def test_a_nit_is_nine_digits_or_none_and_reading_it_again_changes_nothing(written: str) -> None:
    read = fields.nit(written)
    if read is not None:
        assert re.fullmatch("[1-9][0-9]{8}", read)
        assert fields.nit(read) == read
        assert read in re.sub("[^0-9]", "", written)


@given(ANY_TEXT, st.none() | ANY_TEXT | DIGITS_AND_SIGNS | st.integers(0, 10**12))
def test_nothing_of_a_supplier_is_kept_that_is_neither_an_organisation_nor_called_a_board(
    name: str, number: str | int | None
) -> None:
    kept, digits = fields.supplier(name, number)
    assert digits is None or is_organisation(digits)
    assert kept is None or digits is not None or names_a_board(kept)
    assert fields.supplier(kept, digits) == (kept, digits)


DATE_LIKE = st.builds(
    "{}{}{}{}{}".format,
    st.integers(0, 2200) | st.text("0123456789", max_size=4),
    st.sampled_from("-/"),
    st.integers(0, 40).map(lambda n: f"{n:02}"),
    st.sampled_from("-/"),
    st.integers(0, 2200).map(lambda n: f"{n:02}"),
)


@given(ANY_TEXT | DATE_LIKE)
def test_a_day_is_one_between_2000_and_2100_and_as_it_was_written(written: str) -> None:
    try:
        read = fields.day(written)
    except Unreadable:
        return
    if read is not None:
        assert date(2000, 1, 1) <= read <= date(2100, 12, 31)
        assert written.strip().startswith((read.isoformat(), read.strftime("%d/%m/%Y")))
        assert fields.day(read.isoformat()) == read


@given(st.dates().filter(lambda day: not 2000 <= day.year <= 2100))
def test_a_day_of_another_age_stands_for_no_day(day: date) -> None:
    assert fields.day(f"{day.isoformat()}T00:00:00.000") is None
    assert fields.day(f"{day:%d/%m/}{day.year:04}") is None


@given(st.integers(1, 3000), st.integers(0, 99), st.integers(0, 99))
def test_a_day_that_the_calendar_does_not_have_is_unreadable(year: int, month: int, number: int) -> None:
    try:
        date(year, month, number)
    except ValueError:
        for written in (f"{year:04}-{month:02}-{number:02}", f"{number:02}/{month:02}/{year:04}"):
            with pytest.raises(Unreadable):
                fields.day(written)


@given(st.decimals(0, 10**12, places=2))
def test_money_is_rounded_to_the_nearest_peso_in_each_of_its_shapes(amount: Decimal) -> None:
    read = fields.cop(str(amount))
    assert abs((read or 0) - amount) <= Decimal("0.5")
    assert fields.cop(f"{amount:E}") == fields.cop(float(amount)) == read
    assert fields.cop(f"  {amount} ") == read


MONEY_LIKE = st.text("0123456789.,eE+-_ $", max_size=24)


@given(ANY_TEXT | MONEY_LIKE | st.integers() | st.floats())
def test_an_amount_is_whole_positive_and_possible_or_unknown_or_unreadable(written: str | float) -> None:
    try:
        read = fields.cop(written)
    except Unreadable:
        return
    assert read is None or (type(read) is int and 0 < read <= 10**18)
    assert fields.cop(read) == read
    assert read is None or fields.cop(str(read)) == read


@given(st.integers(1, 10**12))
def test_less_than_nothing_is_never_an_amount(amount: int) -> None:
    for written in (-amount, f"-{amount}", f"-{amount}.75", -float(amount)):
        with pytest.raises(Unreadable, match="cannot be meant"):
            fields.cop(written)


@given(st.integers(2, 3), st.integers(1, 999), st.sampled_from(".,' "))
def test_thousands_that_are_parted_are_not_guessed_at(groups: int, first: int, sign: str) -> None:
    with pytest.raises(Unreadable, match="not a number"):
        fields.cop(sign.join([str(first), *["250"] * groups]))


CODE = st.integers(1000, 99_999_999).map(str)
JUNK = st.sampled_from(
    ("UNSPECIFIED", "No Definido", "", "V1.", "V1.12", "código", "123456789", "V1.72141000X")
)


@given(CODE, st.sampled_from(("", "V1.", "v1.", "V2.")))
def test_a_code_is_filled_to_eight_digits_whatever_its_version(code: str, version: str) -> None:
    read = fields.unspsc(f"{version}{code}")
    assert read is not None
    assert len(read) == 8
    assert read.startswith(code)
    assert set(read[len(code) :]) <= {"0"}
    assert fields.unspsc(read) == fields.unspsc(f"V1.{read}") == read


@given(st.lists(CODE | JUNK, max_size=6), st.sampled_from((";", "; ", ",", " ;\n")))
def test_a_list_of_codes_is_that_of_its_readable_ones_each_once_in_their_order(
    written: list[str], sign: str
) -> None:
    read = fields.codes(sign.join(written))
    parts = [part for one in written for part in one.split()]
    readable = dict.fromkeys(code for part in parts if (code := fields.unspsc(part)))
    assert (read or "").split() == list(readable)
    assert fields.codes(read) == read


@given(ANY_TEXT | st.text("0123456789V.;, ٧", max_size=40))
def test_what_is_read_of_codes_is_eight_digits_each(written: str) -> None:
    for read in (fields.unspsc(written), *(fields.codes(written) or "").split()):
        assert read is None or re.fullmatch("[0-9]{8}", read)


GLUED = st.sampled_from(
    (
        " (Manifestación de interés (Menor Cuantía))",
        " (Presentación de oferta)",
        "(Presentación de observaciones)",
        " (Fase de Selección (Presentación de ofertas))",
        " (SELECCION DE OFERTAS (BORRADOR))",
    )
)
NAMES = st.text("abcñÓ 1-,.", min_size=1, max_size=60).filter(
    lambda name: fields.title(name) == " ".join(name.split())
)


@given(NAMES, st.lists(GLUED, max_size=4))
def test_a_name_comes_without_the_phases_glued_behind_it_however_many(name: str, glued: list[str]) -> None:
    assert fields.title(name + "".join(glued)) == " ".join(name.split())


@given(st.text("abcñÓ 1-", max_size=120), GLUED, st.integers(0, 60))
def test_a_name_cut_within_its_phase_keeps_nothing_of_it(name: str, glued: str, at: int) -> None:
    name = f"x{name}".ljust(199 - at, "y")
    cut = f"{name} {glued.strip()}"[:200].rstrip()
    assert fields.title(cut) == fields.title(cut.ljust(200)) == " ".join(name[:200].split())


@given(ANY_TEXT | st.builds("{}{}".format, ANY_TEXT, GLUED))
def test_a_title_read_again_is_the_same(written: str) -> None:
    read = fields.title(written)
    assert fields.title(read) == read


@given(ANY_TEXT)
def test_no_link_leads_to_a_login_page(written: str) -> None:
    for address in (written, f"https://secop.example/STS/Users/Login/{written}"):
        read = fields.link(address)
        assert read is None or "/sts/users/login" not in read.lower()
        assert fields.link(read) == read


@given(ANY_TEXT)
def test_folding_leaves_plain_words_and_folds_once(written: str) -> None:
    folded = fold(written)
    assert re.fullmatch("(?:[a-z0-9]+(?: [a-z0-9]+)*)?", folded)
    assert fold(folded) == folded


SPANISH = st.text("abcdefghijklmnñopqrstuvwxyzáéíóúü 0123456789", max_size=40)


@given(SPANISH, st.sampled_from((" ", "-", "//", ", ", "\n", " – ")))
def test_accents_case_and_signs_fold_away(written: str, sign: str) -> None:
    plain = written.translate(str.maketrans("áéíóúüñ", "aeiouun"))
    assert fold(written.upper()) == fold(plain) == fold(written)
    assert fold(sign.join(written.split())) == fold(written)
    assert fold(unicodedata.normalize("NFD", written)) == fold(written)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Cartagena", "Cartagena"),
        (" CARTAGENA  DE INDIAS ", "CARTAGENA DE INDIAS"),
        ("Cartagena del Chairá", "Cartagena del Chairá"),  # another town: kept, and told apart by the match
        ("No Definido", None),
        ("NO DEFINIDO", None),
        ("", None),
        ("Nacional", "Nacional"),
    ],
)
def test_a_place_is_kept_as_it_is_called_and_none_is_made_up(written: str, read: str | None) -> None:
    assert fields.term(written) == read


@given(st.none() | ANY_TEXT | st.integers(0, 10**15) | st.integers(0, 2**53).map(float))
def test_an_identifier_read_again_is_the_same(written: str | float | None) -> None:
    read = fields.identifier(written)
    assert fields.identifier(read) == read


@given(st.integers(0, 2**31 - 1))
def test_a_count_survives_in_each_of_its_types(number: int) -> None:
    assert fields.count(str(number)) == fields.count(number) == fields.count(float(number)) == number


@given(st.integers(), st.sampled_from(("COP", "Pesos Colombianos", "cop", "No Definido", None)))
def test_an_amount_in_pesos_is_the_amount(number: int, currency: str | None) -> None:
    try:
        read = fields.cop(number)
    except Unreadable:
        with pytest.raises(Unreadable):
            fields.in_pesos(number, currency)
    else:
        assert fields.in_pesos(number, currency) == read


@pytest.mark.parametrize("currency", ["USD", "EUR", "Dólares", "DOLAR"])
def test_an_amount_in_another_currency_is_not_known_in_pesos(currency: str) -> None:
    assert fields.in_pesos("1000", currency) is None


@given(ANY_TEXT)
def test_yes_and_no_are_said_in_two_words_and_nothing_else_is_either(written: str) -> None:
    said = fields.yes(written)
    assert (said is True) == (fold(written) in ("si", "true", "verdadero"))
    assert (said is False) == (fold(written) in ("no", "false", "falso"))
