"""Whether the process is alive and can answer: said soon, with a reason that tells strangers nothing."""

import socket
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from api import health
from service import healthy
from service.context import Context
from service.progress import Progress
from service.settings import Settings
from store.engine import open_database, writing
from store.migrating import NEWEST
from tests.api.town import a_client
from tests.examples import NOW
from tests.service.test_logs import being_served


def asked(engine: Engine) -> tuple[int, str]:
    client = a_client(engine)
    assert client.get("/healthz").status_code == 200
    answer = client.get("/readyz")
    assert answer.headers["cache-control"] == "no-store"
    return answer.status_code, answer.text


def test_it_is_ready_on_the_schema_of_its_version_or_a_newer_one_that_lets_it(engine: Engine) -> None:
    assert asked(engine) == (200, "ok")
    with writing(engine) as db:
        db.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert asked(engine) == (200, "ok")
    with writing(engine) as db:
        db.execute(text("INSERT INTO schema_floor (oldest) VALUES ('9998')"))
    status, why = asked(engine)
    assert (status, "a newer version" in why) == (503, True)


def test_an_older_schema_and_none_at_all_are_said_with_what_to_do(engine: Engine) -> None:
    with writing(engine) as db:
        db.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    assert asked(engine) == (
        503,
        f"the database is at 0001, and this version needs {NEWEST}: convite migrate",
    )
    with writing(engine) as db:
        db.execute(text("DELETE FROM alembic_version"))
    assert asked(engine) == (503, "the database is empty: convite migrate")
    with writing(engine) as db:
        db.execute(text("INSERT INTO alembic_version (version_num) VALUES ('0001')"))


def test_a_database_that_is_away_is_said_without_where_it_is(tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path}/secret/folder.db")
    assert asked(engine) == (503, "the database does not answer")
    engine.dispose()


def test_a_database_that_says_nothing_is_not_waited_for_and_asked_by_few(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A server that takes connections and never answers, as behind a network that was cut."""
    monkeypatch.setattr(health, "_WAITS_SECONDS", 0.05)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        engine = open_database(f"postgresql://nobody@127.0.0.1:{silent.getsockname()[1]}/none")
        client = a_client(engine)
        found = [client.get("/readyz") for _ in range(3)]
    assert [answer.status_code for answer in found] == [503, 503, 503]
    assert ["within" in answer.text for answer in found] == [True, True, False]
    assert "still wait" in found[2].text
    engine.dispose()


def test_a_container_engine_is_told_the_reason(tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path}/none/at/all.db")
    context = Context(engine, Settings(_env_file=None), lambda: NOW, Progress(quiet=True))  # type: ignore[call-arg]
    with being_served(context) as pages:
        address = str(pages.base_url.join("/readyz"))
        assert healthy.web(address) == f"{address}: the database does not answer"
    assert "refused" in (healthy.web(address) or "")
    engine.dispose()
