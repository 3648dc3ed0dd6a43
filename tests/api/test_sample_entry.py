"""The pages of the demo, where anybody enters as anybody, and which exist nowhere else."""

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from domain.access import StaffRole
from store import staff
from store.engine import writing
from store.vault import Vault
from tests.api.town import ON_SQLITE, POZON, SECRET, a_client, settle
from tests.examples import NOW


def a_visitor(engine: Engine, *, sample: bool) -> tuple[TestClient, int]:
    settle(engine)
    with writing(engine) as db:
        id_ = staff.add(db, Vault([SECRET]), "Ana", "ana@o.example", StaffRole.SECRETARIAT, None, NOW)
    client = a_client(engine, sample=sample)
    client.headers["sec-fetch-site"] = "same-origin"
    return client, id_


@ON_SQLITE
def test_in_the_sample_one_press_lets_in(engine: Engine) -> None:
    client, id_ = a_visitor(engine, sample=True)
    assert POZON.name in client.get("/muestra").text
    assert client.post("/muestra/persona", data={"id": id_}).headers["location"] == "/equipo"
    assert "Secretaría" in client.get("/equipo").text
    assert client.post("/muestra/junta", data={"code": POZON.code}).headers["location"] == "/junta/mia"
    assert POZON.name in client.get("/junta/mia").text


@ON_SQLITE
@pytest.mark.parametrize(("path", "sent"), [("persona", "id"), ("junta", "code")])
def test_in_no_other_installation_is_there_such_a_page(path: str, sent: str, engine: Engine) -> None:
    client, id_ = a_visitor(engine, sample=False)
    assert client.get("/muestra").status_code == 404
    assert client.post(f"/muestra/{path}", data={sent: id_}).status_code == 404
    assert "sesion" not in client.cookies
