"""A day's cycle of a country on PostgreSQL: 64,000 boards and a million procedures, against 1,000 boards.

The steps are run as the cycle runs them, but for the harvest, whose rows come from elsewhere (bench.national
measures it alone): the first day, on which all is new and of which boards are told by one statement, and the
day after, which is what a day costs. It grows no worse than linearly where so many times the boards take no
more than so many times as long. Then the pages of one municipality are asked for, as bench.web does.
"""

import gc
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

from fastapi.testclient import TestClient
from sqlalchemy import Engine, text

from api.app import create_app
from bench.country_rows import FIRST_DAY, SETTINGS, Country, context_of
from bench.figures import Figure
from bench.measured import peak_mb
from bench.postgres import analyze, database
from bench.web import of_boards
from bench.web_servers import WEB
from service.context import Context
from service.steps import alert, assess, buyers, link, match, plans_ahead, record
from tests.postgres import server

_SIZES, _SIZES_QUICK = (864, 63_936), (432, 1_728)  # whole towns
_Step = Callable[[Context], Any]
_JUDGING: tuple[_Step, ...] = (link.run, buyers.run, assess.run, match.run, plans_ahead.run)
_AFTERWARDS: tuple[_Step, ...] = (alert.run, record.run)
_SCRAPE = 10.0
_COUNTED = ("boards", "processes", "matches", "alerts", "events")


@dataclass(frozen=True)
class Taken:
    """Seconds of each step, on the first day and on the one after; rows in the end; the most memory in MB."""

    boards: int
    first: dict[str, float]
    daily: dict[str, float]
    rows: dict[str, int]
    peak_mb: float
    pages: tuple[Figure, ...]


def run(quick: bool) -> list[Figure]:
    sizes = _SIZES_QUICK if quick else _SIZES
    few, many = (_cycle(boards, with_pages=boards == sizes[-1]) for boards in sizes)
    times = many.boards / few.boards
    size = ", ".join(f"{number:,} {name}" for name, number in many.rows.items())
    figures = [Figure("a country", f"{size}; {many.peak_mb:,.0f} MB", f"{few.peak_mb:,.0f} MB")]
    for day in ("first", "daily"):
        here, there = getattr(many, day), getattr(few, day)
        for step in (*here, "whole"):
            ours, floor = (sum(one.values()) if step == "whole" else one[step] for one in (here, there))
            figures.append(
                Figure(
                    f"{day} cycle, {step}, of {times:.0f} times the boards",
                    f"{ours:.1f} s",
                    f"{times:.0f} × {floor:.2f} s",
                    times * floor / ours,
                    1.0 if step == "whole" else None,
                )
            )
    return [*figures, *many.pages]


def _cycle(boards: int, with_pages: bool) -> Taken:
    with (
        tempfile.TemporaryDirectory() as home,
        server({}, *SETTINGS) as databases,
        database(databases, "country") as address,
    ):
        now = [FIRST_DAY]
        context = context_of(address, lambda: now[0])
        engine = context.engine
        country = Country(context, boards)
        country.settle()
        analyze(engine)
        first = _steps(context, *_JUDGING)
        country.tell()
        analyze(engine)
        first |= _steps(context, record.run)
        now[0] += timedelta(days=1)
        country.next_day()
        daily = _steps(context, *_JUDGING, *_AFTERWARDS)
        rows, peak = _rows(engine), peak_mb()
        analyze(engine)
        engine.dispose()
        codes = country.codes_at_home()
        pages = _pages(context, codes, Path(home)) if with_pages else ()
        return Taken(boards, first, daily, rows, peak, tuple(pages))


def _pages(context: Context, codes: Sequence[str], home: Path) -> Iterator[Figure]:
    client = TestClient(create_app(context.engine, WEB))
    started = perf_counter()
    assert client.get("/metrics").status_code == 200
    taken = perf_counter() - started
    yield Figure(
        "what Prometheus asks", f"{taken:.2f} s", f"{_SCRAPE} s, for which it waits", _SCRAPE / taken, 1.0
    )
    yield from of_boards("a country", context.settings.database_url, codes, home, quick=False)


def _steps(context: Context, *steps: _Step) -> dict[str, float]:
    taken = {}
    for step in steps:
        gc.collect()
        started = perf_counter()
        done = step(context)
        name = step.__module__.rpartition(".")[2]
        taken[name] = perf_counter() - started
        print(f"  {name} {taken[name]:.1f} s{_written(done)}", file=sys.stderr, flush=True)
    return taken


def _written(done: Any) -> str:
    """What a match had to write: a day brings towns of a department more of it than lone ones."""
    if not isinstance(done, match.MatchSummary):
        return ""
    return f", {done.new:,} new, {done.changed:,} changed, {done.withdrawn:,} withdrawn"


def _rows(engine: Engine) -> dict[str, int]:
    with engine.connect() as db:
        return {name: db.execute(text(f"SELECT count(*) FROM {name}")).scalar_one() for name in _COUNTED}
