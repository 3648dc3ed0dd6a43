"""Every table as lines of JSON, and back: what backups are made of, the same for both databases.

Tables and columns are asked of the database and not of the code, so that a copy holds all there is, and one
of an older schema is read as it was written.
"""

import hashlib
import math
from base64 import b64decode
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from enum import StrEnum
from itertools import islice
from typing import Any

import msgspec
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    Float,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    TableClause,
    delete,
    func,
    insert,
    inspect,
    select,
    text,
)
from sqlalchemy.exc import DataError, IntegrityError

_VERSION = "alembic_version"
_OF_THE_SCHEMA = {_VERSION, "schema_floor"}  # written by migrations, also where nobody has used it yet
_AT_ONCE = 2_000  # rows


class NotLoadable(Exception):
    """Rows do not fit the database; says which table, and no row."""


class Kind(StrEnum):
    """What a value is, and how JSON has it."""

    TEXT = "text"
    WHOLE = "whole"  # up to 64 bits
    REAL = "real"  # a number, or the words of one that is none ("nan", "inf")
    FLAG = "flag"
    DAY = "day"  # 2026-11-22
    MOMENT = "moment"  # 2026-11-22T13:00:00Z
    BYTES = "bytes"  # base64
    JSON = "json"  # as it is


_KINDS: tuple[tuple[type, Kind], ...] = (
    (Boolean, Kind.FLAG),
    (Integer, Kind.WHOLE),
    (Float, Kind.REAL),
    (DateTime, Kind.MOMENT),
    (Date, Kind.DAY),
    (LargeBinary, Kind.BYTES),
    (JSON, Kind.JSON),
    (String, Kind.TEXT),
)


class Sum:
    """How many rows, and a sum over them that is the same in whatever order they come."""

    def __init__(self) -> None:
        self.rows = 0
        self._sum = 0

    def add(self, line: bytes) -> None:
        self.rows += 1
        self._sum += int.from_bytes(hashlib.sha256(line).digest(), "big")

    @property
    def digest(self) -> str:
        return f"{self._sum % 2**256:064x}"


def schema_of(db: Connection) -> str | None:
    """The number of its newest migration; None where there is no schema of ours."""
    if not inspect(db).has_table(_VERSION):
        return None
    number: str | None = db.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return number


def knows(config: Config, schema: str) -> bool:
    """Whether this version of the code leads to that schema."""
    return any(one.revision == schema for one in ScriptDirectory.from_config(config).walk_revisions())


def tables(db: Connection) -> list[Table]:
    """All, those first that others refer to."""
    found = MetaData()
    found.reflect(db)
    for table in found.tables.values():
        for column in table.columns:
            if isinstance(column.type, JSON):
                column.type = JSON(none_as_null=True)
    return [table for table in found.sorted_tables if table.name != _VERSION]


def kinds(table: Table) -> dict[str, Kind]:
    return {str(column.name): _kind(column) for column in table.columns}


def filled(db: Connection) -> str | None:
    """The name of a table that has rows."""
    named = (name for name in inspect(db).get_table_names() if name not in _OF_THE_SCHEMA)
    return next((name for name in named if _has_rows(db, name)), None)


def lines(db: Connection, table: Table) -> Iterator[bytes]:
    """Each row as a line of JSON, a few held at a time."""
    query = select(table).execution_options(yield_per=_AT_ONCE)
    if any(key.column.table is table for key in table.foreign_keys):
        query = query.order_by(*table.primary_key)  # what is referred to comes before
    names = [str(column.name) for column in table.columns]
    plain = [_PLAIN.get(_kind(column)) for column in table.columns]
    encode = msgspec.json.encode
    with db.execute(query) as rows:
        for row in rows:
            values = (
                value if value is None or make is None else make(value)
                for value, make in zip(row, plain, strict=True)
            )
            yield encode(dict(zip(names, values, strict=True))) + b"\n"


def make_anew(db: Connection, config: Config, schema: str) -> None:
    """Drop all that is there, and make the tables as they were in that schema, empty."""
    if db.dialect.name == "postgresql":
        db.execute(text("SELECT pg_advisory_xact_lock(2166)"))
    if schema_of(db) == schema and not filled(db):
        return
    there = MetaData()
    there.reflect(db)
    there.drop_all(db)
    command.upgrade(config, schema)
    for made in tables(db)[::-1]:
        db.execute(delete(made))  # what migrations wrote is in the copy as well


def bring_up(config: Config) -> None:
    """To the newest schema."""
    command.upgrade(config, "head")


def load(db: Connection, table: Table, named: dict[str, Kind], rows: Iterable[bytes]) -> None:
    """Put lines into an empty table. Raises NotLoadable."""
    if unknown := set(named) - set(table.columns.keys()):
        raise NotLoadable(f"{table.name} has no column {min(unknown)}")
    is_sqlite = db.dialect.name == "sqlite"
    value_of = {name: _value_of(kind, is_sqlite=is_sqlite) for name, kind in named.items()}
    try:
        waiting = iter(rows)
        while some := [_row(line, value_of) for line in islice(waiting, _AT_ONCE)]:
            db.execute(insert(table), some)
    except (IntegrityError, DataError, KeyError, TypeError, ValueError) as error:
        raise NotLoadable(f"{table.name}: a row does not fit ({type(error).__name__})") from error


def renumber(db: Connection, loaded: Sequence[Table]) -> None:
    """PostgreSQL goes on to count from the highest number; SQLite does so by itself."""
    if db.dialect.name != "postgresql":
        return
    for table in loaded:
        keys = list(table.primary_key)
        if len(keys) != 1 or _kind(keys[0]) is not Kind.WHOLE:
            continue
        sequence = db.execute(select(func.pg_get_serial_sequence(table.name, keys[0].name))).scalar_one()
        highest = db.execute(select(func.max(keys[0]))).scalar_one()
        if sequence and highest is not None:
            db.execute(select(func.setval(sequence, highest)))


def _has_rows(db: Connection, name: str) -> bool:
    return db.execute(select(text("1")).select_from(TableClause(name)).limit(1)).first() is not None


def _kind(column: Column[Any]) -> Kind:
    return next(kind for type_, kind in _KINDS if isinstance(column.type, type_))


def _real(value: float) -> float | str:
    return value if math.isfinite(value) else str(value)


def _moment(value: datetime) -> datetime:
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


_PLAIN: dict[Kind, Callable[[Any], Any]] = {Kind.REAL: _real, Kind.MOMENT: _moment}


def _row(line: bytes, value_of: dict[str, Callable[[Any], Any] | None]) -> dict[str, Any]:
    row: dict[str, Any] = msgspec.json.decode(line)
    return {
        name: value if value is None or (make := value_of[name]) is None else make(value)
        for name, value in row.items()
    }


def _value_of(kind: Kind, *, is_sqlite: bool) -> Callable[[Any], Any] | None:
    match kind:
        case Kind.REAL:
            return float
        case Kind.DAY:
            return date.fromisoformat
        case Kind.MOMENT if is_sqlite:
            return lambda said: datetime.fromisoformat(said).astimezone(UTC).replace(tzinfo=None)
        case Kind.MOMENT:
            return datetime.fromisoformat
        case Kind.BYTES:
            return b64decode
        case _:
            return None
