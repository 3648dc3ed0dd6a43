"""Every route × everybody who may come: who is let in stands in one table, and nobody else is."""

import re
import shutil
from collections.abc import Iterator
from datetime import timedelta
from enum import StrEnum, auto
from pathlib import Path
from typing import NamedTuple

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import Connection, Engine

from api.app import Web, create_app
from domain.access import PERMISSIONS, Permission, StaffRole
from domain.key import SCOPES
from notifications.links import sign
from store import keys, sessions, staff
from store.engine import open_database, writing
from store.vault import Vault
from tests.api.access_table import ROUTES, Gate, Keys, Open, Reads
from tests.api.shared_app import client_of
from tests.api.town import OLAYA, POZON, SECRET, a_client, a_match, settle, sign_in_staff
from tests.examples import NOW, a_process

LATER = NOW + timedelta(hours=1)
OF_BOARDS = (Open.TO_BOARD, Open.TO_BOARD_IN_SESSION)


class Actor(StrEnum):
    NOBODY = auto()
    LINK = auto()  # whoever a board's message was forwarded to
    BOARD = auto()  # signed in
    OTHER_BOARD = auto()  # signed in
    TRAINER = auto()
    SECRETARIAT = auto()
    ADMINISTRATOR = auto()
    OBSERVER = auto()
    KEY = auto()  # with the scope that the route asks for, or every scope
    OTHER_KEY = auto()  # with every other scope


ROLES = frozenset(Actor(role) for role in StaffRole)


class Town(NamedTuple):
    """The web, and what each actor holds. `restore` makes the database what it was."""

    client: TestClient
    cookies: dict[Actor, str]
    all_scopes: str
    only: dict[Permission, str]
    all_but: dict[Permission, str]
    engine: Engine
    file: Path

    def restore(self) -> None:
        self.engine.dispose()
        for ending in ("-wal", "-shm"):
            self.file.with_name(self.file.name + ending).unlink(missing_ok=True)
        shutil.copy(self.file.with_suffix(".kept"), self.file)


