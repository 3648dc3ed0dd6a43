"""All result indicators of a quarter, of 64,000 boards and five million events on PostgreSQL, against a bare
sequential scan of the events.

The events are of three years, in the order in which they were known, as a service of that age has them. A
twentieth is held for true no longer.
"""

import statistics
import time
from collections.abc import Callable

from sqlalchemy import Connection, Engine, text

from bench.figures import Figure
from bench.postgres import database
from domain.event import EventKind
from domain.indicator import Indicator
from store import indicators
from store.engine import open_database, reading, writing
from store.funnel import Span
from store.migrating import migrate
from tests.examples import NOW
from tests.postgres import server

_BOARDS, _EVENTS, _EVENTS_QUICK, _TIMES = 64_000, 5_000_000, 500_000, 7
_OF_A_SCAN = 1 / 3
_QUARTER = Span(NOW.replace(month=4, day=1, hour=5), NOW.replace(month=7, day=1, hour=5))
_ONCE = (EventKind.LISTED, EventKind.REACHED, EventKind.KNOWN, EventKind.READY)
_OF_A_HUNDRED = {
    EventKind.RESPONDED: 10,
    EventKind.OPENED: 7,
    EventKind.INTERESTED: 5,
    EventKind.NOT_FOR_US: 4,
    EventKind.NEEDS_HELP: 1,
    EventKind.HELPED: 1,
    EventKind.OFFERED: 1,
    EventKind.SIGNED: 1,
    EventKind.WON: 1,
    EventKind.FINISHED: 1,
    EventKind.INVITED: 2,
    EventKind.ATTENDED: 2,
    EventKind.TRAINED: 1,
    EventKind.HANDED_IN: 3,
    EventKind.CHECKED: 3,
    EventKind.RENEWED: 6,
}
_STATES = text(
    "INSERT INTO events (board_code, kind, about, at, value, source, row, sureness, known_at)"
    " SELECT 'JAC-' || n, kind, '13001', moment, 'Localidad ' || n % 9, 'office', 'boards/JAC-' || n,"
    " 'certain', moment FROM generate_series(1, :boards) AS n, unnest(CAST(:kinds AS text[])) AS kind,"
    " CAST(:first AS timestamptz) AS moment"
)
_STEPS = text(
    "INSERT INTO events (board_code, kind, about, at, after_at, source, row, sureness, known_at, known_until)"
    " SELECT 'JAC-' || 1 + floor(random() * :boards), (CAST(:kinds AS text[]))[1 + floor(random() * 100)],"
    " 'CO1.BDOS.' || n % 400000, moment, moment - random() * interval '20 days', 'service', 'alerts/' || n,"
    " 'certain', moment, CASE WHEN random() < 0.05 THEN moment + interval '30 days' END"
    " FROM generate_series(1, :rows) AS n,"
    " LATERAL (SELECT :first + CAST(n AS float) / :rows * (CAST(:now AS timestamptz) - :first) AS moment)"
)


def run(quick: bool) -> list[Figure]:
    """One figure: all indicators, both sides, by locality."""
    with server() as databases, database(databases, "indicators") as address:
        engine = open_database(address)
        migrate(engine)
        number = _fill(engine, _EVENTS_QUICK if quick else _EVENTS)
        with reading(engine) as db:
            ways = {"ours": _ours, "scan": _scan}
            taken: dict[str, list[float]] = {name: [] for name in ways}
            for _ in range(_TIMES):
                for name, way in ways.items():
                    taken[name].append(_seconds(lambda way=way: way(db)))  # type: ignore[misc]
        engine.dispose()
    ours, scan = (statistics.median(taken[name]) for name in ("ours", "scan"))
    title = f"{len(Indicator)} indicators of {_BOARDS:,} boards and {number:,} events"
    return [Figure(title, f"{ours * 1000:,.0f} ms", f"scan {scan * 1000:,.0f} ms", scan / ours, _OF_A_SCAN)]


def _ours(db: Connection) -> None:
    found = indicators.ratios(db, "13001", _QUARTER, NOW)
    assert len(found[Indicator.RESPONDED]) == 9


def _scan(db: Connection) -> None:
    db.execute(text("SELECT count(*) FROM events")).scalar_one()


def _seconds(work: Callable[[], None]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _fill(engine: Engine, number: int) -> int:
    first = NOW.replace(year=NOW.year - 3)
    kinds = [kind.value for kind, times in _OF_A_HUNDRED.items() for _ in range(times)]
    kinds += [EventKind.TOLD.value] * (100 - len(kinds))
    steps = number - _BOARDS * len(_ONCE)
    with writing(engine) as db:
        db.execute(text("SELECT setseed(0.5)"))
        db.execute(_STATES, {"boards": _BOARDS, "kinds": [k.value for k in _ONCE], "first": first})
        db.execute(_STEPS, {"boards": _BOARDS, "kinds": kinds, "rows": steps, "first": first, "now": NOW})
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as db:
        db.execute(text("VACUUM ANALYZE events"))
    return number
