"""All that is held of a board's people as one file that they may keep: JSON, with Spanish words for keys."""

import json
from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from typing import Any

from sqlalchemy import Connection

from api.desk.audit_words import deed
from api.desk.labels import FILTERS as DESK_FILTERS
from api.history_words import FILTERS as HISTORY_FILTERS
from api.words import FILTERS
from domain.contact import Channel, ContactSource, Means
from domain.days import BOGOTA
from domain.register import Post
from notifications.addresses import masked
from store import held
from store.audit import Action, Line
from store.vault import Vault

_TABLES = {
    "boards": "junta",
    "contacts": "direcciones",
    "dignitaries": "dignatarios",
    "authorisations": "autorizaciones",
    "preferences": "cómo quieren los mensajes",
    "deliveries": "mensajes",
    "alerts": "de qué trataban los mensajes",
    "replies": "respuestas",
    "outcomes": "qué pasó con cada convocatoria",
    "filings": "papeles enviados",
    "evidence": "lo que la junta puede mostrar",
    "help_cases": "ayudas pedidas",
    "help_answers": "respuestas de la oficina",
    "accompaniment_actions": "plan de acompañamiento",
    "accompaniment_entries": "bitácora del acompañamiento",
    "stages": "etapas del acompañamiento",
    "projects": "proyectos",
    "project_wordings": "lo que la junta dijo de sus proyectos",
    "guide_consents": "permisos para que otras juntas pregunten",
    "inquiries": "preguntas entre juntas",
    "sign_ins": "claves pedidas para entrar",
    "sessions": "sesiones abiertas",
    "ended_links": "enlaces cerrados hasta",
    "audit": "qué se hizo con sus datos",
}
_COLUMNS = {
    "opened": "dato", "code": "código", "name": "nombre", "president": "quien preside", "channel": "medio",
    "role": "de quién es", "source": "de dónde salió", "added_at": "desde", "changed_at": "cambió",
    "stopped_at": "pidió no recibir mensajes", "failed_at": "no llegó", "post": "cargo", "since": "desde el",
    "until": "hasta el", "ended_on": "dejó el cargo", "recorded_at": "anotado", "notice": "aviso que leyó",
    "given_at": "dada", "means": "cómo", "proof": "prueba", "withdrawn_at": "retirada",
    "rhythm": "cada cuánto", "opens_hour": "desde la hora", "closes_hour": "hasta la hora",
    "urgent_any_time": "lo urgente a toda hora", "paused_until": "en pausa hasta",
    "queued_at": "preparado", "accepted_at": "enviado",
    "delivered_at": "entregado", "read_at": "leído", "kind": "clase", "about": "sobre",
    "read_as": "se entendió como", "received_at": "recibida", "requirement": "requisito",
    "size_bytes": "tamaño en bytes", "handed_in_at": "enviado el", "decided_at": "decidido",
    "fate": "resultado", "words": "palabras", "level": "nivel", "issued_on": "expedido",
    "expires_on": "vence", "note": "nota", "asked_at": "pedida", "taken_at": "atendida desde",
    "closed_at": "cerrada", "at": "cuándo", "what": "qué", "doer": "quién lo hace", "due_on": "para cuándo",
    "done_on": "hecho", "dropped_at": "se dejó", "cannot_why": "por qué no pueden", "on": "día",
    "written_at": "escrito", "asker_code": "pregunta la junta", "guide_code": "responde la junta",
    "answer": "respuesta", "answered_at": "respondida", "used_at": "usada", "began_at": "empezó",
    "seen_at": "vista por última vez", "action": "acto", "detail": "detalle",
    "portfolio_id": "convocatoria", "stage": "etapa", "title": "título", "whom": "para quiénes",
    "said_at": "dicho", "replaced_at": "cambiado", "registered_at": "registrado",
    "published_at": "público desde",
}  # fmt: skip
_MASKED = (
    "Las direcciones están a medias, porque quien descarga este archivo no siempre es su dueño. Completas se "
    "piden en la oficina que acompaña a las juntas. Lo que es una huella o una clave no está. Los papeles "
    "que esperan revisión se ven en la página de la junta. Lo que SECOP publica está en su página."
)


