"""The survey as the tests fill it in: an export as KoboToolbox or ODK write it."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

import xlsxwriter

from domain.readiness import Evidence
from readiness import survey
from service.survey_answers import SurveyFile, read
from service.survey_form import Form, Question, make
from tests.examples import a_board
from tests.readiness.documents import CATALOGUE, ON

SURVEY = survey.load(CATALOGUE)
POZON = a_board(code="J-1")
OLAYA = a_board(code="J-2", name="JAC Olaya Herrera", barrio="Olaya Herrera")
BOARDS = (POZON, OLAYA)
FORM: Form = make(SURVEY, BOARDS)
ASKED: tuple[Question, ...] = tuple(question for question in FORM.questions if question.is_answered)
SKILLS = tuple(skill.id for area in SURVEY.digital.areas for skill in area.skills)


def read_rows(folder: Path, *rows: Mapping[str, str]) -> SurveyFile:
    """What rows come to; a row is (column → text), and answers for El Pozón unless it says otherwise."""
    filled = [{"junta": POZON.code, **row} for row in rows]
    return read(a_csv(folder, filled), SURVEY, BOARDS, ON)


def a_csv(folder: Path, rows: Sequence[Mapping[str, str]], sign: str = ",") -> Path:
    path = folder / "respuestas.csv"
    columns = list(dict.fromkeys(column for row in rows for column in row))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, delimiter=sign, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


def an_xlsx(folder: Path, rows: Sequence[Mapping[str, object]]) -> Path:
    path = folder / "respuestas.xlsx"
    columns = list(dict.fromkeys(column for row in rows for column in row))
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd hh:mm:ss"}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, columns)
        for number, row in enumerate(rows, 1):
            sheet.write_row(number, 0, [row.get(column, "") for column in columns])
    return path


def evidence_of(found: SurveyFile) -> list[tuple[str, Evidence]]:
    """All that the answers come to, with the board's code."""
    return [(one.code, item) for one in found.boards for item in one.evidence]
