"""A PostgreSQL server that can be killed and started again, on a disk that can be filled, with its own clock.

It is made as the tests' server is (tests/postgres.py), but listens where workers of another network reach it.
"""

import os
import shutil
import signal
import socket
import subprocess
import time
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import psycopg

from tests import postgres

_SKEWED = Path(__file__).with_name("skewed.c")
_DISK_MEGABYTES = 400


def skewing(home: Path) -> Path:
    """The library that puts a program's clock wrong, made by the machine's C compiler."""
    made = home / "skewed.so"
    subprocess.run(["cc", "-shared", "-fPIC", "-O2", "-o", made, _SKEWED, "-ldl"], check=True)
    return made


def skewed(library: Path, by: timedelta) -> dict[str, str]:
    """The environment of a program whose clock is off by so much."""
    return {"LD_PRELOAD": str(library), "CHAOS_SKEW": f"{by.total_seconds():.0f}"}


class Server:
    """`home` is a folder of its own, which becomes a small disk."""

    def __init__(self, home: Path, hosts: list[str], library: Path, clock: timedelta) -> None:
        self._home, self._data = home, home / "disk" / "data"
        self._library, self._ahead = library, clock
        self._hosts = hosts
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]

    def make(self) -> None:
        disk = self._home / "disk"
        disk.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={_DISK_MEGABYTES}m", "chaos", disk], check=True)
        self._data.mkdir()
        self._programs = postgres._programs(self._home)
        for folder in (self._home, disk, self._data):
            os.chown(folder, 65534, 65534)
        self._home.chmod(0o755)
        postgres._run(
            *(self._programs / "initdb", "-D", self._data, "-U", "convite", "--auth=trust"),
            *("--encoding=UTF8", "--no-sync"),
        )
        with (self._data / "pg_hba.conf").open("a") as hba:
            hba.write("host all all 10.77.0.0/16 trust\n")
        self.start()

    def remove(self) -> None:
        self.kill()
        subprocess.run(["umount", "-l", self._home / "disk"], check=False)

    def url(self, name: str, host: str = "127.0.0.1") -> str:
        return f"postgresql://convite@{host}:{self.port}/{name}"

    def start(self) -> None:
        """Until it answers."""
        options = {
            "port": self.port,
            "listen_addresses": ",".join(self._hosts),
            "unix_socket_directories": self._home,
            "max_wal_size": "96MB",
            "min_wal_size": "32MB",
        }
        clock = skewed(self._library, self._ahead)
        with (self._home / "postgres.log").open("ab") as log:
            self._process = subprocess.Popen(
                [
                    *("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"),
                    *("env", *(f"{name}={value}" for name, value in clock.items())),
                    *(self._programs / "postgres", "-D", self._data),
                    *(word for name, value in options.items() for word in ("-c", f"{name}={value}")),
                ],
                cwd="/tmp",
                env={**os.environ, "LC_ALL": "C.UTF-8"},
                stdout=log,
                stderr=log,
            )
        until = time.monotonic() + 60
        while not self.is_up():
            if self._process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"the database did not start: {self._home / 'postgres.log'}")
            time.sleep(0.1)

    def go_forward(self, by: timedelta) -> None:
        """From its next start on."""
        self._ahead += by

    def stop(self) -> None:
        """At once, as `pg_ctl stop -m immediate`: nothing is written to the end."""
        self._process.send_signal(signal.SIGQUIT)
        self._process.wait(60)

    def kill(self) -> None:
        """As an operating system out of memory would: the first process and all of its children."""
        first = str(self._process.pid)
        found = subprocess.run(["pgrep", "-P", first], check=False, capture_output=True, text=True)
        for pid in (int(first), *map(int, found.stdout.split())):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._process.wait(60)

    def is_up(self) -> bool:
        try:
            with psycopg.connect(self.url("postgres"), connect_timeout=2):
                return True
        except psycopg.Error:
            return False

    def fill_disk(self) -> None:
        with (self._home / "disk" / "ballast").open("wb", buffering=0) as ballast:
            try:
                while True:
                    ballast.write(bytes(1 << 20))
            except OSError:
                pass
            try:
                while True:
                    ballast.write(bytes(4096))
            except OSError:
                pass

    def empty_disk(self) -> None:
        (self._home / "disk" / "ballast").unlink()

    def free(self) -> int:
        return shutil.disk_usage(self._home / "disk").free
