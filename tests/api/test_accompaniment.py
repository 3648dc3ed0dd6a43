"""A plan of accompaniment at the desk and on the board's page: who does what by when, and the log."""

from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from api.accompaniment import read_plan
from domain.access import StaffRole
from domain.accompaniment import ActionState, Doer
from domain.outcome import Outcome, OutcomeKind
from store import accompaniment, outcomes, staff
from store.audit import Action, newest
from store.engine import reading, writing
from tests.api.counting import MOST_A_PAGE, statements_of
from tests.api.town import (
    OLAYA,
    ON_SQLITE,
    POZON,
    a_client,
    an_assessment,
    assess,
    page_of,
    settle,
    sign_in,
    sign_in_staff,
)
from tests.examples import NOW, TODAY, TOMORROW, YESTERDAY

pytestmark = ON_SQLITE
LIST = "/equipo/acompanamiento"
PLAN = f"/equipo/juntas/{POZON.code}/acompanamiento"
OURS = "/junta/mia/acompanamiento"


@pytest.fixture
def client(engine: Engine) -> TestClient:
    """A trainer, who owns the plan of the first board."""
    settle(engine)
    with writing(engine) as db:
        assess(db, [(POZON.code, an_assessment("R1", blocking=("RUT",))), (POZON.code, an_assessment("R4"))])
    found = sign_in_staff(a_client(engine), engine, StaffRole.TRAINER)
    found.post(PLAN, data={"duena": "1", "meta": "R1"})
    return found


def states(engine: Engine) -> list[ActionState]:
    with reading(engine) as db:
        return [one.state(TODAY) for one in accompaniment.ACTIONS.ask(db, code=POZON.code)]


def an_action(engine: Engine, **fields: object) -> int:
    given = {"what": "Renovar el RUT", "doer": Doer.BOARD, "due_on": TOMORROW, "requirement": None, **fields}
    with writing(engine) as db:
        return accompaniment.add(db, POZON.code, **given, at=NOW)  # type: ignore[arg-type]


def test_a_plan_has_an_owner_and_a_goal_and_leaves_lines(client: TestClient, engine: Engine) -> None:
    seen = client.get(PLAN).text
    assert "La acompaña <strong>Ana de Prueba</strong>" in seen
    assert "convenio solidario" in seen
    with reading(engine) as db:
        lines = [(one.action, one.about, one.detail) for one in newest(db, 9)]
    assert (Action.CHANGED, f"board:{POZON.code}", "accompaniment plan: R1") in lines
    assert (Action.SAW, f"board:{POZON.code}", "su acompañamiento") in lines


@pytest.mark.parametrize("data", [{"duena": "9"}, {"duena": "1", "meta": "R99"}, {}])
def test_nobody_unknown_owns_a_plan_and_no_unknown_route_is_its_goal(
    client: TestClient, data: dict[str, str]
) -> None:
    answer = client.post(PLAN, data=data)
    assert answer.status_code == 422
    assert "Escojan a una persona de la lista" in answer.text


def test_a_gap_becomes_an_action_with_one_click_and_is_proposed_no_more(
    client: TestClient, engine: Engine
) -> None:
    before = client.get(PLAN).text
    assert 'name="requisito" value="RUT"' in before
    data = {"requisito": "RUT", "quien": "board"}
    assert client.post(f"{PLAN}/propuestas", data=data).headers["location"] == f"{PLAN}#acciones"
    with reading(engine) as db:
        (one,) = accompaniment.ACTIONS.ask(db, code=POZON.code)
        found = read_plan(db, POZON.code, TODAY)
    assert (one.doer, one.requirement) == (Doer.BOARD, "RUT")
    assert one.due_on
    assert one.due_on > TODAY
    assert found
    assert "RUT" not in {ways[0].requirement.id for ways in found.proposed}
    client.post(f"{PLAN}/propuestas", data=data)
    assert states(engine) == [ActionState.OPEN]  # a second click adds nothing
    assert client.post(f"{PLAN}/propuestas", data={"requisito": "NADA", "quien": "board"}).status_code == 404


