"""The small messages, in words: help that was asked for, an answer noted, an authorisation, a test."""

from dataclasses import dataclass
from typing import assert_never

from domain.contact import Channel
from domain.outcome import OutcomeKind
from domain.training import CohortNews
from notifications import words
from notifications.bulletin import (
    AnswerNoted,
    Confirmation,
    Entrance,
    HelpAnswered,
    HelpAsked,
    NotUnderstood,
    OfOneAlert,
    PapersChecked,
    Step,
    Training,
    Trial,
)
from notifications.calls import MOST_MISSING, facts


@dataclass(frozen=True, slots=True)
class Note:
    """One small message: `lines` are sentences, `short` the one that a text message has room for."""

    subject: str
    heading: str
    to: str
    lines: tuple[str, ...]
    next_step: str
    short: str
    missing: tuple[Step, ...] = ()
    link_label: str = "Abrir la página de su junta"
    is_private: bool = False  # not to be forwarded


def note(said: OfOneAlert) -> Note:
    match said:
        case HelpAsked():
            return _help(said)
        case AnswerNoted():
            return _answer(said)
        case NotUnderstood():
            return _not_understood(said)
        case Confirmation():
            return _authorisation(said)
        case Trial():
            return _trial(said)
        case Entrance():
            return _entrance(said)
        case Training():
            return _training(said)
        case HelpAnswered():
            return _help_answered(said)
        case PapersChecked():
            return _papers(said)
        case _:
            assert_never(said)


CHANNELS = {
    Channel.EMAIL: "correo electrónico",
    Channel.WHATSAPP: "WhatsApp",
    Channel.SMS: "mensaje de texto",
    Channel.TELEGRAM: "Telegram",
    Channel.APPRISE: "otro servicio de mensajes",
}
_HOW_TO_CORRECT = (
    "Si no es así, respondan otra vez: 1 nos interesa, 2 no es para nosotros, 3 necesitamos ayuda."
)


def _help(said: HelpAsked) -> Note:
    """To a trainer. The board's contact data stand in no message: the office has them."""
    name, board = _name(said.board.name), said.board
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
        heading=_name(said.board.name),
        to=_name(said.board.name),
        lines=(f"Anotamos que {noted}: {title}.", after, _HOW_TO_CORRECT),
        next_step=step,
        short=f"Anotamos que {noted}: {title}",
    )


def _not_understood(said: NotUnderstood) -> Note:
    return Note(
        subject="No entendimos su mensaje",
        heading=_name(said.board.name),
        to=_name(said.board.name),
        lines=(
            "Recibimos su mensaje y no lo entendimos: lo lee una persona de la oficina que los acompaña.",
            "Si responden a una convocatoria, abran la página de su junta y marquen ahí su respuesta.",
        ),
        next_step="Marquen su respuesta en la página. Si no quieren más mensajes, respondan ALTO.",
        short="No entendimos su mensaje: lo lee una persona. Respondan en la página",
    )


def _authorisation(said: Confirmation) -> Note:
    if said.first:
        return _other_first(said, CHANNELS[said.first])
    channels = _listed([CHANNELS[channel] for channel in said.channels])
    notice = f"Aviso de datos, versión {said.notice}" if said.notice else "Es lo que firmaron en papel"
    return Note(
        subject="Su junta autorizó los avisos de Convite",
        heading=_name(said.board.name),
        to=_name(said.board.name),
        lines=(
            f"Su junta autorizó que Convite les escriba por {channels}, desde el "
            f"{words.day_and_year(said.given_on)}.",
            "Usamos esos datos sólo para avisarles de contratación pública. Pueden retirar la autorización "
            "cuando quieran: respondan ALTO o háganlo en la página de su junta.",
            f"{notice}. Léanlo en {said.notice_link}",
        ),
        next_step="Si no lo autorizaron ustedes, respondan ALTO.",
        short="Su junta autorizó estos avisos. Si no, respondan ALTO",
    )


def _other_first(said: Confirmation, channel: str) -> Note:
    return Note(
        subject="Cambió por dónde les escribe Convite",
        heading=_name(said.board.name),
        to=_name(said.board.name),
        lines=(
            f"En la página de su junta pidieron que les escribamos primero por {channel}, a otra dirección.",
            "A esta le escribimos sólo si por la otra no se puede.",
        ),
        next_step="Si no lo pidieron ustedes, cámbienlo en la página de su junta y cuéntenlo en la oficina "
        "que acompaña a las juntas.",
        short=f"Pidieron avisos primero por {channel}. Si no fueron ustedes, miren",
    )


