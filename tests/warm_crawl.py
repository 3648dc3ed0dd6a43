"""Crawls that need not import Scrapy each time: the same program, forked from a process that has done so."""

import multiprocessing
import os
import sys
from multiprocessing.connection import Connection
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from typing import IO, Any, ClassVar

_FORKSERVER = multiprocessing.get_context("forkserver")
PRELOADED = [
    "tests.warm_crawl",
    "tests.flow.killed_run",
    "harvesters.crawl",
    "service.steps.harvest",
    "tests.service.killed_reading",
    "tests.scrapy_parts",
]
_FORKSERVER.set_forkserver_preload(PRELOADED)


class WarmCrawl:
    """What the harvest uses of a subprocess."""

    _context: ClassVar[BaseContext] = _FORKSERVER

    def __init__(self) -> None:
        their_input, our_output = self._context.Pipe(duplex=False)
        our_input, their_output = self._context.Pipe(duplex=False)
        context: Any = self._context  # its type knows no Process
        made = context.Process(target=_crawl, args=(their_input, their_output), daemon=True)
        self._process: BaseProcess = made
        self._process.start()
        their_input.close()
        their_output.close()
        self.stdin: IO[bytes] = os.fdopen(_fd(our_output), "wb")
        self.stdout: IO[bytes] = os.fdopen(_fd(our_input), "rb")

    @property
    def pid(self) -> int | None:
        return self._process.pid

    def kill(self) -> None:
        self._process.kill()

    def wait(self) -> None:
        self._process.join()


class ForkedCrawl(WarmCrawl):
    """From a process that itself was forked from the clean one: it has no threads, and Scrapy is there."""

    _context = multiprocessing.get_context("fork")


def _fd(end: "Connection[object, object]") -> int:
    """The descriptor alone: it is not closed with the connection."""
    number = os.dup(end.fileno())
    end.close()
    return number


def _crawl(stdin: "Connection[object, object]", stdout: "Connection[object, object]") -> None:
    from harvesters import crawl

    os.dup2(stdin.fileno(), 0)
    os.dup2(stdout.fileno(), 1)
    stdin.close()
    stdout.close()
    # Forked from a run, it would hold that one's connections and its own ends of these pipes open.
    os.closerange(3, os.sysconf("SC_OPEN_MAX"))
    sys.stdin = os.fdopen(0)
    crawl.main()
