"""Insert or update by primary key, the same on both databases."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Insert, Table
from sqlalchemy.dialects import postgresql, sqlite


class Saved(NamedTuple):
    """How many of the given rows were new, changed and unchanged."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0


def upsert(
    db: Connection, table: Table, rows: Sequence[Mapping[str, Any]], keep: Collection[str] = ()
) -> None:
    """Write the rows; one that is there already is overwritten but for the columns in `keep`."""
    if rows:
        db.execute(_statement(db, table, rows[0], keep), list(rows))


def insert_missing(db: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write the rows that are not there yet, and leave the others as they are."""
    if rows:
        db.execute(_insert(db, table).on_conflict_do_nothing(), list(rows))


def accrue(db: Connection, table: Table, amount: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add the rows' amounts to those that are there."""
    if rows:
        statement = _insert(db, table)
        grown = {amount: table.c[amount] + statement.excluded[amount]}
        keys = list(table.primary_key)
        db.execute(statement.on_conflict_do_update(index_elements=keys, set_=grown), list(rows))


def _statement(db: Connection, table: Table, row: Mapping[str, Any], keep: Collection[str]) -> Insert:
    statement = _insert(db, table)
    key = {c.name for c in table.primary_key}
    new = {name: statement.excluded[name] for name in row if name not in key and name not in keep}
    upserting: Insert = statement.on_conflict_do_update(index_elements=list(table.primary_key), set_=new)
    return upserting


def _insert(db: Connection, table: Table) -> Any:
    return postgresql.insert(table) if db.dialect.name == "postgresql" else sqlite.insert(table)
