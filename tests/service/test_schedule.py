"""`convite work`, as processes of their own: one leads, another takes over, and the lease is given back."""

import os
import signal
import subprocess
import sys
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from domain.days import BOGOTA
from service import cli, schedule
from store import leases
from store.engine import open_database, reading
from tests.flow.house import SECRET

ROOT = Path(__file__).resolve().parents[2]


def _work(database_url: str, folder: Path) -> "subprocess.Popen[str]":
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "CONVITE_DATABASE_URL": database_url,
        "CONVITE_SECRET_KEY": SECRET,
        "CONVITE_SODA_URL": "http://127.0.0.1:9",
    }
    return subprocess.Popen(
        [sys.executable, "-m", "service", "work"],
        cwd=folder,
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
    )


def _said(worker: "subprocess.Popen[str]") -> str:
    assert worker.stderr
    return worker.stderr.readline()


def _stop(worker: "subprocess.Popen[str]") -> int:
    worker.send_signal(signal.SIGTERM)
    code = worker.wait(timeout=120)  # then systemd would kill it
    assert worker.stderr
    worker.stderr.close()
    return code


def test_one_process_leads_and_when_it_is_told_to_stop_the_other_leads(
    database_url: str, tmp_path: Path
) -> None:
    workers = [_work(database_url, tmp_path) for _ in range(2)]
    said = [_said(worker) for worker in workers]
    assert sorted('"leads": true' in line for line in said) == [False, True]
    leader, other = sorted(workers, key=lambda worker: '"leads": true' not in said[workers.index(worker)])
    assert _stop(leader) == 0
    assert any("leads from now on" in _said(other) for _ in range(50))
    assert _stop(other) == 0
    engine = open_database(database_url)
    assert _holder(engine) is None
    engine.dispose()


def _holder(engine: Engine) -> str | None:
    with reading(engine) as db:
        return leases.holder(db, "schedule", datetime.now(BOGOTA))


def test_the_command_line_names_the_jobs_of_the_schedule() -> None:
    assert set(cli.JOBS) == set(schedule.JOBS)
