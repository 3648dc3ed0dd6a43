"""The boards file: every shape that people send, and what is said of what cannot be."""

import csv
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from domain.board import BoardKind, Trade
from domain.contact import Channel
from domain.nit import check_digit
from matching.places.gazetteer import Gazetteer
from service import board_file
from service.board_fields import organisation_nit
from service.board_file import BoardFile, UnreadableFile
from service.board_file import read as read_file
from tests.examples import a_contact, an_authorisation
from tests.files import read_here

CARTAGENA = Gazetteer.load("13001")
Give = Callable[..., BoardFile]


def read(path: Path) -> BoardFile:
    return read_file(path, CARTAGENA, "13001")


@pytest.fixture
def given_rows(tmp_path: Path) -> Give:
    """Reads a .csv of these rows; a row says only the columns that matter to the test."""

    def give(*rows: dict[str, str]) -> BoardFile:
        path = tmp_path / "juntas.csv"
        headings = dict.fromkeys(["nombre", *(heading for row in rows for heading in row)])
        with path.open("w", encoding="utf-8", newline="") as file:
            lines = csv.DictWriter(file, list(headings), restval="")
            lines.writeheader()
            lines.writerows({"nombre": f"JAC Barrio El Pozón {i}", **row} for i, row in enumerate(rows))
        return read(path)

    return give


def a_workbook(path: Path, **sheets: list[list[Any]]) -> Path:
    with xlsxwriter.Workbook(path, {"default_date_format": "dd/mm/yyyy"}) as book:
        for name, lines in sheets.items():
            sheet = book.add_worksheet(name)
            for at, line in enumerate(lines):
                sheet.write_row(at, 0, line)
    return path


def test_a_name_is_enough_and_brings_its_place(given_rows: Give) -> None:
    (row,) = given_rows({"nombre": "Junta de Acción Comunal del barrio El Pozón"}).rows
    board = row.board
    assert (board.barrio, board.locality, board.unit) == ("El Pozón", "De la Virgen y Turística", "6")
    assert (board.kind, board.municipality) == (BoardKind.JAC, "13001")
    assert (row.contacts, row.authorisation, row.is_refused) == ((), None, False)


def test_a_common_word_is_a_barrio_in_a_name_that_says_nothing_else(given_rows: Give) -> None:
    (board,) = given_rows({"nombre": "J.A.C. de La Paz"}).boards
    assert board.barrio == "La Paz"


def test_every_column_is_read(given_rows: Give) -> None:
    found = given_rows(
        {
            "CODIGO": "J-7",
            "Nombre": "JVC Las Gaviotas",
            "tipo": "JVC",
            "NIT": "900.123.456-8",
            "Localidad": "2",
            "Barrio": "las gaviotas",
            "Comuna / Unidad comunera": "UCG 04",
            "municipio": "Cartagena de Indias",
            "personeria juridica": "Resolución 1 de 1990",
            "Presidente": "Marea Ceiba",
            "Correo": "junta@gaviotas.example",
            "celular": "300 000 0012",
            "Canal preferido": "wasap",
            "Oficios": "pavimentación, aseo de canales",
            "Autorización de datos": "15/01/2026",
        }
    )
    # The default column of the factory stands beside "Nombre": of two that mean the same the first counts.
    (row,) = found.rows
    board = row.board
    assert (board.code, board.kind, board.nit) == ("J-7", BoardKind.JVC, "900123456")
    assert (board.barrio, board.locality) == ("Las Gaviotas", "De la Virgen y Turística")
    assert board.trades == (Trade.ROADS, Trade.UPKEEP)
    assert (board.legal_act, board.president) == ("Resolución 1 de 1990", "Marea Ceiba")
    assert row.contacts == (
        a_contact(board_code="J-7", channel=Channel.WHATSAPP, address="+573000000012"),
        a_contact(board_code="J-7", address="junta@gaviotas.example", position=1),
        a_contact(board_code="J-7", channel=Channel.SMS, address="+573000000012", position=2),
    )
    assert row.authorisation == an_authorisation(board_code="J-7", proof="juntas.csv, fila 2")


def test_a_workbook_with_english_headings_a_title_and_numbers_is_read(tmp_path: Path) -> None:
    lines: list[list[Any]] = [
        ["Boards of the district"],
        ["Consent", "Phone", "NIT", "NAME", "Code"],
        [datetime(2026, 1, 15), 3000000012, 900123456, "JAC Barrio Manga", 17],  # noqa: DTZ001 - a sheet has no zone
    ]
    (row,) = read(a_workbook(tmp_path / "b.xlsx", Notes=[["nothing here"]], Boards=lines)).rows
    board = row.board
    assert (board.name, board.code, board.nit) == ("JAC Barrio Manga", "17", "900123456")
    assert [one.channel for one in row.contacts] == [Channel.WHATSAPP, Channel.SMS]
    assert row.authorisation == an_authorisation(board_code="17", proof="b.xlsx, fila 3")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_text_is_read_in_any_encoding_and_with_any_sign(tmp_path: Path, encoding: str, sign: str) -> None:
    path = tmp_path / "juntas.csv"
    path.write_bytes(f"Código{sign}Nombre\r\n7{sign}Junta de Acción Comunal Getsemaní\r\n".encode(encoding))
    (board,) = read(path).boards
    assert (board.code, board.name) == ("7", "Junta de Acción Comunal Getsemaní")


