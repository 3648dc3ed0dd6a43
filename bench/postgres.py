"""Harvest into PostgreSQL, 250,000 rows from a local server, against the least that could do it.

The floor copies each page into a temporary table, in binary, which was measured a tenth faster than text,
and upserts from there. Each way has a database of its own on a server that both share, and takes its turn.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql
from sqlalchemy import Engine, text

from bench import floor, ours, pages
from bench.figures import Figure
from bench.measured import Measured, Stopwatch, compared, measure, medians
from bench.rows import ROWS_A_PAGE
from tests.postgres import server

_PAGES, _PAGES_QUICK, _TIMES = 50, 10, 3
_TARGET, _AGAIN_TARGET = 0.8, 2.0
_TABLE = (
    f"CREATE TABLE published ({floor.COLUMNS[0]} text PRIMARY KEY, {' text, '.join(floor.COLUMNS[1:])} text)"
)
_TEMPORARY = "CREATE TEMPORARY TABLE page (LIKE published) ON COMMIT DELETE ROWS"
_UPSERT = (
    f"INSERT INTO published SELECT * FROM page ON CONFLICT ({floor.COLUMNS[0]}) DO UPDATE SET "
    + ", ".join(f"{name} = excluded.{name}" for name in floor.COLUMNS[1:])
)


def run(quick: bool) -> list[Figure]:
    """First harvest and a repeated one of unchanged rows."""
    count = _PAGES_QUICK if quick else _PAGES
    with pages.served(count) as url, server() as databases:
        median = medians(_round(url, databases, count) for _ in range(_TIMES))
    first, again = median["first"], median["again"]
    return [
        compared(f"harvest, {first.rows:,} new rows into PostgreSQL", first, median["floor"], _TARGET),
        compared("the same again, unchanged, against the first", again, first, _AGAIN_TARGET),
    ]


@contextmanager
def database(databases: str, name: str) -> Iterator[str]:
    """The address of a new database, which is dropped in the end."""
    with psycopg.connect(_plain(databases % "postgres"), autocommit=True) as db:
        db.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield databases % name
        db.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def analyze(engine: Engine) -> None:
    """As a server that has been up for a while knows its tables."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as db:
        db.execute(text("VACUUM ANALYZE"))


def least(url: str, address: str, count: int) -> Measured:
    """As fast as it goes in one process."""
    with psycopg.connect(_plain(address), autocommit=True) as db:
        db.execute(_TABLE)
        db.execute(_TEMPORARY)
        with Stopwatch() as watch:
            source = floor.connect(url)
            for number in range(count):
                body = floor.fetch(source, number)
                with db.transaction(), db.cursor() as cursor:
                    with cursor.copy("COPY page FROM STDIN (FORMAT binary)") as copy:
                        copy.set_types(["text"] * len(floor.COLUMNS))
                        for row in floor.rows(body):
                            copy.write_row(row)
                    cursor.execute(_UPSERT)
        found = db.execute("SELECT count(*) FROM published").fetchone()
        assert found
        return watch.measured(found[0])


def _round(url: str, databases: str, count: int) -> dict[str, Measured]:
    rows = count * ROWS_A_PAGE
    with database(databases, "floor") as address:
        taken = {"floor": measure(least, url, address, count, rows=rows)}
    with database(databases, "ours") as address:
        taken["first"] = measure(ours.harvest, url, address, count, rows=rows)
        taken["again"] = measure(ours.harvest, url, address, count, rows=rows)
    return taken


def _plain(address: str) -> str:
    """As the driver takes it."""
    return address.replace("+psycopg", "")
