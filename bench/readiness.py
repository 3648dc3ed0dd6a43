"""Readiness of many boards at once, each figure beside the plain way over the same boards in the same run.

Assessment: 64,000 boards, 47 requirements, 9 routes, from evidence in memory; the plain loop takes as long as
it takes, and every one of its answers is held against that of the arrays. Loading: the evidence of 16,000
boards against fetching its rows and doing nothing with them. What-if: 432 boards, a year of invented
processes, against assessing each board for each of them.
"""

import random
import statistics
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any, TypeVar

import numpy as np
from sqlalchemy import Engine, insert

from bench.figures import Figure
from bench.postgres import database
from domain.days import BOGOTA
from domain.readiness import NO_LIMIT, Assessment, Dimension, Evidence, Verdict
from domain.unlock import Unlock
from readiness.arrays import VERDICTS, Assessed, assess_all, names
from readiness.assess import LEVELS, assess, for_process
from readiness.catalogue import Catalogue, load
from readiness.columns import SOURCES, Columns, columns_of, hold, requirement_ids
from readiness.demands import Facts, demands_of
from readiness.states import best
from readiness.what_if import Opening, what_if
from store import boards as board_store
from store import evidence_columns
from store.engine import open_database, reading, writing
from store.migrating import migrate
from store.tables import evidence
from tests.examples import a_board
from tests.postgres import server

_T = TypeVar("_T")
_ON = date(2026, 11, 21)
_TIMES = 3
_BOARDS, _BOARDS_QUICK = 64_000, 2_000
_LOADED, _LOADED_QUICK = 16_000, 2_000
_MUNICIPALITY, _PROCESSES, _PROCESSES_QUICK = 432, 4_000, 400
_TARGET, _LOADING_TARGET = 100.0, 0.8
_AT_ONCE = 1_000


def run(quick: bool) -> list[Figure]:
    """Assessment, loading on both databases, what-if."""
    return [
        _assessment(_BOARDS_QUICK if quick else _BOARDS),
        *_loading(_LOADED_QUICK if quick else _LOADED),
        _what_if(_PROCESSES_QUICK if quick else _PROCESSES),
    ]


def _assessment(count: int) -> Figure:
    catalogue = load(_ON)
    routes = tuple(catalogue.routes)
    shown = _invented(catalogue, count)

    def by_arrays() -> Assessed:
        return assess_all(catalogue, routes, hold(catalogue, shown, count, _ON))

    seconds, found = _median(by_arrays)
    plain = 0.0
    for first in range(0, count, _AT_ONCE):
        boards = _as_evidence(catalogue, shown, range(first, min(first + _AT_ONCE, count)))
        started = perf_counter()
        said = [_one_by_one(catalogue, routes, board) for board in boards]
        plain += perf_counter() - started
        for nth, of_board in enumerate(said, first):
            assert [_said(a) for a in of_board] == [_told(found, nth, r) for r in range(len(routes))], nth
    name = f"assess {count:,} boards × {len(shown.board):,} pieces × {len(routes)} routes, the same answers"
    return Figure(name, f"{seconds:.2f} s", f"plain loop {plain:.1f} s", plain / seconds, _TARGET)


def _one_by_one(catalogue: Catalogue, routes: Sequence[str], board: Sequence[Evidence]) -> list[Assessment]:
    held = best(catalogue, board, _ON)
    return [assess(catalogue, route, held, _ON) for route in routes]


def _said(a: Assessment) -> tuple[object, ...]:
    return a.verdict, a.level, a.score, [a.scores[d] for d in Dimension], a.blocking, a.expiring


def _told(found: Assessed, board: int, route: int) -> tuple[object, ...]:
    return (
        VERDICTS[found.verdict[board, route]],
        LEVELS[found.level[board, route]],
        int(found.score[board, route]),
        found.scores[board, route].tolist(),
        found.blocking(board, route),
        names(found.ids, int(found.expiring[board, route])),
    )


