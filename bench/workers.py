"""The match of every pair of a country on PostgreSQL, shared by one, two and three workers.

Each worker is a process of the service that judges on one core. Beside the ideal: as many times as fast as
there are workers, but not more than there are cores, which the database uses as well.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import timedelta
from time import perf_counter, sleep

from bench.country_rows import FIRST_DAY, SETTINGS, Country, context_of
from bench.figures import Figure
from bench.postgres import analyze, database
from service import work
from service.context import Context
from service.steps import assess, link, match
from store import leases
from store.engine import reading, writing
from tests.postgres import server

_BOARDS, _BOARDS_QUICK = 3_456, 1_728
_WORKERS = (1, 2, 3)
_LEADER = "leads"


def run(quick: bool) -> list[Figure]:
    with server({}, *SETTINGS) as databases, database(databases, "country") as address:
        context = context_of(address, lambda: FIRST_DAY)
        Country(context, _BOARDS_QUICK if quick else _BOARDS).settle()
        for step in (link.run, assess.run, match.run):
            step(context)
        analyze(context.engine)
        taken = {workers: _shared(context, address, workers) for workers in _WORKERS}
        context.engine.dispose()
    cores = len(os.sched_getaffinity(0))
    return [
        Figure(
            f"match of every pair, {workers} workers on {cores} cores",
            f"{seconds:.1f} s",
            f"{taken[1]:.1f} s / {min(workers, cores)}",
            taken[1] / min(workers, cores) / seconds,
        )
        for workers, seconds in taken.items()
    ]


def _shared(context: Context, address: str, workers: int) -> float:
    """Seconds of a full match of which this process leads, and others lend a hand."""
    cores = sorted(os.sched_getaffinity(0))
    with ExitStack() as stack:
        stack.enter_context(_on(cores[0]))
        stack.enter_context(_leading(context))
        for nth in range(1, workers):
            stack.enter_context(_another(address, cores[nth % len(cores)]))
        _wait_for(context, workers)
        started = perf_counter()
        summary = match.run(replace(context, worker=_LEADER), full=True)
        taken = perf_counter() - started
    assert summary.missed == 0
    print(f"  {workers} workers {taken:.1f} s", file=sys.stderr, flush=True)
    return taken


@contextmanager
def _on(core: int) -> Iterator[None]:
    """This thread and what it starts on one core."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


@contextmanager
def _leading(context: Context) -> Iterator[None]:
    """This process has the lease, so that the others lend a hand; the bench's clock stands still."""
    until = context.now + timedelta(hours=1)
    with writing(context.engine) as db:
        leases.be_alive(db, _LEADER, context.now, until)
        leases.take(db, leases.SCHEDULE, _LEADER, context.now, until)
    try:
        yield
    finally:
        with writing(context.engine) as db:
            leases.end(db, _LEADER)


@contextmanager
def _another(address: str, core: int) -> Iterator[None]:
    worker = subprocess.Popen([sys.executable, "-m", __name__, address, str(core)])
    try:
        yield
    finally:
        worker.terminate()
        worker.wait()


def _wait_for(context: Context, workers: int) -> None:
    while True:
        with reading(context.engine) as db:
            if len(leases.alive(db, context.now)) == workers:
                return
        sleep(0.2)


def _work(address: str, core: int) -> None:
    """As `convite work` does, without jobs of its own."""
    with _on(core):
        work.run(context_of(address, lambda: FIRST_DAY), frozenset())


if __name__ == "__main__":
    _work(sys.argv[1], int(sys.argv[2]))