def test_what_holds_the_goal_shut_is_proposed_first(client: TestClient, engine: Engine) -> None:
    with reading(engine) as db:
        found = read_plan(db, POZON.code, TODAY)
    assert found
    assert [ways[0].requirement.id for ways in found.proposed] == ["RUT", "SEC2"]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"que": ""}, "Escriban qué hay que hacer"),
        ({"que": "Llamar al 300 000 0012"}, "teléfono o de cédula"),
        ({"que": "Escribir a ana@juntas.example"}, "correo electrónico"),
        ({"que": "x" * 301}, "300 letras o menos: son 301"),
        ({"quien": "nadie"}, "Escojan quién lo hace"),
        ({"para": "02/06/2026"}, "de los próximos dos años"),
        ({"para": "mañana"}, "de los próximos dos años"),
    ],
)
def test_an_action_that_says_too_little_or_too_much_is_not_taken(
    client: TestClient, engine: Engine, fields: dict[str, str], said: str
) -> None:
    data = {"que": "Renovar el RUT", "quien": "board", "para": "03/06/2026", **fields}
    answer = client.post(f"{PLAN}/acciones", data=data)
    assert answer.status_code == 422
    assert said in answer.text
    assert states(engine) == []


def test_an_action_is_put_off_done_opened_and_dropped_with_why(client: TestClient, engine: Engine) -> None:
    id_ = an_action(engine, due_on=YESTERDAY)
    assert "Atrasado un día" in client.get(PLAN).text
    act = f"{PLAN}/acciones/{id_}"
    assert client.post(f"{act}/fecha", data={"para": "2026-06-02"}).status_code == 422
    client.post(f"{act}/fecha", data={"para": "2026-06-03"})
    assert states(engine) == [ActionState.OPEN]
    assert client.post(f"{act}/hecha", data={"dia": "2026-06-04"}).status_code == 422
    client.post(f"{act}/hecha", data={"dia": "2026-06-02"})
    assert states(engine) == [ActionState.DONE]
    assert client.post(f"{act}/quitar", data={"motivo": "tarde"}).status_code == 409
    client.post(f"{act}/abrir")
    assert client.post(f"{act}/quitar", data={"motivo": " "}).status_code == 422
    client.post(f"{act}/quitar", data={"motivo": "Ya no hace falta"})
    assert states(engine) == [ActionState.DROPPED]
    assert "Ya no hace falta" in client.get(PLAN).text


def test_the_board_ticks_its_own_and_says_what_it_cannot(client: TestClient, engine: Engine) -> None:
    done, hard, theirs = (an_action(engine), an_action(engine), an_action(engine, doer=Doer.OFFICE))
    board = sign_in(a_client(engine), engine)
    assert board.post(f"{OURS}/{done}/hecho").headers["location"] == f"{OURS}#a-{done}"
    assert board.post(f"{OURS}/{hard}/no-podemos", data={"motivo": ""}).status_code == 422
    refused = board.post(f"{OURS}/{hard}/no-podemos", data={"motivo": "Llamen al 3000000012"})
    assert "teléfono o de cédula" in refused.text
    board.post(f"{OURS}/{hard}/no-podemos", data={"motivo": "<b>La DIAN no da cita</b>"})
    assert board.post(f"{OURS}/{theirs}/hecho").status_code == 410
    assert board.post(f"{OURS}/{done}/hecho").status_code == 410
    assert states(engine) == [ActionState.DONE, ActionState.CANNOT, ActionState.OPEN]
    seen = client.get(PLAN).text
    assert "&lt;b&gt;La DIAN no da cita&lt;/b&gt;" in seen
    assert "dijo la junta" in seen
    assert "Dice que no puede con una cosa" in client.get(LIST).text


def test_the_link_reads_the_plan_and_neither_ticks_nor_reads_the_log(
    client: TestClient, engine: Engine
) -> None:
    id_ = an_action(engine)
    client.post(f"{PLAN}/bitacora", data={"palabras": "Se reunió la directiva", "dia": "2026-06-02"})
    link = a_client(engine)
    seen = link.get(f"{page_of(POZON)}/acompanamiento").text
    assert "Renovar el RUT" in seen
    assert "Se reunió la directiva" not in seen
    sign_in(a_client(engine), engine).post(f"{OURS}/{id_}/no-podemos", data={"motivo": "No hay plata"})
    seen = link.get(f"{page_of(POZON)}/acompanamiento").text
    assert "dijeron que no pueden" in seen
    assert "No hay plata" not in seen
    answer = link.post(f"{page_of(POZON)}/acompanamiento/{id_}/hecho")
    assert states(engine) == [ActionState.CANNOT]
    assert answer.status_code in (303, 401)
    board = sign_in(a_client(engine), engine)
    assert "Se reunió la directiva" in board.get(OURS).text
    other = sign_in(a_client(engine), engine, OLAYA)
    assert "todavía no tiene un plan" in other.get(OURS).text
    assert other.post(f"{OURS}/{id_}/hecho").status_code == 410


