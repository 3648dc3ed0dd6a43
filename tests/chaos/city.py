"""A city at work: its database, a source, providers that fail one message in ten, three workers, two webs.

Who dies is started again after two seconds, as systemd would. The first worker is in a network of its own,
with one cable to the database and one to the rest; the second one's clock is an hour fast.
"""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from service.demo.run import free_port
from service.demo.soda_server import SodaServer
from tests.chaos.server import Server, skewed
from tests.flow.house import SECRET

ROOT = Path(__file__).resolve().parents[2]
_AGAIN_AFTER_SECONDS = 2.0
_APART = "chaos"  # the first worker's network
_TO_DATABASE, _TO_REST = "10.77.1", "10.77.2"
HOSTS = ["127.0.0.1", f"{_TO_DATABASE}.1"]
SEED = "20260603"


@dataclass
class Member:
    """A process that is kept running. `exits` are the codes with which it ended."""

    name: str
    command: list[str]
    environment: dict[str, str]
    process: "subprocess.Popen[bytes] | None" = None
    died_at: float = float("-inf")
    exits: list[int] = field(default_factory=list)

    def start(self, log: Path) -> None:
        with log.open("ab") as said:
            self.process = subprocess.Popen(
                self.command, cwd=ROOT, env=self.environment, stdout=said, stderr=said, start_new_session=True
            )


class City:
    """Use `living` to have one."""

    def __init__(
        self, home: Path, server: Server, soda: SodaServer, providers: dict[str, str], library: Path
    ) -> None:
        self.home, self.server, self.soda, self._library = home, server, soda, library
        self._providers = providers
        self._over = threading.Event()
        self._lock = threading.Lock()
        self.ports = [free_port(0), free_port(0)]
        self.workers = [self._worker(nth) for nth in range(3)]
        self.webs = [self._web(nth) for nth in range(2)]
        self._keeper = threading.Thread(target=self._keep, daemon=True)

    def live(self) -> None:
        self._keeper.start()

    def end(self) -> list[int]:
        """Tell all to end, and give with which codes they did."""
        self._over.set()
        self._keeper.join()
        found = []
        for member in (*self.workers, *self.webs):
            assert member.process
            member.process.send_signal(signal.SIGTERM)
        for member in (*self.workers, *self.webs):
            assert member.process
            try:
                found.append(member.process.wait(120))
            except subprocess.TimeoutExpired:
                member.process.kill()
                found.append(-9)
        return found

    def kill(self) -> None:
        """Whatever happened: nobody is left."""
        self._over.set()
        self._keeper.join()
        for member in (*self.workers, *self.webs):
            if member.process is not None:
                with suppress(ProcessLookupError):
                    os.killpg(member.process.pid, signal.SIGKILL)
                member.process.wait()

    def exits(self) -> dict[str, list[int]]:
        """With which codes each ended meanwhile: -9 where it was killed."""
        return {member.name: member.exits for member in (*self.workers, *self.webs)}

    def strike(self, member: Member, number: int = signal.SIGKILL) -> None:
        """Send a signal to a member and to what it started, where it is to die."""
        with self._lock:
            assert member.process
            with suppress(ProcessLookupError):
                if number == signal.SIGKILL:
                    os.killpg(member.process.pid, number)
                else:
                    os.kill(member.process.pid, number)

    def worker_called(self, holder: str) -> Member | None:
        """Who holds a lease by this name, among the living."""
        pid = int(holder.split(":")[1])
        for member in self.workers:
            if member.process and member.process.poll() is None and member.process.pid == pid:
                return member
        return None

    def cut(self) -> None:
        """The first worker's cable to the database."""
        _run("ip", "link", "set", "chaos-db", "down")

    def mend(self) -> None:
        _run("ip", "link", "set", "chaos-db", "up")

    def log_of(self, member: Member) -> Path:
        return self.home / f"{member.name}.log"

    def _keep(self) -> None:
        while not self._over.wait(0.2):
            with self._lock:
                for member in (*self.workers, *self.webs):
                    if member.process is not None and (code := member.process.poll()) is not None:
                        member.exits.append(code)
                        member.process, member.died_at = None, time.monotonic()
                    if member.process is None and time.monotonic() - member.died_at > _AGAIN_AFTER_SECONDS:
                        member.start(self.log_of(member))

    def _worker(self, nth: int) -> Member:
        command = [sys.executable, "-m", "tests.chaos.worker", "work"]
        host = "127.0.0.1"
        extra: dict[str, str] = {}
        if nth == 0:
            command = ["ip", "netns", "exec", _APART, *command]
            host = f"{_TO_DATABASE}.1"
        if nth == 1:
            extra = skewed(self._library, timedelta(hours=1))
        return Member(f"worker {nth + 1}", command, {**self._environment(host), **extra})

    def _web(self, nth: int) -> Member:
        command = [sys.executable, "-m", "tests.chaos.worker", "serve", "--port", str(self.ports[nth])]
        return Member(f"web {nth + 1}", command, self._environment("127.0.0.1"))

    def _environment(self, host: str) -> dict[str, str]:
        urls = {**self._providers, "soda": self.soda.url}
        return {
            **{name: value for name, value in os.environ.items() if not name.startswith("CONVITE_")},
            "OMP_NUM_THREADS": "1",
            "PYTHONPATH": str(ROOT),
            "CONVITE_DATABASE_URL": self.server.url("convite", host),
            "CONVITE_SODA_URL": urls["soda"],
            "CONVITE_SMTP_URL": urls["smtp"],
            "CONVITE_SMS_URL": urls["sms"],
            "CONVITE_SMTP_CONNECTIONS": "2",
            "CONVITE_MAIL_FROM": "Convite <convite@convite.example>",
            "CONVITE_SECRET_KEY": SECRET,
            "CONVITE_PAPERS": str(self.home / "papers"),
            "CONVITE_DOCUMENTS_FOLDER": str(self.home / "documents"),
        }


