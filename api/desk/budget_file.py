"""A list of a participatory budget as it is sent: read row by row, each refused row with its reason."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from api.confined import read_sent
from api.pesos import read_pesos
from api.table_file import RefusedRow
from domain.project import BudgetLine
from domain.text import one_line

WHAT = "una tabla con una fila por línea: año, número, título, localidad, unidad comunera, valor, entidad"
_HEADINGS = {
    "year": ("ano", "vigencia"),
    "number": ("numero", "no", "n", "codigo", "linea", "id"),
    "title": ("titulo", "proyecto", "nombre", "iniciativa", "descripcion"),
    "locality": ("localidad", "alcaldia local"),
    "commune": ("unidad comunera", "unidad comunera de gobierno", "ucg", "comuna"),
    "amount": ("valor", "monto", "presupuesto", "valor asignado"),
    "entity": ("entidad", "responsable", "dependencia", "secretaria"),
}
_NEEDED = {"year", "number", "title", "entity"}
_LONGEST = 500
_FIRST_YEAR, _LAST_YEAR = 2000, 2100


@dataclass
class Listed:
    """What a list says."""

    lines: list[BudgetLine] = field(default_factory=list)
    refused: list[tuple[int, str, str]] = field(default_factory=list)  # row, what it says, why
    notes: list[str] = field(default_factory=list)


def read(name: str, content: bytes, source: str) -> Listed:
    """Its lines; `source` is which list it is. Raises UnreadableFile where it is no such list."""
    table = read_sent(name, content, _HEADINGS, _NEEDED, WHAT)
    found, rows = Listed(notes=table.notes), dict[tuple[int, str, str, str], int]()
    for row, cells in table.lines:
        if not cells:
            continue
        try:
            line = _line(cells, source)
            if (before := rows.setdefault(line[:4], row)) != row:
                raise RefusedRow(f"Repite el año, la entidad, la localidad y el número de la fila {before}")
        except RefusedRow as refused:
            found.refused.append((row, " · ".join(cells.values()), str(refused)))
        else:
            found.lines.append(line)
    return found


def _line(cells: Mapping[str, str], source: str) -> BudgetLine:
    return BudgetLine(
        year=_year(cells.get("year")),
        entity=_text(cells, "entity", "la entidad"),
        locality=_text(cells, "locality"),
        number=_text(cells, "number", "el número de la línea"),
        title=_text(cells, "title", "el título"),
        commune=_text(cells, "commune"),
        amount_cop=_amount(cells.get("amount")),
        source=source,
    )


def _text(cells: Mapping[str, str], name: str, needed: str = "") -> str:
    text = one_line(cells.get(name, ""))
    if needed and not text:
        raise RefusedRow(f"Falta {needed}")
    if len(text) > _LONGEST:
        raise RefusedRow(f"«{text[:40]}…» es muy largo: hasta {_LONGEST} letras")
    return text


def _year(text: str | None) -> int:
    if text is None:
        raise RefusedRow("Falta el año")
    if not (text.isascii() and text.isdigit() and _FIRST_YEAR <= int(text[:5]) <= _LAST_YEAR):
        raise RefusedRow(f"«{text}» no es un año, como 2026")
    return int(text)


def _amount(text: str | None) -> int | None:
    """Zero is what lists write where nobody decided yet."""
    try:
        return read_pesos(text or "") or None
    except ValueError as error:
        raise RefusedRow(f"«{text}» no es un valor en pesos, como 50.000.000") from error
