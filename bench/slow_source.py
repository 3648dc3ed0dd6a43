"""Harvest from a server that sends each page after 200 ms, against a floor with as many requests in flight.

The floor has four connections, each in a thread that reads one slice after the other, and one writer. Both
write into SQLite, 250,000 rows.
"""

import tempfile
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from queue import Queue

from bench import floor, ours, pages
from bench.figures import Figure
from bench.measured import Measured, Stopwatch, compared, measure, medians
from bench.rows import ROWS_A_PAGE

_PAGES, _PAGES_QUICK, _TIMES = 50, 20, 3
_WAIT_SECONDS = 0.2
_IN_FLIGHT = 4  # as in the settings of the crawl
_PAGES_A_SLICE = 5  # as the plan cuts them
_LONGEST_SECONDS = 60
_TARGET = 0.8


def run(quick: bool) -> list[Figure]:
    count = _PAGES_QUICK if quick else _PAGES
    with pages.served(count, wait_seconds=_WAIT_SECONDS) as url:
        median = medians(_round(url, count) for _ in range(_TIMES))
    first = median["first"]
    what = f"harvest, {first.rows:,} new rows into SQLite, {_WAIT_SECONDS * 1000:.0f} ms a page"
    return [compared(what, first, median["floor"], _TARGET)]


def least(url: str, database: str, count: int) -> Measured:
    """As fast as it goes in one process with four requests in flight."""
    db = floor.sqlite_table(database)
    bodies: Queue[bytes] = Queue(maxsize=_IN_FLIGHT)
    with Stopwatch() as watch, ThreadPoolExecutor(_IN_FLIGHT) as pool:
        for start in range(0, count, _PAGES_A_SLICE):
            pool.submit(_read, url, range(start, min(start + _PAGES_A_SLICE, count)), bodies)
        for _ in range(count):
            rows = floor.rows(bodies.get(timeout=_LONGEST_SECONDS))
            with db:
                db.executemany(floor.INSERT, rows)
    return watch.measured(floor.count(db))


def _read(url: str, slice_: Iterable[int], bodies: "Queue[bytes]") -> None:
    source = floor.connect(url)
    for number in slice_:
        bodies.put(floor.fetch(source, number))
    source.close()


def _round(url: str, count: int) -> dict[str, Measured]:
    rows = count * ROWS_A_PAGE
    with tempfile.TemporaryDirectory() as folder:
        return {
            "floor": measure(least, url, f"{folder}/floor.db", count, rows=rows),
            "first": measure(ours.harvest, url, f"sqlite:///{folder}/ours.db", count, rows=rows),
        }