def _trial(said: Trial) -> Note:
    return Note(
        subject="Prueba de Convite",
        heading="Prueba de Convite",
        to=_name(said.board.name) if said.board else "quien administra los avisos",
        lines=("Esto es una prueba: si la leen, los avisos de Convite llegan por aquí.",),
        next_step="No tienen que hacer nada.",
        short="Esto es una prueba: los avisos de Convite llegan por aquí",
        link_label="Abrir Convite" if said.board is None else "Abrir la página de su junta",
    )


def _entrance(said: Entrance) -> Note:
    """The code stands in the mail and the text message alone: WhatsApp has templates of its own for codes."""
    code, until = f"{said.code[:3]} {said.code[3:]}", words.clock(said.until)
    return Note(
        subject=f"{code} es su código para entrar a Convite",
        heading=f"Código para entrar: {code}",
        to=_name(said.board.name),
        lines=(
            "Alguien pidió entrar a Convite con esta dirección.",
            f"El enlace y el código sirven una sola vez, hasta las {until} de hoy.",
            "No reenvíen este mensaje: quien lo tenga entra por su junta.",
        ),
        next_step="Si lo pidieron ustedes, abran el enlace. Si no, borren este mensaje: nadie ha entrado.",
        short=f"{said.code} es su código (hasta las {until}). O abran",
        link_label="Entrar a Convite",
        is_private=True,
    )


_MOST_TOLD = 3  # meetings, and things that a unit teaches: the page has them all


def _training(said: Training) -> Note:
    """The answer is given on the page alone: a bare "1" answers a call."""
    name, unit = _name(said.board.name), said.unit
    first = f"el {words.when(said.meetings[0][0])}: " if said.meetings else ""
    match said.news:
        case CohortNews.INVITED:
            subject, short = f"Los invitamos a un taller: {unit}", f"Taller {first}{unit}"
            step = "Abran su página y marquen «Vamos» o «No podemos». Pueden ir varias personas de la junta."
        case CohortNews.MOVED:
            subject, short = f"Cambió el taller: {unit}", f"Cambió el taller: {first}{unit}"
            step = "Anoten la fecha nueva. Si ya no pueden, díganlo en su página."
        case CohortNews.CANCELLED:
            subject = short = f"Se canceló el taller: {unit}"
            step = "No tienen que ir. Si lo vuelven a programar, les avisamos."
        case _:
            assert_never(said.news)
    return Note(
        subject=subject,
        heading=subject,
        to=name,
        lines=(f"{subject}.", *_when_and_where(said), *_taught(said)),
        next_step=step,
        short=short,
        link_label="Abrir la página de su junta",
    )


def _when_and_where(said: Training) -> list[str]:
    told = [f"{words.when(at).capitalize()} Lugar: {_name(place)}." for at, place in said.meetings]
    more = len(told) - _MOST_TOLD
    return [*told[:_MOST_TOLD], *([f"Los otros encuentros ({more}) están en su página."] if more > 0 else [])]


def _taught(said: Training) -> list[str]:
    if said.news is not CohortNews.INVITED or not said.teaches:
        return []
    return [f"Ahí se ve cómo conseguir: {'; '.join(said.teaches[:_MOST_TOLD])}."]


def _help_answered(said: HelpAnswered) -> Note:
    return Note(
        subject="La oficina respondió lo que su junta preguntó",
        heading=_name(said.board.name),
        to=_name(said.board.name),
        lines=("La oficina que acompaña a las juntas respondió lo que preguntaron.",),
        next_step="Abran la página de su junta y lean la respuesta.",
        short="La oficina respondió lo que preguntaron. Léanlo en su página",
    )


def _papers(said: PapersChecked) -> Note:
    good, bad = said.accepted, said.refused
    subject = "Revisamos sus papeles: " + (
        "sirven" if good and not bad else "unos sirven y otros no" if good else "no sirvieron"
    )
    lines = [f"Sirve y ya cuenta en su pasaporte: {title}." for title in good[:_MOST_TOLD]]
    lines += [f"No sirvió: {title}." for title in bad[:_MOST_TOLD]]
    more = max(0, len(good) - _MOST_TOLD) + max(0, len(bad) - _MOST_TOLD)
    if more:
        lines.append(f"Los otros ({more}) están en su página.")
    return Note(
        subject=subject,
        heading=subject,
        to=_name(said.board.name),
        lines=tuple(lines),
        next_step="Abran «Nuestros papeles», lean por qué y envíenlo otra vez."
        if bad
        else "No tienen que hacer nada. Si quieren, miren su pasaporte.",
        short=f"{subject}. Miren por qué" if bad else subject,
        link_label="Abrir nuestros papeles",
    )


def _name(name: str) -> str:
    return " ".join(name.split())


def _listed(names: list[str]) -> str:
    if len(names) < 2:
        return names[0] if names else "los medios que indicaron"
    return f"{', '.join(names[:-1])} y {names[-1]}"
