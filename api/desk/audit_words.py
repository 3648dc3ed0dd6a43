"""What somebody did, in Spanish, as the page of accesses tells it: a line keeps it short and in English.

What is not known here stands as it was kept: a line is never left out.
"""

import re
from collections.abc import Mapping

from api.desk.labels import FILTERS
from api.words import FILTERS as WORDS
from domain.access import StaffRole
from domain.register import Post, Stage
from domain.text import lower_first
from store.audit import Action, Line

# What was kept, as a whole: what is told, with its parts in place. A name in front of a part says what it is.
_DEEDS = (
    (Action.SAW, r"register", "vio su registro"),
    (Action.SAW, r"paper (?P<requirement>\S+)", "miró un papel: {requirement}"),
    (Action.SAW, r"paper (?P<requirement>\S+) [0-9a-f]{6}", "abrió un archivo: {requirement}"),
    (Action.SAW, r"(?P<what>su \w+)", "vio {what}"),
    (Action.SAW, r"help \S+", "vio su pedido de ayuda"),
    (Action.SAW, r"help reply by (?P<channel>\w+)", "leyó lo que escribió por {channel}"),
    (Action.SAW, r"(?P<form>csv|xlsx), (?P<rows>\d+) rows", "descargó {rows} filas (.{form})"),
    (Action.SAW, r"(?P<table>[a-z_]+): (?P<rows>\d+)", "leyó {rows} filas de {table}"),
    (Action.SAW, r"inquiries (?P<rows>\d+)", "leyó {rows} preguntas entre juntas"),
    (Action.CHANGED, r"inquiry (?P<id>\d+) closed", "cerró una pregunta entre juntas (n.º {id})"),
    (Action.CHANGED, r"dignatary: (?P<post>\w+)", "anotó a una persona: {post}"),
    (Action.CHANGED, r"dignatary left", "anotó que una persona se retiró"),
    (Action.CHANGED, r"stage: (?P<stage>\w+)", "anotó una etapa: {stage}"),
    (Action.CHANGED, r"paper (?P<requirement>\S+) accepted", "aceptó un papel: {requirement}"),
    (Action.CHANGED, r"paper (?P<requirement>\S+) refused", "no aceptó un papel: {requirement}"),
    (Action.CHANGED, r"help \S+ taken", "tomó su pedido de ayuda"),
    (Action.CHANGED, r"help \S+ given back", "dejó su pedido de ayuda para otra persona"),
    (Action.CHANGED, r"help \S+ answered", "respondió su pedido de ayuda"),
    (Action.CHANGED, r"help \S+ closed", "cerró su pedido de ayuda"),
    (Action.CHANGED, r"link \S+ confirmed", "confirmó que un proveedor es la junta"),
    (Action.CHANGED, r"link \S+ rejected", "dijo que un proveedor no es la junta"),
    (Action.CHANGED, r"link \S+ undone", "deshizo lo que se había dicho de un proveedor"),
    (Action.CHANGED, r"accompaniment plan: (?P<route>\S+)", "cambió quién la acompaña o su meta"),
    (Action.CHANGED, r"accompaniment action added", "agregó algo a su plan"),
    (Action.CHANGED, r"accompaniment action done", "anotó que algo de su plan se hizo"),
    (Action.CHANGED, r"accompaniment action postponed", "cambió una fecha de su plan"),
    (Action.CHANGED, r"accompaniment action dropped", "quitó algo de su plan"),
    (Action.CHANGED, r"accompaniment action opened again", "volvió a abrir algo de su plan"),
    (Action.CHANGED, r"accompaniment log", "escribió en su bitácora"),
    (Action.SAW, r"project (?P<id>\d+)", "vio su proyecto {id}"),
    (Action.CHANGED, r"project (?P<id>\d+) tied: \w+ (?P<row>.+)", "unió su proyecto {id} con {row}"),
    (Action.CHANGED, r"project (?P<id>\d+) untied: \d+", "quitó una unión de su proyecto {id}"),
    (Action.CHANGED, r"project (?P<id>\d+) hidden: (?P<why>.+)", "ocultó su proyecto {id}: {why}"),
    (Action.CHANGED, r"project (?P<id>\d+) shown", "volvió a mostrar su proyecto {id}"),
    (Action.CHANGED, r"rollout of (?P<thing>\w+)", "registró un despliegue por pasos: {thing}"),
    (Action.CHANGED, r"rollout ended", "terminó un despliegue por pasos"),
    (Action.SIGNED_OUT, r"everywhere", "salió de todas partes"),
    (Action.CHANGED, r"role (?P<role>\w+)", "cambió qué hace: {role}"),
    (Action.CHANGED, r"disabled", "no la dejó entrar más"),
    (Action.CHANGED, r"enabled", "la dejó entrar otra vez"),
    (Action.CHANGED, r"invitation mailed", "le envió la invitación por correo"),
    (Action.CHANGED, r"invitation not mailed", "no pudo enviarle la invitación por correo"),
    (Action.CHANGED, r"made", "armó el grupo"),
    (Action.CHANGED, r"made by hand", "anotó un grupo que no salió de una propuesta"),
    (Action.CHANGED, r"made: [a-z_ ]+", "hizo la llave"),
    (Action.CHANGED, r"revoked", "retiró la llave"),
    (Action.CHANGED, r"hook (?P<id>\S+)", "pidió que se le avise (aviso {id})"),
    (Action.CHANGED, r"hook (?P<id>\S+) ended", "retiró un aviso (aviso {id})"),
    (Action.CHANGED, r"meeting \d{4}-\d\d-\d\d", "agregó un encuentro"),
    (Action.CHANGED, r"meeting taken out", "quitó un encuentro"),
    (Action.CHANGED, r"attendance", "anotó la asistencia"),
    (Action.CHANGED, r"invited", "invitó a las juntas"),
    (Action.CHANGED, r"added (?P<code>.+)", "agregó la junta {code}"),
    (Action.CHANGED, r"removed (?P<code>.+)", "quitó la junta {code}"),
    (Action.CHANGED, r"completed (?P<rows>\d+)", "anotó que completaron: {rows}"),
    (Action.CHANGED, r"cancelled", "canceló el grupo"),
    (Action.CHANGED, r"list of (?P<rows>\d+) rows", "subió una lista de {rows} filas"),
)
_COMPILED = tuple((action, re.compile(kept), told) for action, kept, told in _DEEDS)
_KINDS = {"board": "junta {}", "cohort": "grupo {}", "export": "tabla {}", "rollout": "despliegue {}"}


