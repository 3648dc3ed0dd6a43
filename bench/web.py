"""The web under fifty connections: 432 boards and 100,000 processes, one worker, on both databases.

Three requests: a board's own page, the list of boards, the list of open calls. Each is asked of our server,
of the least that could answer it, and of a plain one (bench.web_servers), in turn; each figure is the median
of the rounds. The load is wrk's, which asks for a different board each time. A board's page is made anew only
where what it tells has changed: what making it takes is a figure of its own.
"""

import json
import os
import pickle
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from urllib.request import urlopen

from sqlalchemy import Engine, event
from starlette.testclient import TestClient

from api.app import create_app
from bench import web_rows
from bench.figures import Figure
from bench.postgres import database
from bench.web_servers import SECRET, WEB
from notifications.links import sign
from store.engine import open_database
from store.migrating import migrate
from tests.postgres import server

_BOARDS, _PROCESSES, _PROCESSES_QUICK = 432, 100_000, 5_000
_CONNECTIONS = 50
_ROUNDS, _SECONDS = 3, 5
_OF_LEAST, _OF_PLAIN, _OF_P95 = 0.5, 4.0, 1 / 3
_LISTS = {"boards": "/api/v1/boards?limit=20", "open calls": "/api/v1/processes?limit=20"}
_SCRIPT = """
local paths, at = {}, 0
for line in io.lines(os.getenv("PATHS")) do paths[#paths + 1] = line end
wrk.headers["Accept-Encoding"] = "gzip"
request = function() at = at % #paths + 1; return wrk.format("GET", paths[at]) end
done = function(summary, latency)
  local wrong = summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.timeout
  local told = '{"requests": %d, "microseconds": %d, "p95": %d, "wrong": %d}'
  io.write("\\n", string.format(told, summary.requests, summary.duration, latency:percentile(95), wrong))
end
"""


class Load(NamedTuple):
    """Requests a second, and within how many milliseconds 95 of 100 were answered."""

    pace: float
    p95: float

    def __str__(self) -> str:
        return f"{self.pace:,.0f}/s, p95 {self.p95:.0f} ms"


def run(quick: bool) -> list[Figure]:
    """The figures of both databases."""
    if not shutil.which("wrk"):
        raise SystemExit("this bench needs wrk (apt-get install wrk)")
    return list(_figures(quick))


def _figures(quick: bool) -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as home:
        yield from _of_database("SQLite", f"sqlite:///{Path(home) / 'convite.db'}", Path(home), quick)
        with server() as databases, database(databases, "web") as address:
            yield from _of_database("PostgreSQL", address, Path(home), quick)


def _of_database(name: str, url: str, home: Path, quick: bool) -> Iterator[Figure]:
    engine = open_database(url)
    migrate(engine)
    codes = web_rows.fill(engine, _BOARDS, _PROCESSES_QUICK if quick else _PROCESSES)
    engine.dispose()
    yield from of_boards(name, url, codes, home, quick)


def of_boards(name: str, url: str, codes: Sequence[str], home: Path, quick: bool) -> Iterator[Figure]:
    """The figures of a database that holds these boards of the municipality of `WEB`."""
    engine = open_database(url)
    pages = [f"/junta/{sign(code, SECRET)}" for code in codes]
    asked = home / "asked"
    asked.write_bytes(pickle.dumps(_statements(engine, [*pages, *_LISTS.values()])))
    engine.dispose()
    requests = {"board's page": pages, **{what: [path] for what, path in _LISTS.items()}}
    for what, paths in requests.items():
        ways = ["ours", "least", "plain"] + (["ours_anew"] if what == "board's page" else [])
        loads = _median(ways, url, asked, paths, quick)
        yield from _compared(f"{what}, {name}", **loads)


def _compared(
    title: str, ours: Load, least: Load, plain: Load, ours_anew: Load | None = None
) -> Iterator[Figure]:
    bare = f"bare {least}"
    yield Figure(title, str(ours), bare, ours.pace / least.pace, _OF_LEAST)
    in_time = least.p95 / ours.p95 if ours.pace else 0.0  # of no answer there is no time
    yield Figure(f"{title}, p95", str(ours), bare, in_time, _OF_P95)
    against = f"{title}, against a plain route"
    yield Figure(against, str(ours), f"plain {plain}", ours.pace / plain.pace, _OF_PLAIN)
    if ours_anew:
        yield Figure(f"{title}, each made anew", str(ours_anew), bare, ours_anew.pace / least.pace)


def _statements(engine: Engine, paths: Sequence[str]) -> dict[str, list[tuple[str, Any]]]:
    """What our app asks the database for each of these, once it is warm."""
    found: dict[str, list[tuple[str, Any]]] = {}
    client = TestClient(create_app(engine, WEB))
    asked: list[tuple[str, Any]] = []

    @event.listens_for(engine, "before_cursor_execute")
    def note(_db: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if not statement.startswith("BEGIN"):
            asked.append((statement, parameters))

    for path in paths:
        for _ in range(2):
            asked.clear()
            answer = client.get(path)
            assert answer.status_code == 200, (path, answer.text)
        found[path] = list(asked)
    event.remove(engine, "before_cursor_execute", note)
    return found


def _median(ways: Sequence[str], url: str, asked: Path, paths: Sequence[str], quick: bool) -> dict[str, Load]:
    taken: dict[str, list[Load]] = {way: [] for way in ways}
    for _ in range(1 if quick else _ROUNDS):
        for way in ways:
            with _served(way, url, asked) as address:
                taken[way].append(_load(address, paths, 2 if quick else _SECONDS, asked.parent))
    return {
        way: Load(*(statistics.median(one[part] for one in loads) for part in (0, 1)))
        for way, loads in taken.items()
    }


@contextmanager
def _served(way: str, url: str, asked: Path) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "bench.web_servers", way, url, str(asked), str(port)]
    with (asked.parent / "log").open("wb") as log, subprocess.Popen(command, stderr=log) as process:
        try:
            _wait(port, process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.kill()


def _wait(port: int, process: "subprocess.Popen[bytes]") -> None:
    while process.poll() is None:
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError("the server did not start")


def _load(address: str, paths: Sequence[str], seconds: int, home: Path) -> Load:
    for path in paths:  # once each: what is remembered is, as after the first hour of a day
        with urlopen(address + path) as answer:
            answer.read()
    listed, script = home / "paths", home / "load.lua"
    listed.write_text("\n".join(paths))
    script.write_text(_SCRIPT)
    command = [
        "wrk",
        "-t1",
        f"-c{_CONNECTIONS}",
        f"-d{seconds}s",
        "--timeout",
        "30s",
        "-s",
        str(script),
        address,
    ]
    done = subprocess.run(
        command, check=True, capture_output=True, text=True, env={**os.environ, "PATHS": str(listed)}
    )
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["wrong"] == 0, done.stdout
    return Load(told["requests"] / told["microseconds"] * 1e6, told["p95"] / 1000)
