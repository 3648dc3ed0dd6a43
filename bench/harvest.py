"""Harvest into SQLite: 50 pages of 5,000 rows from a local server, against the least that could do it.

The floor fetches with http.client, unpacks, decodes the fields that are used and writes them as they are:
no reading of dirty fields, no hashes, no keys looked up, no proof that all rows came. Each measurement runs
in a process of its own, floor and project by turns.
"""

import http.client
import json
import os
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import msgspec
from isal import isal_zlib

from bench import pages
from bench.figures import Figure
from harvesters.crawler import Crawl
from harvesters.datasets.processes import PROCESSES, Row
from harvesters.plan import Wanted
from service.context import Context
from service.feeds import Feed
from service.intake import Intake
from service.progress import Progress
from service.settings import Settings
from store.engine import migrate, open_database
from store.processes import RECORDS

_PAGES, _PAGES_QUICK, _TIMES = 50, 10, 3
_PAGES_WANTED = "CONVITE_BENCH_PAGES"
_TARGET = 0.65


class Measured(NamedTuple):
    """Seconds, rows that arrived in the database, and peak memory (MB) of the process and of its crawl."""

    seconds: float
    rows: int
    peak_mb: float
    crawl_mb: float


def run(quick: bool) -> list[Figure]:
    """First harvest and a repeated one of unchanged rows."""
    count = int(os.environ.get(_PAGES_WANTED, _PAGES_QUICK if quick else _PAGES))
    taken: dict[str, list[Measured]] = {"floor": [], "first": [], "again": []}
    with pages.served(count) as url:
        for _ in range(_TIMES):
            with tempfile.TemporaryDirectory() as folder:
                taken["floor"].append(_measure("floor", url, f"{folder}/floor.db", count))
                for name in ("first", "again"):  # on the same database
                    taken[name].append(_measure("ours", url, f"{folder}/ours.db", count))
    floor, first, again = (_median(taken[name]) for name in ("floor", "first", "again"))
    return [
        _figure(f"harvest, {first.rows:,} new rows into SQLite", first, floor, _TARGET),
        _figure("the same again, unchanged, against the first", again, first, None),
    ]


def floor(url: str, database: Path, count: int) -> Measured:
    """As fast as it goes in one process."""
    names = [
        field.name for field in msgspec.structs.fields(Row) if field.name not in ("row_id", "urlproceso")
    ]
    db = sqlite3.connect(database)
    db.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;")
    db.execute(f"CREATE TABLE rows ({names[0]} PRIMARY KEY, {', '.join(names[1:])}, urlproceso)")
    decoder = msgspec.json.Decoder(list[Row])
    insert = f"INSERT INTO rows VALUES ({', '.join('?' * (len(names) + 1))})"
    started = perf_counter()
    source = http.client.HTTPConnection(urlsplit(url).netloc)
    for number in range(count):
        source.request("GET", f"/pages/{number}")
        rows = decoder.decode(isal_zlib.decompress(source.getresponse().read(), wbits=31))
        with db:
            db.executemany(insert, map(_as_published, rows))
    seconds = perf_counter() - started
    (found,) = db.execute("SELECT count(*) FROM rows").fetchone()
    return Measured(seconds, found, *_peaks_mb())


def ours(url: str, database: Path, count: int) -> Measured:
    """The project's way, as `convite harvest` goes it."""
    engine = open_database(f"sqlite:///{database}")
    migrate(engine)
    settings = Settings(soda_url=url)
    context = Context(engine, settings, lambda: datetime.now(UTC), Progress(quiet=True))
    started = perf_counter()
    with Crawl() as crawl:
        feed, wanted = Feed(PROCESSES, RECORDS), Wanted(pages.buyers(count))
        outcome = Intake(context, feed, context.now, wanted, crawl).bring()
    seconds = perf_counter() - started
    assert outcome.complete, outcome.notes
    return Measured(seconds, outcome.rows, *_peaks_mb())


def _as_published(row: Row) -> tuple[Any, ...]:
    *fields, link = msgspec.structs.astuple(row)[1:]
    return *fields, link.url


def _measure(way: str, url: str, database: str, count: int) -> Measured:
    command = [sys.executable, "-m", "bench.harvest", way, url, database, str(count)]
    said = subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout
    measured = Measured(*json.loads(said))
    assert measured.rows == count * pages.ROWS_A_PAGE, measured
    return measured


def _median(taken: list[Measured]) -> Measured:
    middle = statistics.median(one.seconds for one in taken)
    peaks = (max(one.peak_mb for one in taken), max(one.crawl_mb for one in taken))
    return Measured(middle, taken[0].rows, *peaks)


def _figure(name: str, project: Measured, least: Measured, target: float | None) -> Figure:
    return Figure(name, _words(project), _words(least), least.seconds / project.seconds, target)


def _words(measured: Measured) -> str:
    pace = measured.rows / measured.seconds
    crawl = f" + {measured.crawl_mb:.0f}" if measured.crawl_mb else ""
    return f"{measured.seconds:.1f} s, {pace:,.0f} rows/s, {measured.peak_mb:.0f}{crawl} MB"


def _peaks_mb() -> tuple[float, float]:
    """Peak memory of this process, and of the largest child that ended."""
    own, child = (
        resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return own, child


if __name__ == "__main__":
    way = {"floor": floor, "ours": ours}[sys.argv[1]]
    print(json.dumps(way(sys.argv[2], Path(sys.argv[3]), int(sys.argv[4]))))