def deed(line: Line, titles: Mapping[str, str]) -> str:
    """`miró un papel: RUT y NIT al día`; `titles` are those of requirements by id."""
    for action, kept, told in _COMPILED:
        if action is line.action and (found := kept.fullmatch(line.detail)):
            return told.format_map(
                {name: _part(name, value, titles) for name, value in found.groupdict().items()}
            )
    verb: str = WORDS["action"](line.action)
    return f"{verb}: {line.detail}" if line.detail else verb


def whose(about: str, people: Mapping[str, str]) -> str:
    """Whose data it was: a person of the office, a key, a board, a cohort or a table."""
    if about in people:
        return people[about]
    kind, _, which = about.partition(":")
    if which and kind in _KINDS:
        return _KINDS[kind].format(which)
    return "" if about in ("hooks", "inquiries") else about


def _part(name: str, value: str, titles: Mapping[str, str]) -> str:
    match name:
        case "requirement":
            return titles.get(value, value)
        case "post":
            return FILTERS["post"](Post(value))
        case "thing":
            return lower_first(FILTERS["rollout_thing"](value))
        case "stage":
            return FILTERS["stage"](Stage(value))
        case "role":
            return str(WORDS["staff_role"](StaffRole(value)))
        case "channel":
            return str(WORDS["channel"](value))
        case _:
            return value
