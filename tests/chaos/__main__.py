"""`python -m tests.chaos [--short]`, as root: what becomes of messages and matches when all goes wrong.

Before each blow there are new calls and new boards that are to hear of them; after it, it is waited until
somebody leads who did a job that began after the blow, and until every new board was written to. Then the
ledger is held against what the providers took, and matches and events against those of an undisturbed city.
"""

import json
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, TypeVar
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import psycopg

from service import flow
from service.context import Context
from service.demo.soda_server import SodaServer
from service.progress import Progress
from store import leases
from store.engine import DatabaseUnavailable, open_database, reading
from store.migrating import migrate
from tests.chaos import ledger
from tests.chaos.city import HOSTS, City, Member, Providers, apart, relayed
from tests.chaos.server import Server, skewing
from tests.examples import NOW
from tests.flow.house import publish, settings

T = TypeVar("T")

_BOARDS, _CALLS = 60, 2  # that are new before each blow
_WAIT_SECONDS = 240.0


class Answer(NamedTuple):
    status: int
    seconds: float
    said: str


class Chaos:
    """The blows, and what came of each."""

    def __init__(self, city: City, seed: int) -> None:
        self._city = city
        self._chance = random.Random(seed)
        self._engine = open_database(city.server.url("convite"))
        self._blows = 0
        self.rows: list[dict[str, Any]] = []
        self.boards: list[str] = []
        self.figures: list[dict[str, Any]] = []

    def blow(
        self, name: str, strike: Callable[[], object], mend: Callable[[], object] = lambda: None
    ) -> None:
        """Have work to do, strike, mend, and measure from there until all is well."""
        new = ledger.codes(self._blows * _BOARDS, _BOARDS)
        ledger.found(self._engine, new)
        self.boards += new
        self.rows += [ledger.a_call(self._blows * _CALLS + nth) for nth in range(_CALLS)]
        publish(self._city.soda, NOW, self.rows)
        self._blows += 1
        time.sleep(self._chance.uniform(1.0, 4.0))
        struck_at = time.monotonic()
        others = strike()
        mend()
        mended_at, mended = time.monotonic(), ledger.now(self._engine)
        led = self._until(lambda: ledger.worked_since(self._engine, mended))
        drained = self._until(lambda: ledger.untold(self._engine, new) == 0)
        well = self._until(lambda: all(self._answers(port) for port in self._city.ports))
        found = {
            "blow": name,
            "lasted_seconds": round(mended_at - struck_at, 1),
            "until_another_worked": others if isinstance(others, float) else None,
            "until_a_job_was_done": round(led - mended_at, 1),
            "until_all_were_written_to": round(drained - mended_at, 1),
            "until_both_webs_answered": round(well - mended_at, 1),
        }
        self.figures.append(found)
        sys.stdout.write(json.dumps(found) + "\n")
        sys.stdout.flush()

    def leader(self) -> Member:
        """Who leads, once somebody does."""

        def look() -> Member | None:
            with reading(self._engine) as db:
                holder = leases.holder(db, leases.SCHEDULE, ledger.now(self._engine))
            return self._city.worker_called(holder) if holder else None

        return self._once(look)

    def sharing(self) -> tuple[Member, Member]:
        """Who has a match to share, and who judges a part of it for that worker, once somebody does."""

        def look() -> tuple[Member, Member] | None:
            pair = ledger.sharing(self._engine)
            posted, helps = map(self._city.worker_called, pair) if pair else (None, None)
            return (posted, helps) if posted and helps else None

        return self._once(look)

    def lead(self, member: Member) -> None:
        """Have this worker lead: others that do are told to end until it does."""
        until = time.monotonic() + _WAIT_SECONDS
        while (led := self.leader()) is not member and time.monotonic() < until:
            self._city.strike(led, signal.SIGTERM)
            time.sleep(8)

    def others_work(self, seconds: float) -> float:
        """Let so many seconds pass; gives how many until a job was done that began since."""
        struck_at, struck = time.monotonic(), ledger.now(self._engine)
        worked_at = self._until(lambda: ledger.worked_since(self._engine, struck))
        time.sleep(max(0.0, struck_at + seconds - time.monotonic()))
        return round(worked_at - struck_at, 1)

    def drained(self) -> None:
        """Wait until no message is due."""
        begun = ledger.now(self._engine)
        self._until(lambda: ledger.worked_since(self._engine, begun))
        self._until(lambda: ledger.due(self._engine) == 0)

    def matched(self) -> None:
        """Wait until what was published is matched: a cycle that began after."""
        begun = ledger.now(self._engine)
        self._until(lambda: ledger.worked_since(self._engine, begun, "cycle"))
        self._until(lambda: ledger.worked_since(self._engine, begun, "record"))

    def _answers(self, port: int) -> bool:
        return ask(port).status == 200

    def _once(self, look: Callable[[], T | None]) -> T:
        """What is seen, once something is."""
        seen: list[T] = []

        def is_seen() -> bool:
            if (found := look()) is not None:
                seen.append(found)
            return bool(seen)

        self._until(is_seen)
        return seen[0]

    def _until(self, is_so: Callable[[], bool]) -> float:
        until = time.monotonic() + _WAIT_SECONDS
        while time.monotonic() < until:
            try:
                if is_so():
                    return time.monotonic()
            except (DatabaseUnavailable, psycopg.Error):
                pass
            time.sleep(0.25)
        raise SystemExit(f"not well after {_WAIT_SECONDS:.0f} seconds; the logs are in {self._city.home}")


