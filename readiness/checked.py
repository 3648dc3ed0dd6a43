"""What somebody of the office read in a document that a board handed in: whether it counts, and as what."""

from datetime import date

from domain.filing import Seen
from domain.readiness import Evidence, EvidenceSource, Requirement
from readiness import words
from readiness.catalogue import Catalogue
from readiness.states import CHECKED, last_day_of

LIMITED = "AUT"  # the assembly authorises up to a value (Ley 2166 de 2021, art. 42 lit. e)
_MOST_COP = 10**15  # twice the nation's yearly budget: beyond it a figure is a slip

Faults = dict[str, str]
"""By field of `Seen`, in words for people."""


def evidence_of(requirement: Requirement, seen: Seen, checked_by: str) -> Evidence:
    """What the board can show from now on. `checked_by` is an office or a role, never a person."""
    return Evidence(
        requirement=requirement.id,
        level=CHECKED,
        issued_on=seen.issued_on,
        expires_on=seen.expires_on,
        source=EvidenceSource.OFFICER,
        checked_by=checked_by,
        limit_cop=seen.limit_cop,
    )


def faults_of(catalogue: Catalogue, requirement: Requirement, seen: Seen, today: date) -> Faults:
    """Why it cannot count as it was read; nothing where it can."""
    faults = _faults_of_days(requirement, seen, today) or _fault_of_end(catalogue, requirement, seen, today)
    if seen.limit_cop is not None and not (requirement.id == LIMITED and 0 < seen.limit_cop < _MOST_COP):
        faults["limit_cop"] = "Escriban un valor en pesos, por ejemplo 50.000.000, o déjenlo vacío."
    return faults


def _faults_of_days(requirement: Requirement, seen: Seen, today: date) -> Faults:
    if seen.issued_on is None:
        if requirement.valid_days is None:
            return {}
        return {"issued_on": "Escriban cuándo se expidió: desde ese día se cuenta hasta cuándo sirve."}
    if seen.issued_on > today:
        return {"issued_on": "Esa fecha todavía no llega. Mírenla otra vez."}
    if seen.expires_on and seen.expires_on < seen.issued_on:
        return {"expires_on": "Vence antes de expedirse: las fechas están al revés."}
    return {}


def _fault_of_end(catalogue: Catalogue, requirement: Requirement, seen: Seen, today: date) -> Faults:
    last_day = last_day_of(catalogue, requirement, evidence_of(requirement, seen, ""))
    if last_day is None or last_day >= today:
        return {}
    field = "expires_on" if seen.expires_on else "issued_on"
    said = f"Con esta fecha sirvió hasta el {words.day(last_day)}: ya venció. Si es así, no lo acepten."
    return {field: said}
