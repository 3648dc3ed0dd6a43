"""Opening the database: SQLite (WAL) embedded, PostgreSQL as a server. Nothing else knows which it is."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

MIGRATIONS = Path(__file__).parent / "migrations"

_PRAGMAS = (
    "journal_mode = WAL",
    "synchronous = NORMAL",
    "foreign_keys = ON",
    "busy_timeout = 30000",
    # A page of a harvest changes some 2,000 pages of the file: room for them, and fewer moves out of the log.
    "cache_size = -16000",
    "wal_autocheckpoint = 4000",
)
# Bulk statements reach the driver without SQLAlchemy's types; Python deprecates its own default adapter.
sqlite3.register_adapter(date, date.isoformat)


class DatabaseUnavailable(Exception):
    """The database cannot be opened, read or migrated."""


def open_database(url: str) -> Engine:
    """An engine for `sqlite:///file` or `postgresql://…`. Raises DatabaseUnavailable for anything else."""
    try:
        parsed = make_url(url)
        if parsed.drivername in ("postgresql", "postgres"):
            parsed = parsed.set(drivername="postgresql+psycopg")
        if not parsed.drivername.startswith(("sqlite", "postgresql")):
            raise DatabaseUnavailable(f"{parsed.drivername} is neither sqlite nor postgresql")
        engine = create_engine(parsed, pool_pre_ping=not parsed.drivername.startswith("sqlite"))
    except (ArgumentError, NoSuchModuleError) as error:
        raise DatabaseUnavailable("the database address is malformed (CONVITE_DATABASE_URL)") from error
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A transaction that only reads."""
    with _explained(engine), engine.connect() as db, db.begin():
        yield db


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that writes: all of it or nothing. SQLite takes its one writer's lock at once."""
    with (
        _explained(engine),
        engine.connect().execution_options(convite_writes=True) as db,
        db.begin(),
    ):
        yield db


def migrate(engine: Engine) -> None:
    """Bring the database to the newest schema; safe to run twice and by two processes at once."""
    with migrating(engine) as (db, config):
        if db.dialect.name == "postgresql":
            db.execute(text("SELECT pg_advisory_xact_lock(2166)"))
        command.upgrade(config, "head")


@contextmanager
def migrating(engine: Engine) -> Iterator[tuple[Connection, Config]]:
    """A transaction in which alembic may change the schema, and alembic's configuration for it."""
    with (
        _explained(engine),
        engine.connect().execution_options(convite_writes=True) as db,
        _without_cascades(db),
        db.begin(),
    ):
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = db
        yield db, config
        _check_references(db)


@contextmanager
def _without_cascades(db: Connection) -> Iterator[None]:
    """SQLite changes a table by making it anew, and dropping the old one would delete what refers to it."""
    if db.dialect.name != "sqlite":
        yield
        return
    connection: Any = db.connection.driver_connection
    connection.execute("PRAGMA foreign_keys = OFF")
    try:
        yield
    finally:
        connection.execute("PRAGMA foreign_keys = ON")


def _check_references(db: Connection) -> None:
    if db.dialect.name != "sqlite":
        return
    if broken := db.exec_driver_sql("PRAGMA foreign_key_check").fetchall():
        raise DatabaseUnavailable(f"{len(broken)} rows refer to what is gone, the first in {broken[0][0]}")


@contextmanager
def _explained(engine: Engine) -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        if _is_unavailable(error):
            where = engine.url.render_as_string(hide_password=True)
            raise DatabaseUnavailable(f"{where}: {error.orig}") from error
        raise


def _is_unavailable(error: DBAPIError) -> bool:
    if error.connection_invalidated:
        return True
    name = type(error.orig).__name__
    return name in ("OperationalError", "DatabaseError", "AdminShutdown", "ConnectionTimeout")


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # we begin transactions ourselves
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(db: Connection) -> None:
    writes = db.get_execution_options().get("convite_writes", False)
    db.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
