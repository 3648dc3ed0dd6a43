"""Files of strangers are read in a process that holds nothing and may nothing, and that ends."""

import io
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from api import confined, table_file
from api.table_file import Table, UnreadableFile
from domain import files
from domain.files import Unfit, Why
from tests.files import a_jpeg, a_pdf, a_png, an_object_stream

HEADINGS = {"board": ("junta",), "on": ("fecha",)}


def a_workbook(*cells: tuple[int, int, object]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        day, hour = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"num_format": "hh:mm"})
        sheet = book.add_worksheet("Año ñandú")
        for row, column, value in cells:
            form = {date: day, datetime: day, time: hour}.get(type(value))
            sheet.write(row, column, value, form)
    return out.getvalue()


def python(says: str) -> list[str]:
    return [sys.executable, "-I", "-c", f"from api.confined import confine\n{says}"]


@pytest.mark.parametrize(
    "content", [a_pdf(), a_pdf(an_object_stream(b"1 0 <<>>")), a_jpeg(orientation=6), a_png()]
)
def test_what_is_kept_of_a_file_is_the_same_there_as_here(content: bytes) -> None:
    kind, parts = files.fit(content)
    assert confined.fit(content) == (kind, b"".join(parts))


@pytest.mark.parametrize("content", [b"", b"MZ", a_pdf(b"<</JavaScript 1>>"), a_png()[:-3]])
def test_why_a_file_is_not_kept_is_the_same_there_as_here(content: bytes) -> None:
    with pytest.raises(Unfit) as here:
        files.fit(content)
    with pytest.raises(Unfit) as there:
        confined.fit(content)
    assert there.value.why is here.value.why


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (
            "a.xlsx",
            a_workbook(
                (0, 0, "Junta"),
                (0, 1, "Fecha"),
                (1, 0, "JAC Ñ"),
                (1, 1, date(2026, 6, 1)),
                (2, 0, 3.0),
                (2, 1, datetime(2026, 6, 1, 8, 30)),  # noqa: DTZ001
                (3, 0, True),
                (3, 1, time(8, 30)),
            ),
        ),
        ("a.csv", "Junta;Fecha\nPeñón;1/6/2026".encode("cp1252")),
        ("a.csv", "Junta,Fecha,Otra\nPeñón,1/6/2026,x".encode()),
        ("a.csv", b""),
        ("a.csv", b"Otra\n1"),
        ("a.csv", b"\x81\x8d"),
        ("a.pdf", b""),
        ("a.xlsx", b"PK\x03\x04"),
    ],
)
def test_a_list_says_the_same_there_as_here(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    asked = HEADINGS, {"board"}, "una lista"
    here = told(table_file.read, name, content, *asked, most_unpacked=confined.SENT.unpacked_bytes)
    assert told(confined.read_sent, name, content, *asked) == here
    assert told(confined.read_imported, path, *asked) == here


def told(read: Callable[..., Table], *given: Any, **besides: Any) -> Table | str:
    try:
        return read(*given, **besides)
    except UnreadableFile as refused:
        return str(refused)


def test_of_a_list_that_is_loaded_what_says_no_is_kept_where_it_is_an_answer(tmp_path: Path) -> None:
    path = tmp_path / "lista.csv"
    path.write_text("Junta,Fecha\nJAC-1,No aplica", encoding="utf-8")
    lines = [
        confined.read_imported(path, HEADINGS, {"board"}, "una lista", literal).lines
        for literal in ({"on"}, set[str]())
    ]
    assert lines == [[(2, {"board": "JAC-1", "on": "No aplica"})], [(2, {"board": "JAC-1"})]]


def test_a_list_that_is_not_there_or_no_file_says_so(tmp_path: Path) -> None:
    for name, words in (("falta.csv", "No existe el archivo falta.csv"), (".", "no se puede abrir")):
        with pytest.raises(UnreadableFile, match=words):
            confined.read_imported(tmp_path / name, HEADINGS, {"board"}, "una lista")


def a_row(*cells: str) -> bytes:
    written = (f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in cells)
    return f"<row>{''.join(written)}</row>".encode()


def test_the_boards_of_a_country_are_no_bomb(tmp_path: Path) -> None:
    """Which no list that is sent to the web has: it has less room."""
    path, others = tmp_path / "juntas.xlsx", [f"Lo que dice la columna {n}" for n in range(14)]
    small = io.BytesIO(a_workbook())
    with zipfile.ZipFile(small) as blank, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in blank.namelist():
            rows = a_row("Junta", *others) + 64_000 * a_row("JAC-1", *others)
            filled = blank.read(name).replace(b"<sheetData/>", b"<sheetData>%b</sheetData>" % rows)
            packed.writestr(name, filled, compresslevel=1)
    table = confined.read_imported(path, HEADINGS, {"board"}, "una lista")
    assert len(table.lines) == 64_000
    with pytest.raises(UnreadableFile):
        confined.read_sent(path.name, path.read_bytes(), HEADINGS, {"board"}, "una lista")


def test_a_sheet_that_swells_to_seventeen_billion_cells_ends_with_words() -> None:
    """A few kilobytes, and nothing in them that is packed: only a cell in the last corner."""
    bomb = a_workbook((0, 0, "Junta"), (1, 0, "JAC-1"), (1_048_575, 16_383, "x"))
    with pytest.raises(UnreadableFile, match="más memoria o más tiempo"):
        confined.read_sent("lista.xlsx", bomb, HEADINGS, {"board"}, "una lista")


def test_what_breaks_swells_or_hangs_is_too_heavy_and_no_more() -> None:
    for says, seconds in (
        ("import os; os.abort()", 60),
        ("confine(); bytearray(2**30)", 60),
        ("confine(); print('x' * 70_000_000)", 60),
        ("import time; time.sleep(60)", 0.3),
    ):
        with pytest.raises(confined.TooHeavy):
            confined.ended([b""], python(says), confined.SENT._replace(seconds=seconds))


@pytest.mark.parametrize("answer", [b"", b"{", b"\xff\n"])
def test_an_answer_that_is_none_keeps_no_file(monkeypatch: pytest.MonkeyPatch, answer: bytes) -> None:
    monkeypatch.setattr(confined, "_COMMAND", ())
    monkeypatch.setattr(confined, "ended", lambda _given, **_: answer)
    with pytest.raises(Unfit) as refused:
        confined.fit(a_pdf())
    assert refused.value.why is Why.TOO_HEAVY


def test_it_is_told_nothing_of_the_installation(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CONVITE_SECRET_KEY", "nobody may know")
    with (tmp_path / "open").open("w") as file:  # a descriptor of ours
        os.set_inheritable(file.fileno(), True)
        told = confined.ended(
            [b""], python("import os; print(sorted(os.environ), os.listdir('/proc/self/fd'))")
        )
    names, _, held = told.decode().partition("] ")
    assert names == "['LC_ALL'"
    assert set(held) & set("0123456789") == set("0123")  # the fourth is that of the look itself


@pytest.mark.parametrize(
    "does",
    [
        "socket.socket()",
        "open('/etc/passwd')",
        "open('/tmp/convite-was-here', 'w')",
        "os.pipe()",
        "subprocess.run(['/bin/true'])",
        "os.memfd_create('x')",
    ],
)
def test_it_may_open_nothing(does: str) -> None:
    says = (
        f"import os, socket, subprocess\nconfine()\ntry: {does}\nexcept OSError as error: print(error.errno)"
    )
    done = subprocess.run(python(says), capture_output=True, text=True, check=True)
    assert done.stdout == "24\n"  # EMFILE


def test_a_bomb_unpacks_no_further_than_a_list_goes() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * 40_000_000)
    with pytest.raises(UnreadableFile, match="no se puede abrir"):
        confined.read_sent("lista.xlsx", out.getvalue(), HEADINGS, {"board"}, "una lista")
