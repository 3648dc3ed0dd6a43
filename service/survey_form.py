"""The survey as an XLSForm: what KoboToolbox and ODK open, made from the catalogue and the boards.

Survey + boards ─▶ Form (questions and choices, as rows) ─▶ .xlsx with the sheets survey, choices, settings
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from domain.board import Board
from domain.readiness import Effect, Requirement
from domain.text import fold
from readiness import catalogue, words
from readiness.survey import Area, Digital, Group, Need, Survey, load
from service.context import Context
from service.shell import WrongUsage
from store import boards
from store.engine import reading

FORM_ID = "convite_encuesta_de_necesidades"
BOARD = "junta"


class Answer(StrEnum):
    """What can be answered on a requirement."""

    YES = "si"
    EXPIRED = "vencido"
    NO = "no"
    UNKNOWN = "no_se"
    NOT_APPLICABLE = "no_aplica"


_LANGUAGE = "Español (es)"
_LABELS: dict[Answer, str] = {
    Answer.YES: "Sí",
    Answer.EXPIRED: "Sí, pero está vencido",
    Answer.NO: "No",
    Answer.UNKNOWN: "No sabemos",
    Answer.NOT_APPLICABLE: "No aplica",
}
_ALWAYS: dict[Answer, str] = {
    name: label for name, label in _LABELS.items() if name is not Answer.NOT_APPLICABLE
}
_SURVEY = (
    *("type", "name", "label", "hint", "required", "relevant", "constraint", "constraint_message"),
    "appearance",
)
_TRANSLATED = {"label", "hint", "constraint_message"}
_WELCOME = (
    "Encuesta de necesidades de la junta. Respondan por la junta, no por una persona: no pedimos nombres, "
    "cédulas ni teléfonos, y no hay que adjuntar nada. Lo que no sepan, déjenlo como «No sabemos»."
)


@dataclass(frozen=True, slots=True)
class Question:
    """One row of the sheet survey. `path` are the groups that it stands in, as (name, label)."""

    type: str
    name: str
    label: str = ""
    hint: str = ""
    required: str = ""
    relevant: str = ""
    constraint: str = ""
    constraint_message: str = ""
    appearance: str = ""
    path: tuple[tuple[str, str], ...] = ()

    @property
    def is_answered(self) -> bool:
        return self.type.startswith(("select_one", "date", "integer"))


@dataclass(frozen=True, slots=True)
class Form:
    """`choices` are (list, name, label); `version` changes with whatever the form says."""

    questions: tuple[Question, ...]
    choices: tuple[tuple[str, str, str], ...]
    version: str


@dataclass(frozen=True)
class FormSummary:
    out: str
    version: str
    boards: int
    requirements: int
    skills: int


def run(context: Context, out: Path) -> FormSummary:
    """Write the form that asks today's survey of the boards that we know. Raises WrongUsage without any."""
    with reading(context.engine) as db:
        found = boards.every(db)
    if not found:
        raise WrongUsage("there are no boards to choose from in the form: import them first")
    survey = load(catalogue.load(context.today))
    form = make(survey, found)
    try:
        write(form, out)
    except (OSError, FileCreateError) as error:
        raise WrongUsage(f"{out}: the form cannot be written there") from error
    return FormSummary(
        out=str(out),
        version=form.version,
        boards=len(found),
        requirements=sum(len(group.needs) for group in survey.groups),
        skills=sum(len(area.skills) for area in survey.digital.areas),
    )


def make(survey: Survey, asked: Iterable[Board]) -> Form:
    """The form that asks this survey of these boards."""
    questions = tuple(_questions(survey))
    choices = tuple(_choices(survey, asked))
    content = repr((survey.version, questions, choices)).encode()
    return Form(questions, choices, hashlib.sha256(content).hexdigest()[:12])


