"""What is tried against every site, tried against every route: none is left out, for all are walked.

Who may open what is in test_authorisation.py; signing in and files in the tests of each. docs/security.md
says which test holds what.
"""

import csv
import re
import shutil
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote, urlsplit

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import Engine

from api.app import Web, create_app
from api.exports.writing import Format, export
from domain.access import StaffRole
from notifications.links import sign, sign_at, sign_feed
from store import boards, sessions, staff
from store.engine import open_database, reading, writing
from store.vault import Vault
from tests.api.access_table import ROUTES, Keys, Open
from tests.api.shared_app import client_of
from tests.api.town import (
    ON_SQLITE,
    POZON,
    SECRET,
    a_client,
    a_match,
    page_of,
    settle,
    sign_in,
    sign_in_staff,
)
from tests.examples import NOW, TODAY, a_board, a_process

LATER = NOW + timedelta(hours=1)
# What ends a string of SQL, an attribute of HTML, a header, a path or a template: none may end one here.
PROBES = (
    "' OR 1=1 --\"><svg onload=alert(1)>{{7*7}}%\r\nX-Injected: yes",
    "https://elsewhere.example/../../../../etc/passwd",
    "9" * 40,
)
FILLED = {"code": POZON.code, "portfolio_id": "CO1.BDOS.1", "token": "mia", "form": "xlsx"}


class Town(NamedTuple):
    """The web, and the sessions of an administrator and of a board."""

    client: TestClient
    desk: str
    board: str

    def ask(self, method: str, path: str, **options: Any) -> Response:
        of_board = path.startswith("/junta/") or "/board/" in path
        headers = {"cookie": f"sesion={self.board if of_board else self.desk}", **options.pop("headers", {})}
        self.client.cookies.clear()
        return self.client.request(method, path, headers=headers, **options)


class Way(NamedTuple):
    """A route, with the names of what may be asked of it."""

    path: str
    names: list[str]


