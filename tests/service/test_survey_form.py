"""The form of the survey: what it asks, of whom, and that KoboToolbox's and ODK's own converter takes it."""

import re
import tomllib
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from pyxform.xls2xform import convert

from domain.readiness import Effect, Verified
from domain.text import fold
from readiness.catalogue import TO_CONFIRM
from readiness.survey import FOLDER
from service.survey_form import Answer, answers_of, make, name_of, write
from tests.examples import a_board
from tests.readiness.documents import CATALOGUE
from tests.service.survey_examples import ASKED, BOARDS, FORM, SKILLS, SURVEY

_NS = {"x": "http://www.w3.org/2002/xforms", "h": "http://www.w3.org/1999/xhtml"}
_BY_NAME = {question.name: question for question in FORM.questions}


@pytest.fixture
def xform(tmp_path: Path) -> ET.Element:
    """The form as pyxform converts it, which may neither fail nor warn."""
    path, warnings = tmp_path / "encuesta.xlsx", list[str]()
    write(FORM, path)
    found = convert(path, warnings=warnings)
    assert warnings == []
    return ET.fromstring(found.xform)


def test_the_converter_finds_every_question_and_every_board(xform: ET.Element) -> None:
    bound = {bind.get("nodeset", "").rsplit("/", 1)[-1] for bind in xform.iterfind(".//x:bind", _NS)}
    assert {question.name for question in ASKED} <= bound
    boards = xform.findall(".//x:instance[@id='juntas']/x:root/x:item/x:name", _NS)
    assert {one.text for one in boards} == {board.code for board in BOARDS}
    one = xform.find(".//x:select1[@appearance='autocomplete']", _NS)
    assert one is not None
    assert one.get("ref", "").endswith("/junta")


def test_the_form_says_its_name_its_version_and_its_language(xform: ET.Element) -> None:
    (root,) = (
        one for one in xform.iterfind(".//x:instance/*", _NS) if one.get("id", "").startswith("convite")
    )
    assert root.get("version") == FORM.version
    translation = xform.find(".//x:translation", _NS)
    assert translation is not None
    assert (translation.get("lang"), translation.get("default")) == ("Español (es)", "true()")


def test_every_requirement_is_asked_once_and_digital_skills_by_their_own_questions() -> None:
    needs = [need.requirement.id for group in SURVEY.groups for need in group.needs]
    assert sorted([*needs, SURVEY.digital.requirement]) == sorted(CATALOGUE.requirements)
    assert len(SURVEY.digital.areas) == 5
    assert all(2 <= len(area.skills) <= 3 for area in SURVEY.digital.areas)
    names = [question.name for question in FORM.questions if question.name]
    assert len(set(names)) == len(names)


def test_every_question_of_the_file_is_about_a_requirement_that_there_is() -> None:
    file = tomllib.loads((FOLDER / "needs.toml").read_text(encoding="utf-8"))
    assert {entry["id"] for entry in file["question"]} <= set(CATALOGUE.requirements)
    conditions = {requirement.condition for requirement in CATALOGUE.requirements.values()}
    assert {entry["id"] for entry in file["screen"]} <= conditions


def test_no_two_questions_read_the_same() -> None:
    labels = [fold(question.label) for question in ASKED]
    assert len(set(labels)) == len(labels)


@pytest.mark.parametrize("id_", sorted(set(CATALOGUE.requirements) - {"DIGC"}))
def test_that_it_does_not_apply_may_be_said_of_what_is_not_always_asked(id_: str) -> None:
    requirement = CATALOGUE.requirements[id_]
    may = Answer.NOT_APPLICABLE in answers_of(requirement)
    assert may is (requirement.effect is not Effect.BLOCKS)
    offered = {
        name for of, name, _ in FORM.choices if f"select_one {of}" == _BY_NAME[name_of(requirement)].type
    }
    assert offered == {answer.value for answer in answers_of(requirement)}


@pytest.mark.parametrize("id_", sorted(set(CATALOGUE.requirements) - {"DIGC"}))
def test_the_day_of_issue_is_asked_where_it_says_how_long_a_document_counts(id_: str) -> None:
    requirement = CATALOGUE.requirements[id_]
    has_rule = requirement.valid_days is not None or requirement.expires_on is not None
    assert (f"{name_of(requirement)}_expedido" in _BY_NAME) is has_rule


def test_an_amount_is_asked_of_the_assembly_alone() -> None:
    assert [question.name for question in ASKED if question.type == "integer"] == ["aut_valor"]


def test_what_depends_on_an_answer_is_only_asked_after_it() -> None:
    assert _BY_NAME["cert_expedido"].relevant == "${cert} = 'si'"
    assert _BY_NAME["cert_vencio"].relevant == "${cert} = 'vencido'"
    assert _BY_NAME["sex"].relevant == "${quiere_with_minors} != 'no'"
    groups = [question for question in FORM.questions if question.type == "begin group"]
    assert {group.relevant for group in groups} == {"${junta} != ''"}


def test_nothing_is_asked_that_would_be_data_of_a_person() -> None:
    kinds = {question.type.split()[0] for question in FORM.questions}
    # Nothing to write freely, no photograph, no place, and no name or telephone of who fills it in.
    assert kinds == {"start", "end", "note", "select_one", "begin", "date", "integer"}
    president = a_board(president="Persona Inventada")
    told = repr(make(SURVEY, [president]))
    assert not re.search(r"Persona Inventada", told)


def test_every_statement_of_law_carries_its_mark() -> None:
    for group in SURVEY.groups:
        for need in group.needs:
            hint = _BY_NAME[name_of(need.requirement)].hint
            assert need.requirement.law in hint
            if need.requirement.verified is Verified.UNVERIFIED:
                assert TO_CONFIRM in hint


def test_the_version_changes_with_the_boards_and_with_nothing_else() -> None:
    assert make(SURVEY, BOARDS).version == FORM.version
    assert make(SURVEY, reversed(BOARDS)).version == FORM.version
    assert make(SURVEY, BOARDS[:1]).version != FORM.version


def test_skills_stand_in_their_area_of_the_digital_group() -> None:
    paths = {skill: [name for name, _ in _BY_NAME[skill].path] for skill in SKILLS}
    assert paths["buscar"] == ["madurez_digital", "area_informacion"]
    assert all(path[0] == "madurez_digital" for path in paths.values())
