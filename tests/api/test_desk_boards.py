"""Boards as the office sees them: the list, and the pages of one."""

from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from domain.access import StaffRole
from domain.alert import Alert, AlertKind, Priority
from domain.outcome import Outcome, OutcomeKind
from domain.readiness import Evidence
from domain.unlock import GapUnlock, Unlock
from store import alerts, assessments, audit, authorisations, boards, evidence, outcomes, unlocks
from store.engine import reading, writing
from tests.api.counting import MOST_A_PAGE, statements_of
from tests.api.said import text_of
from tests.api.town import OLAYA, ON_SQLITE, POZON, a_client, a_match, an_assessment, settle, sign_in_staff
from tests.examples import NOW, a_board, a_process, an_authorisation

pytestmark = ON_SQLITE

FILE = "/equipo/juntas/JAC-0001"


@pytest.fixture
def town(engine: Engine) -> Engine:
    call = a_process()
    settle(engine, [call], [a_match(call)])
    with writing(engine) as db:
        assessments.save(db, [("JAC-0001", an_assessment())])
        evidence.save(db, [("JAC-0001", Evidence("PJ", 4))], NOW)
        unlocks.replace(db, [("JAC-0001", [GapUnlock("RUT", Unlock(3, 1, 90_000_000))])], [])
        authorisations.give(db, [an_authorisation()])
        outcomes.record(db, Outcome("JAC-0001", "CO1.BDOS.1", OutcomeKind.NEEDS_HELP, NOW, "page", "callado"))
        alerts.queue(db, [Alert("JAC-0001", "CO1.BDOS.1", AlertKind.NEW_MATCH)], NOW, NOW, Priority.NEW)
    return engine


@pytest.fixture
def trainer(town: Engine) -> TestClient:
    return sign_in_staff(a_client(town), town, StaffRole.TRAINER)


def test_the_list_says_of_each_board_how_it_stands_and_whether_it_is_reached(trainer: TestClient) -> None:
    text = text_of(trainer.get("/equipo/juntas").text)
    assert "2 juntas" in text
    assert "JAC Barrio El Pozón JAC-0001" in text
    assert "En desarrollo Mínima cuantía · le faltan 2" in text
    assert "1 convocatoria para ella" in text
    assert "Sin revisar" in text
    assert "falta su autorización para escribirle" in text


@pytest.mark.parametrize(
    ("asked", "codes"),
    [
        ("texto=pozon", {"JAC-0001"}),
        ("barrio=Olaya+Herrera", {"JAC-0002"}),
        ("localidad=-", set()),
        ("unidad=6", {"JAC-0001", "JAC-0002"}),
        ("nivel=En+desarrollo", {"JAC-0001"}),
        ("nivel=sin-revisar", {"JAC-0002"}),
        ("requisito=RUT&ruta=R4", {"JAC-0001"}),
        ("requisito=RUT&ruta=R1", set()),
        ("escribir=no", {"JAC-0001", "JAC-0002"}),
        ("escribir=si", set()),
        ("texto=%3Cscript%3E", set()),
    ],
)
def test_the_list_is_narrowed_by_what_is_asked(trainer: TestClient, asked: str, codes: set[str]) -> None:
    page = trainer.get(f"/equipo/juntas?{asked}")
    assert page.status_code == 200
    assert {code for code in ("JAC-0001", "JAC-0002") if f"/equipo/juntas/{code}" in page.text} == codes
    assert "<script" not in page.text


def test_pages_lead_to_the_next_and_back_and_keep_what_was_asked(engine: Engine) -> None:
    settle(engine, people=[a_board(code=f"JAC-{n:04}") for n in range(1, 53)])
    trainer = sign_in_staff(a_client(engine), engine, StaffRole.TRAINER)
    first = trainer.get("/equipo/juntas?texto=pozon").text
    assert 'href="/equipo/juntas?texto=pozon&amp;despues=JAC-0050"' in first
    second = trainer.get("/equipo/juntas?texto=pozon&despues=JAC-0050").text
    assert "JAC-0051" in second
    assert "52 juntas" in second
    assert "Siguientes" not in second
    assert 'href="/equipo/juntas?texto=pozon">Desde el comienzo' in second
    assert "No hay más juntas" in trainer.get("/equipo/juntas?despues=JAC-0052").text


def test_a_trainer_with_a_locality_is_led_to_its_boards(town: Engine) -> None:
    trainer = sign_in_staff(a_client(town), town, StaffRole.TRAINER, locality="De la Virgen y Turística")
    assert "Ver sólo las de De la Virgen y Turística" in text_of(trainer.get("/equipo/juntas").text)


