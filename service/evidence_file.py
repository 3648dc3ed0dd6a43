"""The evidence file: what boards can show for each requirement, from a .csv or .xlsx to records."""

import re
from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from api.confined import read_imported
from api.table_file import RefusedRow, UnreadableFile
from domain.readiness import Effect, Evidence, EvidenceSource, Requirement
from domain.text import fold
from domain.written_dates import read_date

__all__ = ["EvidenceFile", "UnreadableFile", "read"]

_WHAT = (
    "una tabla con una fila por junta y requisito: "
    "board_code, requirement, level (0 a 4, o «no aplica»), issued_on, expires_on, note, "
    "source, checked_by, limit_cop"
)
_HEADINGS = {
    "board_code": ("board code", "codigo", "codigo de la junta", "junta"),
    "requirement": ("requirement", "requisito"),
    "level": ("level", "nivel"),
    "issued_on": ("issued on", "expedido", "expedido el", "fecha de expedicion"),
    "expires_on": ("expires on", "vence", "vence el", "fecha de vencimiento"),
    "note": ("note", "nota"),
    "source": ("source", "fuente"),
    "checked_by": ("checked by", "reviso", "revisado por", "quien reviso"),
    "limit_cop": ("limit cop", "limite", "limite en pesos", "valor autorizado", "cuantia autorizada"),
}
_LEVEL = re.compile(r"([0-4])(?:[.,]0+)?", re.ASCII)
_NOT_APPLICABLE = {"no aplica", "n a", "na"}
_SAID = 1  # the level of what a board says of itself
_SOURCES = {
    **dict.fromkeys(("board", "junta"), EvidenceSource.BOARD),
    **dict.fromkeys(("survey", "encuesta"), EvidenceSource.SURVEY),
    **dict.fromkeys(("officer", "funcionario", "funcionaria"), EvidenceSource.OFFICER),
    "secop": EvidenceSource.SECOP,
}
_LIMITED = "AUT"  # the assembly authorises up to a value (Ley 2166 de 2021, art. 42 lit. e)
_PESOS = re.compile(r"(\d{1,3}(?:\.\d{3})+|\d{1,3}(?:,\d{3})+|\d{1,15})(?:[.,]00?)?", re.ASCII)
_MOST_COP = 10**15  # twice the nation's yearly budget: beyond it a figure is a slip
# An identity card has six to ten digits, a telephone seven to ten, however they are grouped.
_DIGITS = re.compile(r"\d(?:[ .()/-]*\d){5,}")


@dataclass(frozen=True)
class EvidenceFile:
    """(board code, evidence) of each row, and the rows refused as (row number, reason)."""

    evidence: list[tuple[str, Evidence]]
    rejected: list[tuple[int, str]]
    notes: list[str]


def read(
    path: Path, requirements: Mapping[str, Requirement], board_codes: Set[str], today: date
) -> EvidenceFile:
    """The evidence in a file. Codes and requirements that are not among the known ones are refused.

    Of two rows of one source on one requirement of a board the second is refused. Raises UnreadableFile.
    """
    table = read_imported(path, _HEADINGS, {"board_code", "requirement", "level"}, _WHAT, literal={"level"})
    found: dict[tuple[str, str, EvidenceSource], tuple[int, Evidence]] = {}
    rejected: list[tuple[int, str]] = []
    for row, cells in table.lines:
        if not cells:
            continue
        try:
            code = _board(cells.get("board_code"), board_codes)
            evidence = _evidence(cells, requirements, today)
            if (key := (code, evidence.requirement, evidence.source)) in found:
                raise RefusedRow(f"Repite el requisito {key[1]} de la junta {code}, fila {found[key][0]}")
        except RefusedRow as refused:
            rejected.append((row, str(refused)))
        else:
            found[key] = (row, evidence)
    return EvidenceFile([(key[0], item) for key, (_, item) in found.items()], rejected, table.notes)


def _board(text: str | None, known: Set[str]) -> str:
    if text is None:
        raise RefusedRow("Falta la junta")
    if text not in known:
        raise RefusedRow(f"No conocemos la junta «{text}»")
    return text


