"""The small messages, in words: here help that was asked for and an answer noted, the others beside it."""

from typing import assert_never

from domain.outcome import OutcomeKind
from notifications import notes_of_addresses, notes_of_boards, notes_of_the_office, words
from notifications.bulletin import (
    AnswerNoted,
    BetweenBoards,
    Confirmation,
    Entrance,
    HelpAnswered,
    HelpAsked,
    NotUnderstood,
    OfOneAlert,
    PapersChecked,
    Training,
    Trial,
)
from notifications.calls import MOST_MISSING, facts
from notifications.note import Note, one_line

_HOW_TO_CORRECT = (
    "Si no es así, respondan otra vez: 1 nos interesa, 2 no es para nosotros, 3 necesitamos ayuda."
)


def note(said: OfOneAlert) -> Note:
    match said:
        case HelpAsked():
            return _help(said)
        case AnswerNoted():
            return _answer(said)
        case NotUnderstood():
            return _not_understood(said)
        case Confirmation():
            return notes_of_addresses.authorisation(said)
        case Trial():
            return notes_of_addresses.trial(said)
        case Entrance():
            return notes_of_addresses.entrance(said)
        case Training():
            return notes_of_the_office.training(said)
        case HelpAnswered():
            return notes_of_the_office.help_answered(said)
        case PapersChecked():
            return notes_of_the_office.papers(said)
        case BetweenBoards():
            return notes_of_boards.inquiry(said)
        case _:
            assert_never(said)


def _help(said: HelpAsked) -> Note:
    """To a trainer. The board's contact data stand in no message: the office has them."""
    name, board = one_line(said.board.name), said.board
    where = ", ".join(part for part in (board.barrio, board.locality) if part)
    asks = "escribió algo que Convite no supo leer" if said.is_unread else "pide ayuda"
    lines = [f"{name}{f' ({where})' if where else ''} {asks}."]
    about = ""
    if said.process:
        call = facts(said.process, (said.letterhead.municipality, *said.names))
        about = f": {call.title}"
        days = words.days_left(said.process.closes_on, said.business_days_left, said.letterhead.today)
        lines.append(f"Sobre esta convocatoria: {call.title}.")
        lines.append(f"Contrata: {call.buyer}. Valor: {call.money}. {days}.")
        if said.place:
            lines.append(f"Lugar: {said.place}.")
    return Note(
        subject=f"Una junta {'escribió' if said.is_unread else 'pide ayuda'}: {name}",
        heading="Una junta necesita ayuda",
        to="quienes acompañan a las juntas",
        lines=tuple(lines),
        next_step="Comuníquense hoy con la junta, por los datos que tiene su oficina.",
        short=f"{name} {'escribió' if said.is_unread else 'pide ayuda'}{about}",
        missing=said.missing[:MOST_MISSING],
        link_label="Ver la junta",
    )


def _answer(said: AnswerNoted) -> Note:
    title = facts(said.process, (said.letterhead.municipality, *said.names)).title
    left = words.days_left(said.process.closes_on, said.business_days_left, said.letterhead.today)
    match said.answer:
        case OutcomeKind.INTERESTED:
            will_remind = (
                " Les recordaremos antes de que cierre." if (said.business_days_left or 0) > 1 else ""
            )
            noted, after = "les interesa", f"{left}.{will_remind}"
            step = "Lean las condiciones en SECOP y hablen con la directiva."
        case OutcomeKind.NOT_FOR_US:
            noted, after = "no es para ustedes", "No les recordaremos más esta convocatoria."
            step = "No tienen que hacer nada."
        case OutcomeKind.NEEDS_HELP:
            noted, after = "necesitan ayuda", f"{left}. Le avisamos a quien acompaña a las juntas."
            step = "Escriban en una hoja qué no entienden o qué les falta, para cuando los llamen."
        case _:
            raise ValueError(f"{said.answer} is no answer of a board")
    return Note(
        subject=f"Anotamos su respuesta: {noted}",
        heading=one_line(said.board.name),
        to=one_line(said.board.name),
        lines=(f"Anotamos que {noted}: {title}.", after, _HOW_TO_CORRECT),
        next_step=step,
        short=f"Anotamos que {noted}: {title}",
    )


def _not_understood(said: NotUnderstood) -> Note:
    return Note(
        subject="No entendimos su mensaje",
        heading=one_line(said.board.name),
        to=one_line(said.board.name),
        lines=(
            "Recibimos su mensaje y no lo entendimos: lo lee una persona de la oficina que los acompaña.",
            "Si responden a una convocatoria, abran la página de su junta y marquen ahí su respuesta.",
        ),
        next_step="Marquen su respuesta en la página. Si no quieren más mensajes, respondan ALTO.",
        short="No entendimos su mensaje: lo lee una persona. Respondan en la página",
    )
