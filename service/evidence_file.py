"""The evidence file: what boards can show for each requirement, from a .csv or .xlsx to records."""

from collections.abc import Set
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from domain.readiness import Evidence
from service.table_file import RefusedRow, UnreadableFile, read_table
from service.written_dates import read_date

__all__ = ["EvidenceFile", "UnreadableFile", "read"]

_WHAT = (
    "una tabla con una fila por junta y requisito: "
    "board_code, requirement, level (0 a 4), issued_on, expires_on, note"
)
_HEADINGS = {
    "board_code": ("board code", "codigo", "codigo de la junta", "junta"),
    "requirement": ("requirement", "requisito"),
    "level": ("level", "nivel"),
    "issued_on": ("issued on", "expedido", "expedido el", "fecha de expedicion"),
    "expires_on": ("expires on", "vence", "vence el", "fecha de vencimiento"),
    "note": ("note", "nota"),
}
_LEVELS = {str(level): level for level in range(5)}


@dataclass(frozen=True)
class EvidenceFile:
    """(board code, evidence) of each row, and the rows refused as (row number, reason)."""

    evidence: list[tuple[str, Evidence]]
    rejected: list[tuple[int, str]]
    notes: list[str]


def read(path: Path, requirements: Set[str], board_codes: Set[str]) -> EvidenceFile:
    """The evidence in a file. Codes and requirements that are not among the known ones are refused.

    Of two rows on one requirement of a board the second is refused. Raises UnreadableFile.
    """
    table = read_table(path, _HEADINGS, {"board_code", "requirement", "level"}, _WHAT)
    found: dict[tuple[str, str], tuple[int, Evidence]] = {}
    rejected: list[tuple[int, str]] = []
    for row, cells in table.lines:
        if not cells:
            continue
        try:
            code = _known(cells.get("board_code"), board_codes, "la junta")
            evidence = _evidence(cells, requirements)
            if (key := (code, evidence.requirement)) in found:
                raise RefusedRow(f"Repite el requisito {key[1]} de la junta {code}, fila {found[key][0]}")
        except RefusedRow as refused:
            rejected.append((row, str(refused)))
        else:
            found[key] = (row, evidence)
    return EvidenceFile([(code, item) for (code, _), (_, item) in found.items()], rejected, table.notes)


def _known(text: str | None, known: Set[str], what: str) -> str:
    if text is None:
        raise RefusedRow(f"Falta {what}")
    if text not in known:
        raise RefusedRow(f"No conocemos {what} «{text}»")
    return text


def _evidence(cells: dict[str, str], requirements: Set[str]) -> Evidence:
    issued_on, expires_on = _date(cells, "issued_on"), _date(cells, "expires_on")
    if issued_on and expires_on and expires_on < issued_on:
        raise RefusedRow(f"Vence ({expires_on}) antes de expedirse ({issued_on}): las fechas están al revés")
    return Evidence(
        requirement=_known(_upper(cells.get("requirement")), requirements, "el requisito"),
        level=_level(cells.get("level")),
        issued_on=issued_on,
        expires_on=expires_on,
        note=cells.get("note"),
    )


def _upper(text: str | None) -> str | None:
    return text.upper() if text else None


def _date(cells: dict[str, str], column: str) -> date | None:
    if (text := cells.get(column)) is None:
        return None
    if (day := read_date(text)) is None:
        raise RefusedRow(f"«{text}» no es una fecha (por ejemplo 2026-03-15)")
    return day


def _level(text: str | None) -> int:
    if text not in _LEVELS:
        raise RefusedRow(f"El nivel «{text or ''}» debe ser 0, 1, 2, 3 o 4")
    return _LEVELS[text]