def _evidence(cells: Mapping[str, str], requirements: Mapping[str, Requirement], today: date) -> Evidence:
    requirement = _requirement(cells.get("requirement"), requirements)
    source = _source(cells.get("source"))
    applies = fold(cells.get("level", "")) not in _NOT_APPLICABLE
    if not applies:
        _may_not_apply(requirement, source)
    level = _level(cells.get("level")) if applies else 0
    if source is EvidenceSource.SURVEY and level > _SAID:
        raise RefusedRow(f"La encuesta recoge lo que la junta dice: nivel 0 o {_SAID}, no {level}")
    issued_on, expires_on = _days(cells, today)
    return Evidence(
        requirement=requirement.id,
        level=level,
        issued_on=issued_on,
        expires_on=expires_on,
        note=cells.get("note"),
        source=source,
        checked_by=_checked_by(cells.get("checked_by")),
        limit_cop=_limit(cells.get("limit_cop"), requirement),
        applies=applies,
    )


def _may_not_apply(requirement: Requirement, source: EvidenceSource) -> None:
    if requirement.effect is Effect.BLOCKS:
        raise RefusedRow(f"El requisito {requirement.id} lo necesitan todas las juntas: no vale «no aplica»")
    # It lifts the score, so nobody judges it of himself.
    if source is not EvidenceSource.OFFICER:
        raise RefusedRow("«No aplica» lo dice quien lo revisó: la fuente de la fila debe ser funcionario")


def _requirement(text: str | None, known: Mapping[str, Requirement]) -> Requirement:
    if text is None:
        raise RefusedRow("Falta el requisito")
    if (requirement := known.get(text.upper())) is None:
        raise RefusedRow(f"No conocemos el requisito «{text.upper()}»")
    return requirement


def _days(cells: Mapping[str, str], today: date) -> tuple[date | None, date | None]:
    issued_on, expires_on = _date(cells, "issued_on"), _date(cells, "expires_on")
    # Nothing was issued tomorrow: it is a slip of the pen, and kept it would count unseen once its day comes.
    if issued_on and issued_on > today:
        raise RefusedRow(f"La fecha de expedición ({issued_on}) está en el futuro: hoy es {today}")
    if issued_on and expires_on and expires_on < issued_on:
        raise RefusedRow(f"Vence ({expires_on}) antes de expedirse ({issued_on}): las fechas están al revés")
    return issued_on, expires_on


def _date(cells: Mapping[str, str], column: str) -> date | None:
    if (text := cells.get(column)) is None:
        return None
    if (day := read_date(text)) is None:
        raise RefusedRow(f"«{text}» no es una fecha (por ejemplo 2026-03-15)")
    return day


def _level(text: str | None) -> int:
    if (match := _LEVEL.fullmatch(text or "")) is None:
        raise RefusedRow(f"El nivel «{text or ''}» debe ser 0, 1, 2, 3 o 4, o «no aplica»")
    return int(match.group(1))


def _source(text: str | None) -> EvidenceSource:
    if text is None:
        return EvidenceSource.BOARD
    if (source := _SOURCES.get(fold(text))) is None:
        raise RefusedRow(f"La fuente «{text}» debe ser junta, encuesta o funcionario")
    if source is EvidenceSource.SECOP:
        raise RefusedRow("Lo que prueba SECOP se lee de SECOP: en un archivo no se puede declarar")
    return source


def _checked_by(text: str | None) -> str | None:
    # The reason does not repeat the text: it may hold what must not be kept.
    if text is not None and ("@" in text or _DIGITS.search(text)):
        raise RefusedRow(
            "Quién revisó debe ser una oficina o un cargo, sin número de documento, teléfono ni correo"
        )
    return text


def _limit(text: str | None, requirement: Requirement) -> int | None:
    if text is None:
        return None
    if requirement.id != _LIMITED:
        raise RefusedRow(f"El límite en pesos sólo vale para {_LIMITED}, no para {requirement.id}")
    match = _PESOS.fullmatch(_figure(text))
    limit = int(re.sub(r"[.,]", "", match.group(1))) if match else 0
    if not 0 < limit < _MOST_COP:
        raise RefusedRow(f"El límite «{text}» debe ser un valor en pesos enteros (por ejemplo 50000000)")
    return limit


def _figure(text: str) -> str:
    """The figure alone: `"$ 50.000.000 COP"` → `"50.000.000"`."""
    return re.sub(r"(?i)^\s*\$?\s*|\s*(cop|pesos)?\s*$", "", text)