_ALERTS = {
    "new_match": "una convocatoria",
    "deadline_moved": "cambió la fecha de cierre",
    "value_changed": "cambió el valor",
    "cancelled": "se canceló",
    "new_documents": "documentos nuevos",
    "reminder": "un recordatorio",
    "early_bell": "una compra planeada",
    "paper_expires": "un documento que vence",
    "nothing_new": "por qué no hubo convocatorias",
    "help_asked": "un pedido de ayuda",
    "answer_noted": "anotamos lo que respondieron",
    "confirmation": "la autorización",
    "test": "una prueba",
    "sign_in": "una clave para entrar",
    "training": "una formación",
    "help_answered": "una respuesta de la oficina",
    "inquiry": "una pregunta entre juntas",
    "papers_checked": "papeles revisados",
}
_RHYTHMS = {"at_once": "apenas salga", "daily": "una vez al día", "weekly": "una vez a la semana"}
_FATES = {
    "accepted": "sirvió",
    "refused": "no sirvió",
    "unseen": "nadie lo miró a tiempo y se destruyó",
}
_OF_WHOM = {"board": "de la junta", "address": "de esta dirección sola"}
_READ_AS = {
    "interested": "les interesa",
    "not_for_us": "no es para la junta",
    "needs_help": "piden ayuda",
    "stop": "no quieren más mensajes",
    "thanks": "un saludo o gracias",
    "not_understood": "no lo entendió el programa: lo lee una persona",
    "joined": "abrieron el chat",
    "must_authorise": "abrieron el chat, sin autorización",
    "unknown_start": "abrieron el chat con un enlace que no es nuestro",
}
_FROM = {
    "board": "la junta",
    "office": "la oficina",
    "officer": "la oficina, que lo revisó",
    "trainer": "quien acompaña",
    "survey": "la encuesta",
    "secop": "SECOP",
    "page": "su página",
    **{channel.value: FILTERS["channel"](channel) for channel in Channel},
}
_WORDS: dict[tuple[str, str], Callable[[str], str]] = {
    ("contacts", "channel"): lambda said: FILTERS["channel"](Channel(said)),
    ("deliveries", "channel"): lambda said: FILTERS["channel"](Channel(said)),
    ("replies", "channel"): lambda said: FILTERS["channel"](Channel(said)),
    ("contacts", "source"): lambda said: FILTERS["source"](ContactSource(said)),
    ("authorisations", "means"): lambda said: FILTERS["means"](Means(said)),
    ("dignitaries", "post"): lambda said: DESK_FILTERS["post"](Post(said)),
    ("preferences", "rhythm"): _RHYTHMS.__getitem__,
    ("filings", "fate"): _FATES.__getitem__,
    ("contacts", "role"): _OF_WHOM.__getitem__,
    ("evidence", "source"): _FROM.__getitem__,
    ("help_cases", "source"): _FROM.__getitem__,
    ("accompaniment_actions", "doer"): _FROM.__getitem__,
    ("replies", "read_as"): _READ_AS.__getitem__,
    ("alerts", "kind"): _ALERTS.__getitem__,
    ("outcomes", "kind"): HISTORY_FILTERS["our_outcome"],
    ("outcomes", "source"): _FROM.__getitem__,
    ("stages", "stage"): DESK_FILTERS["stage"],
}


def file_of(db: Connection, vault: Vault, code: str, at: datetime) -> str:
    """The file. Times are of Bogotá; what is not known is null."""
    told: dict[str, Any] = {
        "qué es": "Lo que Convite guarda de su junta y de las personas que la representan",
        "al": _plain(at),
        "aparte": _MASKED,
    }
    for kept in held.of(db, vault, code):
        rows = [_masked(row) if kept.table == "contacts" else row for row in kept.rows]
        tell = _deed if kept.table == "audit" else partial(_in_words, kept.table)
        told[_TABLES[kept.table]] = [tell(row) for row in rows]
    return json.dumps(told, ensure_ascii=False, indent=2)


def _masked(row: dict[str, Any]) -> dict[str, Any]:
    opened = row["opened"]
    return {**row, "opened": opened and masked(Channel(row["channel"]), opened)}


def _in_words(table: str, row: dict[str, Any]) -> dict[str, Any]:
    return {_COLUMNS[name]: _word(table, name, _plain(value)) for name, value in row.items()}


def _deed(row: dict[str, Any]) -> dict[str, Any]:
    """A line of the audit as the office's own page tells it, without who it was."""
    try:
        line = Line(0, row["at"], "", Action(row["action"]), "", row["detail"])
    except ValueError:
        return _in_words("audit", row)
    return {_COLUMNS["at"]: _plain(row["at"]), _COLUMNS["what"]: deed(line, {})}


def _word(table: str, name: str, value: Any) -> Any:
    """What the program keeps short and in English, as people say it; what is unknown here stands as it is."""
    if (words := _WORDS.get((table, name))) is None or not isinstance(value, str):
        return value
    try:
        return words(value)
    except (KeyError, ValueError):
        return value


def _plain(value: Any) -> Any:
    match value:
        case datetime():
            return value.astimezone(BOGOTA).isoformat(timespec="seconds")
        case date():
            return value.isoformat()
        case _:
            return value
