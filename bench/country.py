"""A day's cycle of a country on PostgreSQL: 64,000 boards and a million procedures, against 1,000 boards.

The steps are run as the cycle runs them, but for the harvest, whose rows come from elsewhere (bench.national
measures it alone): the first day, on which all is new and of which boards are told by one statement, and the
day after, which is what a day costs. It grows no worse than linearly where so many times the boards take no
more than so many times as long. Then the pages of one municipality are asked for, as bench.web does.
"""

import gc
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

from sqlalchemy import Engine, text

from bench.country_rows import Country
from bench.figures import Figure
from bench.measured import peak_mb
from bench.postgres import database
from bench.web import of_boards
from domain.days import BOGOTA
from service.context import Context
from service.progress import Progress
from service.settings import Settings
from service.steps import alert, assess, buyers, link, match, plans_ahead, record
from store.engine import open_database
from store.migrating import migrate
from tests.postgres import server

_SIZES, _SIZES_QUICK = (864, 63_936), (432, 1_728)  # whole towns
_Step = Callable[[Context], Any]
_JUDGING: tuple[_Step, ...] = (link.run, buyers.run, assess.run, match.run, plans_ahead.run)
_AFTERWARDS: tuple[_Step, ...] = (alert.run, record.run)
_FIRST = datetime(2026, 6, 3, 6, tzinfo=BOGOTA)
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
        server() as databases,
        database(databases, "country") as address,
    ):
        engine = open_database(address)
        migrate(engine)
        now = [_FIRST]
        settings = Settings(_env_file=None, database_url=address, secret_key="of the bench alone")  # type: ignore[call-arg]
        context = Context(engine, settings, lambda: now[0], Progress())
        country = Country(context, boards)
        country.settle()
        _analyze(engine)
        first = _steps(context, *_JUDGING)
        country.tell()
        _analyze(engine)
        first |= _steps(context, record.run)
        now[0] += timedelta(days=1)
        country.next_day()
        daily = _steps(context, *_JUDGING, *_AFTERWARDS)
        rows, peak = _rows(engine), peak_mb()
        _analyze(engine)
        engine.dispose()
        codes = country.codes_at_home()
        pages = of_boards("a country", address, codes, Path(home), quick=False) if with_pages else ()
        return Taken(boards, first, daily, rows, peak, tuple(pages))


def _steps(context: Context, *steps: _Step) -> dict[str, float]:
    taken = {}
    for step in steps:
        gc.collect()
        started = perf_counter()
        step(context)
        name = step.__module__.rpartition(".")[2]
        taken[name] = perf_counter() - started
        print(f"  {name} {taken[name]:.1f} s", file=sys.stderr, flush=True)
    return taken


def _rows(engine: Engine) -> dict[str, int]:
    with engine.connect() as db:
        return {name: db.execute(text(f"SELECT count(*) FROM {name}")).scalar_one() for name in _COUNTED}


def _analyze(engine: Engine) -> None:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as db:
        db.execute(text("VACUUM ANALYZE"))
