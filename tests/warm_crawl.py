"""Crawls that need not import Scrapy each time: the same program, forked from a process that has done so."""

import multiprocessing
import os
import sys
from multiprocessing.connection import Connection
from typing import IO

_FORKSERVER = multiprocessing.get_context("forkserver")
PRELOADED = ["tests.warm_crawl", "harvesters.crawl", "service.steps.harvest"]
_FORKSERVER.set_forkserver_preload(PRELOADED)


class WarmCrawl:
    """What the harvest uses of a subprocess."""

    def __init__(self) -> None:
        their_input, our_output = _FORKSERVER.Pipe(duplex=False)
        our_input, their_output = _FORKSERVER.Pipe(duplex=False)
        self._process = _FORKSERVER.Process(target=_crawl, args=(their_input, their_output), daemon=True)
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
    sys.stdin = os.fdopen(0)
    crawl.main()
