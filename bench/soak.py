"""An hour of days: what a worker and a web hold while days go by, and which tables go on growing.

Two cities of 432 boards side by side, each with a database whose clock leaps from one hour of a day to the
next once all that is due was done (bench/soak_house.py). In the one each minute is a day; in the other thirty
days pass at the source between two days that are lived, so that five years pass and retention bites. Each day
is a line of JSON on standard error. It needs a C compiler, for the clock.

`python -m bench.soak STRIDE DAYS` lives in one alone, `python -m bench.soak FILE` tells what its lines say.
"""

import gc
import json
import math
import random
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

from bench.figures import Figure, table
from bench.soak_house import House, living
from bench.soak_rows import Sources
from domain.days import BOGOTA
from service.demo.sample_files import write_board_file, write_evidence_file

_DAYS, _DAYS_QUICK = 61, 4
_STRIDES = (1, 30)
_DAY_SECONDS = 60.0
_FIRST = datetime(2026, 6, 3, tzinfo=BOGOTA)
_HOURS = ((3, 15), (5, 35), (10, 5), (16, 35))  # after the sweep, the cycle, in the morning, the cycle again
_PAPERS_EVERY = 15
_ANSWERS = 12
_WARM = 10  # days that do not count
_FEWEST = 5  # days that say how sure they are
_PROCESSES = ("work", "serve")
_MB_A_DAY = 1.0  # by how much a process may grow, to the end of what is not sure
_PAGES = ("/", "/procesos", "/juntas", "/estado", "/metrics", "/api/v1/processes?limit=100")
_STANDING = (
    "SELECT board_code, portfolio_id FROM matches"
    " WHERE withdrawn_at IS NULL AND closes_on >= %s ORDER BY 1, 2"
)
_CONNECTIONS = (
    "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
)
_SIZES = (
    "SELECT relname, pg_total_relation_size(oid) FROM pg_class"
    " WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1"
)


def run(quick: bool) -> list[Figure]:
    days = _DAYS_QUICK if quick else _DAYS
    with ProcessPoolExecutor(len(_STRIDES)) as cities:
        lived = list(cities.map(live, _STRIDES, [days] * len(_STRIDES)))
    return [
        figure for stride, notes in zip(_STRIDES, lived, strict=True) for figure in figures(stride, notes)
    ]


def live(stride: int, days: int) -> list[dict[str, Any]]:
    """Live so many days, and note after each what is held."""
    sources, notes = Sources(_FIRST), []
    with tempfile.TemporaryDirectory(prefix="convite-soak-") as folder, living(Path(folder), _FIRST) as house:
        _settle(house, sources, Path(folder))
        for day in range(days):
            started = time.monotonic()
            for _ in range(stride if day else 0):
                sources.pass_day()
            if (day * stride) % _PAPERS_EVERY < stride and day:
                _bring_papers(house, sources, Path(folder))
            leaps = _live_day(house, sources)
            note = {"stride": stride, "day": day, "on": str(sources.today), "leaps": leaps, **_note(house)}
            note["seconds"] = round(time.monotonic() - started, 1)
            notes.append(note)
            sys.stderr.write(json.dumps(note) + "\n")
            sys.stderr.flush()
            gc.collect()
            time.sleep(max(0.0, started + _DAY_SECONDS - time.monotonic()))
        sys.stderr.write(json.dumps({"stride": stride, "exit codes": house.stop()}) + "\n")
    return notes


