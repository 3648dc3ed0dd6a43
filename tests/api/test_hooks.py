"""How a program asks to be called, sees its own wishes alone, and takes them back."""

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from domain.access import Permission, StaffRole
from store import keys, staff
from store.engine import writing
from store.vault import Vault
from tests.api.town import ON_SQLITE, SECRET, a_client, settle
from tests.examples import NOW

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


@ON_SQLITE
def test_an_address_that_cannot_be_called_is_refused_with_the_reason(
    programs: tuple[TestClient, TestClient],
) -> None:
    answer = programs[0].post("/api/v1/hooks", json={"url": "https://127.0.0.1/"})
    assert (answer.status_code, answer.json()["detail"]) == (422, "La dirección debe ser pública.")
