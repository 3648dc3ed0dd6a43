"""The two forms below a document: what was read in it, and why it does not count."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from api.pesos import read_pesos
from domain.filing import Seen
from domain.readiness import Requirement
from readiness.catalogue import Catalogue
from readiness.checked import faults_of

OTHER = "otro"
REASONS: Mapping[str, str] = MappingProxyType(
    {
        "ilegible": "No se alcanza a leer. Tómenle otra foto con más luz, de frente y completa.",
        "incompleto": "Faltan hojas. Súbanlo completo.",
        "equivocado": "Es otro documento, no el que se pide.",
        "vencido": "Ya venció. Saquen uno nuevo.",
        "ajeno": "Está a nombre de otra organización o persona.",
        "firma": "Le falta una firma.",
        "clave": "Pide contraseña. Súbanlo sin ella, o tómenle una foto.",
    }
)
_FIELDS = {"issued_on": "expedido", "expires_on": "vence", "limit_cop": "hasta"}

Faults = dict[str, str]
"""By field of the form, in words for people."""


@dataclass(frozen=True, slots=True)
class Typed:
    """The fields as they were typed or chosen, so that they can be shown again."""

    expedido: str = ""
    vence: str = ""
    hasta: str = ""
    motivo: str = ""
    nota: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """Why, in words for the board."""

    words: str


def read_seen(
    catalogue: Catalogue, requirement: Requirement, typed: Typed, today: date
) -> tuple[Seen, Faults]:
    """What was read in the document, and what is wrong with that."""
    faults: Faults = {}
    issued_on, expires_on = (_day(name, typed, faults) for name in ("expedido", "vence"))
    seen = Seen(issued_on, expires_on, _pesos(typed.hasta, faults))
    if not faults:
        found = faults_of(catalogue, requirement, seen, today)
        faults = {_FIELDS[name]: words for name, words in found.items()}
    return seen, faults


def read_refusal(reason: str, note: str) -> Refused | Faults:
    """A reason of the list, with words of one's own where one wants; for another reason they are needed."""
    note = " ".join(note.split())
    if reason in REASONS:
        return Refused(f"{REASONS[reason]} {note}".strip())
    if reason != OTHER:
        return {"motivo": "Escojan por qué no sirve: la junta lo lee."}
    return Refused(note) if note else {"nota": "Escriban por qué no sirve: la junta lo lee."}


def _day(name: str, typed: Typed, faults: Faults) -> date | None:
    text = getattr(typed, name).strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        faults[name] = "Eso no es una fecha. Por ejemplo: 2026-03-15."
        return None


def _pesos(text: str, faults: Faults) -> int | None:
    """`"$ 50.000.000"` as 50,000,000; None for nothing."""
    try:
        return read_pesos(text)
    except ValueError:
        faults["hasta"] = "Escriban el valor en pesos enteros, por ejemplo 50.000.000."
        return None
