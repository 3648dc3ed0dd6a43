"""How often programs may ask: each key by itself, and all else by address."""

from datetime import datetime, timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from domain.access import Permission, StaffRole
from store import keys, staff
from store.engine import writing
from store.vault import Vault
from tests.api.town import ON_SQLITE, SECRET, a_client, settle, sign_in_staff
from tests.examples import NOW

pytestmark = ON_SQLITE

MOST = 3


class Clock:
    """What the web takes for now."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def client(engine: Engine, clock: Clock) -> TestClient:
    settle(engine)
    return a_client(engine, clock=clock, asked_a_minute=MOST)


@pytest.fixture
def tokens(client: TestClient, engine: Engine) -> list[str]:
    with writing(engine) as db:
        by = staff.add(db, Vault([SECRET]), "Ana", "ana@oficina.example", StaffRole.ADMINISTRATOR, None, NOW)
        return [keys.make(db, name, [Permission.SEE_NUMBERS], by, NOW) for name in ("una", "otra")]


def asked(client: TestClient, path: str, token: str = "", times: int = MOST + 1) -> list[int]:
    headers = {"authorization": f"Bearer {token}"} if token else {}
    return [client.get(path, headers=headers).status_code for _ in range(times)]


def test_who_asks_too_often_is_told_when_to_go_on(client: TestClient, clock: Clock) -> None:
    assert asked(client, "/api/v1/boards", times=MOST) == [200] * MOST
    clock.now += timedelta(seconds=18.5)
    answer = client.get("/api/v1/processes")
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "42")
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["title"] == "Son demasiadas preguntas seguidas"
    clock.now += timedelta(seconds=42)
    assert client.get("/api/v1/processes").status_code == 200


@pytest.mark.parametrize(
    "path", ["/api/v1/indicators", "/api/v1/status", "/api/v1/ocds/releases", "/api/v1/processes/P1/boards"]
)
def test_all_that_is_open_counts_for_the_address(client: TestClient, path: str) -> None:
    assert asked(client, path)[-2:] == [404 if "ocds" in path or "P1" in path else 200, 429]


def test_each_key_is_counted_by_itself(client: TestClient, tokens: list[str]) -> None:
    assert asked(client, "/api/v1/unlocks", tokens[0]) == [200] * MOST + [429]
    assert asked(client, "/api/v1/unlocks", tokens[1]) == [200] * MOST + [429]
    assert client.get("/api/v1/boards").status_code == 200
    refused = asked(client, "/api/v1/hooks", tokens[1], 1)
    assert refused == [429]


def test_keys_that_are_none_of_ours_are_no_way_around(client: TestClient) -> None:
    assert [asked(client, "/api/v1/unlocks", f"convite_{n}", 1) for n in range(MOST + 1)] == [
        *[[401]] * MOST,
        [429],
    ]
    assert asked(client, "/api/v1/boards", "convite_9", 1) == [429]


def test_a_session_is_counted_by_address_and_pages_are_not(client: TestClient, engine: Engine) -> None:
    sign_in_staff(client, engine, StaffRole.ADMINISTRATOR)
    assert asked(client, "/api/v1/unlocks") == [200] * MOST + [429]
    assert asked(client, "/procesos") == [200] * (MOST + 1)


def test_the_description_tells_of_the_limit_where_there_is_one(client: TestClient) -> None:
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    limited = {path for path, does in paths.items() if "429" in next(iter(does.values()))["responses"]}
    ours = {path for path in paths if "/board/" not in path}
    assert ours <= limited
    told = paths["/api/v1/boards"]["get"]["responses"]["429"]
    assert "Retry-After" in told["headers"]
    assert list(told["content"]) == ["application/problem+json"]
