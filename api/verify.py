"""Whether a message is ours, by its code: what we say of it to whoever holds the code, and no more.

A message may be forwarded to anybody, so nothing is told that it does not say itself, and less of it: not
which board, and of its papers not which.
"""

from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection

from domain.alert import OF_PROCESS, Alert, AlertKind
from domain.contact import Channel
from domain.days import day_of
from matching.places.town_table import town_table
from notifications import code as codes
from store import boards, processes
from store.codes import find

_MOST_TITLES = 10

_ABOUT = {
    AlertKind.EARLY_BELL: "Compras planeadas que podrían servirle a la junta",
    AlertKind.PAPER_EXPIRES: "Documentos de la junta que se vencen",
    AlertKind.NOTHING_NEW: "Por qué no hubo convocatorias para la junta",
    AlertKind.HELP_ASKED: "Un pedido de ayuda de la junta",
    AlertKind.CONFIRMATION: "La autorización para escribirle a la junta",
    AlertKind.TEST: "Una prueba",
    AlertKind.SIGN_IN: "Un enlace para entrar a Convite",
    AlertKind.TRAINING: "Una invitación de la junta a formarse",
    AlertKind.HELP_ANSWERED: "Una respuesta a lo que la junta preguntó",
    AlertKind.INQUIRY: "Una pregunta o una respuesta de otra junta",
    AlertKind.PAPERS_CHECKED: "Papeles de la junta que se revisaron",
}


class Genuine(NamedTuple):
    """A message of ours: its day in Bogotá, its channel where we know it, the town of its board."""

    on: date
    channel: Channel | None
    town: str | None
    titles: list[str]  # of calls, as SECOP has them
    about: list[str]  # what else
    code: str  # as it stands in the message


def read_message(db: Connection, typed: str) -> Genuine | None:
    """The message whose code somebody typed, or None."""
    code = codes.read(typed)
    sent = find(db, code) if code else None
    if code is None or sent is None:
        return None
    board = boards.among(db, [sent.board_code])
    town = town_table().names.get(board[0].municipality) if board else None
    return Genuine(
        on=day_of(sent.at),
        channel=sent.channel,
        town=town,
        titles=_titles(db, sent.told),
        about=list(dict.fromkeys(_ABOUT[alert.kind] for alert in sent.told if alert.kind in _ABOUT)),
        code=codes.printed(code),
    )


def _titles(db: Connection, told: list[Alert]) -> list[str]:
    ids = list(dict.fromkeys(alert.about for alert in told if alert.kind in OF_PROCESS))
    known = processes.newest(db, ids)
    return [known[id_].title for id_ in ids if id_ in known][:_MOST_TITLES]
