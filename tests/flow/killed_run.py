"""Runs `convite cycle` and kills it, as a power cut would, at its n-th writing transaction.

In a process of its own, forked from an interpreter that has everything imported.
"""

import multiprocessing
import os
import signal
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import Any, NamedTuple

from harvesters import crawler
from service import cli, flow
from store import engine
from tests.warm_crawl import ForkedCrawl

_CLEAN = multiprocessing.get_context("forkserver")


class Ended(NamedTuple):
    """How a run ended: its exit code, negative where it was killed, and how often it wrote (0 if killed)."""

    code: int | None
    transactions: int


def run(arguments: list[str], environment: Mapping[str, str], at: int, when: str) -> Ended:
    """Run `convite …` and kill it before or after the commit of a writing transaction; `at` 0 is never."""
    ours, theirs = _CLEAN.Pipe(duplex=False)
    process = _CLEAN.Process(target=_run, args=(arguments, dict(environment), at, when, theirs))
    process.start()
    theirs.close()
    process.join(120)
    return Ended(process.exitcode, ours.recv() if process.exitcode == 0 else 0)


def _run(
    arguments: list[str],
    environment: Mapping[str, str],
    at: int,
    when: str,
    answer: "Connection[Any, Any]",
) -> None:
    os.environ.update(environment)
    crawler.spawn = ForkedCrawl  # type: ignore[assignment] # the same program, begun at once
    count = 0
    writing = engine.writing

    @contextmanager
    def counted(database: Any) -> Iterator[Any]:
        nonlocal count
        count += 1
        number = count
        with writing(database) as db:
            yield db
            if number == at and when == "before":
                os.kill(os.getpid(), signal.SIGKILL)
        if number == at and when == "after":
            os.kill(os.getpid(), signal.SIGKILL)

    assert flow  # every step is imported before it is counted
    for name, module in list(sys.modules.items()):
        if name.startswith("service.") and hasattr(module, "writing"):
            module.writing = counted  # type: ignore[attr-defined]  # what the step imported
    code = cli.run(arguments)
    answer.send(count)
    os._exit(code)
