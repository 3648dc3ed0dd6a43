"""Fixtures that every room of the house needs."""

import itertools
import os
import shutil
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, create_engine, text

from harvesters import crawler
from store.engine import migrate, open_database
from tests import postgres
from tests.warm_crawl import WarmCrawl

HERE = Path(__file__).resolve().parent
_number = itertools.count(1)
_EMPTY = f"convite_empty_{os.getpid()}"


def pytest_xdist_auto_num_workers() -> int:
    """Three a core: most of the time a test waits for another process or a server."""
    return 3 * (os.cpu_count() or 1)


@pytest.fixture(autouse=True)
def warm_crawls(monkeypatch: pytest.MonkeyPatch) -> None:
    """A crawl takes half a second to begin, and the tests have hundreds of them: these begin at once."""
    monkeypatch.setattr(crawler, "spawn", WarmCrawl)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real rows beside the checkout; tests that need it are skipped where it is absent."""
    folder = Path(os.environ.get("CONVITE_SHARED", HERE.parent.parent / "shared"))
    if not (folder / "data" / "soda").is_dir():
        pytest.skip("the real rows are not on this machine (set CONVITE_SHARED to their folder)")
    return folder


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite file, to be copied."""
    path = tmp_path_factory.mktemp("template") / "empty.db"
    engine = open_database(f"sqlite:///{path}")
    migrate(engine)
    engine.dispose()
    return path


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A PostgreSQL server with a migrated, empty database to be copied; its URL has %s for the database.

    The server is our own, or the one of CONVITE_TEST_DATABASE_URL (a URL with %s, as said).
    """
    given = os.environ.get("CONVITE_TEST_DATABASE_URL")
    with nullcontext(given) if given else postgres.server() as url:
        _administer(url, f"CREATE DATABASE {_EMPTY}")
        engine = open_database(url % _EMPTY)
        migrate(engine)
        engine.dispose()
        yield url
        _administer(url, f"DROP DATABASE {_EMPTY} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty, migrated database: each test runs on both kinds."""
    if request.param == "sqlite":
        path = tmp_path / "convite.db"
        shutil.copy(request.getfixturevalue("empty_sqlite"), path)
        yield f"sqlite:///{path}"
        return
    url = request.getfixturevalue("postgres_url")
    name = f"test_{os.getpid()}_{next(_number)}"
    _administer(url, f"CREATE DATABASE {name} TEMPLATE {_EMPTY}")
    yield url % name
    _administer(url, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = open_database(database_url)
    yield engine
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def unsaved(request: pytest.FixtureRequest) -> Iterator[Connection]:
    """A connection that writes to an empty, migrated database of each kind, and leaves nothing behind: for
    tests that need no second connection, at a tenth of the price of a database of their own.
    """
    if request.param == "sqlite":
        url = f"sqlite:///{request.getfixturevalue('empty_sqlite')}"
    else:
        url = request.getfixturevalue("postgres_url") % _EMPTY
    engine = open_database(url)
    with engine.connect().execution_options(convite_writes=True) as db, db.begin() as transaction:
        yield db
        transaction.rollback()
    engine.dispose()


def _administer(url: str, statement: str) -> None:
    server = create_engine(url % "postgres", isolation_level="AUTOCOMMIT")
    with server.connect() as db:
        db.execute(text(statement))
    server.dispose()
