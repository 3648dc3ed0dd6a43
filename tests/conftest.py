"""Fixtures that every room of the house needs."""

import gc
import itertools
import os
import shutil
from collections.abc import Generator, Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from sqlalchemy import Connection, Engine, NullPool, create_engine, text

from harvesters import crawler
from store import (  # noqa: F401 - metadata holds the tables once they are imported
    access_tables,
    accompaniment_tables,
    buyer_tables,
    event_tables,
    guide_tables,
    help_tables,
    key_tables,
    papers_tables,
    project_tables,
    register_tables,
    rollout_tables,
    schema_floor,
    tables,
    telling_tables,
    training_tables,
)
from store.engine import MIGRATIONS, open_database
from store.migrating import migrate
from store.schema import metadata
from tests import postgres, warm_loops
from tests.compiled import share_compiled_statements
from tests.warm_crawl import WarmCrawl

share_compiled_statements()

# How long an example takes says more of the machine than of the code: speed is measured in bench/.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

HERE = Path(__file__).resolve().parent
_number = itertools.count(1)
_EMPTY = f"convite_empty_{os.getpid()}"


# Modules and thousands of tests are made to stay: to look through them for what may go costs a third of the
# time to gather them, and some of that of each test.
gc.disable()


@pytest.hookimpl(wrapper=True)
def pytest_runtestloop(session: pytest.Session) -> Generator[None, object, object]:
    has_workers = session.config.getoption("numprocesses", None)
    with warm_loops.compiled_meanwhile() if has_workers else nullcontext():
        return (yield)


def pytest_collection_finish() -> None:
    gc.freeze()
    gc.enable()
    warm_loops.wait()


def pytest_xdist_auto_num_workers() -> int:
    """Two a core: half of the time a test waits for another process."""
    return 2 * (os.cpu_count() or 1)


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
    name = _EMPTIED.pop() if _EMPTIED else _copy_of_the_empty_one(url)
    yield url % name
    if _is_emptied(url % name):
        _EMPTIED.append(name)
    else:
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


def _copy_of_the_empty_one(url: str) -> str:
    name = f"test_{os.getpid()}_{next(_number)}"
    _administer(url, f"CREATE DATABASE {name} TEMPLATE {_EMPTY}")
    return name


def _is_emptied(url: str) -> bool:
    """Whether a test's database is again as it was: to make one and drop it costs more than most tests.

    One whose schema a test has changed is not.
    """
    database = create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with database.connect() as db:
        db.execute(text(_END_OTHERS))
        if db.execute(text(_NEW_TABLES)).scalar_one() or db.execute(text(_VERSION)).scalar_one() != _NEWEST:
            return False
        connection: Any = db.connection.driver_connection
        written = connection.execute(_WRITTEN).fetchone()
        connection.execute("".join(_emptying(name) for name in written if name) + _COUNT_ANEW)
    return True


def _emptying(name: str) -> str:
    if not name.startswith("audit"):
        return f"DELETE FROM {name};"
    held = f"ALTER TABLE {name} %s TRIGGER USER;"  # which let nobody else delete from it
    return f"{held % 'DISABLE'} DELETE FROM {name}; {held % 'ENABLE'}"


_EMPTIED: list[str] = []  # of this process, to be used again
_END_OTHERS = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
# What a copy brought with it has lower numbers than the copy itself, what is made later has higher ones.
_NEW_TABLES = (
    "SELECT count(*) FROM pg_class JOIN pg_database ON pg_class.oid > pg_database.oid"
    " WHERE datname = current_database() AND relnamespace = 'public'::regnamespace"
)
_VERSION = "SELECT version_num FROM alembic_version"
_NEWEST = max(path.name[:4] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))
# Of a hundred tables a test writes to a few. Those that refer to others come first.
_WRITTEN = "SELECT " + ", ".join(
    f"CASE WHEN EXISTS (SELECT FROM {table.name}) THEN '{table.name}' END"
    for table in reversed(metadata.sorted_tables)
)
_COUNT_ANEW = (
    "SELECT setval(format('%I', sequencename)::regclass, 1, false) FROM pg_sequences"
    " WHERE schemaname = 'public' AND last_value IS NOT NULL;"
)


def _administer(url: str, statement: str) -> None:
    server = create_engine(url % "postgres", isolation_level="AUTOCOMMIT")
    with server.connect() as db:
        db.execute(text(statement))
    server.dispose()
