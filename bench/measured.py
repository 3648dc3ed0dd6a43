"""One way of doing a thing, measured in a process of its own: seconds, processor time, rows, memory."""

import importlib
import json
import os
import resource
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from time import perf_counter
from types import TracebackType
from typing import Any, NamedTuple

from bench.figures import Figure


class Measured(NamedTuple):
    """What one way took, and how many rows stood in the database in the end.

    Processor time and peaks (MB) are those of the process and of its crawl. The peaks need not fall together:
    their sum is more than was ever held at once. What a database server takes is in neither.
    """

    seconds: float
    cpu_seconds: float
    rows: int
    peak_mb: float
    crawl_mb: float

    @property
    def both_mb(self) -> float:
        return self.peak_mb + self.crawl_mb

    def __str__(self) -> str:
        crawl = f" + {self.crawl_mb:.0f}" if self.crawl_mb else ""
        pace = f"{self.rows / self.seconds:,.0f} rows/s"
        return f"{self.seconds:.1f} s (CPU {self.cpu_seconds:.1f}), {pace}, {self.peak_mb:.0f}{crawl} MB"


class Stopwatch:
    """Use it as a context around what counts, and around all processes that it starts."""

    def __enter__(self) -> "Stopwatch":
        self._started, self._cpu_before = perf_counter(), _cpu_seconds()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._seconds, self._cpu = perf_counter() - self._started, _cpu_seconds() - self._cpu_before

    def measured(self, rows: int, crawl_mb: float = 0.0) -> Measured:
        return Measured(self._seconds, self._cpu, rows, peak_mb(), crawl_mb)


def peak_mb(pid: int | None = None) -> float:
    """The most memory that a process held, this one by default, as Linux tells it.

    Not `ru_maxrss`: a process begins with that of the one that started it.
    """
    status = Path(f"/proc/{pid or 'self'}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def measure(way: Callable[..., Measured], *given: Any, rows: int) -> Measured:
    """Call a function of a module in a process of its own. In the end there must be this many rows."""
    command = [sys.executable, "-m", "bench.measured", way.__module__, way.__name__, json.dumps(given)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CONVITE_")}
    said = subprocess.run(command, check=True, stdout=subprocess.PIPE, env=environment).stdout
    measured = Measured(*json.loads(said))
    assert measured.rows == rows, measured
    return measured


def medians(rounds: Iterable[dict[str, Measured]]) -> dict[str, Measured]:
    """Of several rounds in which all ways took their turn: the median times and the highest peaks."""
    taken = list(rounds)
    return {name: _median([one[name] for one in taken]) for name in taken[0]}


def compared(name: str, project: Measured, other: Measured, target: float | None) -> Figure:
    """How many times as fast as the other one the project is."""
    return Figure(name, str(project), str(other), other.seconds / project.seconds, target)


def _median(taken: list[Measured]) -> Measured:
    return Measured(
        seconds=statistics.median(one.seconds for one in taken),
        cpu_seconds=statistics.median(one.cpu_seconds for one in taken),
        rows=taken[0].rows,
        peak_mb=max(one.peak_mb for one in taken),
        crawl_mb=max(one.crawl_mb for one in taken),
    )


def _cpu_seconds() -> float:
    """Of this process, and of those that it started and that have ended."""
    used = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


if __name__ == "__main__":
    module, name, arguments = sys.argv[1:]
    print(json.dumps(getattr(importlib.import_module(module), name)(*json.loads(arguments))))
