"""A city in service whose clock goes by leaps: a database with its own clock, worker, web, source, mail.

All go by the database's clock (store/clock.py), and that one is moved: nobody else is told another time.
"""

import json
import os
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import psycopg

from bench.postgres import database
from notifications.links import sign_at
from service.demo.run import free_port
from service.demo.smtp_server import SmtpServer
from service.demo.soda_server import SodaServer
from tests.chaos.server import skewing
from tests.postgres import server

_ROOT = Path(__file__).resolve().parents[1]
_SECRET = "a secret of the bench alone"
_PATIENCE_SECONDS = 900
_POLITELY = ("nice", "-n", "5")  # others use the machine too


class House:
    """Use `living` to have one."""

    def __init__(
        self, home: Path, url: str, clock: Path, soda: SodaServer, smtp_url: str, mails: list[str]
    ) -> None:
        self.soda, self._home, self._url, self._clock = soda, home, url.replace("+psycopg", ""), clock
        self._smtp_url, self.mails, self.port = smtp_url, mails, free_port(0)
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def command(self, *words: str) -> None:
        """`convite …`, to its end."""
        subprocess.run(
            [sys.executable, "-m", "service", *words],
            check=True,
            cwd=_ROOT,
            env=self._environment(),
            capture_output=True,
        )

    def start(self) -> None:
        for name, words in (("work", ["work"]), ("serve", ["serve", "--port", str(self.port)])):
            with (self._home / f"{name}.log").open("ab") as log:
                self._running[name] = subprocess.Popen(
                    [*_POLITELY, sys.executable, "-m", "bench.soaked", str(self._folder(name)), *words],
                    cwd=_ROOT,
                    env=self._environment(),
                    stdout=log,
                    stderr=log,
                )

    def stop(self) -> dict[str, int]:
        """With which code each ended."""
        for process in self._running.values():
            process.terminate()
        return {name: process.wait(120) for name, process in self._running.items()}

    def kill(self) -> None:
        for process in self._running.values():
            process.kill()
            process.wait()

    def leap(self, to: datetime) -> None:
        _set(self._clock, to)

    def work(self) -> float:
        """Wait until all that is due by now was done; gives the seconds that it took."""
        return self._until(
            "SELECT count(*) > 0 AND bool_and(next_at > clock_timestamp() AND running_by IS NULL) FROM jobs"
        )

    def asked(self, query: str, *given: object) -> list[tuple[Any, ...]]:
        with psycopg.connect(self._url, autocommit=True) as db:
            return db.execute(query.encode(), given).fetchall()

    def page(self, path: str, form: dict[str, str] | None = None) -> None:
        body = urlencode(form).encode() if form else None
        with urlopen(Request(f"http://127.0.0.1:{self.port}{path}", body), timeout=60) as answer:
            answer.read()

    def link_of(self, code: str, now: datetime) -> str:
        return f"/junta/{sign_at(code, _SECRET, now)}"

    def held(self, name: str) -> dict[str, Any]:
        """What a process holds once its garbage was collected."""
        told, process = self._folder(name) / "told", self._running[name]
        told.unlink(missing_ok=True)
        (self._folder(name) / "ask").touch()
        until = time.monotonic() + _PATIENCE_SECONDS
        while not told.exists():
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"{name} says nothing: {self._home}")
            time.sleep(0.05)
        found: dict[str, Any] = json.loads(told.read_text())
        of = Path(f"/proc/{process.pid}")
        found["threads"] = int((of / "status").read_text().partition("Threads:")[2].split()[0])
        return {**found, "files": len(list((of / "fd").iterdir()))}

    def _until(self, query: str) -> float:
        started = time.monotonic()
        until = started + _PATIENCE_SECONDS
        while not self.asked(query)[0][0]:
            for name, process in self._running.items():
                if process.poll() is not None:
                    raise RuntimeError(f"{name} ended with {process.returncode}: {self._home}")
            if time.monotonic() > until:
                raise RuntimeError(f"work is not done: {self._home}")
            time.sleep(0.25)
        return round(time.monotonic() - started, 1)

    def _folder(self, name: str) -> Path:
        """By which a process is asked what it holds."""
        folder = self._home / name
        folder.mkdir(exist_ok=True)
        return folder

    def _environment(self) -> dict[str, str]:
        return {
            **{name: value for name, value in os.environ.items() if not name.startswith("CONVITE_")},
            "OMP_NUM_THREADS": "1",
            "CONVITE_DATABASE_URL": self._url,
            "CONVITE_SODA_URL": self.soda.url,
            "CONVITE_SMTP_URL": self._smtp_url,
            "CONVITE_MAIL_FROM": "Convite <convite@convite.example>",
            "CONVITE_SECRET_KEY": _SECRET,
            "CONVITE_PAPERS": str(self._home / "papers"),
            "CONVITE_DOCUMENTS_FOLDER": str(self._home / "documents"),
        }


@contextmanager
def living(home: Path, at: datetime) -> Iterator[House]:
    """A house with an empty database, at this moment; nobody works yet."""
    home.chmod(0o755)  # PostgreSQL, which root may not start, reads here
    clock = home / "clock"
    clock.touch(0o644)
    _set(clock, at)  # before the server starts: a clock that goes back keeps its autovacuum waiting
    skew = {"LD_PRELOAD": str(skewing(home)), "CHAOS_CLOCK": str(clock)}
    with ExitStack() as stack:
        databases = stack.enter_context(server(skew))
        url = stack.enter_context(database(databases, "soak"))
        mails: list[str] = []
        smtp = stack.enter_context(SmtpServer(tell=lambda to, _raw: mails.append(to)))
        house = House(home, url, clock, stack.enter_context(SodaServer()), smtp.url, mails)
        try:
            yield house
        finally:
            house.kill()


def _set(clock: Path, to: datetime) -> None:
    ahead = (to - datetime.now(UTC)).total_seconds()
    with clock.open("r+b") as file:  # in place: the server has it in its memory
        file.write(struct.pack("q", round(ahead)))
