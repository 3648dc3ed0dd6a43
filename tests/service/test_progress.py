"""Progress on standard error: a bar for who looks at a terminal, plain lines for who keeps them in a file."""

import os
import pty
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

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


def test_a_pipe_gets_plain_lines_only(soda: SodaServer, tmp_path: Path) -> None:
    process = harvest(soda, tmp_path, subprocess.PIPE)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 0
    text = said.decode()
    assert ESCAPE not in text
    (line,) = [line for line in text.splitlines() if line.startswith(PROCESSES.id)]
    assert line.startswith(f"{PROCESSES.id}: 40 of 40 in ")


def test_a_long_step_tells_its_rate_and_time_left_every_half_minute(
    capsys: pytest.CaptureFixture[str],
) -> None:
    moment = [0.0]
    with Progress(clock=lambda: moment[0]).step("p6dx-8zbt") as counter:
        counter.expect(10_000)
        for second in (10, 29, 30, 45, 61):
            moment[0] = float(second)
            counter.advance(1_000)
        moment[0] = 100.0
        counter.advance(5_000)
    assert capsys.readouterr().err.splitlines() == [
        "p6dx-8zbt: 3,000 of 10,000, 100/s, 1 min 10 s left",
        "p6dx-8zbt: 5,000 of 10,000, 82/s, 1 min 1 s left",
        "p6dx-8zbt: 10,000 of 10,000, 100/s, 0 s left",
        "p6dx-8zbt: 10,000 of 10,000 in 1 min 40 s",
    ]


def test_a_step_of_unknown_size_tells_what_it_did(capsys: pytest.CaptureFixture[str]) -> None:
    with Progress(clock=lambda: 0.0).step("match") as counter:
        counter.advance(12)
    assert capsys.readouterr().err == "match: 12 in 0 s\n"


def test_an_empty_dataset_is_told_and_a_step_without_work_is_not(capsys: pytest.CaptureFixture[str]) -> None:
    progress = Progress(clock=lambda: 0.0)
    with progress.step("link"):
        pass
    assert capsys.readouterr().err == ""
    with progress.step("jbjy-vk9h") as counter:
        counter.expect(0)
    assert capsys.readouterr().err == "jbjy-vk9h: 0 of 0 in 0 s\n"
    with Progress(quiet=True).step("p6dx-8zbt") as counter:
        counter.expect(5)
        counter.advance(5)
    assert capsys.readouterr().err == ""
