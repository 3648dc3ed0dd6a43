"""Tables that people send: .xlsx sheets and .csv files, with whatever headings and signs they use."""

import csv
import io
import zipfile
from collections.abc import Iterator, Mapping, Set
from datetime import date, datetime, time
from pathlib import Path
from typing import NamedTuple

from python_calamine import CalamineError, CalamineWorkbook

from domain.text import fold

_Lines = list[list[str]]

_HEADING_WITHIN = 20  # lines: a title and a logo may stand above the headings
_MEGABYTE = 1024 * 1024
_CELL_LIMIT = 32_767  # characters that a spreadsheet cell can hold; a longer one is a broken file
_NOTHING = {
    "",
    "na",
    "n a",
    "nd",
    "s d",
    "no aplica",
    "no definido",
    "no tiene",
    "sin dato",
    "sin informacion",
}


class UnreadableFile(Exception):
    """The file cannot be read as what it should be. Its message is Spanish and says what was expected."""


class RefusedRow(Exception):
    """A row holds something that cannot be. Its message is the reason, in Spanish."""


class _File(NamedTuple):
    name: str
    content: bytes
    most_unpacked: int


class Table(NamedTuple):
    """Lines under the headings: (line number in the file, heading → text). Blank cells are left out."""

    lines: list[tuple[int, dict[str, str]]]
    notes: list[str]


def read(
    name: str,
    content: bytes,
    headings: Mapping[str, tuple[str, ...]],
    needed: set[str],
    what: str,
    literal: Set[str] = frozenset(),
    *,
    most_unpacked: int,
) -> Table:
    """The first table of the file that has the needed columns, by our own names for them.

    `headings` gives for each of our names the folded headings that mean it. `what` says in Spanish what
    the file should hold. In a `literal` column "no aplica" is an answer, not a blank. The name of the file is
    only spoken of: nothing is opened by it. A workbook may unpack to `most_unpacked` bytes. Raises
    UnreadableFile.
    """
    file = _File(Path(name).name, content, most_unpacked)
    own_names = {heading: name for name, known in headings.items() for heading in known}
    empty = True
    for lines in _sheets(file, what):
        empty = empty and not any(any(line) for line in lines)
        for at, line in enumerate(lines[:_HEADING_WITHIN]):
            columns = _columns(line, own_names)
            if needed <= set(columns.values()):
                return Table(_under(lines, at, columns, literal), _unknown(line, columns))
    if empty:
        raise UnreadableFile(f"El archivo {file.name} está vacío. Se esperaba {what}.")
    raise UnreadableFile(
        f"El archivo {file.name} no trae los títulos de columna que hacen falta "
        f"({', '.join(headings[name][0] for name in headings if name in needed)}). Se esperaba {what}."
    )


def _sheets(file: _File, what: str) -> Iterator[_Lines]:
    """The sheets of a workbook; for text, its lines parted by each sign that may part them."""
    readers = {".xlsx": _workbook, ".csv": _text}
    if (reader := readers.get(Path(file.name).suffix.lower())) is None:
        raise UnreadableFile(f"El archivo {file.name} debe ser .xlsx o .csv. Se esperaba {what}.")
    try:
        yield from reader(file)
    except (CalamineError, csv.Error, UnicodeDecodeError, OSError, zipfile.BadZipFile) as e:
        raise cannot_be_opened(file.name, what) from e


def cannot_be_opened(name: str, what: str) -> UnreadableFile:
    return UnreadableFile(
        f"El archivo {name} no se puede abrir: está dañado, tiene contraseña o es de otro tipo. "
        f"Se esperaba {what}."
    )


def _workbook(file: _File) -> Iterator[_Lines]:
    _refuse_bomb(file.content, file.most_unpacked)
    with CalamineWorkbook.from_filelike(io.BytesIO(file.content)) as book:
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            yield [[_cell(value) for value in line] for line in sheet.to_python(skip_empty_area=False)]


def _refuse_bomb(content: bytes, most: int) -> None:
    """Unpacks bit by bit, since what a file says of its size may be a lie: the checksum then fails."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            left = most
            for name in packed.namelist():
                with packed.open(name) as part:
                    while some := part.read(_MEGABYTE):
                        if (left := left - len(some)) < 0:
                            raise zipfile.BadZipFile("unpacks to more than any list of ours")
    except MemoryError:
        raise
    # A hostile archive makes the library raise all sorts: places before its start, unknown methods, locks.
    except Exception as error:
        raise zipfile.BadZipFile from error


def _cell(value: object) -> str:
    """What a person sees in the cell: a NIT that the sheet keeps as a number has no decimals."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        # A sheet has no days, only moments: midnight stands for the day.
        return (value.date() if value.time() == time.min else value).isoformat()
    return value.isoformat() if isinstance(value, date) else str(value).strip()


def _text(file: _File) -> Iterator[_Lines]:
    text = _decoded(file.content)
    for sign in ",;\t":
        lines = csv.reader(io.StringIO(text, newline=""), delimiter=sign)
        yield [[_short(cell.strip()) for cell in line] for line in lines]


def _decoded(content: bytes) -> str:
    if b"\0" in content:
        raise csv.Error("not a text")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252")  # what Excel in Spanish writes as CSV


def _short(cell: str) -> str:
    if len(cell) > _CELL_LIMIT:
        raise csv.Error("a quotation mark is never closed")
    return cell


def _columns(line: list[str], own_names: Mapping[str, str]) -> dict[int, str]:
    """Which column holds what; of two that mean the same the first counts."""
    columns: dict[int, str] = {}
    for at, heading in enumerate(line):
        name = own_names.get(fold(heading))
        if name and name not in columns.values():
            columns[at] = name
    return columns


def _under(
    lines: _Lines, heading_at: int, columns: Mapping[int, str], literal: Set[str]
) -> list[tuple[int, dict[str, str]]]:
    found = []
    for number, line in enumerate(lines[heading_at + 1 :], start=heading_at + 2):
        if any(line):
            cells = {columns[at]: cell for at, cell in enumerate(line) if at in columns}
            found.append((number, {n: cell for n, cell in cells.items() if _says(cell, n in literal)}))
    return found


def _says(cell: str, literal: bool) -> bool:
    return bool(cell) if literal else fold(cell) not in _NOTHING


def _unknown(line: list[str], columns: Mapping[int, str]) -> list[str]:
    ignored = [heading for at, heading in enumerate(line) if heading and at not in columns]
    return [f"Columna que no se usa: «{heading}»" for heading in ignored]
