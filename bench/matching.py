"""The match of a country's boards with its open calls, beside the bare product of the same vectors.

64,000 invented boards × 300,000 calls, half of them for no board; the 50 best of each board with their
features, and the refusals counted by rule. The floor is the product alone: vectors of the boards' own names ×
those of all texts, without place, trade or law, the 50 likest of each board by sparse_dot_topn on all cores.
Both begin with the vectors made. The plain scorer is `matching.match`: one pair at a time, with words.
"""

import os
import tempfile
from dataclasses import replace
from pathlib import Path
from statistics import median
from time import perf_counter

from sparse_dot_topn import sp_matmul_topn

from bench.figures import Figure
from bench.matching_rows import Country, country, day, read, read_vectors, write
from bench.measured import Measured, Stopwatch, compared, measure, medians
from domain.match import POINTS
from matching.arrays.columns import columns_of
from matching.arrays.engine import Found, match_all
from matching.match import match

_BOARDS, _CALLS = 64_000, 300_000
_QUICK = 10  # times smaller
_NEW = 1_000
_MOST = 50
_BAR = 0.43
_MOST_MB = 4096.0
_THREADS = os.cpu_count() or 1
_TOWN_BOARDS, _TOWN_CALLS = 6_400, 30_000  # of which the plain scorer takes the largest town's
_PLAIN_BOARDS = 30


def run(quick: bool) -> list[Figure]:
    """Speed and memory of a full and of a small match, and against the plain match."""
    boards, calls = (_BOARDS // _QUICK, _CALLS // _QUICK) if quick else (_BOARDS, _CALLS)
    return [*_country(boards, calls), *_new_calls(boards), _growth(boards, calls), _pairs()]


def _country(boards: int, calls: int) -> list[Figure]:
    with tempfile.TemporaryDirectory() as home:
        write(Path(home), boards, calls)
        taken = {way.__name__: measure(way, home, rows=boards) for way in (product, ours)}
    title = f"match {boards:,} boards × {calls:,} calls, top {_MOST}"
    peak = taken["ours"].peak_mb
    return [
        compared(title, taken["ours"], taken["product"], 1.0),
        Figure(f"{title}, peak memory", f"{peak:.0f} MB", "4 GB", _MOST_MB / peak, 1.0),
    ]


def _new_calls(boards: int) -> list[Figure]:
    """Calls that came since, against boards whose columns are held."""
    with tempfile.TemporaryDirectory() as home:
        write(Path(home), boards, _NEW)
        taken = medians(
            {way.__name__: measure(way, home, rows=boards) for way in (new_product, ours)} for _ in range(3)
        )
    title = f"match {_NEW:,} new calls × {boards:,} boards"
    return [compared(title, taken["ours"], taken["new_product"], 0.5)]


def product(home: str) -> Measured:
    """The likest texts of each name."""
    names, texts = read_vectors(Path(home))
    texts = texts.T.tocsr()
    with Stopwatch() as watch:
        sp_matmul_topn(names, texts, top_n=_MOST, n_threads=_THREADS, sort=True)
    return watch.measured(names.shape[0])


def new_product(home: str) -> Measured:
    """The likest names of each text."""
    names, texts = read_vectors(Path(home))
    names = names.T.tocsr()
    with Stopwatch() as watch:
        sp_matmul_topn(texts, names, top_n=_MOST, n_threads=_THREADS, sort=True)
    return watch.measured(names.shape[1])


def ours(home: str) -> Measured:
    _warm()
    columns, law = read(Path(home))
    with Stopwatch() as watch:
        found = match_all(columns, law, _BAR, _MOST, _THREADS)
    return watch.measured(len(found.refused))


def _growth(boards: int, calls: int) -> Figure:
    """How much longer 64 times the boards take."""
    few = boards // 64
    seconds = {}
    for count in (few, boards):
        made = country(count, calls // 4)
        columns = columns_of(made.profiles, made.dated)
        law = made.law(columns)
        match_all(columns, law, _BAR, _MOST, _THREADS)
        started = perf_counter()
        match_all(columns, law, _BAR, _MOST, _THREADS)
        seconds[count] = perf_counter() - started
    times = seconds[boards] / seconds[few]
    return Figure(
        f"match {calls // 4:,} calls, {few:,} boards to {boards:,}",
        f"{times:.1f} times as long",
        f"{boards // few} times as many",
        boards / few / times,
        1.0,
    )


def _pairs() -> Figure:
    """Pairs a second of the largest town, by arrays and one by one: the same matches to the last row."""
    made, on = country(_TOWN_BOARDS, _TOWN_CALLS), replace(day(), most=_MOST)
    towns = [profile.board.municipality for profile in made.profiles]
    town = made.of_town(max(sorted(set(towns)), key=towns.count))
    columns = columns_of(town.profiles, town.dated)
    law = town.law(columns)
    found = match_all(columns, law, _BAR, _MOST, _THREADS)
    seconds = []
    for _ in range(5):
        started = perf_counter()
        match_all(columns, law, _BAR, _MOST, _THREADS)
        seconds.append(perf_counter() - started)
    by_arrays = found.pairs / median(seconds)
    calls = [one.call for one in town.dated if one.refusal is None]
    match(town.profiles[:1], calls, town.eligible, on)  # what the plain scorer remembers of a text
    started = perf_counter()
    plain = match(town.profiles[:_PLAIN_BOARDS], calls, town.eligible, on)
    one_by_one = plain.pairs / (perf_counter() - started)
    assert _rows(town, found) == [(one.board_code, one.portfolio_id, one.score) for one in plain.matches]
    return Figure(
        f"score {found.pairs:,} pairs of one town with all features",
        f"{by_arrays / 1e6:.1f} million pairs/s",
        f"{one_by_one:,.0f} pairs/s, plainly",
        by_arrays / one_by_one,
        1000.0,
    )


def _rows(town: Country, found: Found) -> list[tuple[str, str, float]]:
    """The matches of the boards that the plain scorer took."""
    return [
        (town.profiles[board].board.code, town.dated[call].call.key, points / POINTS)
        for board, call, points in zip(found.board, found.call, found.points, strict=True)
        if board < _PLAIN_BOARDS
    ]


def _warm() -> None:
    """Compile, or load what was compiled."""
    made = country(20, 60)
    columns = columns_of(made.profiles, made.dated)
    match_all(columns, made.law(columns), _BAR, _MOST, 1)
