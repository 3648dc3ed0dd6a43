"""Harvested records by the page: told apart into new, changed and unchanged by their content hash.

The known hashes of the page are read first, so an unchanged row costs a look and no write. New rows go in
by the driver's fastest way: executemany of tuples on SQLite, COPY on PostgreSQL.
"""

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Table, func, select

Record = tuple[Any, ...]
# Told of each page's changed records as (key, record) before they are overwritten.
BeforeChange = Callable[[Connection, dict[str, Record], datetime], None]


class Saved(NamedTuple):
    new: int = 0
    changed: int = 0
    unchanged: int = 0

    def __add__(self, other: "Saved") -> "Saved":  # type: ignore[override]  # sums, not tuples
        return Saved(*(a + b for a, b in zip(self, other, strict=True)))


def save(
    db: Connection,
    table: Table,
    records: Sequence[Record],
    hashes: Sequence[bytes],
    seen_at: datetime,
    before_change: BeforeChange | None = None,
) -> Saved:
    """Write a page of records whose first field is their key; `hashes` holds a content hash for each.

    A key that stands twice in the page counts once: the last one holds.
    """
    if db.dialect.name == "postgresql":  # SQLite has one writer anyway; here two harvests take turns
        db.execute(select(func.pg_advisory_xact_lock(func.hashtext(table.name))))
    page = {record[0]: (record, digest) for record, digest in zip(records, hashes, strict=True)}
    known = _known_hashes(db, table, list(page))
    fresh = [(*record, digest) for key, (record, digest) in page.items() if key not in known]
    changed = {
        key: (*record, digest)
        for key, (record, digest) in page.items()
        if key in known and known[key] != digest
    }
    moment = table.c.changed_at.type.dialect_impl(db.dialect).bind_processor(db.dialect)
    at = moment(seen_at) if moment else seen_at
    if fresh:
        _insert(db, table, [(*record, at, at) for record in fresh])
    if changed:
        if before_change:
            before_change(db, {key: record[:-1] for key, record in changed.items()}, seen_at)
        _update(db, table, [(*record[1:], at, key) for key, record in changed.items()])
    return Saved(len(fresh), len(changed), len(page) - len(fresh) - len(changed))


def record_columns(table: Table) -> list[Any]:
    """The columns that make up a record, in the order of its fields; ours follow from `hash` on."""
    names = list(table.c.keys())
    return [table.c[name] for name in names[: names.index("hash")]]


def _known_hashes(db: Connection, table: Table, keys: list[str]) -> dict[str, bytes]:
    """One parameter for all keys: a statement with five thousand would be compiled anew for each page."""
    given: object
    if db.dialect.name == "postgresql":
        among, given = "= ANY(%s)", keys
    else:
        among, given = "IN (SELECT value FROM json_each(?))", json.dumps(keys)
    query = f"SELECT key, hash FROM {table.name} WHERE key {among}"  # noqa: S608 - our own words
    return {key: bytes(digest) for key, digest in db.exec_driver_sql(query, (given,))}


def _insert(db: Connection, table: Table, rows: list[Record]) -> None:
    columns = [c.name for c in record_columns(table)] + ["hash", "first_seen_at", "changed_at"]
    names = ", ".join(columns)
    if db.dialect.name == "postgresql":
        driver = db.connection.driver_connection
        assert driver is not None
        with driver.cursor() as cursor, cursor.copy(f"COPY {table.name} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        return
    marks = ", ".join("?" * len(columns))
    db.exec_driver_sql(f"INSERT INTO {table.name} ({names}) VALUES ({marks})", rows)  # noqa: S608


def _update(db: Connection, table: Table, rows: list[Record]) -> None:
    mark = "%s" if db.dialect.name == "postgresql" else "?"
    columns = [*[c.name for c in record_columns(table)][1:], "hash", "changed_at"]
    settings = ", ".join(f"{name} = {mark}" for name in columns)
    db.exec_driver_sql(f"UPDATE {table.name} SET {settings} WHERE key = {mark}", rows)  # noqa: S608