class Providers:
    """The servers of tests.flow.chaos_servers, in a process of their own."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.flow.chaos_servers", SEED],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout
        self.urls: dict[str, str] = json.loads(self._process.stdout.readline())

    def taken(self) -> dict[str, Any]:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write("what did you take?\n")
        self._process.stdin.flush()
        found: dict[str, Any] = json.loads(self._process.stdout.readline())
        return found

    def end(self) -> None:
        self._process.kill()
        self._process.communicate()


@contextmanager
def apart() -> Iterator[None]:
    """A network for the first worker, with its two cables."""
    _run("ip", "netns", "add", _APART)
    try:
        _run("ip", "-n", _APART, "link", "set", "lo", "up")
        for cable, net in (("chaos-db", _TO_DATABASE), ("chaos-out", _TO_REST)):
            _run("ip", "link", "add", cable, "type", "veth", "peer", "name", f"{cable}-in", "netns", _APART)
            _run("ip", "addr", "add", f"{net}.1/24", "dev", cable)
            _run("ip", "link", "set", cable, "up")
            _run("ip", "-n", _APART, "addr", "add", f"{net}.2/24", "dev", f"{cable}-in")
            _run("ip", "-n", _APART, "link", "set", f"{cable}-in", "up")
        yield
    finally:
        _run("ip", "netns", "del", _APART)
        for cable in ("chaos-db", "chaos-out"):
            subprocess.run(["ip", "link", "del", cable], check=False, capture_output=True)


@contextmanager
def relayed(urls: list[str]) -> Iterator[None]:
    """What listens on this machine alone is reached by the first worker as if it were on its own."""
    ports = [str(urlsplit(url).port) for url in urls]
    relay = [sys.executable, "-m", "tests.chaos.relay"]
    ways = [
        [*relay, f"{_TO_REST}.1", "127.0.0.1", *ports],
        ["ip", "netns", "exec", _APART, *relay, "127.0.0.1", f"{_TO_REST}.1", *ports],
    ]
    running = [subprocess.Popen(way, cwd=ROOT) for way in ways]
    try:
        yield
    finally:
        for process in running:
            process.kill()
            process.wait()


def _run(*words: str) -> None:
    subprocess.run(words, check=True, capture_output=True)
