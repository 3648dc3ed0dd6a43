"""The whole cycle on 432 boards and some 4,000 processes: seconds by step, and memory.

Memory is the peak of the process that does the work and of its crawl, added, though they may not fall
together; the source and the mail server stand for machines elsewhere and run in the bench's own process.
"""

import json
import os
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bench.figures import Figure
from domain.days import BOGOTA
from service.demo.sample import make
from service.demo.smtp_server import SmtpServer
from service.demo.soda_server import SodaServer
from service.settings import Settings

_NOW = datetime(2026, 6, 3, 8, tzinfo=BOGOTA)
_ROWS = 4_000
_MEMORY_MB = 300


def run(quick: bool) -> list[Figure]:
    """The first cycle, in which everything is new, and one the day after."""
    del quick  # it takes seconds
    with ExitStack() as house:
        home = Path(house.enter_context(tempfile.TemporaryDirectory()))
        soda, smtp = house.enter_context(SodaServer()), house.enter_context(SmtpServer())
        sample = make(_NOW)
        sample.write_boards(home / "juntas.xlsx")
        sample.write_evidence(home / "soportes.csv")
        environment = _environment(home, soda.url, smtp.url)
        for command in (["boards", "import", "juntas.xlsx"], ["evidence", "import", "soportes.csv"]):
            _convite(command, _NOW, environment, home)
        figures = []
        for day in (0, 1):
            now = _NOW + timedelta(days=day)
            for dataset, rows in sample.rows(day).items():
                soda.put(dataset, _enough(rows, dataset), columns=sample.columns[dataset], updated_at=now)
            summary, peak_mb = _convite(["cycle"], now, environment, home)
            figures += _figures(f"cycle, day {day + 1}", summary, peak_mb)
        return figures


def _enough(rows: list[dict[str, Any]], dataset: str) -> list[dict[str, Any]]:
    """The sample's processes, with older ones of the same buyers added up to 4,000 rows."""
    if dataset != "p6dx-8zbt":
        return rows
    awarded = [row for row in rows if row.get("adjudicado") == "Si" and row["nit_entidad"] == "890480184"]
    extra = [
        {**row, "id_del_proceso": f"{row['id_del_proceso']}{n}", "id_del_portafolio": f"X{n}{i}"}
        for n in range(10)
        for i, row in enumerate(awarded)
    ]
    return [*rows, *extra[: max(0, _ROWS - len(rows))]]


def _environment(home: Path, soda_url: str, smtp_url: str) -> dict[str, str]:
    chosen = Settings(_env_file=None, smtp_url=smtp_url)  # type: ignore[call-arg]  # pydantic-settings takes it
    return {
        "CONVITE_DATABASE_URL": f"sqlite:///{home / 'convite.db'}",
        "CONVITE_SODA_URL": soda_url,
        "CONVITE_SMTP_URL": str(chosen.smtp_url),
        "CONVITE_SECRET_KEY": "a secret of the bench alone",
    }


def _convite(
    command: list[str], now: datetime, environment: dict[str, str], home: Path
) -> tuple[dict[str, Any], float]:
    """Run a command in a process of its own: its summary, and its peak memory in MB."""
    code = (
        "import os, resource, sys; from service import cli;"
        "code = cli.run(sys.argv[1:]);"
        "who = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN);"
        "peaks = [resource.getrusage(one).ru_maxrss for one in who];"
        "print(sum(peaks) / 1024); sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *command, "--now", now.isoformat(), "--json"],
        check=True,
        capture_output=True,
        text=True,
        cwd=home,
        env={**_inherited(), **environment},
    )
    *_, summary, peak = done.stdout.splitlines()
    return json.loads(summary), float(peak)


def _inherited() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("CONVITE_")}


def _figures(name: str, summary: dict[str, Any], peak_mb: float) -> list[Figure]:
    seconds = {
        "harvest": sum(report["seconds"] for report in summary["harvest"]["datasets"]),
        **{step: summary[step]["seconds"] for step in ("link", "assess", "match", "alert", "deliver")},
    }
    steps = ", ".join(f"{step} {taken:.1f}" for step, taken in seconds.items())
    mails = summary["deliver"]["sent"]
    return [
        Figure(f"{name}: seconds by step", f"{sum(seconds.values()):.1f} s ({steps}), {mails} mails"),
        Figure(f"{name}: peak memory", f"{peak_mb:.0f} MB", f"{_MEMORY_MB} MB", _MEMORY_MB / peak_mb, 1.0),
    ]