def _invented(catalogue: Catalogue, count: int) -> Columns:
    """For every board a piece for nine requirements of ten, of any quality, from any source."""
    chance = np.random.default_rng(7)
    ids, today = requirement_ids(catalogue), _ON.toordinal()
    board, requirement = (at.astype(np.int32) for at in np.nonzero(chance.random((count, len(ids))) < 0.9))
    size = len(board)
    good = chance.random(count)[board] ** 0.1
    level = np.where(chance.random(size) < good, 4, chance.integers(0, 4, size)).astype(np.int8)
    issued_on = np.where(chance.random(size) < 0.7, today - chance.integers(-2, 200, size), 0)
    expires_on = np.where(chance.random(size) < 0.3, today + chance.integers(-9, 300, size), 0)
    return Columns(
        board=board,
        requirement=requirement.astype(np.int16),
        source=chance.choice(len(SOURCES), size, p=(0.6, 0.2, 0.01, 0.19)).astype(np.int8),
        level=level,
        applies=chance.random(size) < 0.98,
        issued_on=issued_on.astype(np.int32),
        expires_on=expires_on.astype(np.int32),
        limit_cop=np.where(chance.random(size) < 0.1, 10**7 * chance.integers(1, 40, size), NO_LIMIT),
    )


def _as_evidence(catalogue: Catalogue, shown: Columns, boards: range) -> list[list[Evidence]]:
    ids = requirement_ids(catalogue)
    first, last = np.searchsorted(shown.board, [boards.start, boards.stop])
    found: list[list[Evidence]] = [[] for _ in boards]
    for board, *fields in zip(*(column[first:last].tolist() for column in shown), strict=True):
        requirement, source, level, applies, issued_on, expires_on, limit = fields
        found[board - boards.start].append(
            Evidence(
                ids[requirement],
                level,
                date.fromordinal(issued_on) if issued_on else None,
                date.fromordinal(expires_on) if expires_on else None,
                source=SOURCES[source],
                limit_cop=None if limit == NO_LIMIT else limit,
                applies=applies,
            )
        )
    return found


def _loading(count: int) -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as home:
        yield _loaded("SQLite", f"sqlite:///{Path(home) / 'convite.db'}", count)
    with server() as databases, database(databases, "loading") as address:
        yield _loaded("PostgreSQL", address, count)


def _loaded(name: str, address: str, count: int) -> Figure:
    engine = open_database(address)
    migrate(engine)
    catalogue, codes = load(_ON), [f"JAC-{nth:06}" for nth in range(count)]
    shown = _invented(catalogue, count)
    _fill(engine, catalogue, codes, shown)
    ids = requirement_ids(catalogue)
    ours, bare = [], []
    for _ in range(_TIMES):
        seconds, rows = _bare_read(engine)
        bare.append(seconds)
        with reading(engine) as db:
            started = perf_counter()
            found = evidence_columns.read(db, codes, ids, SOURCES)
            ours.append(perf_counter() - started)
        assert len(found.board) == rows == len(shown.board)
        order = np.lexsort((found.requirement, found.board))
        assert all(
            np.array_equal(np.asarray(one)[order], other) for one, other in zip(found, shown, strict=True)
        )
    engine.dispose()
    seconds, floor = statistics.median(ours), statistics.median(bare)
    title = f"load {len(shown.board):,} pieces of evidence from {name}"
    return Figure(title, f"{seconds:.2f} s", f"bare read {floor:.2f} s", floor / seconds, _LOADING_TARGET)


def _bare_read(engine: Engine) -> tuple[float, int]:
    """All rows of the same columns, by the driver's own cursor."""
    columns = ("board_code", *evidence_columns.Columns._fields[1:])
    with reading(engine) as db:
        cursor = db.connection.cursor()
        started = perf_counter()
        cursor.execute(f"SELECT {', '.join(columns)} FROM evidence")
        rows = len(cursor.fetchall())
        seconds = perf_counter() - started
        cursor.close()
    return seconds, rows


def _fill(engine: Engine, catalogue: Catalogue, codes: Sequence[str], shown: Columns) -> None:
    now = datetime.combine(_ON, time(), BOGOTA)
    with writing(engine) as db:
        board_store.save(db, [a_board(code=code) for code in codes], now)
        for first in range(0, len(codes), _AT_ONCE):
            some = range(first, min(first + _AT_ONCE, len(codes)))
            rows: list[dict[str, Any]] = [
                {
                    "board_code": codes[nth],
                    "requirement": item.requirement,
                    "source": item.source,
                    "level": item.level,
                    "applies": item.applies,
                    "issued_on": item.issued_on,
                    "expires_on": item.expires_on,
                    "limit_cop": item.limit_cop,
                    "recorded_at": now,
                }
                for nth, board in zip(some, _as_evidence(catalogue, shown, some), strict=True)
                for item in board
            ]
            db.execute(insert(evidence), rows)


