"""Harvest into SQLite, 250,000 rows from a local server: against the least that could do it, and against
sodapy.

Each way is measured in a process of its own, by turns. The peer is sodapy's `get_all` as it comes, a
thousand rows a page, into the same table as the floor's.
"""

import tempfile
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from requests.adapters import HTTPAdapter
from sodapy import Socrata

from bench import floor, ours, pages
from bench.figures import Figure
from bench.measured import Measured, Stopwatch, compared, measure, medians
from bench.rows import ROWS_A_PAGE
from harvesters.datasets.processes import PROCESSES

_PAGES, _PAGES_QUICK, _TIMES = 50, 10, 3
_FLOOR_TARGET, _PEER_TARGET, _AGAIN_TARGET = 0.85, 1.4, 2.0


def run(quick: bool) -> list[Figure]:
    """First harvest and a repeated one of unchanged rows."""
    count = _PAGES_QUICK if quick else _PAGES
    with pages.served(count, in_thousands=True) as url:
        median = medians(_round(url, count) for _ in range(_TIMES))
    first, again = median["first"], median["again"]
    what = f"harvest, {first.rows:,} new rows into SQLite"
    return [
        compared(f"{what}, against the floor", first, median["floor"], _FLOOR_TARGET),
        compared(f"{what}, against sodapy", first, median["peer"], _PEER_TARGET),
        compared("the same again, unchanged, against the first", again, first, _AGAIN_TARGET),
    ]


def least(url: str, database: str, count: int) -> Measured:
    """As fast as it goes in one process."""
    db = floor.sqlite_table(database)
    with Stopwatch() as watch:
        source = floor.connect(url)
        for number in range(count):
            body = floor.fetch(source, number)
            with db:
                db.executemany(floor.INSERT, floor.rows(body))
    return watch.measured(floor.count(db))


def by_sodapy(url: str, database: str) -> Measured:
    """The same rows and columns by sodapy."""
    db = floor.sqlite_table(database)
    with Stopwatch() as watch:
        adapter = {"prefix": "http://", "adapter": HTTPAdapter()}
        # A token that is not looked at: without one sodapy complains at large.
        with Socrata(urlsplit(url).netloc, "-", session_adapter=adapter) as client:
            rows = map(_as_published, client.get_all(PROCESSES.id))
            while page := list(islice(rows, ROWS_A_PAGE)):
                with db:
                    db.executemany(floor.INSERT, page)
    return watch.measured(floor.count(db))


def _round(url: str, count: int) -> dict[str, Measured]:
    rows = count * ROWS_A_PAGE
    with tempfile.TemporaryDirectory() as folder:
        database = f"sqlite:///{folder}/ours.db"
        return {
            "floor": measure(least, url, f"{folder}/floor.db", count, rows=rows),
            "first": measure(ours.harvest, url, database, count, rows=rows),
            "again": measure(ours.harvest, url, database, count, rows=rows),
            "peer": measure(by_sodapy, url, f"{folder}/peer.db", rows=rows),
        }


def _as_published(row: dict[str, Any]) -> tuple[Any, ...]:
    *fields, link = map(row.get, floor.COLUMNS)
    return *fields, link["url"] if link else None
