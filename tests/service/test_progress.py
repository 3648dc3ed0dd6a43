"""Progress on standard error: a bar for who looks at a terminal, lines of the log elsewhere."""

import json
import os
import pty
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from harvesters.datasets.processes import PROCESSES
from service.demo.soda_server import Fault, SodaServer
from service.progress import Progress
from tests.harvesters.rows import a_process_row

ROOT = Path(__file__).resolve().parents[2]
ESCAPE = "\x1b"


@pytest.fixture
def soda() -> Iterator[SodaServer]:
    """A source with forty rows, each page of which takes a moment."""
    columns = dict.fromkeys((*PROCESSES.columns, *([PROCESSES.date] if PROCESSES.date else [])), "text")
    rows = [a_process_row(number) for number in range(40)]
    with SodaServer(lambda *_: Fault(wait_seconds=0.1)) as server:
        server.put(PROCESSES.id, rows, columns=columns, updated_at=datetime(2026, 6, 3, tzinfo=UTC))
        yield server


def harvest(soda: SodaServer, folder: Path, stderr: int) -> "subprocess.Popen[bytes]":
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "TERM": "xterm",
        "COLUMNS": "120",
        "CONVITE_DATABASE_URL": f"sqlite:///{folder / 'convite.db'}",
        "CONVITE_SODA_URL": soda.url,
    }
    return subprocess.Popen(
        [sys.executable, "-m", "service", "harvest", "processes"],
        cwd=folder,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=stderr,
    )


def read_all(terminal: int, into: bytearray) -> None:
    while True:
        try:
            piece = os.read(terminal, 4096)
        except OSError:  # the other end is gone
            return
        if not piece:
            return
        into += piece


def test_a_terminal_shows_a_bar_with_rows_rate_and_time_left(soda: SodaServer, tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    seen = bytearray()
    reader = threading.Thread(target=read_all, args=(ours, seen))
    reader.start()
    process = harvest(soda, tmp_path, theirs)
    os.close(theirs)
    assert process.wait(timeout=60) == 0
    reader.join(timeout=10)
    os.close(ours)
    text = seen.decode()
    assert ESCAPE in text
    assert PROCESSES.id in text
    assert "━" in text
    assert "/40" in text
    assert "-:--:--" in text or "0:00:00" in text


def test_a_pipe_gets_lines_of_the_log_only(soda: SodaServer, tmp_path: Path) -> None:
    process = harvest(soda, tmp_path, subprocess.PIPE)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 0
    lines = [json.loads(line) for line in said.decode().splitlines()]
    (line,) = [line for line in lines if line.get("of") == PROCESSES.id]
    assert (line["event"], line["done"], line["total"]) == ("gone through", 40, 40)


def test_a_long_step_tells_how_far_it_is_every_half_minute() -> None:
    moment = [0.0]
    with capture_logs() as told, Progress(clock=lambda: moment[0]).step("p6dx-8zbt") as counter:
        counter.expect(10_000)
        for second in (10, 29, 30, 45, 61):
            moment[0] = float(second)
            counter.advance(1_000)
        moment[0] = 100.0
        counter.advance(5_000)
    assert [(one["event"], one["done"], one["seconds"]) for one in told] == [
        ("on the way", 3_000, 30),
        ("on the way", 5_000, 61),
        ("on the way", 10_000, 100),
        ("gone through", 10_000, 100),
    ]
    assert {(one["of"], one["total"]) for one in told} == {("p6dx-8zbt", 10_000)}


def test_an_empty_dataset_is_told_and_a_step_without_work_is_not() -> None:
    progress = Progress(clock=lambda: 0.0)
    with capture_logs() as told:
        with progress.step("link"):
            pass
        with Progress(quiet=True).step("p6dx-8zbt") as counter:
            counter.expect(5)
            counter.advance(5)
        assert told == []
        with progress.step("jbjy-vk9h") as counter:
            counter.expect(0)
        with progress.step("match") as counter:
            counter.advance(12)
    assert [(one["of"], one["done"], one["total"]) for one in told] == [
        ("jbjy-vk9h", 0, 0),
        ("match", 12, None),
    ]