@pytest.fixture(scope="module")
def town(empty_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    file = tmp_path_factory.mktemp("attacks") / "town.db"
    shutil.copy(empty_sqlite, file)
    engine = open_database(f"sqlite:///{file}")
    call = a_process()
    settle(engine, [call], [a_match(call)])
    with writing(engine) as db:
        ana = staff.add(db, Vault([SECRET]), "Ana", "ana@oficina.example", StaffRole.ADMINISTRATOR, None, NOW)
        desk = sessions.begin(db, LATER, staff_id=ana)
        board = sessions.begin(db, LATER, board_code=POZON.code)
    web = Web(SECRET, "http://testserver", "13001", lambda: LATER, sample=True)
    yield Town(client_of(create_app(engine, web)), desk, board)
    engine.dispose()


def ways(town: Town) -> list[Way]:
    assert isinstance(town.client.app, FastAPI)
    return [
        Way(str(one.path), sorted(_names(one.route.dependant)))
        for one in iter_route_contexts(town.client.app.routes)
        if "GET" in (one.methods or ()) and hasattr(one.route, "dependant")
    ]


def _names(dependant: Any) -> set[str]:
    """A model of filters is one parameter that holds them all."""
    own = {
        name
        for field in dependant.query_params
        for name in getattr(field.field_info.annotation, "model_fields", (field.alias,))
    }
    return own.union(*map(_names, dependant.dependencies))


def filled(path: str, probe: str | None = None) -> str:
    """The route's address, with what is there or with the probe in each of its places."""
    said = None if probe is None else quote(probe, safe="")
    return re.sub(r"\{(\w+)(:path)?\}", lambda one: said or FILLED.get(one[1], "1"), path)


def harmless(answer: Response, probe: str) -> str | None:
    """What an answer does that none may, or None."""
    if answer.status_code >= 500 and answer.status_code != 503:
        return f"broke: {answer.status_code}"
    if "x-injected" in answer.headers:
        return "a header was put in"
    if urlsplit(answer.headers.get("location", "")).netloc not in ("", "testserver"):
        return "sends to another site"
    kind = answer.headers.get("content-type", "")
    if kind.startswith("text/html") and ("<svg onload" in answer.text or ">49<" in answer.text):
        return "the probe runs in the page"
    if "root:" in answer.text:
        return "read a file of the machine"
    for name, must in MUST.items():
        if must not in answer.headers.get(name, ""):
            return f"{name} is not there: {probe}"
    return None


MUST = {
    "content-security-policy": "default-src 'none'",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=()",
    "cache-control": "",
}


def test_nothing_that_may_be_asked_of_any_route_breaks_runs_or_leads_away(town: Town) -> None:
    """Each filter, sort and cursor by itself: one that is refused would hide the others."""
    found = {}
    asked = 0
    for way in ways(town):
        for name in way.names:
            for probe in PROBES:
                answer = town.ask("GET", filled(way.path), params={name: probe})
                asked += 1
                if fault := harmless(answer, probe):
                    found[way.path, name, probe] = fault
    assert found == {}
    assert asked > 300


def test_nothing_in_the_path_of_any_route_breaks_runs_or_leads_away(town: Town) -> None:
    found = {}
    for way in ways(town):
        for probe in PROBES if "{" in way.path else ("",):
            answer = town.ask("GET", filled(way.path, probe or None))
            if fault := harmless(answer, probe):
                found[way.path, probe] = fault
    assert found == {}


@pytest.mark.parametrize(
    "path",
    [
        "/static/../app.py",
        "/static/..%2fapp.py",
        "/static/%2e%2e/%2e%2e/pyproject.toml",
        "/static//etc/passwd",
        "/datos-abiertos/..%2f..%2fpyproject.toml.csv",
        "/aviso-de-datos/..%2f..%2fapp",
        "/junta/mia/papeles/..%2f..%2fpyproject.toml/archivo",
    ],
)
def test_no_path_leads_out_of_its_folder(town: Town, path: str) -> None:
    assert town.ask("GET", path).status_code in (404, 422)


def test_no_form_is_taken_from_another_sites_page(town: Town) -> None:
    """Every route that changes something and that a cookie opens, by each word that a browser has for it."""
    open_to_all = {"POST /verificar"}  # tells what stands on a message, and changes nothing
    by_cookie = [
        route
        for route, gate in ROUTES.items()
        if not route.startswith("GET ")
        and gate is not Open.TO_PROVIDER
        and not isinstance(gate, Keys)
        and route not in open_to_all
    ]
    assert len(by_cookie) > 60
    for route in by_cookie:
        method, _, path = route.partition(" ")
        for says in (
            {"sec-fetch-site": "cross-site"},
            {"sec-fetch-site": "same-site"},
            {"origin": "https://elsewhere.example"},
            {"origin": "https://["},
        ):
            answer = town.ask(method, filled(path), headers=says)
            assert answer.status_code == 403, f"{route}: {says}"
    with reading(town.client.app.state.site.engine) as db:  # type: ignore[attr-defined]
        assert sessions.find(db, Vault([SECRET]), town.board, LATER)


def test_no_form_or_body_sets_what_it_does_not_name(engine: Engine) -> None:
    settle(engine)
    board = sign_in(a_client(engine), engine)
    more = {"code": "JAC-9999", "nit": "900000001", "municipality": "11001", "role": "administrator"}
    for path in ("perfil", "mensajes", "datos/autorizar"):
        board.post(f"/junta/mia/{path}", data={"ritmo": "daily", "version": "x", **more})
    with reading(engine) as db:
        found = boards.get(db, POZON.code)
    assert found
    assert (found.code, found.nit, found.municipality) == (POZON.code, POZON.nit, POZON.municipality)
    schemas = a_client(engine).get("/api/v1/openapi.json").json()
    taken = {
        body["schema"]["$ref"].rpartition("/")[2]
        for does in schemas["paths"].values()
        for way in does.values()
        for body in way.get("requestBody", {}).get("content", {}).values()
    }
    assert taken
    loose = [one for one in taken if schemas["components"]["schemas"][one].get("additionalProperties", True)]
    assert loose == []


@ON_SQLITE
def test_a_token_that_somebody_put_into_a_browser_is_never_signed_in(engine: Engine) -> None:
    """Session fixation: what a browser brings is no session, and signing in makes a new one."""
    settle(engine)
    client = a_client(engine)
    client.cookies.set("sesion", "x" * 43)
    assert client.get("/junta/mia").headers["location"] == "/entrar"
    with writing(engine) as db:
        assert sessions.begin(db, NOW, board_code=POZON.code) != "x" * 43


@ON_SQLITE
def test_who_leaves_everywhere_is_out_in_every_browser_and_others_stay(engine: Engine) -> None:
    settle(engine)
    lost, here = (sign_in(a_client(engine), engine) for _ in range(2))
    desk = sign_in_staff(a_client(engine), engine, StaffRole.TRAINER)
    assert 'action="/salir/de-todo"' in here.get("/junta/mia/datos").text
    assert here.post("/salir/de-todo").headers["location"] == "/"
    assert lost.get("/junta/mia").headers["location"] == "/entrar"
    assert desk.get("/equipo").status_code == 200
    assert desk.post("/salir/de-todo").status_code == 303
    assert desk.get("/equipo").status_code == 303


def test_a_board_that_closes_everything_ends_what_was_sent_and_not_what_will_be(engine: Engine) -> None:
    settle(engine)
    before = [sign_at(POZON.code, SECRET, NOW), sign_feed(POZON.code, SECRET, NOW), sign(POZON.code, SECRET)]
    clock = [NOW]
    elsewhere = a_client(engine, clock=lambda: clock[0])  # another process, that read before

    def found(client: TestClient, tokens: list[str]) -> list[int]:
        return [client.get(f"/junta/{one}/avisos.atom").status_code for one in tokens]

    assert found(elsewhere, before) == [200] * 3
    here = sign_in(a_client(engine), engine)
    assert here.post("/salir/de-todo").status_code == 303
    assert found(here, before) == [410] * 3
    assert [here.get(f"/junta/{before[0]}{path}").status_code for path in ("", "/parar")] == [410] * 2
    clock[0] += timedelta(seconds=10)
    assert found(elsewhere, before) == [410] * 3
    later = NOW + timedelta(minutes=1)
    after = [sign_at(POZON.code, SECRET, later), sign_feed(POZON.code, SECRET, later)]
    assert found(elsewhere, after) == [200] * 2
    assert elsewhere.get(f"/junta/{after[0]}").status_code == 200


@ON_SQLITE
def test_what_somebody_saw_is_in_no_browser_once_they_left(engine: Engine) -> None:
    settle(engine)
    desk = sign_in_staff(a_client(engine), engine, StaffRole.ADMINISTRATOR)
    board = sign_in(a_client(engine), engine)
    for client, path in (
        *((desk, path) for path in ("/equipo", "/equipo/personas", f"/equipo/juntas/{POZON.code}")),
        *((board, f"/junta/mia/{path}") for path in ("datos", "datos/borrar", "papeles")),
        (board, "/entrar/equipo"),
    ):
        answer = client.get(path)
        assert (path, answer.status_code) == (path, 200)
        assert "no-store" in answer.headers["cache-control"]
    # The list is read without a network too: it is kept, and asked for anew each time.
    assert a_client(engine).get(page_of(POZON)).headers["cache-control"] == "private, no-cache"


def test_the_pages_script_makes_no_html_of_texts() -> None:
    script = (Path(__file__).parents[2] / "api" / "static" / "offline.js").read_text()
    assert not re.search(r"innerHTML|outerHTML|insertAdjacent|document\.write|eval|Function\(", script)


@ON_SQLITE
def test_no_spreadsheet_runs_or_follows_what_somebody_wrote(engine: Engine, tmp_path: Path) -> None:
    """As a board's name, in every form that a spreadsheet opens."""
    written = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", r"external:\\host\share", "https://e.example"]
    settle(engine, people=[a_board(code=f"JAC-{n}", name=name) for n, name in enumerate(written)])
    sheet, text = tmp_path / "boards.xlsx", tmp_path / "boards.csv"
    with reading(engine) as db:
        export(db, "boards", Format.XLSX, sheet, TODAY)
        export(db, "boards", Format.CSV, text, TODAY)
    with zipfile.ZipFile(sheet) as parts:
        inside = b"".join(map(parts.read, parts.namelist()))
    assert b"host" in inside
    assert not re.search(rb"<f>|<hyperlink |TargetMode", inside)
    with text.open(encoding="utf-8-sig", newline="") as file:
        names = [row["name"] for row in csv.DictReader(file)]
    assert names == [*(f"'{one}" for one in written[:6]), *written[6:]]