def test_the_same_file_twice_gives_the_same_boards(given_rows: Give) -> None:
    rows = ({"nombre": "JAC Barrio Manga"}, {"nombre": "JAC Crespo", "nit": "900123456"})
    assert given_rows(*rows) == given_rows(*rows)


def test_a_made_code_stays_the_same_however_the_name_is_written(given_rows: Give) -> None:
    (one,) = given_rows({"nombre": "JAC Barrio Getsemaní"}).boards
    (other,) = given_rows({"nombre": "jac  barrio GETSEMANI", "barrio": "Getsemani"}).boards
    assert one.code == other.code


def test_boards_of_one_name_in_two_places_get_two_codes(given_rows: Give) -> None:
    found = given_rows(
        {"nombre": "JAC Unidos", "barrio": "Manga"}, {"nombre": "JAC Unidos", "barrio": "Crespo"}
    )
    assert len({board.code for board in found.boards}) == 2


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"nombre": ""}, "Falta el nombre de la junta"),
        ({"código": "CONVITE-CANARIO"}, "es el de la prueba nocturna"),
        ({"nit": "900123456-1"}, "la cifra de verificación de 900123456 es 8, no 1"),
        ({"nit": "12345"}, "El NIT «12345» no es posible"),
        ({"nit": "123456789"}, "no es de una organización"),
        ({"correo": "junta.example"}, "El correo «junta.example» no es válido"),
        ({"celular": "605 650 1234"}, "El celular «605 650 1234» no es un número de celular"),
        ({"celular": "llamar a la vecina"}, "no es un número de celular"),
        ({"tipo": "sindicato"}, "El tipo «sindicato» no es JAC, JVC ni asociación"),
        ({"canal preferido": "paloma"}, "El canal «paloma» no es correo, WhatsApp ni SMS"),
        ({"autorización de datos": "31/02/2026"}, "«31/02/2026» no es una fecha"),
        ({"municipio": "Macondo"}, "No conocemos el municipio «Macondo»"),
        ({"municipio": "La Unión"}, "No conocemos el municipio"),  # four departments have one, ours none
    ],
)
def test_a_row_with_an_impossible_value_is_refused_and_the_others_stay(
    given_rows: Give, row: dict[str, str], reason: str
) -> None:
    found = given_rows({"barrio": "Manga", **row}, {"nombre": "JAC Barrio Crespo"})
    assert [board.name for board in found.boards] == ["JAC Barrio Crespo"]
    ((number, why),) = found.rejected
    assert number == 2
    assert reason in why


def test_a_second_row_of_the_same_code_or_nit_is_refused(given_rows: Give) -> None:
    found = given_rows(
        {"código": "A", "nit": "900123456"}, {"código": "A"}, {"código": "B", "nit": "900.123.456-8"}
    )
    assert [board.code for board in found.boards] == ["A"]
    assert found.rejected == [
        (3, "Repite el código A de la fila 2"),
        (4, "Repite el NIT 900123456 de la fila 2"),
    ]


@pytest.mark.parametrize("nothing", ["", "-", "N/A", "No tiene", "ND", "no aplica"])
def test_words_for_nothing_are_nothing(given_rows: Give, nothing: str) -> None:
    (row,) = given_rows({"nit": nothing, "correo": nothing, "celular": nothing, "oficios": nothing}).rows
    assert (row.board.nit, row.contacts, row.board.trades) == (None, (), ())


def test_what_is_not_recognised_is_kept_and_told(given_rows: Give) -> None:
    found = given_rows(
        {"barrio": "Villa Imaginada", "oficios": "eventos y filatelia", "mascota": "gato"},
        {"oficios": "filatelia", "autorización de datos": "sí"},
    )
    assert found.boards[0].barrio == "Villa Imaginada"
    assert found.boards[0].trades == (Trade.EVENTS,)
    assert (found.rows[1].authorisation, found.rows[1].is_refused) == (None, False)
    assert found.notes == [
        "Columna que no se usa: «mascota»",
        "No conocemos el barrio «Villa Imaginada» (fila 2)",
        "No conocemos el oficio «filatelia» (filas 2, 3)",
        "La autorización de datos no trae fecha y no se guarda (fila 3)",
    ]


def test_a_locality_that_the_barrio_contradicts_is_told(given_rows: Give) -> None:
    found = given_rows({"barrio": "El Pozón", "localidad": "Localidad 3"})
    assert found.boards[0].locality == "De la Virgen y Turística"
    assert any("es de la localidad De la Virgen y Turística" in note for note in found.notes)


def test_of_a_president_only_the_name_is_kept(given_rows: Give) -> None:
    found = given_rows({"presidente": "Marea Ceiba Uvita C.C. 5.000.000.001"})
    assert found.boards[0].president == "Marea Ceiba Uvita"
    assert found.notes == ["De la columna presidente se guarda sólo el nombre (fila 2)"]


