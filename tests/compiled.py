"""Statements that are written out once, for all databases of one kind that a process of tests opens."""

from typing import Any

from sqlalchemy import Engine, create_engine
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache

from store import engine as store_engine

_COMPILED: LRUCache[Any, Any] = LRUCache(2000)


def share_compiled_statements() -> None:
    """SQLAlchemy keeps them by engine, and each test opens engines: a sixth of a cycle went into writing out
    the same statements again. Their dialects differ in nothing: one server, one SQLite, one way to open them.
    """
    for dialect in (PGDialect_psycopg, SQLiteDialect_pysqlite):
        kind: Any = dialect
        kind.__eq__ = _is_of_one_kind
        kind.__hash__ = _hash_of_the_kind
    opened_by: Any = store_engine
    opened_by.create_engine = _create_engine


def _create_engine(*args: Any, **options: Any) -> Engine:
    engine = create_engine(*args, **options)
    engine.update_execution_options(compiled_cache=_COMPILED)
    return engine


def _is_of_one_kind(one: object, other: object) -> bool:
    return type(one) is type(other)


def _hash_of_the_kind(one: object) -> int:
    return hash(type(one))
