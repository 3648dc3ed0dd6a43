"""The history of a board, on its own page and at the desk."""

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from api.history import A_PAGE
from domain.access import StaffRole
from domain.readiness import Evidence
from store import evidence
from store.engine import writing
from store.tables import assessment_history
from tests.api.counting import MOST_A_PAGE, statements_of
from tests.api.eventful_board import WORK, live
from tests.api.said import text_of
from tests.api.town import ON_SQLITE, POZON, a_client, page_of, settle, sign_in, sign_in_staff
from tests.examples import NOW, TODAY, a_process
from tests.projects import a_wording

pytestmark = ON_SQLITE
OURS = "/junta/mia/historia"
DESK = f"/equipo/juntas/{POZON.code}/actividad"
TITLE = a_process().title
BOTH_SAY = (
    "RUT",
    f"SECOP da por terminado el contrato: {WORK}",
    f"Empezó el contrato: {WORK}",
    f"Adicionaron al contrato 20 días y 3 millones de pesos: {WORK}",
)
WE = (
    f"Pidieron ayuda: {TITLE}",
    "La oficina cerró su pedido de ayuda",
    f"Les adjudicaron: {TITLE}, por 9 millones de pesos · verlo en SECOP",
    "Firmaron un contrato: Un parque, por 58 millones de pesos "
    "Quizás: falta que la oficina confirme que es de ustedes.",
    f"Presentaron oferta: {TITLE}",
    "Los invitamos a la formación",
    "Respondieron que van a la formación",
    "Fueron a un encuentro de «",
    "» con 3 personas",
    "Completaron la formación",
    "(lo dijeron en la encuesta)",
    "La oficina empezó un plan de acompañamiento con ustedes",
    "Del plan se hizo: Renovar el RUT (lo marcó la junta)",
    "La oficina anotó la etapa «Diagnosticar»",
    f"Hicieron público un proyecto: {a_wording().title}",
)
THEY = (
    f"Pidió ayuda: {TITLE}",
    "La oficina cerró el pedido de ayuda",
    f"Le adjudicaron: {TITLE}, por 9 millones de pesos · verlo en SECOP",
    "Firmó un contrato: Un parque, por 58 millones de pesos "
    "Quizás: falta que la oficina confirme que es de esta junta.",
    f"Presentó oferta: {TITLE}",
    "La invitaron a la formación",
    "Respondió que va a la formación",
    "Fue a un encuentro de «",
    "Completó la formación",
    "(lo dijo en la encuesta)",
    "Envió un papel: ",
    "Le respondió a otra junta: JAC Olaya",
)
IN_SESSION = (
    f"Anotaron un proyecto: {a_wording().title}",
    "Le preguntaron a otra junta: JAC Olaya",
    "Le respondieron a otra junta: JAC Olaya",
    "Enviaron un papel: ",
    "La oficina revisó un papel y no sirve: ",
    "(2 archivos)",
)


@pytest.fixture
def board(engine: Engine) -> TestClient:
    settle(engine)
    with writing(engine) as db:
        live(db)
    return sign_in(a_client(engine), engine)


def test_a_board_reads_all_that_happened_with_it_and_how_sure_it_is(
    engine: Engine, board: TestClient
) -> None:
    with statements_of(engine) as asked:
        said = text_of(board.get(OURS).text)
    assert len(asked) <= MOST_A_PAGE
    for words in (*BOTH_SAY, *WE, *IN_SESSION):
        assert words in said


def test_whoever_has_the_link_alone_is_not_told_of_papers_projects_and_questions(board: TestClient) -> None:
    said = text_of(board.get(f"{page_of(POZON)}/historia").text)
    for words in (*BOTH_SAY, *WE):
        assert words in said
    for words in IN_SESSION:
        assert words not in said
    assert "entren con su junta" in said


def test_the_office_reads_the_same_of_the_board(engine: Engine, board: TestClient) -> None:
    trainer = sign_in_staff(a_client(engine), engine, StaffRole.TRAINER)
    with statements_of(engine) as asked:
        said = text_of(trainer.get(DESK).text)
    assert len(asked) <= MOST_A_PAGE + 1  # with the line in the audit
    for words in (*BOTH_SAY, *THEY):
        assert words in said


def test_the_older_ones_are_on_the_pages_that_follow(engine: Engine) -> None:
    settle(engine)
    days = [{"board_code": POZON.code, "route": f"R{n}", "on": TODAY} for n in range(A_PAGE)]
    stood = {"verdict": "eligible", "level": "Inicial", "score": 5}
    with writing(engine) as db:
        db.execute(assessment_history.insert(), [{**one, **stood} for one in days])
        evidence.save(db, [(POZON.code, Evidence("RUT", 3))], NOW)
    client = sign_in(a_client(engine), engine)
    first, last = (text_of(client.get(f"{OURS}{rest}").text) for rest in ("", f"?desde={A_PAGE}"))
    assert f"1 a {A_PAGE} de {A_PAGE + 2}" in first
    assert f"{A_PAGE + 1} a {A_PAGE + 2} de {A_PAGE + 2} Más viejos" not in last
    assert "Más nuevos" in last
    assert "No hay nada más viejo" in text_of(client.get(f"{OURS}?desde=999").text)
