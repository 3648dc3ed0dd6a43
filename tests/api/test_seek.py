"""Which boards suit a process: what everyone may read, and with whom a board would have what it lacks."""

from collections.abc import Collection
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from domain.board import Board
from domain.process import Process
from domain.readiness import Evidence
from readiness.assess import assess
from readiness.catalogue import load
from readiness.states import best
from store import assessments, evidence
from store.engine import writing
from tests.api.counting import MOST_A_PAGE, statements_of
from tests.api.town import OLAYA, POZON, a_client, a_match, page_of, settle, sign_in
from tests.examples import NOW, TODAY, YESTERDAY, a_board, a_process

PAGE, JSON = "/proceso/CO1.BDOS.1/juntas", "/api/v1/processes/CO1.BDOS.1/boards"
FAR = a_board(
    code="JAC-0003",
    name="JAC Blas de Lezo",
    barrio="Blas de Lezo",
    locality="Industrial y de la Bahía",
    unit="12",
)
WORKS = {
    "title": "Construcción de placa huella en el barrio El Pozón",
    "description": None,
    "contract_type": "Obra",
}


def show(engine: Engine, board: Board, lacking: Collection[str] = ()) -> None:
    """The board has every paper but these, and was assessed since."""
    catalogue = load(TODAY)
    ends = TODAY + timedelta(days=300)
    items = [Evidence(id_, 4, YESTERDAY, ends) for id_ in catalogue.requirements if id_ not in lacking]
    held = best(catalogue, items, TODAY)
    with writing(engine) as db:
        evidence.save(db, [(board.code, item) for item in items], NOW)
        assessments.save(db, [(board.code, assess(catalogue, "R4", held, TODAY))])


def settle_town(engine: Engine, *processes: Process, lacking: Collection[str] = ()) -> None:
    """El Pozón lacks some papers; its neighbour has all."""
    settle(
        engine, processes, [a_match(p, missing=tuple(lacking)) for p in processes], people=[POZON, OLAYA, FAR]
    )
    show(engine, POZON, lacking)
    show(engine, OLAYA)
    show(engine, FAR)


def test_the_boards_that_suit_come_with_level_and_reasons(engine: Engine) -> None:
    settle_town(engine, a_process())
    found = a_client(engine).get(JSON).json()
    assert [one["board"]["code"] for one in found["items"]] == [POZON.code, OLAYA.code]
    assert found["refused"] == {"other_place": 1}
    assert found["items"][0]["level"] == "Lista"
    seen = a_client(engine).get(PAGE).text
    assert "2 juntas" in seen
    assert "Es en su barrio: El Pozón" in seen
    assert "/juntas/JAC-0001/pasaporte" in seen


def test_what_a_board_lacks_and_how_to_reach_it_are_not_told(engine: Engine) -> None:
    settle_town(engine, a_process(), lacking=["RUT", "SEC2"])
    client = a_client(engine)
    for answer in (client.get(PAGE).text, client.get(JSON).text):
        assert "JAC Barrio El Pozón" in answer
        assert "RUT" not in answer
        assert "@" not in answer
        assert "eligible" not in answer


def test_a_process_that_is_over_is_shown_as_it_was(engine: Engine) -> None:
    past = TODAY - timedelta(days=30)
    settle_town(engine, a_process(published_on=past, closes_on=YESTERDAY, awarded=True, status="Adjudicado"))
    found = a_client(engine).get(JSON).json()
    assert (found["judged_on"], found["total"]) == (past.isoformat(), 2)
    assert "Hoy no recibe ofertas" in a_client(engine).get(PAGE).text


