"""Bringing a database to the newest schema while the version before goes on reading and writing.

Each migration is a transaction of its own under one lock of all who migrate. It waits for no table longer
than a moment: who waits for a table in PostgreSQL has everybody behind it wait too. What rules a migration
keeps to, so that the code of before can live with it, stands in docs/deploy.md.
"""

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic, sleep

from alembic import command
from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import OperationalError

from store.engine import MIGRATIONS, DatabaseUnavailable, migrating, reading
from store.schema_floor import oldest_that_may_run

_ALL = sorted(path.name[:4] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))
NEWEST = _ALL[-1]
"""The revision that this code is written for."""

_LOCK = "SELECT pg_advisory_xact_lock(2166)"
_LONGEST_WAIT = "SET LOCAL lock_timeout = '2s'"
_TRIES = 30
_PAUSE_SECONDS = 2.0
_LOCK_NOT_AVAILABLE = "55P03"


@dataclass(frozen=True)
class Migrated:
    """Revisions; before is None where the database was empty, and both are the same where nothing was due."""

    before: str | None
    after: str
    seconds: float


def migrate(engine: Engine, pause: Callable[[float], None] = sleep) -> Migrated:
    """Bring the database to the newest schema; safe to run twice, and by several processes at once.

    A database that a newer version migrated is left as it is. Raises DatabaseUnavailable where this
    version cannot work on it, or where a table stayed in use for too long: then what was migrated stays.
    """
    started = monotonic()
    before = at = revision(engine)
    while at is None or at < NEWEST:
        at = _without_queueing(engine, pause)
    if at > NEWEST:
        _hold_against_floor(engine, at)
    return Migrated(before, at, monotonic() - started)


def unservable(engine: Engine) -> str | None:
    """Why this version can serve nobody from the database as it is now; None where it can.

    Raises DatabaseUnavailable where nobody answers.
    """
    with reading(engine) as db:
        at = _revision(db)
        if at is None:
            return "the database is empty: convite migrate"
        if at < NEWEST:
            return f"the database is at {at}, and this version needs {NEWEST}: convite migrate"
        oldest = oldest_that_may_run(db)
    return _too_new(at, oldest) if oldest is not None and oldest > NEWEST else None


def revision(engine: Engine) -> str | None:
    """The revision that the database is at; None where it is empty."""
    with reading(engine) as db:
        return _revision(db)


def _revision(db: Connection) -> str | None:
    if not inspect(db).has_table("alembic_version"):
        return None
    found: str | None = db.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    return found


def _without_queueing(engine: Engine, pause: Callable[[float], None]) -> str:
    for _ in range(_TRIES - 1):
        try:
            return _one_step(engine)
        except TableInUse:
            pause(_PAUSE_SECONDS)
    return _one_step(engine)


class SchemaTooNew(DatabaseUnavailable):
    """A newer version changed the database so that this one cannot work on it."""


class TableInUse(DatabaseUnavailable):
    """Somebody holds a table that a migration needs for a moment, and nothing of it was changed."""


def _one_step(engine: Engine) -> str:
    """The next migration, or all of them where the database is empty and nobody can wait for it."""
    try:
        with migrating(engine) as (db, config):
            if db.dialect.name == "postgresql":
                db.execute(text(_LOCK))
                db.execute(text(_LONGEST_WAIT))
            at = _revision(db)
            if at is None or at < NEWEST:
                at = NEWEST if at is None else next(one for one in _ALL if one > at)
                command.upgrade(config, at)
            return at
    except OperationalError as error:
        if getattr(error.orig, "sqlstate", None) == _LOCK_NOT_AVAILABLE:
            raise TableInUse(
                "a table is in use for too long to be changed; end what holds it, and try again"
            ) from error
        raise


def _hold_against_floor(engine: Engine, at: str) -> None:
    with reading(engine) as db:
        oldest = oldest_that_may_run(db)
    if oldest is not None and oldest > NEWEST:
        raise SchemaTooNew(_too_new(at, oldest))


def _too_new(at: str, oldest: str) -> str:
    return f"a newer version brought the database to {at}: for code from {oldest} on, and this is {NEWEST}"