def ask(port: int) -> Answer:
    """What the city's page answers: status, seconds, and what it says."""
    started = time.monotonic()
    try:
        with urlopen(f"http://127.0.0.1:{port}/procesos", timeout=30) as answer:
            status, said = answer.status, answer.read().decode()
    except HTTPError as error:
        status, said = error.code, error.read().decode()
    except (URLError, OSError) as error:
        status, said = 0, str(error)
    return Answer(status, time.monotonic() - started, said)


def main() -> None:
    short = "--short" in sys.argv[1:]
    home = Path(tempfile.mkdtemp(prefix="convite-chaos-"))
    home.chmod(0o755)  # PostgreSQL, which root may not start, reads here
    clock = NOW + timedelta(minutes=30) - datetime.now(UTC)  # a working morning at the database
    library = skewing(home)
    server = Server(home, HOSTS, library, clock)
    providers = Providers()
    try:
        with apart(), SodaServer() as soda, relayed([soda.url, *providers.urls.values()]):
            server.make()
            for name in ("convite", "undisturbed"):
                ledger.make(server.url("postgres"), name)
                engine = open_database(server.url(name))
                migrate(engine)
                engine.dispose()
            publish(soda, NOW, [])
            city = City(home, server, soda, providers.urls, library)
            try:
                found = _played(Chaos(city, 1), city, short=short)
            finally:
                city.kill()
            engine = open_database(server.url("convite"))
            found |= {**ledger.held(engine, providers.taken()), "logs": ledger.lines(home)}
            sys.stdout.write(json.dumps(found, indent=1) + "\n")
    finally:
        providers.end()
        server.remove()
        sys.stdout.write(f"logs: {home}\n")


def _played(chaos: Chaos, city: City, *, short: bool) -> dict[str, Any]:
    """All blows, the comparison, and a night, after which what was to be tried again is due."""
    city.live()
    _blows(chaos, city, short)
    chaos.matched()
    found = _same(city.server, city.soda, chaos)
    city.server.stop()
    city.server.go_forward(timedelta(days=1))
    city.server.start()
    chaos.drained()
    return {**found, "exit codes at the end": city.end(), "and before": city.exits()}


def _blows(chaos: Chaos, city: City, short: bool) -> None:
    chaos.blow("none", lambda: None)
    chaos.blow("kill -9 the worker that leads", lambda: city.strike(chaos.leader()))
    if short:
        return
    for member in (city.workers[2], *city.webs):
        chaos.blow(f"kill -9 {member.name}", partial(city.strike, member))
    chaos.blow("SIGTERM to the worker that leads", lambda: city.strike(chaos.leader(), signal.SIGTERM))
    chaos.blow("kill -9 who leads while others judge its match", lambda: city.strike(chaos.sharing()[0]))
    chaos.blow("kill -9 who judges a match for another", lambda: city.strike(chaos.sharing()[1]))
    chaos.blow("the worker that leads stands still for 75 s", partial(_stand_still, chaos, city))
    asked: list[Answer] = []
    for name, strike in (("is stopped (immediate)", city.server.stop), ("is killed -9", city.server.kill)):
        chaos.blow(f"the database {name}", partial(_away, city, strike, asked), city.server.start)
    _tell_of_pages(asked)
    chaos.blow(
        "the database's disk is full for 30 s", partial(_fill, city.server), partial(_empty, city.server)
    )
    chaos.lead(city.workers[1])
    chaos.blow("the leader's clock is an hour fast", lambda: None)
    chaos.lead(city.workers[0])
    chaos.blow("the leader's network to the database is cut for 60 s", partial(_cut, chaos, city), city.mend)


def _stand_still(chaos: Chaos, city: City) -> float:
    led = chaos.leader()
    city.strike(led, signal.SIGSTOP)
    seconds = chaos.others_work(75)
    city.strike(led, signal.SIGCONT)
    return seconds


def _away(city: City, strike: Callable[[], None], asked: list[Answer]) -> None:
    """Ask the pages while the database is not there."""
    strike()
    time.sleep(1)
    for _ in range(10):
        asked.extend(ask(port) for port in city.ports)
        time.sleep(1)


def _fill(server: Server) -> None:
    server.fill_disk()
    time.sleep(30)


def _empty(server: Server) -> None:
    """Make room; a server that gave up is started again, as systemd would."""
    server.empty_disk()
    time.sleep(1)
    if not server.is_up():
        server.kill()
        server.start()


def _cut(chaos: Chaos, city: City) -> float:
    city.cut()
    return chaos.others_work(60)


def _tell_of_pages(asked: list[Answer]) -> None:
    statuses = dict(Counter(one.status for one in asked))
    slowest = max(one.seconds for one in asked)
    sys.stdout.write(f"pages while the database was away: {statuses}, the slowest after {slowest:.2f} s\n")
    sys.stdout.write(f"they said: {ledger.words(asked[-1].said)}\n")


def _same(server: Server, soda: SodaServer, chaos: Chaos) -> dict[str, Any]:
    """Beside a city that has the same boards and calls, and to which nothing happened."""
    undisturbed = open_database(server.url("undisturbed"))
    ledger.found(undisturbed, chaos.boards)
    chosen = settings(undisturbed, soda.url, "smtp://127.0.0.1:9", "13001")
    at = ledger.now(undisturbed)
    flow.cycle(Context(undisturbed, chosen, lambda: at, Progress(quiet=True)), deliver_too=False)
    return ledger.same(open_database(server.url("convite")), undisturbed)


if __name__ == "__main__":
    main()
