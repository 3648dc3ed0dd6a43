"""The crawl's patience and its end, in a real crawl against a local source."""

import subprocess
import sys
import time
from pathlib import Path

from harvesters.budget import SPENT
from service.demo.soda_server import Fault, Faults, SodaServer

ROOT = Path(__file__).resolve().parents[2]


def crawl(
    faults: Faults | None = None, *, times: int = 5, requests: str = "-", seconds: str = "-"
) -> tuple[list[str], int]:
    """What a crawl said, and how many requests the source saw."""
    with SodaServer(faults) as server:
        server.put("test-0001", [{"name": "A"}])
        url = f"{server.url}/resource/test-0001.json"
        done = subprocess.run(
            [sys.executable, "-m", "tests.harvesters.budgeted_crawl", url, str(times), requests, seconds],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
        assert not done.stderr
        return done.stdout.splitlines(), len(server.requests)


def test_a_crawl_without_budget_asks_all_that_it_wants() -> None:
    assert crawl() == (["ended: finished"], 5)


def test_a_crawl_ends_with_the_last_request_of_its_budget() -> None:
    assert crawl(requests="3") == ([f"failed: {SPENT}", "ended: budget"], 3)


def test_requests_that_are_tried_again_count_too() -> None:
    faults: Faults = lambda _path, _parameters, number: Fault(status=503) if number == 2 else None  # noqa: E731
    said, asked = crawl(faults, times=3, requests="3")
    assert (said[-1], asked) == ("ended: budget", 3)


def test_a_crawl_ends_with_its_time_even_while_an_answer_hangs() -> None:
    started = time.monotonic()
    said, asked = crawl(lambda *_: Fault(wait_seconds=20, reset=True), times=3, seconds="2")
    assert time.monotonic() - started < 15
    assert asked == 1
    assert said[0].startswith("failed: ")
    assert said[-1] == "ended: budget"


def test_a_wait_that_outlasts_the_budget_gives_the_request_up() -> None:
    busy = Fault(status=429, headers={"Retry-After": "60"})
    said, asked = crawl(lambda *_: busy, times=1, seconds="20")
    assert (said, asked) == (["ended: budget"], 1)


def test_a_source_that_asks_for_an_hour_is_left_alone() -> None:
    busy = Fault(status=429, headers={"Retry-After": "3600"})
    assert crawl(lambda *_: busy, times=1) == (["ended: finished"], 1)
