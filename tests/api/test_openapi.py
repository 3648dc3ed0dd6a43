"""The description of the API held against the API: whatever is sent, it answers as it says, and never 5xx."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis import checks
from sqlalchemy import create_engine

from api.app import Web, create_app
from api.site import Site
from domain.access import StaffRole
from domain.key import SCOPES
from domain.match import Refusal
from store import assessments, keys, staff
from store.engine import open_database, writing
from store.vault import Vault
from tests.api.town import POZON, SECRET, a_match, an_assessment, page_of, settle
from tests.examples import NOW, a_process

WEB = Web(SECRET, "http://testserver", "13001", lambda: NOW)
APP = create_app(create_engine("sqlite://"), WEB)  # the description asks no database; the tests bring one
API = schemathesis.openapi.from_asgi("/api/v1/openapi.json", APP)
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
def token(empty_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A key of a town that has a row of most kinds, which the app serves."""
    file = tmp_path_factory.mktemp("openapi") / "town.db"
    shutil.copy(empty_sqlite, file)
    engine = open_database(f"sqlite:///{file}")
    call = a_process()
    settle(engine, [call], [a_match(call)], [Refusal(POZON.code, "trade", 7)])
    with writing(engine) as db:
        assessments.save(db, [(POZON.code, an_assessment())])
        by = staff.add(db, Vault([SECRET]), "Ana", "ana@oficina.example", StaffRole.ADMINISTRATOR, None, NOW)
        token = keys.make(db, "schemathesis", list(SCOPES), by, NOW)
    APP.state.site = Site(engine, WEB)
    yield token
    engine.dispose()


@API.exclude(path_regex="/board/").parametrize()
@AS_MANY
def test_a_program_with_a_key_is_answered_as_it_is_said(case: schemathesis.Case[Any], token: str) -> None:
    case.call_and_validate(headers={"authorization": f"Bearer {token}"}, checks=CHECKS)


@API.include(path_regex="/board/").parametrize()
@AS_MANY
def test_a_board_is_answered_as_it_is_said(case: schemathesis.Case[Any], token: str) -> None:
    case.path_parameters["token"] = page_of(POZON).removeprefix("/junta/")
    case.call_and_validate(checks=CHECKS)


@API.parametrize()
@A_FEW
def test_nobody_is_answered_as_it_is_said(case: schemathesis.Case[Any], token: str) -> None:
    case.call_and_validate(checks=[*CHECKS, checks.unsupported_method])