def write(form: Form, out: Path) -> None:
    """Write the XLSForm. Raises OSError or FileCreateError."""
    headings = [f"{name}::{_LANGUAGE}" if name in _TRANSLATED else name for name in _SURVEY]
    settings = {
        "form_title": "Encuesta de necesidades de la junta",
        "form_id": FORM_ID,
        "version": form.version,
        "default_language": _LANGUAGE,
        "instance_name": f"${{{BOARD}}}",
    }
    with xlsxwriter.Workbook(out, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        rows = [[getattr(question, name) for name in _SURVEY] for question in form.questions]
        _sheet(book, "survey", [headings, *rows])
        _sheet(book, "choices", [["list_name", "name", f"label::{_LANGUAGE}"], *form.choices])
        _sheet(book, "settings", [list(settings), list(settings.values())])


def name_of(requirement: Requirement) -> str:
    """The name of a requirement's question: `LIB-AF` is `lib_af`, for a form allows no other signs."""
    return re.sub(r"[^a-z0-9]+", "_", requirement.id.lower())


def issued_name(requirement: Requirement) -> str:
    return f"{name_of(requirement)}_expedido"


def expired_name(requirement: Requirement) -> str:
    return f"{name_of(requirement)}_vencio"


def amount_name(requirement: Requirement) -> str:
    return f"{name_of(requirement)}_valor"


def has_term(requirement: Requirement) -> bool:
    """Whether the day of issue says until when it counts."""
    return requirement.valid_days is not None or requirement.expires_on is not None


def answers_of(requirement: Requirement) -> dict[Answer, str]:
    """The answers that may be given on a requirement, with their labels.

    That it does not apply is not offered for what every route that asks for it always asks for.
    """
    return _ALWAYS if requirement.effect is Effect.BLOCKS else _LABELS


def board_label(board: Board) -> str:
    """How the form calls a board: the code makes two of the same name two."""
    return " · ".join(part for part in (board.name, board.barrio, board.code) if part)


def _questions(survey: Survey) -> Iterator[Question]:
    yield Question("start", "inicio")
    yield Question("end", "fin")
    yield Question("note", "bienvenida", _WELCOME)
    yield Question(
        f"select_one {BOARD}s", BOARD, "¿Cuál es la junta?", required="yes", appearance="autocomplete"
    )
    for condition, text in survey.screens.items():
        yield Question("select_one si_no", _screen_name(condition), text)
    for group in survey.groups:
        yield from _within(group.id, group.title, "", _needs(group, survey))
    yield from _within("madurez_digital", survey.digital.title, "", _digital(survey.digital))


def _within(
    name: str, label: str, appearance: str, questions: Iterable[Question], relevant: str = ""
) -> Iterator[Question]:
    """A group around questions, shown once the board is known."""
    relevant = relevant or f"${{{BOARD}}} != ''"
    yield Question("begin group", name, label, relevant=relevant, appearance=appearance)
    for question in questions:
        yield replace(question, path=((name, label), *question.path))
    yield Question("end group", "")


def _needs(group: Group, survey: Survey) -> Iterator[Question]:
    for need in group.needs:
        yield from _need(need, survey)


def _need(need: Need, survey: Survey) -> Iterator[Question]:
    requirement, name = need.requirement, name_of(need.requirement)
    law = words.law(requirement.law, requirement.verified)
    condition = requirement.condition or ""
    relevant = f"${{{_screen_name(condition)}}} != 'no'" if condition in survey.screens else ""
    yield Question(
        f"select_one {_list_of(requirement)}",
        name,
        need.question,
        hint=f"{requirement.explanation} Norma: {law}.",
        relevant=relevant,
    )
    if has_term(requirement):
        yield Question(
            "date",
            issued_name(requirement),
            f"{requirement.title}: ¿de qué día es?",
            hint="El día en que se expidió o se hizo. Si no lo saben, déjenlo en blanco.",
            relevant=f"${{{name}}} = '{Answer.YES}'",
            constraint=". <= today()",
            constraint_message="Ese día todavía no llega.",
        )
    yield Question(
        "date",
        expired_name(requirement),
        f"{requirement.title}: ¿qué día se venció?",
        hint="Si no lo saben, déjenlo en blanco.",
        relevant=f"${{{name}}} = '{Answer.EXPIRED}'",
        constraint=". < today()",
        constraint_message="Si se vence hoy o después, todavía sirve: respondan «Sí».",
    )
    if need.amount:
        yield Question(
            "integer",
            amount_name(requirement),
            need.amount,
            relevant=f"${{{name}}} = '{Answer.YES}'",
            constraint=". > 0",
            constraint_message="Escriban el valor en pesos, sólo con números.",
        )


def _digital(digital: Digital) -> Iterator[Question]:
    for area in digital.areas:
        yield from _within(f"area_{area.id}", area.title, "field-list", _skills(area, digital))


def _skills(area: Area, digital: Digital) -> Iterator[Question]:
    for skill in area.skills:
        yield Question("select_one escala", skill.id, skill.text, hint=digital.question)


def _choices(survey: Survey, asked: Iterable[Board]) -> Iterator[tuple[str, str, str]]:
    for name in (Answer.YES, Answer.NO):
        yield "si_no", name, _LABELS[name]
    for name, label in _ALWAYS.items():
        yield "respuesta", name, label
    for name, label in _LABELS.items():
        yield "respuesta_o_no_aplica", name, label
    for step in survey.digital.scale:
        yield "escala", step.id, step.label
    for board in sorted(asked, key=lambda board: (fold(board.name), board.code)):
        yield f"{BOARD}s", board.code, board_label(board)


def _list_of(requirement: Requirement) -> str:
    return "respuesta" if answers_of(requirement) is _ALWAYS else "respuesta_o_no_aplica"


def _screen_name(condition: str) -> str:
    return f"quiere_{condition}"


def _sheet(book: xlsxwriter.Workbook, name: str, rows: Sequence[Sequence[str]]) -> None:
    sheet = book.add_worksheet(name)
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row, book.add_format({"bold": True}) if number == 0 else None)
    sheet.freeze_panes(1, 0)