def test_the_file_says_how_the_board_stands_what_it_lacks_and_what_that_opens(trainer: TestClient) -> None:
    text = text_of(trainer.get(FILE).text)
    assert "JAC Barrio El Pozón" in text
    assert "Mínima cuantía En desarrollo" in text
    assert "62 de 100 · le faltan 2" in text
    assert "RUT y NIT al día." in text
    assert "podrían aspirar a 3 procesos por" in text


def test_the_activity_tells_calls_answers_messages_and_what_happened(trainer: TestClient) -> None:
    text = text_of(trainer.get(f"{FILE}/actividad").text)
    assert "La junta respondió: necesitamos ayuda." in text
    assert "Convocatoria nueva" in text
    assert "Espera su envío" in text
    assert "Personería jurídica: revisado (lo entregó la junta)" in text
    assert "Preparación para mínima cuantía: En desarrollo 62 de 100" in text
    assert "Autorizó que le escribamos." in text
    assert "Entró a la lista de juntas de Convite." in text


@pytest.mark.parametrize(("path", "seen"), [(FILE, "su preparación"), (f"{FILE}/actividad", "su actividad")])
def test_whoever_sees_one_board_leaves_a_line(
    town: Engine, trainer: TestClient, path: str, seen: str
) -> None:
    trainer.get(path)
    with reading(town) as db:
        (line,) = [one for one in audit.newest(db, 10) if one.action is audit.Action.SAW]
    assert (line.about, line.detail) == ("board:JAC-0001", seen)


def test_a_list_of_many_leaves_no_line(town: Engine, trainer: TestClient) -> None:
    trainer.get("/equipo/juntas")
    with reading(town) as db:
        assert [one for one in audit.newest(db, 10) if one.action is audit.Action.SAW] == []


@pytest.mark.parametrize("path", ["/equipo/juntas/JAC-9999", "/equipo/juntas/JAC-9999/actividad"])
def test_a_board_that_is_not_there_is_not_found_and_not_noted(
    town: Engine, trainer: TestClient, path: str
) -> None:
    assert trainer.get(path).status_code == 404
    with reading(town) as db:
        assert [one for one in audit.newest(db, 10) if one.action is audit.Action.SAW] == []


def test_a_code_with_a_stroke_has_its_pages(engine: Engine) -> None:
    settle(engine, people=[a_board(code="JAC/13 001")])
    trainer = sign_in_staff(a_client(engine), engine, StaffRole.TRAINER)
    assert 'href="/equipo/juntas/JAC/13%20001"' in trainer.get("/equipo/juntas").text
    assert trainer.get("/equipo/juntas/JAC/13%20001").status_code == 200
    assert trainer.get("/equipo/juntas/JAC/13%20001/actividad").status_code == 200


def test_an_observer_sees_no_board(town: Engine) -> None:
    observer = sign_in_staff(a_client(town), town, StaffRole.OBSERVER)
    for path in ("/equipo/juntas", FILE, f"{FILE}/actividad"):
        assert observer.get(path).status_code == 403


def test_what_boards_wrote_is_escaped(engine: Engine) -> None:
    wicked = "<script>alert(1)</script>"
    settle(engine, people=[a_board(name=wicked, barrio=wicked, locality=wicked, unit=wicked)])
    with writing(engine) as db:
        assessments.save(db, [("JAC-0001", an_assessment())])
    trainer = sign_in_staff(a_client(engine), engine, StaffRole.TRAINER)
    for path in ("/equipo/juntas", FILE, f"{FILE}/actividad", "/equipo/brechas"):
        page = trainer.get(path)
        assert page.status_code == 200
        assert "<script" not in page.text


@pytest.mark.parametrize("path", ["/equipo/juntas?requisito=RUT", FILE, f"{FILE}/actividad"])
def test_the_pages_ask_little_of_the_database(town: Engine, trainer: TestClient, path: str) -> None:
    with statements_of(town) as asked:
        assert trainer.get(path).status_code == 200
    assert len(asked) <= MOST_A_PAGE, asked


def test_a_list_of_many_asks_no_more_than_one_of_few(engine: Engine) -> None:
    people = [POZON, OLAYA, *(a_board(code=f"JAC-{n:04}") for n in range(3, 80))]
    settle(engine, people=people)
    with writing(engine) as db:
        boards.stop(db, ["JAC-0003"], NOW + timedelta(days=1))
    trainer = sign_in_staff(a_client(engine), engine, StaffRole.TRAINER)
    with statements_of(engine) as asked:
        trainer.get("/equipo/juntas")
    assert len(asked) <= MOST_A_PAGE
