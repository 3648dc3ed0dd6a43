"""Insert or update by primary key, the same on both databases."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Insert, Table, column, select, table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError

MANY = 500  # rows from which on a copy is worth its two statements more


class Saved(NamedTuple):
    """How many of the given rows were new, changed and unchanged."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0


def upsert(
    db: Connection, table: Table, rows: Sequence[Mapping[str, Any]], keep: Collection[str] = ()
) -> None:
    """Write the rows; one that is there already is overwritten but for the columns in `keep`."""
    if len(rows) >= MANY and db.dialect.name == "postgresql":
        _upsert_many(db, table, rows, keep)
    elif rows:
        db.execute(_statement(db, table, rows[0], keep), list(rows))


def copy(db: Connection, name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write new rows into a table of PostgreSQL, with values as its driver takes them. What goes wrong is
    raised as of any other statement.
    """
    driver, errors = db.connection.driver_connection, db.dialect.loaded_dbapi.Error
    assert driver is not None
    into = f"COPY {name} ({_quoted(db, columns)}) FROM STDIN"
    try:
        with driver.cursor() as cursor, cursor.copy(into) as copying:
            for row in rows:
                copying.write_row(row)
    except errors as error:
        raise DBAPIError.instance(
            into, None, error, errors, hide_parameters=True, dialect=db.dialect
        ) from error


def maker(db: Connection, table: Table, name: str) -> Callable[[Any], Any]:
    """Makes a value of a column what the driver takes."""
    return table.c[name].type.dialect_impl(db.dialect).bind_processor(db.dialect) or (lambda value: value)


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


def _upsert_many(
    db: Connection, into: Table, rows: Sequence[Mapping[str, Any]], keep: Collection[str]
) -> None:
    """By a copy into a table that passes: several times as fast as row by row."""
    names = list(rows[0])
    key = [one.name for one in into.primary_key]
    newest = {tuple(row[name] for name in key): row for row in rows}  # of two with one key the last
    makers = [maker(db, into, name) for name in names]
    passing = table(f"passing_{into.name}", *(column(name) for name in names))
    like = f"SELECT {_quoted(db, names)} FROM {into.name} WITH NO DATA"  # noqa: S608 - our own words
    db.exec_driver_sql(f"CREATE TEMPORARY TABLE {passing.name} AS {like}")
    made = ([make(row[name]) for name, make in zip(names, makers, strict=True)] for row in newest.values())
    copy(db, passing.name, names, made)
    db.execute(_statement(db, into, rows[0], keep).from_select(names, select(passing)))
    db.exec_driver_sql(f"DROP TABLE {passing.name}")


def _quoted(db: Connection, names: Iterable[str]) -> str:
    return ", ".join(map(db.dialect.identifier_preparer.quote, names))


def _statement(db: Connection, table: Table, row: Mapping[str, Any], keep: Collection[str]) -> Insert:
    statement = _insert(db, table)
    key = {c.name for c in table.primary_key}
    new = {name: statement.excluded[name] for name in row if name not in key and name not in keep}
    upserting: Insert = statement.on_conflict_do_update(index_elements=list(table.primary_key), set_=new)
    return upserting


def _insert(db: Connection, table: Table) -> Any:
    return postgresql.insert(table) if db.dialect.name == "postgresql" else sqlite.insert(table)
