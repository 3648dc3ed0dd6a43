"""How the office makes and revokes keys of the API, and whom they let in."""

import re
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from domain.access import StaffRole
from store import keys
from store.audit import Action, newest
from store.engine import reading
from tests.api.town import ON_SQLITE, a_client, settle, sign_in, sign_in_staff
from tests.examples import NOW

PROBLEM = "application/problem+json"


@pytest.fixture
def client(engine: Engine) -> TestClient:
    """An administrator's browser."""
    settle(engine)
    return sign_in_staff(a_client(engine), engine, StaffRole.ADMINISTRATOR)


def made(client: TestClient, *scopes: str, name: str = "Universidad de Prueba") -> str:
    """The token of a new key, as the page shows it."""
    text = client.post("/equipo/llaves", data={"nombre": name, "permiso": list(scopes)}).text
    found = re.search(r"convite_[\w-]{43}", text)
    assert found
    return found[0]


def bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


def test_a_key_is_shown_once_and_reads_what_its_scopes_say(client: TestClient, engine: Engine) -> None:
    token = made(client, "see_numbers")
    shown = client.get("/equipo/llaves").text
    assert token not in shown
    assert "Universidad de Prueba" in shown
    assert "Todavía no la han usado" in shown
    program = a_client(engine)
    assert program.get("/api/v1/unlocks", headers=bearer(token)).json() == {"items": [], "next": None}
    refused = program.get("/api/v1/matches", headers=bearer(token))
    assert (refused.status_code, refused.headers["content-type"]) == (403, PROBLEM)
    assert "La usaron por última vez" in client.get("/equipo/llaves").text
    with reading(engine) as db:
        assert [line.detail for line in newest(db, 9) if line.action is Action.CHANGED] == [
            "made: see_numbers"
        ]
    assert "llave de Universidad de Prueba" in client.get("/equipo/accesos").text


@ON_SQLITE
def test_a_revoked_key_opens_nothing(client: TestClient, engine: Engine) -> None:
    token = made(client, "see_numbers")
    for _ in range(2):
        assert client.post("/equipo/llaves/1/retirar").headers["location"] == "/equipo/llaves"
    answer = a_client(engine).get("/api/v1/unlocks", headers=bearer(token))
    assert (answer.status_code, answer.json()["title"]) == (401, "Esta llave no sirve")
    assert "No abre nada desde el" in client.get("/equipo/llaves").text
    with reading(engine) as db:
        assert [line.detail for line in newest(db, 9)].count("revoked") == 1
    assert client.post("/equipo/llaves/9/retirar").status_code == 404


@ON_SQLITE
@pytest.mark.parametrize("said", ["Bearer", "Bearer nada", "Basic YTpi", "", "Bearer \xff"])
def test_what_is_no_key_is_refused(client: TestClient, engine: Engine, said: str) -> None:
    """Also where somebody is signed in: whoever sends a key wants to be that key."""
    answer = client.get("/api/v1/unlocks", headers={b"authorization": said.encode("latin-1")})
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    assert answer.headers["content-type"] == PROBLEM


@ON_SQLITE
def test_a_session_reads_from_our_own_pages_alone(client: TestClient) -> None:
    assert client.get("/api/v1/unlocks").status_code == 200
    foreign = client.get("/api/v1/unlocks", headers={"sec-fetch-site": "cross-site"})
    assert foreign.status_code == 401


@ON_SQLITE
def test_a_board_that_is_signed_in_reads_no_others(engine: Engine) -> None:
    settle(engine)
    assert sign_in(a_client(engine), engine).get("/api/v1/matches").status_code == 401


@ON_SQLITE
def test_no_shared_cache_keeps_what_a_key_read(client: TestClient, engine: Engine) -> None:
    answer = a_client(engine).get("/api/v1/unlocks", headers=bearer(made(client, "see_numbers")))
    assert answer.headers["cache-control"] == "private, no-cache"
    assert "Authorization" in answer.headers["vary"]


@ON_SQLITE
@pytest.mark.parametrize(
    ("form", "fault"),
    [
        ({"permiso": ["see_numbers"]}, "Escriban para quién"),
        ({"nombre": " \x00 ", "permiso": ["see_numbers"]}, "Escriban para quién"),
        ({"nombre": "Universidad"}, "Escojan al menos una"),
        ({"nombre": "Universidad", "permiso": ["manage_staff", "nada"]}, "Escojan al menos una"),
    ],
)
def test_a_key_for_nobody_or_nothing_is_not_made(
    client: TestClient, engine: Engine, form: dict[str, list[str]], fault: str
) -> None:
    answer = client.post("/equipo/llaves", data=form)
    assert answer.status_code == 422
    assert fault in answer.text
    with reading(engine) as db:
        assert keys.every(db) == []


@ON_SQLITE
def test_a_name_that_is_a_script_is_shown_as_it_was_written(client: TestClient) -> None:
    made(client, "see_numbers", name="<script>alert(1)</script>")
    shown = client.get("/equipo/llaves").text
    assert "<script>alert" not in shown
    assert "&lt;script&gt;alert(1)" in shown


@ON_SQLITE
def test_a_use_five_minutes_later_is_written_down_anew(client: TestClient, engine: Engine) -> None:
    token = made(client, "see_numbers")
    for later in (timedelta(), timedelta(minutes=4), timedelta(minutes=6)):
        a_client(engine, NOW + later).get("/api/v1/unlocks", headers=bearer(token))
    with reading(engine) as db:
        assert keys.every(db)[0].used_at == NOW + timedelta(minutes=6)