def figures(stride: int, notes: list[dict[str, Any]]) -> list[Figure]:
    """What the days after the first ten say; where there are not as many more, those after the first."""
    name = "a day a minute" if stride == 1 else f"{stride} days a minute"
    counted = notes[_WARM:] if len(notes) > 2 * _WARM else notes[1:] or notes
    found = {"seconds a day": _spread([one["seconds"] for one in counted])}
    found["connections"] = _spread([one["connections"] for one in counted])
    memory = []
    for process in _PROCESSES:
        for what in ("files", "threads"):
            found[f"{process}, {what}"] = _spread([one[process][what] for one in counted])
        for what in ("objects", "blocks", "remembered"):
            found[f"{process}, {what}"] = _grown([one[process][what] for one in counted])
        held = [one[process]["collected_mb"] for one in counted]
        slope, sure = slope_of(held)
        most = max(slope + sure, _MB_A_DAY / 100) if sure < math.inf else math.inf
        limit = f"{_MB_A_DAY:g} MB a day"
        memory.append(
            Figure(f"{name}: {process}, MB once collected", _grown(held), limit, _MB_A_DAY / most, 1.0)
        )
    thirds = [counted[len(counted) * nth // 3 - (nth == 3)] for nth in range(4)]
    for table_name, rows in sorted(counted[-1]["rows"].items()):
        if rows > counted[0]["rows"].get(table_name, 0):
            found[table_name] = f"{_way(one['rows'].get(table_name, 0) for one in thirds)} rows"
    found["the database"] = f"{_way(one['database_mb'] for one in thirds)} MB"
    return [*memory, *(Figure(f"{name}: {what}", told) for what, told in found.items())]


def slope_of(values: list[float]) -> tuple[float, float]:
    """By how much each is more than the one before, give or take (95 %), where neighbours are alike."""
    days = range(len(values))
    if len(values) < _FEWEST:
        return math.nan, math.inf
    slope, start = statistics.linear_regression(days, values)
    off = [value - start - slope * day for day, value in zip(days, values, strict=True)]
    spread = sum(one * one for one in off)
    if not spread:
        return slope, 0.0
    alike = max(0.0, min(0.95, sum(a * b for a, b in pairwise(off)) / spread))
    free = max(1.0, len(values) * (1 - alike) / (1 + alike) - 2)
    across = sum((day - statistics.fmean(days)) ** 2 for day in days)
    return slope, 1.96 * (spread / free / across) ** 0.5


def _settle(house: House, sources: Sources, home: Path) -> None:
    house.command("init")
    write_board_file(home / "juntas.xlsx", sources.sample.made)
    house.command("boards", "import", str(home / "juntas.xlsx"))
    _bring_papers(house, sources, home)
    house.start()


def _bring_papers(house: House, sources: Sources, home: Path) -> None:
    write_evidence_file(home / "soportes.csv", sources.papers())
    house.command("evidence", "import", str(home / "soportes.csv"))


def _live_day(house: House, sources: Sources) -> list[float]:
    """Gives the seconds of work after each leap of the clock."""
    today, taken = sources.today, []
    for hour, minute in _HOURS:
        if hour == _HOURS[1][0]:
            sources.publish(house.soda, _moment(today, 4, 0))
            house.soda.requests.clear()
        now = _moment(today, hour, minute)
        house.leap(now)
        taken.append(house.work())
        if hour == _HOURS[2][0]:
            _answer(house, now)
    return taken


def _answer(house: House, now: datetime) -> None:
    """Some boards open their page and answer, and somebody looks at what is public."""
    chance = random.Random(f"{now:%Y%m%d}")
    standing = house.asked(_STANDING, now.date())
    for code, call in chance.sample(standing, min(_ANSWERS, len(standing))):
        link = house.link_of(code, now)
        house.page(link)
        answer = chance.choice(("interested", "not_for_us", "needs_help"))
        house.page(f"{link}/respuesta", {"portfolio_id": call, "answer": answer})
    for path in _PAGES:
        house.page(path)


def _note(house: House) -> dict[str, Any]:
    sizes = dict(house.asked(_SIZES))
    rows = {name: house.asked(f'SELECT count(*) FROM "{name}"')[0][0] for name in sizes}
    jobs = house.asked("SELECT name, outcome, failures, seconds FROM jobs ORDER BY 1")
    return {
        **{process: house.held(process) for process in _PROCESSES},
        "connections": house.asked(_CONNECTIONS)[0][0],
        "mails": len(house.mails),
        "failures": {name: failures for name, _, failures, _ in jobs if failures},
        "steps": dict(
            house.asked("SELECT labels, value FROM figures WHERE name = 'convite_step_last_duration_seconds'")
        ),
        "rows": {name: count for name, count in rows.items() if count},
        "kb": {name: size // 1024 for name, size in sizes.items() if rows[name]},
        "database_mb": round(sum(sizes.values()) / 2**20, 1),
    }


def _grown(values: list[float]) -> str:
    slope, sure = slope_of(values)
    return f"{statistics.fmean(values):,.0f}, {slope:+,.2f} ± {sure:,.2f} a day"


def _way(values: Iterable[float]) -> str:
    return " → ".join(f"{value:,.0f}" for value in values)


def _spread(values: list[float]) -> str:
    return f"{statistics.median(values):g} ({min(values):g}–{max(values):g})"


def _moment(day: date, hour: int, minute: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=BOGOTA)


def main() -> None:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that nothing is left running
    if len(sys.argv) == 3:
        notes = live(*map(int, sys.argv[1:]))
    else:
        lines = Path(sys.argv[1]).read_text().splitlines()
        notes = [json.loads(line) for line in lines if line.startswith("{") and '"day"' in line]
    print(table(figures(notes[0]["stride"], notes)))


if __name__ == "__main__":
    main()
