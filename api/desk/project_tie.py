"""What an officer ties a project to: a row, found by what SECOP or the list calls it, with why and source."""

import re
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Connection

from api.desk.row_id import LARGEST_ID
from domain.project import TieKind
from domain.text import one_line
from store import budget_lines, plans, project_ties

Faults = dict[str, str]
"""By field, in words for people."""

_NAMED = re.compile(r"CO1\.(?:BDOS|REQ|NTC|PCCNTR)\.\d+", re.IGNORECASE)
_UNKNOWN = {
    TieKind.BUDGET_LINE: "Esa línea no está en las listas que subió la oficina.",
    TieKind.PLAN_LINE: "Esa línea no está en los planes que hemos leído.",
    TieKind.PROCESS: "No tenemos ese proceso. Revisen el número, o esperen a la próxima lectura de SECOP.",
    TieKind.CONTRACT: "No tenemos ese contrato. Revisen el número, o esperen a la próxima lectura de SECOP.",
}


@dataclass(frozen=True, slots=True)
class Typed:
    """The fields as they were typed or chosen, so that they can be shown again."""

    clase: str = ""
    cual: str = ""
    porque: str = ""
    fuente: str = ""


class Wanted(NamedTuple):
    kind: TieKind
    about: str
    why: str
    source: str


def read(typed: Typed) -> Wanted | Faults:
    faults: Faults = {}
    if typed.clase not in set(TieKind):
        faults["clase"] = "Escojan con qué se une."
    about, why, source = (one_line(text) for text in (typed.cual, typed.porque, typed.fuente))
    if not about:
        faults["cual"] = "Escriban cuál es: su número, o la dirección de su página en SECOP."
    if not why:
        faults["porque"] = "Escriban por qué es este proyecto: cualquiera puede leerlo."
    if not source:
        faults["fuente"] = "Escriban de dónde lo saben: un acta, un oficio, una página."
    return faults or Wanted(TieKind(typed.clase), about, why, source)


def find(db: Connection, wanted: Wanted) -> Wanted | Faults:
    """The same with the key of our row, or that we have none."""
    key = _key(db, wanted.kind, wanted.about)
    return wanted._replace(about=key) if key else {"cual": _UNKNOWN[wanted.kind]}


def _key(db: Connection, kind: TieKind, said: str) -> str | None:
    match kind:
        case TieKind.BUDGET_LINE:
            is_id = said.isascii() and said.isdigit() and len(said) <= len(str(LARGEST_ID))
            found = budget_lines.get(db, int(said)) if is_id and int(said) <= LARGEST_ID else None
            return str(found.id) if found else None
        case TieKind.PLAN_LINE:
            return plans.known_key(db, said)
        case TieKind.PROCESS:
            named = _NAMED.search(said)
            return project_ties.find_process(db, named[0].upper() if named else said)
        case TieKind.CONTRACT:
            named = _NAMED.search(said)
            return project_ties.find_contract(db, named[0].upper() if named else said)