def test_the_log_is_corrected_by_a_new_line_and_holds_no_telephone(
    client: TestClient, engine: Engine
) -> None:
    write = f"{PLAN}/bitacora"
    assert client.post(write, data={"palabras": "Cédula 1.000.000.012"}).status_code == 422
    assert client.post(write, data={"palabras": "Hablamos", "dia": "2026-06-04"}).status_code == 422
    client.post(write, data={"palabras": "Hablamos", "dia": "2026-06-02"})
    client.post(write, data={"palabras": "Fue el martes", "corrige": "1"})
    assert client.post(write, data={"palabras": "Otra", "corrige": "77"}).status_code == 409
    seen = client.get(PLAN).text
    assert 'corrige el <a href="#b-1">' in seen


def test_what_was_typed_of_an_action_stays_there_and_nowhere_else(client: TestClient, engine: Engine) -> None:
    act = f"{PLAN}/acciones/{an_action(engine)}"
    assert (
        'value="Llamar al 3000000012"'
        in client.post(f"{act}/quitar", data={"motivo": "Llamar al 3000000012"}).text
    )
    assert client.post(f"{act}/fecha", data={"para": "pasado"}).text.count('value="pasado"') == 1
    assert client.post(f"{act}/hecha", data={"dia": "0206-06-02"}).text.count('value="0206-06-02"') == 1


def test_signs_that_cannot_be_seen_are_not_kept(client: TestClient, engine: Engine) -> None:
    client.post(f"{PLAN}/acciones", data={"que": "Renovar\x00 el\x07 RUT", "quien": "board"})
    client.post(f"{PLAN}/bitacora", data={"palabras": "Uno\x00\r\n\r\ndos"})
    with reading(engine) as db:
        (action,) = accompaniment.ACTIONS.ask(db, code=POZON.code)
        (entry,) = accompaniment.LOG.ask(db, code=POZON.code)
    assert (action.what, entry.words) == ("Renovar el RUT", "Uno\ndos")


def test_an_owner_that_is_gone_is_not_replaced_without_a_word(client: TestClient, engine: Engine) -> None:
    other = sign_in_staff(a_client(engine), engine, StaffRole.SECRETARIAT)
    with writing(engine) as db:
        staff.disable(db, 1, NOW)
    assert '<option value="" selected>Escojan: Ana de Prueba ya no acompaña' in other.get(PLAN).text
    assert other.post(PLAN, data={"duena": "", "meta": "R1"}).status_code == 422


def test_without_a_plan_nothing_is_added_to_it(client: TestClient, engine: Engine) -> None:
    path = f"/equipo/juntas/{OLAYA.code}/acompanamiento"
    assert "Esta junta no tiene plan" in client.get(path).text
    data = {"que": "Algo", "quien": "board", "palabras": "Algo"}
    assert client.post(f"{path}/acciones", data=data).status_code == 409
    assert client.post(f"{path}/bitacora", data=data).status_code == 409
    assert client.get("/equipo/juntas/NADA/acompanamiento").status_code == 404


def test_who_asks_for_help_and_has_no_plan_stands_above_the_plans(client: TestClient, engine: Engine) -> None:
    with writing(engine) as db:
        for code in (POZON.code, OLAYA.code):
            at = NOW - timedelta(days=1)
            outcomes.record(db, Outcome(code, "CO1.BDOS.1", OutcomeKind.NEEDS_HELP, at, "page"))
    seen = client.get(LIST).text
    assert "Piden ayuda y no tienen plan (1)" in seen
    assert OLAYA.name in seen
    assert POZON.name not in client.get(f"{LIST}?quien=99").text.split('id="planes"')[1]
    assert POZON.name in client.get(f"{LIST}?quien=mias").text.split('id="planes"')[1]


def test_a_list_of_plans_costs_few_statements(client: TestClient, engine: Engine) -> None:
    for path in (LIST, PLAN, OURS):
        asks = sign_in(client, engine) if path is OURS else client
        with statements_of(engine) as asked:
            assert asks.get(path).status_code == 200
        assert len(asked) <= MOST_A_PAGE, path