@pytest.fixture(scope="module")
def town(empty_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    file = tmp_path_factory.mktemp("authorisation") / "town.db"
    shutil.copy(empty_sqlite, file)
    engine = open_database(f"sqlite:///{file}")
    call = a_process()
    settle(engine, [call], [a_match(call)])
    with writing(engine) as db:
        cookies, by = _signed_in(db)
        all_scopes = keys.make(db, "all", list(SCOPES), by, NOW)
        only = {one: keys.make(db, one, [one], by, NOW) for one in SCOPES}
        all_but = {one: keys.make(db, one, [*(set(SCOPES) - {one})], by, NOW) for one in SCOPES}
    engine.dispose()
    shutil.copy(file, file.with_suffix(".kept"))
    yield Town(_client(engine), cookies, all_scopes, only, all_but, engine, file)
    engine.dispose()


def _signed_in(db: Connection) -> tuple[dict[Actor, str], int]:
    """The sessions of all who have one, and the id of the last person."""
    cookies, id_ = {}, 0
    for actor, board in ((Actor.BOARD, POZON), (Actor.OTHER_BOARD, OLAYA)):
        cookies[actor] = sessions.begin(db, LATER, board_code=board.code)
    for role in StaffRole:
        id_ = staff.add(db, Vault([SECRET]), role, f"{role}@oficina.example", role, None, NOW)
        cookies[Actor(role)] = sessions.begin(db, LATER, staff_id=id_)
    return cookies, id_


def _client(engine: Engine) -> TestClient:
    web = Web(SECRET, "http://testserver", "13001", lambda: LATER, sample=True)
    return client_of(create_app(engine, web))


def routes_of(app: FastAPI) -> set[str]:
    """Each route as `GET /path`; what answers GET answers HEAD alike."""
    return {
        f"{method} {found.path}"
        for found in iter_route_contexts(app.routes)
        for method in (found.methods or ())
        if method != "HEAD"
    }


def test_every_route_says_whom_it_is_for_and_nothing_else_does(town: Town) -> None:
    app = town.client.app
    assert isinstance(app, FastAPI)
    there = routes_of(app)
    assert sorted(there - set(ROUTES)) == [], "say in tests/api/access_table.py whom these are for"
    assert sorted(set(ROUTES) - there) == [], "these of tests/api/access_table.py are there no more"


@pytest.mark.parametrize("route", ROUTES)
def test_those_it_is_for_are_let_in_and_nobody_else(town: Town, route: str) -> None:
    gate = ROUTES[route]
    found = {actor: _is_let_in(gate, _ask(town, route, gate, actor)) for actor in Actor}
    assert found == {actor: _may(gate, actor) for actor in Actor}


@pytest.mark.parametrize("route", [one for one, gate in ROUTES.items() if gate in OF_BOARDS])
def test_a_board_never_reads_of_another(town: Town, route: str) -> None:
    text = _ask(town, route, ROUTES[route], Actor.OTHER_BOARD).text
    assert POZON.name not in text
    assert POZON.code not in text


def _may(gate: Gate, actor: Actor) -> bool:
    """What the table says."""
    match gate:
        case Open.TO_ALL:
            return True
        case Open.TO_BOARD:
            return actor in (Actor.LINK, Actor.BOARD, Actor.OTHER_BOARD)
        case Open.TO_BOARD_IN_SESSION:
            return actor in (Actor.BOARD, Actor.OTHER_BOARD)
        case Open.TO_PROVIDER:
            return False
        case Open.TO_STAFF:
            return actor in ROLES
        case Reads(permission):
            return actor is Actor.KEY or _role_may(actor, permission)
        case Keys():
            return actor is Actor.KEY
        case _:
            return _role_may(actor, gate)


def _role_may(actor: Actor, permission: Permission) -> bool:
    return actor in ROLES and permission in PERMISSIONS[StaffRole(actor)]


def _ask(town: Town, route: str, gate: Gate, actor: Actor) -> Response:
    method, path = route.split(" ", 1)
    client, headers = town.client, {"sec-fetch-site": "same-origin"}
    if actor in town.cookies:
        headers["cookie"] = f"sesion={town.cookies[actor]}"
    if actor in (Actor.KEY, Actor.OTHER_KEY):
        headers["authorization"] = f"Bearer {_token(town, gate, actor)}"
    try:
        return client.request(method, _path(path, actor), headers=headers)
    finally:
        client.cookies.clear()
        if method != "GET":
            town.restore()


def _token(town: Town, gate: Gate, actor: Actor) -> str:
    if not isinstance(gate, Reads | Keys):
        return town.all_scopes
    return (town.only if actor is Actor.KEY else town.all_but)[gate.permission]


def _path(path: str, actor: Actor) -> str:
    token = {Actor.LINK: sign(POZON.code, SECRET), Actor.NOBODY: "forged"}.get(actor, "mia")
    filled = {"token": token, "code": POZON.code, "portfolio_id": "CO1.BDOS.1"}
    return re.sub(r"\{(\w+)(:path)?\}", lambda name: filled.get(name[1], "1"), path)


def _is_let_in(gate: Gate, answer: Response) -> bool:
    assert answer.status_code < 500, answer.text
    if answer.status_code in (401, 403):
        return False
    if gate is Open.TO_ALL:
        return True
    if gate is Open.TO_PROVIDER:
        return answer.status_code != 404  # one that is not set up is not there
    if answer.status_code == 303 and answer.headers["location"].startswith("/entrar"):
        return False
    if answer.status_code == 303 and answer.headers["location"].endswith("/entrar"):
        return False
    return "Este enlace no sirve" not in answer.text


@pytest.mark.parametrize("number", [10**12, 10**25, 0])
def test_a_row_number_that_no_table_holds_is_no_failure_of_ours(engine: Engine, number: int) -> None:
    settle(engine)
    client = sign_in_staff(a_client(engine), engine, StaffRole.ADMINISTRATOR)
    numbers = re.compile(r"\{(id_|meeting_id|hook_id)\}")
    asked = [route for route in ROUTES if "/equipo/" in route and numbers.search(route)]
    assert len(asked) > 20
    found = {}
    for route in asked:
        method, _, path = route.partition(" ")
        path = numbers.sub(str(number), path).replace("{code:path}", POZON.code)
        found[route] = client.request(method, path, data={"rol": "trainer"}).status_code
    assert {route: status for route, status in found.items() if status not in (404, 409, 422)} == {}
    assert client.get("/equipo/accesos", params={"antes": number}).status_code == 422
