"""Spanish words for what a board is told of its own history."""

from collections.abc import Callable
from typing import Any

from domain.outcome import OutcomeKind
from domain.readiness import EvidenceSource

_OUTCOMES = {
    OutcomeKind.OPENED: "Abrieron el aviso",
    OutcomeKind.INTERESTED: "Respondieron que les interesa",
    OutcomeKind.NOT_FOR_US: "Respondieron que no es para ustedes",
    OutcomeKind.NEEDS_HELP: "Pidieron ayuda",
    OutcomeKind.OFFERED: "Presentaron oferta",
    OutcomeKind.WON: "Ganaron",
    OutcomeKind.FINISHED: "Terminaron el contrato",
}
_SOURCES = {
    EvidenceSource.BOARD: "lo entregaron ustedes",
    EvidenceSource.SURVEY: "lo dijeron en la encuesta",
    EvidenceSource.OFFICER: "lo vio la oficina",
    EvidenceSource.SECOP: "lo muestra SECOP",
}
_LEVELS = (
    "no lo tienen",
    "dijeron que lo tienen",
    "mostraron un documento",
    "documento vigente",
    "revisado por la oficina",
)

FILTERS: dict[str, Callable[[Any], str]] = {
    "our_evidence_level": _LEVELS.__getitem__,
    "our_evidence_source": lambda source: _SOURCES[EvidenceSource(source)],
    "our_outcome": lambda kind: _OUTCOMES[OutcomeKind(kind)],
}
