"""The survey's answers, as KoboToolbox and ODK export them, to evidence: a board says so, and no more.

.xlsx or .csv ─▶ submissions ─▶ the newest of each board ─▶ Evidence at level 0 or 1
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TypeVar

from api.confined import read_imported
from api.table_file import RefusedRow
from domain.board import Board
from domain.days import BOGOTA, day_of
from domain.readiness import Evidence, EvidenceSource
from domain.text import fold
from domain.written_dates import read_date
from readiness.digital_profile import profile
from readiness.survey import Digital, Need, Survey
from service.survey_form import (
    BOARD,
    Answer,
    amount_name,
    answers_of,
    board_label,
    expired_name,
    issued_name,
    make,
    name_of,
)

_WHAT = "una exportación de la encuesta en KoboToolbox u ODK, con la columna «junta» y una fila por envío"
_SENT, _ENDED = "_submission_time", "fin"
# A note for the officer who may say it: it lifts the score, so nobody judges it of himself.
_TO_BE_CONFIRMED = "La junta dice que no lo necesita: falta que un funcionario lo confirme."
_TIMES = {_SENT: ("submission time", "submissiondate"), _ENDED: ("fin", "end")}
# What Kobo and ODK add of their own, folded.
_THEIRS = (
    *("inicio", "start", "bienvenida", "version", "id", "uuid", "index", "notes", "status", "tags"),
    *("validation status", "submitted by", "meta instanceid", "instanceid", "meta instancename"),
    *("instancename", "meta rootuuid", "rootuuid", "key", "submitterid", "submittername", "deviceid"),
    *("attachmentspresent", "attachmentsexpected", "reviewstate", "edits", "formversion", "deprecatedid"),
    *("meta deprecatedid", "media all received", "formhub uuid"),
)
_Name = TypeVar("_Name", bound=str)


@dataclass(frozen=True)
class BoardAnswers:
    """The evidence that a board's newest submission comes to, when it was sent, where the file says so, and
    the requirements on which an answer was refused.
    """

    code: str
    sent_at: datetime | None
    evidence: list[Evidence]
    refused: frozenset[str]


@dataclass(frozen=True)
class SurveyFile:
    """What each board says now, and what was refused as (row number, reason)."""

    boards: list[BoardAnswers]
    rejected: list[tuple[int, str]]
    notes: list[str]


@dataclass(frozen=True, slots=True)
class _Submission:
    row: int
    board: str
    at: datetime | None
    cells: Mapping[str, str]


def read(path: Path, survey: Survey, boards: Sequence[Board], today: date) -> SurveyFile:
    """The evidence in a file of answers. Raises UnreadableFile.

    Of several submissions of a board the newest counts. An answer that cannot be is refused alone.
    """
    headings = _headings(survey, boards)
    table = read_imported(path, headings, {BOARD}, _WHAT, literal=headings.keys())
    known = {spelling: board.code for board in boards for spelling in (board.code, fold(board_label(board)))}
    submissions: list[_Submission] = []
    rejected: list[tuple[int, str]] = []
    for row, cells in table.lines:
        try:
            submissions.append(_Submission(row, _board(cells, known), _sent_at(cells), cells))
        except RefusedRow as refused:
            rejected.append((row, str(refused)))
    notes = list(table.notes)
    found = [
        _Answers(submission, today, rejected, notes).of_board(survey)
        for submission in _newest(submissions, notes)
    ]
    return SurveyFile(found, sorted(rejected), notes)


class _Answers:
    """The answers of one submission; what is refused or worth saying goes to the lists it was given."""

    def __init__(
        self, submission: _Submission, today: date, rejected: list[tuple[int, str]], notes: list[str]
    ) -> None:
        self._of, self._today = submission, today
        self._rejected, self._notes = rejected, notes
        self._refused: set[str] = set()

    def of_board(self, survey: Survey) -> BoardAnswers:
        evidence = list(self._evidence(survey))
        return BoardAnswers(self._of.board, self._of.at, evidence, frozenset(self._refused))

    def _evidence(self, survey: Survey) -> Iterator[Evidence]:
        for need in (need for group in survey.groups for need in group.needs):
            try:
                found = self._on(need)
            except RefusedRow as refused:
                self._refused.add(need.requirement.id)
                self._rejected.append((self._of.row, f"{need.requirement.title}: {refused}"))
            else:
                if found:
                    yield found
        yield from self._digital(survey.digital)

    def _on(self, need: Need) -> Evidence | None:
        """What an answer says; "we do not know" and no answer say nothing, for unknown is not "no"."""
        requirement = need.requirement
        id_, source = requirement.id, EvidenceSource.SURVEY
        match _choice(self._of.cells.get(name_of(requirement)), answers_of(requirement)):
            case None | Answer.UNKNOWN:
                return None
            case Answer.YES:
                issued_on = self._day(issued_name(requirement))
                limit_cop = _amount(self._of.cells.get(amount_name(requirement)))
                return Evidence(id_, 1, issued_on=issued_on, limit_cop=limit_cop, source=source)
            case Answer.EXPIRED:
                expires_on = self._day(expired_name(requirement))
                if expires_on == self._today:
                    raise RefusedRow(f"«{expires_on}» es hoy: todavía sirve")
                return Evidence(id_, 1 if expires_on else 0, expires_on=expires_on, source=source)
            case Answer.NO:
                return Evidence(id_, 0, source=source)
            case Answer.NOT_APPLICABLE:
                return Evidence(id_, 0, note=_TO_BE_CONFIRMED, source=source)

    def _day(self, name: str) -> date | None:
        if (text := self._of.cells.get(name)) is None:
            return None
        if (day := read_date(text)) is None:
            raise RefusedRow(f"«{text}» no es una fecha (por ejemplo 2026-03-15)")
        if day > self._today:
            raise RefusedRow(f"«{text}» todavía no llega")
        return day

    def _digital(self, digital: Digital) -> Iterator[Evidence]:
        scale = {step.id: step.label for step in digital.scale}
        places = {step.id: place for place, step in enumerate(digital.scale)}
        answers: dict[str, int] = {}
        for skill in (skill for area in digital.areas for skill in area.skills):
            try:
                if choice := _choice(self._of.cells.get(skill.id), scale):
                    answers[skill.id] = places[choice]
            except RefusedRow as refused:
                self._refused.add(digital.requirement)
                self._rejected.append((self._of.row, f"{skill.text}: {refused}"))
        found = profile(digital, answers)
        if found is None:
            return
        if found.level is None:
            self._notes.append(f"Junta {self._of.board}: faltan respuestas de lo digital. {found.words}")
            return
        taken_on = day_of(self._of.at) if self._of.at else self._today
        yield Evidence(
            digital.requirement, found.level, taken_on, note=found.words, source=EvidenceSource.SURVEY
        )


def _headings(survey: Survey, boards: Iterable[Board]) -> dict[str, tuple[str, ...]]:
    """For each question its name and its label, with and without the groups that it stands in."""
    found: dict[str, tuple[str, ...]] = {**{name: (name,) for name in _THEIRS}, **_TIMES}
    for question in make(survey, boards).questions:
        if question.is_answered:
            names = [name for name, _ in question.path]
            labels = [label for _, label in question.path]
            spellings = (
                *(question.name, question.label),
                *(" ".join((*names, question.name)), " ".join((*labels, question.label))),
            )
            found[question.name] = tuple(dict.fromkeys(fold(spelling) for spelling in spellings))
    return found


def _board(cells: Mapping[str, str], known: Mapping[str, str]) -> str:
    if (text := cells.get(BOARD)) is None:
        raise RefusedRow("Falta la junta")
    code = known.get(text) or known.get(fold(text))
    if code is None:
        raise RefusedRow(f"No conocemos la junta «{text}»")
    return code


def _sent_at(cells: Mapping[str, str]) -> datetime | None:
    """When it was sent, else when it was finished. The servers write UTC, the telephones their own time."""
    for name, zone in ((_SENT, UTC), (_ENDED, BOGOTA)):
        if text := cells.get(name):
            try:
                at = datetime.fromisoformat(text)
            except ValueError:
                raise RefusedRow(f"«{text}» no es una fecha y hora de envío") from None
            return at if at.tzinfo else at.replace(tzinfo=zone)
    return None


def _newest(submissions: Iterable[_Submission], notes: list[str]) -> Iterator[_Submission]:
    """The newest submission of each board; of two that say no time, the one further down the file."""
    of_board: dict[str, list[_Submission]] = {}
    for submission in submissions:
        of_board.setdefault(submission.board, []).append(submission)
    for code, sent in of_board.items():
        *older, newest = sorted(sent, key=lambda one: (one.at or datetime.min.replace(tzinfo=UTC), one.row))
        if older:
            rows = ", ".join(str(row) for row in sorted(one.row for one in older))
            notes.append(f"La junta {code} respondió {len(sent)} veces: vale la fila {newest.row}, no {rows}")
        yield newest


def _choice(text: str | None, known: Mapping[_Name, str]) -> _Name | None:
    """The name of the answer that was written as its name or as its label; old exports write n/a for none."""
    if text is None or fold(text) == "n a":
        return None
    for name, label in known.items():
        if fold(text) in (fold(name), fold(label)):
            return name
    raise RefusedRow(f"«{text}» no es una de las respuestas: {', '.join(known.values())}")


def _amount(text: str | None) -> int | None:
    if text is None:
        return None
    figures = text.removesuffix(".0").replace(".", "").replace("$", "").strip()
    if not figures.isascii() or not figures.isdigit() or int(figures) == 0:
        raise RefusedRow(f"«{text}» no es un valor en pesos")
    return int(figures)
