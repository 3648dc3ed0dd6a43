"""The crawl's process as the harvest sees it: work goes in, messages come out.

It is started once for all datasets of a run, for Scrapy takes a second to begin. One that was left in the
middle of its work is ended, and another one started for the next.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from types import TracebackType

import msgspec

from harvesters import frames
from harvesters.budget import Budget
from harvesters.soda import SourceAway

_PIPE_BYTES = 1 << 20  # a page has megabytes: fewer turns between the two processes


class Crawl:
    """Use it as a context: leaving it ends the process, which is started when there is work. What it asks for
    is taken from the budget.
    """

    def __init__(self, budget: Budget | None = None) -> None:
        self.budget = budget or Budget()
        self.away: SourceAway | None = None  # once nobody answered, the rest of the run does not ask
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Crawl":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()

    @property
    def pid(self) -> int | None:
        """The process, while there is one."""
        return self._process.pid if self._process else None

    def work_on(self, work: frames.Work) -> Iterator[frames.Frame]:
        """The messages about this work; the last is Finished, unless the crawl died."""
        process = self._start()
        assert process.stdin
        assert process.stdout
        is_done = False
        try:
            with suppress(BrokenPipeError):  # a crawl that died says no more
                process.stdin.write(msgspec.json.encode(work) + b"\n")
                process.stdin.flush()
            for frame in frames.read(process.stdout):
                if isinstance(frame, frames.Finished):
                    is_done = True
                    self.budget.spend(frame.requests)
                yield frame
                if is_done:
                    return
        finally:
            if not is_done:
                self.end()

    def end(self) -> None:
        """It holds nothing that is worth a wait."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe:
                with suppress(BrokenPipeError):
                    pipe.close()

    def _start(self) -> "subprocess.Popen[bytes]":
        if self._process is None:
            self._process = spawn()
        return self._process


def spawn() -> "subprocess.Popen[bytes]":
    """A crawl that waits for work on its standard input."""
    return subprocess.Popen(
        [sys.executable, "-m", "harvesters.crawl"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        pipesize=_PIPE_BYTES,
        # Its threads work in turns on pages of megabytes: one place for them all to put those.
        env={**os.environ, "MALLOC_ARENA_MAX": "1"},
    )
