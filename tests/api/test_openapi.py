"""The description of the API held against the API: whatever is sent, it answers as it says, and never 5xx."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, settings
from schemathesis import checks
from schemathesis.core.result import Ok
from schemathesis.pytest.lazy import get_all_tests
from schemathesis.schemas import BaseSchema

from api.app import Web, create_app
from domain.access import StaffRole
from domain.key import SCOPES
from domain.match import Refusal
from store import assessments, keys, staff
from store.engine import open_database, writing
from store.vault import Vault
from tests.api.access_table import ROUTES
from tests.api.town import POZON, SECRET, a_match, an_assessment, page_of, settle
from tests.examples import NOW, a_process

Case = schemathesis.Case[Any]
OPERATIONS = [route for route in ROUTES if "/api/v1/" in route and not route.endswith("/openapi.json")]
OF_A_BOARD = [one for one in OPERATIONS if "/board/" in one]
CHECKS = [
    checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]
AS_MANY = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
A_FEW = settings(AS_MANY, max_examples=5)  # nobody is refused whatever is asked, and else asked as a program


@pytest.fixture(scope="module")
def app(empty_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    """The web over a town that has a row of most kinds."""
    file = tmp_path_factory.mktemp("openapi") / "town.db"
    shutil.copy(empty_sqlite, file)
    engine = open_database(f"sqlite:///{file}")
    call = a_process()
    settle(engine, [call], [a_match(call)], [Refusal(POZON.code, "trade", 7)])
    with writing(engine) as db:
        assessments.save(db, [(POZON.code, an_assessment())])
    yield create_app(engine, Web(SECRET, "http://testserver", "13001", lambda: NOW))
    engine.dispose()


@pytest.fixture(scope="module")
def described(app: FastAPI) -> BaseSchema:
    return schemathesis.openapi.from_asgi("/api/v1/openapi.json", app)


@pytest.fixture(scope="module")
def token(app: FastAPI) -> str:
    """A key that opens all there is."""
    with writing(app.state.site.engine) as db:
        by = staff.add(db, Vault([SECRET]), "Ana", "ana@oficina.example", StaffRole.ADMINISTRATOR, None, NOW)
        return keys.make(db, "schemathesis", list(SCOPES), by, NOW)


def test_every_operation_is_described(described: BaseSchema) -> None:
    found = [one.ok().label for one in described.get_all_operations() if isinstance(one, Ok)]
    assert sorted(found) == sorted(OPERATIONS)


@pytest.mark.parametrize("operation", sorted({*OPERATIONS} - {*OF_A_BOARD}))
def test_a_program_with_a_key_is_answered_as_it_is_said(
    operation: str, described: BaseSchema, token: str
) -> None:
    @AS_MANY
    def ask(case: Case) -> None:
        case.call_and_validate(headers={"authorization": f"Bearer {token}"}, checks=CHECKS)

    try_all(described, operation, ask)


@pytest.mark.parametrize("operation", OF_A_BOARD)
def test_a_board_is_answered_as_it_is_said(operation: str, described: BaseSchema) -> None:
    @AS_MANY
    def ask(case: Case) -> None:
        case.path_parameters["token"] = page_of(POZON).removeprefix("/junta/")
        case.call_and_validate(checks=CHECKS)

    try_all(described, operation, ask)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_nobody_is_answered_as_it_is_said(operation: str, described: BaseSchema) -> None:
    @A_FEW
    def ask(case: Case) -> None:
        case.call_and_validate(checks=[*CHECKS, checks.unsupported_method])

    try_all(described, operation, ask)


def try_all(schema: BaseSchema, operation: str, ask: Callable[[Case], None]) -> None:
    """As `schema.parametrize()` would, but what is asked is made up when the test runs: there each process of
    tests makes up all of it to gather the tests, a third of the time that this takes.
    """
    found = get_all_tests(
        schema=schema.include(name=operation), test_func=ask, settings=None, given_kwargs=None
    )
    made = next(found)
    assert isinstance(made, Ok)
    _, ask_all = made.ok()
    ask_all()
