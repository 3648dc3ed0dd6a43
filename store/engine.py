"""Opening the database: SQLite (WAL) embedded, PostgreSQL as a server. Nothing else knows which it is."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any

import msgspec
from alembic.config import Config
from sqlalchemy import Connection, Dialect, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, DisconnectionError, NoSuchModuleError

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
# What asks in the web's loop must not wait for ever for a server that is not there.
# Nor for the answer of one whose machine or network went: nobody tells us of that.
_OF_A_SERVER: dict[str, Any] = {
    "connect_args": {
        "connect_timeout": 10,
        "keepalives_idle": 10,
        "keepalives_interval": 5,
        "keepalives_count": 3,
        "tcp_user_timeout": 25_000,
    }
}
# And the server does not hold what such a one of us had locked for the hours that are its own patience.
_OF_OUR_SESSIONS = (
    "SET jit = off",  # to make machine code of our long questions took longer than to answer them
    "SET tcp_keepalives_idle = 10",
    "SET tcp_keepalives_interval = 5",
    "SET tcp_keepalives_count = 3",
    "SET tcp_user_timeout = 25000",
)
_LEFT_ALONE = 1.0  # seconds after which a connection may have died unseen
_HANGS_AT_MOST = 10_000  # milliseconds, for what all others wait for
# Nor for a connection: with the five that are kept, more than the forty threads of the web can hold.
_AT_ONCE = {"max_overflow": 40}
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
        # What a statement was given may be of a person, and is in no error's words.
        engine = create_engine(parsed, hide_parameters=True, **_JSON, **_options(parsed))
    except (ArgumentError, NoSuchModuleError) as error:
        raise DatabaseUnavailable("the database address is malformed (CONVITE_DATABASE_URL)") from error
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "connect", _prepare_postgresql)
        event.listen(engine, "checkin", _note_the_time)
        event.listen(engine, "checkout", partial(_try_again, engine.dialect))
    return engine


def _options(url: URL) -> dict[str, Any]:
    if not url.drivername.startswith("sqlite"):
        return _OF_A_SERVER | _AT_ONCE
    return _AT_ONCE if url.database and url.database != ":memory:" else {}


def _written(value: object) -> str:
    return msgspec.json.encode(value).decode()


# Matches, with their reasons, come and go by the million: the standard library takes three times as long.
_JSON: dict[str, Any] = {"json_serializer": _written, "json_deserializer": msgspec.json.decode}


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """What only reads. SQLite shows it one state of the rows; PostgreSQL shows each statement what is true
    when it begins, with a transaction around them (READ COMMITTED) or without, and is asked once less each.
    """
    with _explained(engine), engine.connect() as db:
        if engine.dialect.name == "postgresql":
            db.execution_options(isolation_level="AUTOCOMMIT")
        with db.begin():
            yield db


class OneByOne:
    """Reads for a single thread that asks one question at a time: it keeps its connection, and has no
    transaction, which would cost more than many a question.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._kept: Connection | None = None
        self._used_at = 0.0
        event.listen(engine, "engine_disposed", lambda _: self._let_go())

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """For one statement; a second one may see other rows. Raises DatabaseUnavailable."""
        with _explained(self._engine):
            db = self._alive()
            try:
                yield db
            except DBAPIError:
                self._let_go()
                raise
            self._used_at = monotonic()

    def _alive(self) -> Connection:
        if self._kept is not None and monotonic() - self._used_at >= _LEFT_ALONE:
            try:
                self._engine.dialect.do_ping(self._kept.connection.dbapi_connection)  # type: ignore[arg-type]
            except self._engine.dialect.loaded_dbapi.Error:
                self._let_go()
        if self._kept is None:
            self._kept = self._connected()
        return self._kept

    def _connected(self) -> Connection:
        if self._engine.dialect.name != "postgresql":  # SQLite's readers wait for nobody
            return self._engine.connect().execution_options(convite_alone=True)
        db = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        db.exec_driver_sql(f"SET statement_timeout = {_HANGS_AT_MOST}")
        return db

    def _let_go(self) -> None:
        kept, self._kept = self._kept, None
        if kept is not None:
            kept.invalidate()
            kept.close()


@contextmanager
def snapshot(engine: Engine) -> Iterator[Connection]:
    """What only reads, and sees one state of all rows for as long as it lasts, on both."""
    with _explained(engine), engine.connect() as db:
        if engine.dialect.name == "postgresql":
            db.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        with db.begin():
            yield db


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that writes: all of it or nothing. SQLite takes its one writer's lock at once."""
    with (
        _explained(engine),
        engine.connect().execution_options(convite_writes=True) as db,
        db.begin(),
    ):
        if guard := db.get_execution_options().get("convite_guard"):
            guard(db)
        yield db


def guarded(engine: Engine, guard: Callable[[Connection], None] | None) -> Engine:
    """The same engine, whose transactions that write begin by asking the guard, if any: it raises to have
    none.
    """
    return engine.execution_options(convite_guard=guard)


def name_sessions(engine: Engine, name: str) -> None:
    """Tell a server who we are, from the next connection on; SQLite has nobody to tell."""
    if engine.dialect.name == "postgresql":
        event.listen(engine, "connect", partial(_name, name))
        engine.dispose()


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
    return name in (
        "OperationalError",
        "DatabaseError",
        "AdminShutdown",
        "CrashShutdown",
        "CannotConnectNow",
        "TooManyConnections",
        "DiskFull",
        "ConnectionTimeout",
        "QueryCanceled",
    )


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # we begin transactions ourselves
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _prepare_postgresql(connection: Any, _record: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute("; ".join(_OF_OUR_SESSIONS))
    connection.commit()


def _name(name: str, connection: Any, _record: object) -> None:
    connection.execute("SELECT set_config('application_name', %s, false)", [name])
    connection.commit()


def _begin_sqlite(db: Connection) -> None:
    options = db.get_execution_options()
    if options.get("convite_writes", False):
        db.exec_driver_sql("BEGIN IMMEDIATE")
    elif not options.get("convite_alone", False):
        # Which waits for nobody, so it need not be explained either.
        connection: Any = db.connection.driver_connection
        connection.execute("BEGIN")


def _note_the_time(_connection: object, record: Any) -> None:
    record.info["used_at"] = monotonic()


def _try_again(dialect: Dialect, connection: Any, record: Any, _proxy: object) -> None:
    """To ask a connection each time whether it is alive would cost a way to the server and back."""
    used_at = record.info.get("used_at")
    if used_at is None or monotonic() - used_at < _LEFT_ALONE:
        return
    try:
        dialect.do_ping(connection)
    except dialect.loaded_dbapi.Error as error:
        raise DisconnectionError from error  # then it is replaced, and with it all that are as old