def test_neighbours_that_have_what_a_board_lacks_are_named_together(engine: Engine) -> None:
    settle_town(engine, a_process(**WORKS), lacking=["EQUI"])
    client = a_client(engine)
    first, other = client.get(JSON).json()["items"]
    assert first["board"]["code"] == POZON.code
    assert [board["code"] for board in first["together_with"]] == [OLAYA.code]
    assert other["together_with"] == []
    seen = client.get(PAGE).text
    assert "Podría unirse con JAC Olaya Herrera" in seen
    assert "por confirmar con la oficina jurídica" in seen
    assert "Equipo técnico" not in seen


def test_the_board_itself_reads_what_they_would_have_together(engine: Engine) -> None:
    settle_town(engine, a_process(**WORKS), lacking=["EQUI"])
    client = a_client(engine)
    seen = client.get(page_of(POZON)).text
    assert "Con JAC Olaya Herrera podrían reunir lo que les falta: equipo técnico y maestros de obra." in seen
    assert "por confirmar con la oficina jurídica" in seen
    assert "podrían reunir" not in client.get(page_of(OLAYA)).text


def test_what_the_board_must_have_by_itself_is_not_promised(engine: Engine) -> None:
    settle_town(engine, a_process(**WORKS), lacking=["EQUI", "RUT"])
    seen = a_client(engine).get(page_of(POZON)).text
    assert "podrían reunir equipo técnico y maestros de obra. Lo demás lo debe tener su junta." in seen


@pytest.mark.parametrize("lacking", [["RUT"], []])
def test_a_paper_that_each_must_have_is_borrowed_from_nobody(engine: Engine, lacking: list[str]) -> None:
    settle_town(engine, a_process(**WORKS), lacking=lacking)
    client = a_client(engine)
    assert all(one["together_with"] == [] for one in client.get(JSON).json()["items"])
    assert "podrían reunir" not in client.get(page_of(POZON)).text


def test_a_board_that_was_not_assessed_yet_is_not_named(engine: Engine) -> None:
    settle(engine, [a_process()])
    found = a_client(engine).get(JSON).json()
    assert (found["total"], found["refused"]) == (0, {"no_route": 2})
    assert "Ninguna junta" in a_client(engine).get(PAGE).text


@pytest.mark.parametrize("path", ["/proceso/CO1.BDOS.404/juntas", "/api/v1/processes/CO1.BDOS.404/boards"])
def test_a_process_that_nobody_knows_has_no_boards(engine: Engine, path: str) -> None:
    settle(engine)
    assert a_client(engine).get(path).status_code == 404


def test_a_malformed_identifier_is_refused(engine: Engine) -> None:
    assert a_client(engine).get("/proceso/%00/juntas").status_code == 422


def test_the_list_of_calls_leads_there(engine: Engine) -> None:
    settle(engine, [a_process()])
    assert f'href="{PAGE}"' in a_client(engine).get("/procesos").text


@pytest.mark.parametrize("page", ["/junta/mia", "/junta/mia/pasaporte"])
def test_a_boards_own_pages_ask_few_statements(engine: Engine, page: str) -> None:
    settle_town(engine, a_process(**WORKS), lacking=["EQUI"])
    client = sign_in(a_client(engine), engine)
    with statements_of(engine) as asked:
        assert client.get(page).status_code == 200
    assert len(asked) <= MOST_A_PAGE, asked


def test_a_page_is_made_anew_when_what_it_tells_is_another(engine: Engine) -> None:
    settle_town(engine, a_process(**WORKS), lacking=["EQUI"])
    client = sign_in(a_client(engine), engine)
    first = client.get("/junta/mia").text
    with statements_of(engine) as asked:
        assert client.get("/junta/mia").text == first
    assert len(asked) == 3  # who asks, what there is, and the calls that are shown
    answer = {"portfolio_id": a_process().portfolio_id, "answer": "interested"}
    assert client.post("/junta/mia/respuesta", data=answer).status_code == 303
    assert "Ustedes respondieron" in client.get("/junta/mia").text
    assert "Ustedes respondieron" not in first
    assert client.get(page_of(POZON)).text != client.get("/junta/mia").text
