"""Every table of a database with rows in it, each column with a value that is hard for its type."""

from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Connection,
    Date,
    Float,
    Integer,
    LargeBinary,
    Table,
    insert,
)

from store.schema import Moment, metadata

ROWS = 3  # the last one has nothing where nothing may be
_FIRST = datetime(2026, 11, 22, 4, 59, 59, 999_999, UTC)


def fill(
    db: Connection, there: Mapping[str, Collection[str]] | None = None
) -> dict[str, list[dict[str, Any]]]:
    """The rows of each table, as they were written; of an earlier schema, the tables and columns that were
    `there`.
    """
    written: dict[str, list[dict[str, Any]]] = {}
    for table in metadata.sorted_tables:
        if there is not None and table.name not in there:
            continue
        columns = [column for column in table.columns if there is None or column.name in there[table.name]]
        rows = written[table.name] = []
        for n in range(ROWS):
            rows.append({column.name: _of(column, n, written) for column in columns})
        db.execute(insert(table), rows)
    return written


def _of(column: Column[Any], n: int, written: dict[str, list[dict[str, Any]]]) -> Any:
    table: Table = column.table
    if key := next(iter(column.foreign_keys), None):
        target = key.column
        if target.table is not table:
            return written[target.table.name][n][target.name]
        return written[table.name][n - 1][target.name] if n else None
    if column.nullable and n == ROWS - 1:
        return None
    return _value(column, n)


def _value(column: Column[Any], n: int) -> Any:
    match column.type:
        case Moment():
            return _FIRST + timedelta(days=200 * n, microseconds=n)
        case Boolean():
            return n % 2 == 0
        case BigInteger() if not column.primary_key:
            return (-1) ** n * (2**62 + n)
        case Integer():
            return n + 1
        case Float():
            return 0.1 + 0.2 + n
        case Date():
            return date(2026, 2, 28) + timedelta(days=n)
        case LargeBinary():
            return bytes(range(255, -1, -1)) + bytes([n])
        case JSON():
            return {"ñ": [n, 0.1, None, True, "línea\ny otra"], "vacío": {}}
        case _:
            return f'{column.name} «ñ» "{n}"\\ 𝄞\n\ttab, 1'
