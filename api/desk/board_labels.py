"""Spanish words for what is told of one board at a desk."""

from collections.abc import Callable
from typing import Any

from domain.alert import AlertKind
from domain.history import Fate
from domain.outcome import OutcomeKind
from domain.readiness import EvidenceSource
from store.reach import Unreachable

_KINDS = {
    AlertKind.NEW_MATCH: "convocatoria nueva",
    AlertKind.DEADLINE_MOVED: "cambió una fecha de cierre",
    AlertKind.VALUE_CHANGED: "cambió un valor",
    AlertKind.CANCELLED: "se canceló una convocatoria",
    AlertKind.NEW_DOCUMENTS: "documentos nuevos",
    AlertKind.REMINDER: "recordatorio de cierre",
    AlertKind.EARLY_BELL: "compra planeada",
    AlertKind.PAPER_EXPIRES: "se vence un documento",
    AlertKind.NOTHING_NEW: "por qué no hubo nada este mes",
    AlertKind.HELP_ASKED: "pedido de ayuda",
    AlertKind.ANSWER_NOTED: "anotamos su respuesta",
    AlertKind.CONFIRMATION: "confirmación de la autorización",
    AlertKind.TEST: "prueba",
    AlertKind.SIGN_IN: "enlace para entrar",
    AlertKind.TRAINING: "formación",
    AlertKind.HELP_ANSWERED: "respuesta a su pedido de ayuda",
    AlertKind.INQUIRY: "pregunta o respuesta de otra junta",
    AlertKind.PAPERS_CHECKED: "papeles revisados",
}
_FATES = {
    Fate.READ: "lo abrió",
    Fate.DELIVERED: "llegó",
    Fate.ACCEPTED: "salió; no sabemos si llegó",
    Fate.FAILED: "no llegó",
    Fate.WAITING: "espera su envío",
}
_UNREACHABLE = {
    Unreachable.STOPPED: "Pidió no recibir mensajes",
    Unreachable.NO_AUTHORISATION: "Falta su autorización para escribirle",
    Unreachable.NO_CONTACT: "No tenemos una dirección que sirva",
}
_OUTCOMES = {
    OutcomeKind.OPENED: "abrió el aviso",
    OutcomeKind.INTERESTED: "respondió que le interesa",
    OutcomeKind.NOT_FOR_US: "respondió que no es para ella",
    OutcomeKind.NEEDS_HELP: "pidió ayuda",
    OutcomeKind.OFFERED: "presentó oferta",
    OutcomeKind.WON: "ganó",
    OutcomeKind.FINISHED: "terminó el contrato",
}
_SOURCES = {
    EvidenceSource.BOARD: "lo entregó la junta",
    EvidenceSource.SURVEY: "lo dijo en la encuesta",
    EvidenceSource.OFFICER: "lo vio la oficina",
    EvidenceSource.SECOP: "lo muestra SECOP",
}
_LEVELS = ("no lo tiene", "dice que lo tiene", "mostró un documento", "documento vigente", "revisado")

FILTERS: dict[str, Callable[[Any], Any]] = {
    "alert_kind": _KINDS.__getitem__,
    "evidence_level": _LEVELS.__getitem__,
    "evidence_source": lambda source: _SOURCES[EvidenceSource(source)],
    "fate": _FATES.__getitem__,
    "is_unreachable": lambda way: isinstance(way, Unreachable),
    "outcome": lambda kind: _OUTCOMES[OutcomeKind(kind)],
    "unreachable": _UNREACHABLE.__getitem__,
}
