"""Small messages of what the office did for a board: a training, an answer, papers that were looked at."""

from typing import assert_never

from domain.training import CohortNews
from notifications import words
from notifications.bulletin import HelpAnswered, PapersChecked, Training
from notifications.note import Note, one_line

_MOST_TOLD = 3  # meetings, and things that a unit teaches: the page has them all


def training(said: Training) -> Note:
    """The answer is given on the page alone: a bare "1" answers a call."""
    name, unit = one_line(said.board.name), said.unit
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
    told = [f"{words.when(at).capitalize()} Lugar: {one_line(place)}." for at, place in said.meetings]
    more = len(told) - _MOST_TOLD
    return [*told[:_MOST_TOLD], *([f"Los otros encuentros ({more}) están en su página."] if more > 0 else [])]


def _taught(said: Training) -> list[str]:
    if said.news is not CohortNews.INVITED or not said.teaches:
        return []
    return [f"Ahí se ve cómo conseguir: {'; '.join(said.teaches[:_MOST_TOLD])}."]


def help_answered(said: HelpAnswered) -> Note:
    return Note(
        subject="La oficina respondió lo que su junta preguntó",
        heading=one_line(said.board.name),
        to=one_line(said.board.name),
        lines=("La oficina que acompaña a las juntas respondió lo que preguntaron.",),
        next_step="Abran la página de su junta y lean la respuesta.",
        short="La oficina respondió lo que preguntaron. Léanlo en su página",
    )


def papers(said: PapersChecked) -> Note:
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
        to=one_line(said.board.name),
        lines=tuple(lines),
        next_step="Abran «Nuestros papeles», lean por qué y envíenlo otra vez."
        if bad
        else "No tienen que hacer nada. Si quieren, miren su pasaporte.",
        short=f"{subject}. Miren por qué" if bad else subject,
        link_label="Abrir nuestros papeles",
    )