def test_of_two_numbers_the_first_mobile_counts(given_rows: Give) -> None:
    (row,) = given_rows({"celular": "605 650 1234 / +57 300 000 0012"}).rows
    assert {one.address for one in row.contacts} == {"+573000000012"}


def test_a_preferred_channel_without_an_address_leaves_the_usual_order(given_rows: Give) -> None:
    (row,) = given_rows({"canal preferido": "SMS", "correo": "junta@gaviotas.example"}).rows
    assert [(one.channel, one.position) for one in row.contacts] == [(Channel.EMAIL, 0)]


def test_a_board_that_does_not_authorise_is_told_apart_from_one_that_says_nothing(given_rows: Give) -> None:
    found = given_rows({"autorización de datos": "No"}, {"autorización de datos": ""})
    assert [(row.authorisation, row.is_refused) for row in found.rows] == [(None, True), (None, False)]


def test_a_board_of_another_municipality_keeps_its_place_as_written(given_rows: Give) -> None:
    (board,) = given_rows({"municipio": "5001", "barrio": "Manga", "localidad": "X"}).boards
    assert (board.municipality, board.barrio, board.locality) == ("05001", "Manga", "X")


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Turbaco", "13836"),
        ("CARTAGENA", "13001"),
        ("Cartagena del Chairá", "18150"),
        ("La Unión, Nariño", "52399"),
        ("San Pablo", "13670"),  # Nariño has one too; ours is the one of the department
    ],
)
def test_a_municipality_is_known_by_its_name(given_rows: Give, written: str, code: str) -> None:
    (board,) = given_rows({"municipio": written}).boards
    assert board.municipality == code


@pytest.mark.parametrize(
    ("words", "trades"),
    [
        ("obra vial", (Trade.ROADS,)),
        ("mantenimiento_aseo", (Trade.UPKEEP,)),
        ("refrigerios; talleres", (Trade.FOOD, Trade.TRAINING)),
        ("eventos, eventos", (Trade.EVENTS,)),
    ],
)
def test_trades_are_read_from_words(given_rows: Give, words: str, trades: tuple[Trade, ...]) -> None:
    assert given_rows({"oficios": words}).boards[0].trades == trades


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("juntas.xlsx", b"not a workbook", "no se puede abrir"),
        ("juntas.csv", b"PK\x03\x04\x00\x00", "no se puede abrir"),
        ("juntas.csv", b"", "está vacío"),
        ("juntas.csv", b"\n\n", "está vacío"),
        (
            "juntas.csv",
            b"barrio;nit\nManga;900123456\n",
            "no trae los títulos de columna que hacen falta (nombre)",
        ),
        ("juntas.csv", b'nombre\n"' + b"x" * 40_000, "no se puede abrir"),
        ("juntas.pdf", b"%PDF", "debe ser .xlsx o .csv"),
    ],
)
def test_a_file_that_is_no_table_of_boards_says_what_was_expected(
    tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UnreadableFile) as refusal:
        read(tmp_path / name)
    assert message in str(refusal.value)
    assert "Se esperaba una tabla de juntas" in str(refusal.value)


def test_an_absent_file_is_said_to_be_absent(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match=r"No existe el archivo juntas\.csv"):
        read(tmp_path / "juntas.csv")


def test_a_workbook_without_a_sheet_of_boards_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="nombre"):
        read(a_workbook(tmp_path / "b.xlsx", Hoja1=[["gastos", "valor"], ["papel", 3]]))
    with pytest.raises(UnreadableFile, match="vacío"):
        read(a_workbook(tmp_path / "e.xlsx", Hoja1=[]))


def test_headings_alone_are_no_boards(given_rows: Give) -> None:
    assert given_rows() == BoardFile([], [], [])


@given(st.integers(800_000_000, 999_999_999), st.sampled_from(["{}", "{}-{}", "{}{}", "{0:,}-{1}"]))
def test_a_nit_is_the_same_however_it_is_written(number: int, shape: str) -> None:
    written = shape.format(number, check_digit(str(number))).replace(",", ".")
    assert organisation_nit(written) == str(number)


@given(st.integers(800_000_000, 999_999_999), st.integers(1, 9))
def test_a_wrong_check_digit_is_always_refused(number: int, off: int) -> None:
    wrong = (check_digit(str(number)) + off) % 10
    with pytest.raises(Exception, match="no es posible"):
        organisation_nit(f"{number}-{wrong}")


@given(st.text(min_size=1, max_size=60))
def test_any_name_gives_the_same_board_twice(tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    path = tmp_path_factory.mktemp("names") / "juntas.csv"
    with path.open("w", encoding="utf-8", newline="", errors="replace") as file:
        csv.writer(file).writerows([["nombre", "tipo"], [name, "JAC"]])
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(board_file, "read_imported", read_here)
        try:
            once = read(path)
        except UnreadableFile:
            assert "\0" in name
            return
        assert once == read(path)
    assert len(once.boards) + len(once.rejected) == 1
