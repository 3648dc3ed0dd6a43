"""The agenda of the next month at the trainer's desk, and cohorts that no proposal was made of."""

from datetime import date, datetime, timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from domain.access import StaffRole
from domain.days import BOGOTA
from domain.training import Candidate
from store import proposals, training
from store.audit import newest
from store.engine import reading, writing
from tests.api.counting import MOST_A_PAGE, statements_of
from tests.api.town import OLAYA, ON_SQLITE, POZON, a_client, settle, sign_in_staff
from tests.api.training_town import PROPOSAL, a_proposal
from tests.examples import NOW, TODAY, YESTERDAY

pytestmark = ON_SQLITE
HOME = "/equipo/formacion"
PAGE = f"{HOME}/agenda"
FIRST = date(2026, 6, 29)  # the Monday of the first week of July: it is the third of June
WANTED = {"propuesta": PROPOSAL, "semana": FIRST.isoformat(), "encuentros": "2"}


@pytest.fixture
def trainer(engine: Engine) -> TestClient:
    settle(engine)
    with writing(engine) as db:
        other = a_proposal(key="other", unit="DIGITAL", boards=(Candidate(POZON.code, 1, 0, True),))
        proposals.replace(db, [a_proposal(), other])
    return sign_in_staff(a_client(engine), engine, StaffRole.TRAINER)


def test_each_entry_says_its_figures_and_why_it_is_in_that_week(trainer: TestClient) -> None:
    seen = trainer.get(PAGE).text
    assert "Agenda de julio de 2026" in seen
    assert "<strong>4</strong> cosas entre 2 juntas" in seen
    assert "propuesta número 1 por su peso" in seen
    assert "No va en la semana del lunes 29 de junio de 2026, porque una de sus juntas tiene" in seen


def test_one_click_makes_the_cohort_with_its_meeting_and_invites_nobody(
    trainer: TestClient, engine: Engine
) -> None:
    made = trainer.post(PAGE, data=WANTED).headers["location"]
    with reading(engine) as db:
        (meeting,) = training.meetings_of(db, [1])[1]
        members = training.members(db, [1])[1]
    assert made == f"{HOME}/grupos/1"
    assert meeting.starts_at == datetime(2026, 7, 4, 9, tzinfo=BOGOTA)
    assert set(members) == {POZON.code, OLAYA.code}
    assert all(one.invited_at is None for one in members.values())
    assert "quiten el que no tenga lugar" in trainer.post(f"{made}/invitar").text
    assert "Ya está en la agenda" in trainer.get(PAGE).text


def test_an_entry_that_moved_meanwhile_makes_nothing(trainer: TestClient, engine: Engine) -> None:
    later = {**WANTED, "semana": (FIRST + timedelta(7)).isoformat()}
    answer = trainer.post(PAGE, data=later)
    assert answer.status_code == 409
    assert "La agenda cambió" in answer.text
    assert trainer.post(PAGE, data=WANTED).status_code == 303
    assert trainer.post(PAGE, data=WANTED).status_code == 409
    with reading(engine) as db:
        assert len(training.overviews(db)) == 1


@pytest.mark.parametrize(("number", "status"), [("0", 422), ("1", 200), ("20", 200), ("21", 422)])
def test_trainers_hold_from_one_to_twenty_meetings_a_week(
    trainer: TestClient, number: str, status: int
) -> None:
    assert trainer.get(f"{PAGE}?encuentros={number}").status_code == status


def test_the_agenda_asks_little_of_the_database(trainer: TestClient, engine: Engine) -> None:
    with statements_of(engine) as asked:
        trainer.get(PAGE)
    assert len(asked) <= MOST_A_PAGE


def test_a_training_of_the_past_is_noted_with_its_boards_and_its_day(
    trainer: TestClient, engine: Engine
) -> None:
    data = {"unidad": "DIGITAL", "localidad": POZON.locality or "", "motivo": "Se dictó en mayo"}
    made = trainer.post(f"{HOME}/a-mano", data=data).headers["location"]
    codes = {"codigo": f"{POZON.code}\r\n\r\n {OLAYA.code} "}
    assert trainer.post(f"{made}/juntas", data=codes).status_code == 303
    trainer.post(f"{made}/encuentros", data={"dia": YESTERDAY.isoformat(), "hora": "09:00", "lugar": "Salón"})
    trainer.post(f"{made}/completaron", data={"junta": POZON.code})
    with reading(engine) as db:
        members = training.members(db, [1])[1]
        details = [one.detail for one in newest(db, 9)]
    assert members[POZON.code].completed_on == YESTERDAY
    assert members[OLAYA.code].completed_on is None
    assert {"made by hand", f"added {POZON.code}", f"added {OLAYA.code}"} <= set(details)


def test_a_code_that_is_nobodys_adds_no_board_and_is_named_with_its_line(
    trainer: TestClient, engine: Engine
) -> None:
    with writing(engine) as db:
        id_ = training.make(db, {"unit": "DIGITAL", "locality": None, "commune": None, "why": ""}, [], NOW)
    answer = trainer.post(f"{HOME}/grupos/{id_}/juntas", data={"codigo": f"{POZON.code}\nJAC-9"})
    assert answer.status_code == 422
    assert "«JAC-9» (renglón 2)" in answer.text
    with reading(engine) as db:
        assert training.members(db, [id_])[id_] == {}


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"unidad": "NADA"}, "Escojan qué se enseña"),
        ({"localidad": "Marte"}, "Escojan una localidad"),
        ({"motivo": ""}, "Escriban por qué"),
        ({"motivo": "Lo pidió ana@juntas.example"}, "correo electrónico"),
    ],
)
def test_a_cohort_by_hand_that_says_too_little_is_asked_for_again(
    trainer: TestClient, fields: dict[str, str], said: str
) -> None:
    data = {"unidad": "DIGITAL", "localidad": "", "motivo": "Lo pidió la Alcaldía", **fields}
    answer = trainer.post(f"{HOME}/a-mano", data=data)
    assert answer.status_code == 422
    assert said in answer.text


def test_who_completes_before_any_meeting_was_completes_today(trainer: TestClient, engine: Engine) -> None:
    with writing(engine) as db:
        of = {"unit": "DIGITAL", "locality": None, "commune": None, "why": ""}
        id_ = training.make(db, of, [POZON.code], NOW)
        training.add_meeting(db, id_, NOW + timedelta(days=3), "Salón")
    trainer.post(f"{HOME}/grupos/{id_}/completaron", data={"junta": POZON.code})
    with reading(engine) as db:
        assert training.members(db, [id_])[id_][POZON.code].completed_on == TODAY
