"""The list of who came and who completed, as a file: read row by row, and handed out to be filled in."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from api.confined import read_sent
from api.desk.training.meetings import MOST_PEOPLE
from api.desk.training.words import SEATS
from api.exports.writing import harmless
from api.table_file import RefusedRow
from domain.days import day_of
from domain.text import fold
from domain.training import Meeting, Seat
from domain.written_dates import read_date

WHAT = "una tabla con una fila por junta, encuentro y cargo: junta, encuentro, cargo, personas, completó"
_HEADINGS = {
    "board": ("junta", "codigo", "codigo de la junta", "board code"),
    "meeting": ("encuentro", "fecha", "fecha del encuentro", "dia"),
    "seat": ("cargo", "rol", "cargo en la junta"),
    "people": ("personas", "cuantas personas", "cantidad", "asistentes"),
    "completed": ("completo", "termino", "termino el taller"),
}
_YES, _NO = {"si", "x", "1", "completo", "termino"}, {"no", "0"}
_OTHER_WORDS = {
    **dict.fromkeys(("presidente", "presidenta"), Seat.PRESIDENT),
    **dict.fromkeys(("vicepresidente", "vicepresidenta"), Seat.VICE_PRESIDENT),
    **dict.fromkeys(("tesorero", "tesorera"), Seat.TREASURER),
    **dict.fromkeys(("secretario", "secretaria"), Seat.SECRETARY),
    "fiscal": Seat.FISCAL,
    **dict.fromkeys(("conciliador", "conciliadora", "conciliacion"), Seat.CONCILIATOR),
    **dict.fromkeys(("coordinador", "coordinadora", "comision"), Seat.COORDINATOR),
    **dict.fromkeys(("delegado", "delegada"), Seat.DELEGATE),
    **dict.fromkeys(("afiliado", "afiliada", "afiliados", "afiliadas"), Seat.AFFILIATE),
}
_SEATS = {**{fold(words): seat for seat, words in SEATS.items()}, **_OTHER_WORDS}


@dataclass
class Listed:
    """What a list says. `came` by meeting, board and seat; `completed` says of a board yes or no."""

    came: dict[tuple[int, str, Seat], int] = field(default_factory=dict)
    completed: dict[str, bool] = field(default_factory=dict)
    rows: int = 0
    refused: list[tuple[int, str, str]] = field(default_factory=list)  # row, what it says, why
    notes: list[str] = field(default_factory=list)


def read(name: str, content: bytes, codes: Iterable[str], meetings: Sequence[Meeting]) -> Listed:
    """What the list says of these boards and meetings; every other row is refused with its reason.

    Raises UnreadableFile where it is no such list.
    """
    table = read_sent(name, content, _HEADINGS, {"board"}, WHAT)
    known, found = frozenset(codes), Listed(notes=table.notes)
    for row, cells in table.lines:
        if not cells:
            continue
        try:
            _take(cells, known, meetings, found)
        except RefusedRow as refused:
            found.refused.append((row, " · ".join(cells.values()), str(refused)))
        else:
            found.rows += 1
    return found


def blank(roster: Iterable[tuple[str, str]], meetings: Sequence[Meeting]) -> str:
    """A list to fill in, with a row for each board (code, name) and meeting, for a spreadsheet in Spanish."""
    out = io.StringIO()
    lines = csv.writer(out, delimiter=";")
    lines.writerow(("junta", "nombre", "encuentro", "cargo", "personas", "completó"))
    days = [day_of(one.starts_at).isoformat() for one in meetings] or [""]
    for code, name in roster:
        lines.writerows((harmless(code), harmless(name), day, "", "", "") for day in days)
    return "\ufeff" + out.getvalue()


def _take(
    cells: Mapping[str, str], known: frozenset[str], meetings: Sequence[Meeting], found: Listed
) -> None:
    code = cells.get("board")
    if code is None:
        raise RefusedRow("Falta el código de la junta")
    if code not in known:
        raise RefusedRow(f"La junta «{code}» no está en este grupo")
    completed = _completed(cells.get("completed"))
    if "seat" in cells or "people" in cells:
        key = _meeting(cells.get("meeting"), meetings).id, code, _seat(cells.get("seat"))
        if key in found.came:
            raise RefusedRow("Repite la junta, el encuentro y el cargo de otra fila")
        people = _number(cells.get("people"))
        _agree(code, completed, found)
        found.came[key] = people
    elif completed is None:
        raise RefusedRow("No dice quiénes vinieron ni si la junta completó")
    else:
        _agree(code, completed, found)
    if completed is not None:
        found.completed[code] = completed


def _agree(code: str, completed: bool | None, found: Listed) -> None:
    if completed is not None and found.completed.get(code, completed) is not completed:
        raise RefusedRow(f"Otra fila dice lo contrario de si {code} completó")


def _completed(text: str | None) -> bool | None:
    if text is None:
        return None
    if (said := fold(text)) in _YES | _NO:
        return said in _YES
    raise RefusedRow(f"En «completó» dice «{text}»: debe ser sí o no")


def _meeting(text: str | None, meetings: Sequence[Meeting]) -> Meeting:
    if text is None:
        if len(meetings) == 1:
            return meetings[0]
        raise RefusedRow("Falta el día del encuentro")
    if (on := read_date(text)) is None:
        raise RefusedRow(f"«{text}» no es un día (por ejemplo 2026-03-15)")
    same_day = [one for one in meetings if day_of(one.starts_at) == on]
    if len(same_day) != 1:
        how_many = "hay dos encuentros" if same_day else "este grupo no tuvo ningún encuentro"
        more = ": anoten ese día en la página" if same_day else ""
        raise RefusedRow(f"El {on.isoformat()} {how_many}{more}")
    return same_day[0]


def _seat(text: str | None) -> Seat:
    if text is None:
        raise RefusedRow("Falta el cargo de quienes vinieron")
    if (seat := _SEATS.get(fold(text))) is None:
        raise RefusedRow(f"No conocemos el cargo «{text}»")
    return seat


def _number(text: str | None) -> int:
    if text is None:
        raise RefusedRow("Falta cuántas personas vinieron")
    if not (text.isascii() and text.isdigit()) or len(text) > 4 or int(text) > MOST_PEOPLE:
        raise RefusedRow(f"«{text}» debe ser un número de personas de 0 a {MOST_PEOPLE}")
    return int(text)