def _what_if(count: int) -> Figure:
    """The demands of the processes are worked out once, for both ways alike, and counted in neither."""
    catalogue = load(_ON)
    boards, openings = _almost_ready(catalogue), _openings(catalogue, count)
    held = hold(catalogue, columns_of(catalogue, boards), len(boards), _ON)
    seconds, found = _median(lambda: what_if(catalogue, held, openings).of_each_board())
    shown = [best(catalogue, board, _ON) for board in boards]
    started = perf_counter()
    anew = [_pair_by_pair(catalogue, board, openings) for board in shown]
    plain = perf_counter() - started
    for gaps, sums in zip(found, anew, strict=True):
        alone = {gap.requirement: gap.alone for gap in gaps if gap.alone}
        assert alone == {key[0]: unlock for key, unlock in sums.items() if len(key) == 1}
        for gap in gaps:
            opened = sum((sums[key] for key in sums if {*key} <= {gap.requirement, gap.partner}), Unlock())
            assert gap.partner is None or gap.together == opened
    name = f"what-if, {len(boards)} boards × {len(openings):,} processes, the same answers"
    return Figure(name, f"{seconds:.3f} s", f"pair by pair {plain:.1f} s", plain / seconds, _TARGET)


def _pair_by_pair(
    catalogue: Catalogue, held: Mapping[str, Evidence], openings: Sequence[Opening]
) -> dict[tuple[str, ...], Unlock]:
    """What each one or two gaps keep shut. The board is assessed once a route, and then for each process."""
    general: dict[str, Assessment] = {}
    found: dict[tuple[str, ...], Unlock] = {}
    for asked, is_open in openings:
        if asked.route not in general:
            general[asked.route] = assess(catalogue, asked.route, held, _ON)
        said = for_process(catalogue, general[asked.route], asked, held)
        if said.verdict is Verdict.ELIGIBLE_IF and len(said.blocking) <= 2:
            value = asked.value_cop
            one = Unlock(1, int(is_open), value or 0, int(value is None))
            found[said.blocking] = found.get(said.blocking, Unlock()) + one
    return found


def _almost_ready(catalogue: Catalogue) -> list[list[Evidence]]:
    """Boards that lack up to five things each, with assemblies that authorised up to different values."""
    chance = random.Random(8)
    ids, far = requirement_ids(catalogue), _ON + timedelta(days=300)
    boards = []
    for _ in range(_MUNICIPALITY):
        lacks = {*chance.sample(ids, chance.randrange(6))}
        limit = chance.choice((None, None, 10**7 * chance.randrange(1, 30)))
        limits = {"AUT": limit}
        shown = (Evidence(id_, 4, _ON, far, limit_cop=limits.get(id_)) for id_ in ids if id_ not in lacks)
        boards.append(list(shown))
    return boards


def _openings(catalogue: Catalogue, count: int) -> list[Opening]:
    chance = random.Random(9)
    found = []
    for nth in range(count):
        facts = Facts(
            route=chance.choice(("R1", "R4", "R4", "R5")),
            value_cop=chance.choice((None, *(10**6 * chance.randrange(5, 400) for _ in range(9)))),
            budget_cop=chance.choice((None, 4_554_387_903_557)),
            works=chance.choice((True, True, False)),
            with_minors=chance.random() < 0.1,
            asks=tuple(chance.sample(("POL", "EXP", "SST", "RUC"), chance.choice((0, 0, 1, 2)))),
            published=chance.random() < 0.8,
        )
        found.append(Opening(demands_of(catalogue, facts, _ON), nth % 40 == 0))
    return found


def _median(do: Callable[[], _T]) -> tuple[float, _T]:
    taken = []
    for _ in range(_TIMES):
        started = perf_counter()
        found = do()
        taken.append(perf_counter() - started)
    return statistics.median(taken), found
