"""How a program asks to be called, sees its own wishes alone and takes them back; what the office sees."""

from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from domain.access import Permission, StaffRole
from store import hooks, keys, matches, staff
from store.engine import writing
from store.hooks import End
from store.vault import Vault
from tests.api.counting import MOST_A_PAGE, statements_of
from tests.api.town import OLAYA, ON_SQLITE, POZON, SECRET, a_client, a_match, settle, sign_in_staff
from tests.examples import NOW, a_process

URL = "https://universidad.example/convite"


@pytest.fixture
def programs(engine: Engine) -> tuple[TestClient, TestClient]:
    """Two programs with a key each."""
    settle(engine)
    with writing(engine) as db:
        vault = Vault([SECRET])
        by = staff.add(db, vault, "Ana", "ana@oficina.example", StaffRole.ADMINISTRATOR, None, NOW)
        tokens = [keys.make(db, name, [Permission.SEE_BOARDS], by, NOW) for name in ("una", "otra")]
    clients = [a_client(engine), a_client(engine)]
    for client, token in zip(clients, tokens, strict=True):
        client.headers["authorization"] = f"Bearer {token}"
    return clients[0], clients[1]


def test_a_wish_is_kept_once_and_seen_by_its_key_alone(programs: tuple[TestClient, TestClient]) -> None:
    mine, other = programs
    made = [mine.post("/api/v1/hooks", json={"url": URL}).json() for _ in range(2)]
    assert made[0] == made[1]
    assert len(made[0]["secret"]) == 64
    assert mine.get("/api/v1/hooks").json() == {"items": [made[0]]}
    assert other.get("/api/v1/hooks").json() == {"items": []}
    assert other.delete(f"/api/v1/hooks/{made[0]['id']}").status_code == 404
    for _ in range(2):
        assert mine.delete(f"/api/v1/hooks/{made[0]['id']}").status_code == 204
    assert mine.get("/api/v1/hooks").json()["items"][0]["ended_at"] == "2026-06-03T08:00:00-05:00"
    assert mine.post("/api/v1/hooks", json={"url": URL}).json()["secret"] != made[0]["secret"]


def test_a_key_is_called_at_ten_addresses_and_at_another_after_one_was_taken_back(
    programs: tuple[TestClient, TestClient],
) -> None:
    mine, other = programs
    made = [mine.post("/api/v1/hooks", json={"url": f"{URL}?{n}"}) for n in range(11)]
    assert [one.status_code for one in made] == [200] * 10 + [422]
    assert made[10].json()["detail"] == "Ya avisamos a 10 direcciones. Quiten una antes."
    assert mine.post("/api/v1/hooks", json={"url": f"{URL}?0"}).json() == made[0].json()
    assert other.post("/api/v1/hooks", json={"url": URL}).status_code == 200
    mine.delete(f"/api/v1/hooks/{made[3].json()['id']}")
    assert mine.post("/api/v1/hooks", json={"url": f"{URL}?10"}).status_code == 200


@ON_SQLITE
def test_an_address_that_cannot_be_called_is_refused_with_the_reason(
    programs: tuple[TestClient, TestClient],
) -> None:
    answer = programs[0].post("/api/v1/hooks", json={"url": "https://127.0.0.1/"})
    assert (answer.status_code, answer.json()["detail"]) == (422, "La dirección debe ser pública.")


LATER = NOW + timedelta(hours=1)
DESK = "/equipo/llaves"


def called(engine: Engine, *answers: str) -> None:
    """A match is new for each board, and the calls about them end so: none where it was accepted."""
    both = [a_match(a_process(number=n), board) for n, board in enumerate((POZON, OLAYA), 1)]
    with writing(engine) as db:
        matches.replace(db, both, [], LATER)
        hooks.queue(db, LATER)
        claimed = hooks.claim(db, LATER, len(answers))
        ends = [End(one, not answer, False, answer) for one, answer in zip(claimed, answers, strict=True)]
        hooks.finish(db, ends, LATER)


def test_the_office_sees_where_programs_are_called_and_what_is_wrong(
    programs: tuple[TestClient, TestClient], engine: Engine
) -> None:
    programs[0].post("/api/v1/hooks", json={"url": f"{URL}?clave=de-ellos"})
    desk = sign_in_staff(a_client(engine), engine, StaffRole.ADMINISTRATOR, email="otra@oficina.example")
    assert "Todavía no ha recibido ningún aviso" in desk.get(DESK).text
    called(engine, "", "HTTP 500")
    with statements_of(engine) as asked:
        seen = desk.get(DESK).text
    assert len(asked) <= MOST_A_PAGE
    assert f"<code>{URL}?…</code>" in seen
    assert "de-ellos" not in seen
    assert "1 aviso recibido; el último, el miércoles" in seen
    assert "1 aviso espera otro intento" in seen
    assert "HTTP 500" in seen


def test_the_office_ends_the_calls_of_a_program(
    programs: tuple[TestClient, TestClient], engine: Engine
) -> None:
    made = programs[0].post("/api/v1/hooks", json={"url": URL}).json()
    desk = sign_in_staff(a_client(engine), engine, StaffRole.ADMINISTRATOR, email="otra@oficina.example")
    path = f"{DESK}/1/avisos/{made['id']}/retirar"
    assert desk.post(f"{DESK}/2/avisos/{made['id']}/retirar").status_code == 404
    assert desk.post(path).headers["location"] == f"{DESK}#k-1"
    assert "No se le avisa desde el" in desk.get(DESK).text
    assert programs[0].get("/api/v1/hooks").json()["items"][0]["ended_at"]
    assert f"Retiró un aviso (aviso {made['id']})" in desk.get("/equipo/accesos").text
