"""The JSON API: what is open, who there is, a board's own list, and how errors are told."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from domain.source import HarvestReport
from notifications.links import sign
from store import harvests
from store.engine import writing
from tests.api.town import (
    OLAYA,
    ON_SQLITE,
    POZON,
    SECRET,
    a_client,
    a_match,
    outcomes_of,
    settle,
    settle_one_call,
)
from tests.examples import NOW, YESTERDAY, a_board, a_process

PROBLEM = "application/problem+json"


def test_open_processes_come_in_parts_each_once(engine: Engine) -> None:
    settle(engine, [a_process(number=n) for n in range(7)] + [a_process(number=9, closes_on=YESTERDAY)])
    client = a_client(engine)
    found = _all(client, "/api/v1/processes", limit=3)
    assert sorted(p["portfolio_id"] for p in found) == [f"CO1.BDOS.{n}" for n in range(7)]
    assert found[0]["standing"] == "open"
    assert found[0]["price_cop"] == 60_000_000


def test_one_process_is_shown_even_when_it_is_closed(engine: Engine) -> None:
    settle(engine, [a_process(closes_on=YESTERDAY)])
    found = a_client(engine).get("/api/v1/processes/CO1.BDOS.1").json()
    assert found["standing"] == "closed"


def test_a_login_address_is_not_given_as_the_address_of_a_process(engine: Engine) -> None:
    settle(engine, [a_process(url="http://example.org")])
    assert a_client(engine).get("/api/v1/processes/CO1.BDOS.1").json()["url"] is None


def test_the_directory_names_the_boards_and_no_person(engine: Engine) -> None:
    board = a_board(president="Persona Inventada", nit="900123456")
    settle(engine, people=[board, a_board(code="X", municipality="05001")])
    assert a_client(engine).get("/api/v1/boards").json() == {
        "items": [
            {
                "code": "JAC-0001",
                "name": "JAC Barrio El Pozón",
                "kind": "JAC",
                "locality": "De la Virgen y Turística",
                "barrio": "El Pozón",
            }
        ],
        "next": None,
    }


def test_the_status_says_the_date_of_the_data(engine: Engine) -> None:
    with writing(engine) as db:
        harvests.record(db, HarvestReport("p6dx-8zbt", NOW, 9, 9, 0, 0, 0, 9, True, 1.0), whole=True)
    found = a_client(engine).get("/api/v1/status").json()
    assert found["data_at"] == "2026-06-03T08:00:00-05:00"
    assert found["harvests"][0]["complete"] is True
    assert found["sample"] is False


def test_a_board_reads_its_own_matches_and_no_others(engine: Engine) -> None:
    mine, theirs = a_process(number=1), a_process(number=2)
    settle(engine, [mine, theirs], [a_match(mine, missing=("RUT",)), a_match(theirs, OLAYA)])
    found = a_client(engine).get(_path(POZON.code, "matches")).json()["items"]
    assert [m["process"]["portfolio_id"] for m in found] == ["CO1.BDOS.1"]
    assert found[0]["reasons"][0]["words"] == "Es en su barrio: El Pozón"
    assert found[0]["missing"][0]["id"] == "RUT"
    assert found[0]["answer"] is None


def test_an_answer_is_kept_and_given_back(engine: Engine) -> None:
    settle_one_call(engine)
    client = a_client(engine)
    body = {"portfolio_id": "CO1.BDOS.1", "answer": "needs_help", "reason": "El presupuesto"}
    for _ in range(2):
        given = client.post(_path(POZON.code, "answers"), json=body)
        assert given.json() == {**body, "at": "2026-06-03T08:00:00-05:00"}
    shown = client.get(_path(POZON.code, "matches")).json()["items"][0]["answer"]
    assert shown["answer"] == "needs_help"
    assert len(outcomes_of(engine)) == 2  # the answer, and that the call was opened


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"portfolio_id": "CO1.BDOS.1"},
        {"portfolio_id": "CO1.BDOS.1", "answer": "won"},
        {"portfolio_id": "", "answer": "interested"},
        {"portfolio_id": "CO1\x00", "answer": "interested"},
        {"portfolio_id": "CO1.BDOS.1", "answer": "interested", "board_code": "JAC-0002"},
        {"portfolio_id": "CO1.BDOS.1", "answer": "interested", "reason": "x" * 501},
        [],
    ],
)
def test_a_malformed_answer_is_refused_with_a_problem(engine: Engine, body: object) -> None:
    settle_one_call(engine)
    answer = a_client(engine).post(_path(POZON.code, "answers"), json=body)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == PROBLEM
    assert answer.json()["errors"]
    assert outcomes_of(engine) == []


def test_control_characters_in_a_reason_are_left_out(engine: Engine) -> None:
    settle_one_call(engine)
    body = {"portfolio_id": "CO1.BDOS.1", "answer": "interested", "reason": "sí\x00\x1b\nya"}
    assert a_client(engine).post(_path(POZON.code, "answers"), json=body).json()["reason"] == "sí\nya"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/v1/processes/CO1.BDOS.404", 404),
        ("/api/v1/processes/%00", 422),
        ("/api/v1/processes?cursor=zz", 422),
        ("/api/v1/processes?limit=0", 422),
        ("/api/v1/processes?limit=101", 422),
        ("/api/v1/nothing", 404),
        ("/api/v1/board/forged/matches", 404),
        (f"/api/v1/board/{sign('JAC-9999', SECRET)}/matches", 404),
    ],
)
def test_what_cannot_be_answered_is_a_problem(engine: Engine, path: str, status: int) -> None:
    answer = a_client(engine).get(path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == PROBLEM
    assert answer.json()["status"] == status


def test_a_call_that_is_not_on_the_list_is_a_problem(engine: Engine) -> None:
    settle(engine)
    body = {"portfolio_id": "CO1.BDOS.1", "answer": "interested"}
    answer = a_client(engine).post(_path(POZON.code, "answers"), json=body)
    assert answer.status_code == 404
    assert answer.json()["title"] == "Esta convocatoria ya no está en su lista"


def test_the_description_of_the_api_is_spanish_and_leaves_the_pages_out(engine: Engine) -> None:
    spec = a_client(engine).get("/api/v1/openapi.json").json()
    assert set(spec["paths"]) == {
        "/api/v1/processes",
        "/api/v1/processes/{portfolio_id}",
        "/api/v1/processes/{portfolio_id}/boards",
        "/api/v1/boards",
        "/api/v1/status",
        "/api/v1/indicators",
        "/api/v1/projects",
        "/api/v1/waypoints",
        "/api/v1/buyers",
        "/api/v1/buyers/{nit}",
        "/api/v1/funnel",
        "/api/v1/help",
        "/api/v1/filings",
        "/api/v1/cohorts",
        "/api/v1/cohort-members",
        "/api/v1/attendance",
        "/api/v1/stages",
        "/api/v1/periods",
        "/api/v1/plan-matches",
        "/api/v1/board/{token}/matches",
        "/api/v1/board/{token}/answers",
        "/api/v1/board/{token}/plans",
        "/api/v1/board/{token}/why",
        "/api/v1/board/{token}/preview",
        "/api/v1/board/{token}/preferences",
        "/api/v1/unlocks",
        "/api/v1/matches",
        "/api/v1/refusals",
        "/api/v1/assessments",
        "/api/v1/gaps",
        "/api/v1/outcomes",
        "/api/v1/links",
        "/api/v1/deliveries",
        "/api/v1/health",
        "/api/v1/hooks",
        "/api/v1/hooks/{hook_id}",
        "/api/v1/ocds/releases",
        "/api/v1/ocds/releases/{portfolio_id}",
    }
    assert "Juntas de Acción Comunal" in spec["info"]["summary"]
    assert "422" not in spec["paths"]["/api/v1/status"]["get"]["responses"]


def _all(client: TestClient, path: str, limit: int) -> list[dict[str, Any]]:
    found, cursor = [], None
    while True:
        params = {"limit": limit, **({"cursor": cursor} if cursor else {})}
        page = client.get(path, params=params).json()
        found += page["items"]
        cursor = page["next"]
        if not cursor:
            return found


def _path(code: str, what: str) -> str:
    return f"/api/v1/board/{sign(code, SECRET)}/{what}"


@ON_SQLITE
@pytest.mark.parametrize("body", [b"\xff", b"{", b'{"portfolio_id": }'])
def test_a_body_that_is_no_json_is_told_of_in_spanish(engine: Engine, body: bytes) -> None:
    settle_one_call(engine)
    headers = {"content-type": "application/json"}
    answer = a_client(engine).post(_path(POZON.code, "answers"), content=body, headers=headers)
    assert (answer.status_code, answer.json()["title"]) == (422, "No entendimos lo que se envió")
    assert "parsing" not in answer.text


@ON_SQLITE
def test_the_description_tells_of_errors_and_tags_as_they_are_sent(engine: Engine) -> None:
    spec = a_client(engine).get("/api/v1/openapi.json").json()
    found = spec["paths"]["/api/v1/matches"]["get"]
    assert list(found["responses"]["403"]["content"]) == [PROBLEM]
    assert "see_boards" in found["responses"]["403"]["description"]
    assert set(found["responses"]) == {"200", "304", "401", "403", "422", "429", "503"}
    assert found["security"] == [{"llave": []}, {"sesión": []}]
    assert "security" not in spec["paths"]["/api/v1/processes"]["get"]
