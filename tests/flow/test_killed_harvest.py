"""A harvest that is killed at any moment takes its crawl with it; one more ends as if nothing had been."""

import multiprocessing
import os
import random
import signal
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from sqlalchemy import Engine

from harvesters import crawler
from service import cli
from service.demo.soda_server import Fault, SodaServer
from store.engine import open_database
from tests.examples import NOW
from tests.flow.house import TYPES, publish
from tests.flow.source import DAY_BEFORE, LATER, Contents, a_row, contents, fill, midnight
from tests.harvesters.rows import Row, a_contract_row, a_line_row
from tests.warm_crawl import PRELOADED, ForkedCrawl

TIMES = 20
_COLD = 5  # every fifth with a crawl that is a new interpreter, as it is at work
ROWS_A_PAGE = 100
TABLES = ("processes", "process_changes", "contracts", "planned_purchases", "rejected_rows")
DATASETS = ("processes", "contracts", "plans")
# Processes from a clean interpreter that has everything imported: each begins at once, and shares nothing.
_CLEAN = multiprocessing.get_context("forkserver")
_CLEAN.set_forkserver_preload([*PRELOADED, __name__])  # there is one such server for all


class Undisturbed(NamedTuple):
    """A store as it was the day before, as a clean harvest leaves it, and the requests that that one took."""

    before: Contents
    after: Contents
    requests: Mapping[str, int]


class Moment(NamedTuple):
    """When to kill: so long after a request to the source, counted from 1 (0: after the command began)."""

    dataset: str
    request: int
    seconds: float


def _published(soda: SodaServer, now: datetime) -> None:
    """Three thousand processes, half of which the day before does not know; some contracts and plans."""
    morning = now == NOW
    numbers = range(3_000 if morning else 1_500)
    contracts = [a_contract_row(n, valor_del_contrato=str(1 + n + morning)) for n in numbers[:400]]
    lines = [a_line_row(n, valor_total_esperado=str(1 + n + morning)) for n in numbers[:400]]
    publish(soda, now, [_process(n, morning) for n in numbers], contracts)
    soda.put("9sue-ezhx", lines, columns=TYPES["9sue-ezhx"], updated_at=now)


def _process(number: int, morning: bool) -> Row:
    if number % 500 == 7:
        return a_row(number, precio_base="sesenta")  # cannot be read
    if morning and number % 5 == 0:
        return a_row(number, fecha_de_recepcion_de=midnight(NOW + timedelta(days=9 + number % 7)))
    return a_row(number)


def _run(arguments: list[str], environment: Mapping[str, str], is_warm: bool) -> None:
    """`convite …` in a process group of its own; its crawl a new interpreter, or one that begins at once."""
    os.setsid()
    if is_warm:
        crawler.spawn = ForkedCrawl  # type: ignore[assignment] # the same program
    os.environ.update(environment)
    os._exit(cli.run(arguments))


class Command:
    """`convite harvest` of one dataset, as a process."""

    def __init__(
        self, soda: SodaServer, engine: Engine, dataset: str, now: datetime, *, is_warm: bool = True
    ) -> None:
        arguments = ["harvest", dataset, "--now", now.isoformat(), "--json"]
        environment = {
            "CONVITE_DATABASE_URL": engine.url.render_as_string(hide_password=False),
            "CONVITE_SODA_URL": soda.url,
        }
        self.process = _CLEAN.Process(target=_run, args=(arguments, environment, is_warm))
        self.process.start()

    def ended(self) -> int | None:
        """Its exit code, once it has one."""
        self.process.join(60)
        return self.process.exitcode

    @property
    def leaves_nothing(self) -> bool:
        """Whether its crawl is gone as well, within the seconds that it takes to see that it is alone."""
        until = time.monotonic() + 10
        while found := [stat for stat in _processes() if _is_of(stat, self.process.pid)]:
            if time.monotonic() > until:
                return False
            time.sleep(0.05)
        return not found


def _processes() -> Iterator[str]:
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(FileNotFoundError, ProcessLookupError):
            yield path.read_text()


def _is_of(stat: str, group: int | None) -> bool:
    state, _parent, found, *_ = stat.rpartition(")")[2].split()
    return found == str(group) and state != "Z"


def _killed(soda: SodaServer, engine: Engine, moment: Moment, *, is_warm: bool) -> Command:
    """Run the command and kill it at this moment, unless it ends before."""
    began, first = threading.Event(), len(soda.requests)

    def count(_path: str, _parameters: dict[str, str], number: int) -> Fault | None:
        if number - first == moment.request:
            began.set()
        return None

    soda.faults = count
    command = Command(soda, engine, moment.dataset, NOW, is_warm=is_warm)
    while moment.request and not began.wait(0.02) and command.process.is_alive():
        pass  # a run that goes on where others were killed may end before it asks so much
    time.sleep(moment.seconds)
    command.process.kill()
    command.ended()
    return command


def _moments(requests: Mapping[str, int], chance: random.Random) -> list[Moment]:
    """Most of them in the largest dataset, early ones first: each run gets a little further than the last."""
    chosen = [chance.choices(DATASETS, (3, 1, 1))[0] for _ in range(TIMES)]
    moments = [Moment(one, chance.randint(0, requests[one]), chance.uniform(0, 0.05)) for one in chosen]
    return sorted(moments, key=lambda moment: moment.request / requests[moment.dataset])


def _kept(found: Contents) -> dict[str, list[Any]]:
    """The tables that a harvest fills, apart from when."""
    return {
        name: sorted(
            (sorted((k, v) for k, v in row.items() if not k.endswith("_at")) for row in found[name]), key=repr
        )
        for name in TABLES
    }


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory, empty_sqlite: Path) -> Undisturbed:
    path = tmp_path_factory.mktemp("undisturbed") / "convite.db"
    path.write_bytes(empty_sqlite.read_bytes())
    engine = open_database(f"sqlite:///{path}")
    requests: dict[str, int] = {}
    with SodaServer(largest_page=ROWS_A_PAGE) as soda:
        _published(soda, DAY_BEFORE)
        for dataset in DATASETS:
            assert Command(soda, engine, dataset, DAY_BEFORE).ended() == 0
        before = contents(engine)
        _published(soda, NOW)
        for dataset in DATASETS:
            so_far = len(soda.requests)
            assert Command(soda, engine, dataset, NOW).ended() == 0
            requests[dataset] = len(soda.requests) - so_far
    after = contents(engine)
    engine.dispose()
    assert len(after["process_changes"]) == 300
    return Undisturbed(before, after, requests)


def test_twenty_killed_harvests_and_a_clean_one_leave_the_store_of_an_undisturbed_one(
    engine: Engine, undisturbed: Undisturbed
) -> None:
    seed = random.randrange(2**32)
    moments = _moments(undisturbed.requests, random.Random(seed))
    fill(engine, undisturbed.before)
    with SodaServer(largest_page=ROWS_A_PAGE) as soda:
        _published(soda, NOW)
        commands = [_killed(soda, engine, moment, is_warm=n % _COLD > 0) for n, moment in enumerate(moments)]
        codes = [command.ended() for command in commands]
        assert codes.count(-signal.SIGKILL) >= TIMES // 2, (seed, codes)
        assert set(codes) <= {-signal.SIGKILL, 0}, (seed, codes)
        assert all(command.leaves_nothing for command in commands), (seed, moments)
        soda.faults = None
        for dataset in DATASETS:
            assert Command(soda, engine, dataset, LATER).ended() == 0
    assert _kept(contents(engine)) == _kept(undisturbed.after), (seed, moments)
