"""Lists that people send through a page: nothing is opened by its name, and no bomb is unpacked."""

import io
import zipfile

import pytest
import xlsxwriter

from api import table_file
from api.confined import SENT
from api.table_file import UnreadableFile

HEADINGS = {"board": ("junta", "codigo"), "people": ("personas",)}


def a_workbook(*lines: tuple[object, ...]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        for nth, line in enumerate(lines):
            sheet.write_row(nth, 0, line)
    return out.getvalue()


def read(name: str, content: bytes, most: int = SENT.unpacked_bytes) -> list[tuple[int, dict[str, str]]]:
    return table_file.read(name, content, HEADINGS, {"board"}, "una lista", most_unpacked=most).lines


def test_a_workbook_and_a_text_say_the_same() -> None:
    told = [(2, {"board": "JAC-0001", "people": "3"})]
    assert read("lista.xlsx", a_workbook(("Junta", "Personas"), ("JAC-0001", 3))) == told
    assert read("LISTA.CSV", "Código;Personas\nJAC-0001;3\n".encode("cp1252")) == told


def test_a_path_in_the_name_is_not_followed() -> None:
    with pytest.raises(UnreadableFile, match="El archivo passwd debe"):
        read("../../etc/passwd", b"root")


@pytest.mark.parametrize("name", ["lista.xlsx", "lista.csv"])
def test_a_program_is_no_list(name: str) -> None:
    with pytest.raises(UnreadableFile, match="no se puede abrir"):
        read(name, b"MZ\x90\x00\x03" + bytes(range(256)) * 8)


@pytest.mark.parametrize(("more", "is_refused"), [(0, False), (1, True)])
def test_what_unpacks_to_more_than_a_list_is_refused(more: int, is_refused: bool) -> None:
    content = a_workbook(("Junta",), ("JAC-0001",))
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        size = sum(one.file_size for one in packed.infolist())
    if is_refused:
        with pytest.raises(UnreadableFile, match="no se puede abrir"):
            read("lista.xlsx", content, size - more)
    else:
        assert read("lista.xlsx", content, size - more)


def test_a_bomb_that_lies_about_its_size_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * 1_000_000)
    told = (1_000_000).to_bytes(4, "little")
    lying = out.getvalue().replace(told, (10).to_bytes(4, "little"))
    assert lying != out.getvalue()
    with pytest.raises(UnreadableFile, match="no se puede abrir"):
        read("lista.xlsx", lying)


@pytest.mark.parametrize(
    ("record", "offset", "written"),
    [
        (b"PK\x05\x06", 12, b"\xff\xff\x00\x00"),  # the list is longer than the file: places before its start
        (b"PK\x01\x02", 6, b"\xff"),  # a version to come
        (b"PK\x01\x02", 10, b"\x63"),  # a method that nobody knows
        (b"PK\x01\x02", 8, b"\x01"),  # a password
    ],
)
def test_a_workbook_that_is_crooked_in_any_way_is_refused(record: bytes, offset: int, written: bytes) -> None:
    content = bytearray(a_workbook(("Junta",), ("JAC-0001",)))
    at = content.index(record) + offset
    content[at : at + len(written)] = written
    with pytest.raises(UnreadableFile, match="no se puede abrir"):
        read("lista.xlsx", bytes(content))
