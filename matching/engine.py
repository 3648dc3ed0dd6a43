"""The match of all boards with all calls by arrays: what `match.py` says of each pair, without the words.

    columns ─▶ blocks of boards of one town ─▶ calls that reach it ─▶ refusals counted, the best kept

Only pairs within reach are looked at: the calls of a town, and those of its department that name no town. The
loops are compiled and let go of the interpreter lock, so blocks run side by side. A score is summed in the
order of the plain match and rounded as it does; the tests hold both against each other to the last row.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from matching.best import Kept, keep, room, sort
from matching.columns import UNKNOWN, BoardColumns, CallColumns, Columns
from matching.grams import PLACES
from matching.labels import REFUSALS
from matching.match import points
from matching.pair_features import (
    CANNOT,
    FEATURES,
    Standing,
    World,
    fill,
    likeness_of,
    name_of,
    place_of,
    rules,
    trade_of,
)

Numbers = NDArray[Any]

RULES = tuple(REFUSALS)
_OTHER_PLACE, _OTHER_TRADE = RULES.index("other_place"), RULES.index("other_trade")
_NO_ROUTE, _NOT_ELIGIBLE = RULES.index("no_route"), RULES.index("not_eligible")
_BELOW_BAR, _NOT_AMONG_BEST = RULES.index("below_bar"), RULES.index("not_among_best")
_BOARDS_AT_ONCE = 512


@dataclass(frozen=True)
class Found:
    """The pairs that match, those of a board behind one another, best first.

    board, call: rows as given to columns_of; points: score in ten-thousandths; features: pairs × FEATURES,
    NaN where it cannot be known. refused: boards (as given) × RULES. pairs: how many were within reach.
    """

    board: Numbers
    call: Numbers
    points: Numbers
    features: Numbers
    refused: Numbers
    pairs: int


def match_all(
    columns: Columns, standing: Standing, bar: float, most: int | None = None, threads: int = 2
) -> Found:
    """All matches, at most `most` a board (the others are refused as not among the best)."""
    world = World(columns.boards, columns.calls, standing, rules())
    blocks = _blocks(columns.boards, columns.calls)
    with ThreadPoolExecutor(threads) as pool:
        parts = list(pool.map(partial(_run, world, points(bar), most), blocks))
    refused = _refused_to_all(columns)
    return _together(world, blocks, parts, refused)


class _Block(NamedTuple):
    """Boards first to last (not included), and the rows of the calls that reach them, by key."""

    first: int
    last: int
    calls: Numbers

    @property
    def pairs(self) -> int:
        return (self.last - self.first) * len(self.calls)


class _Part(NamedTuple):
    """What a block gave: its pairs by rows of the columns, and boards × RULES."""

    board: Numbers
    call: Numbers
    points: Numbers
    features: Numbers
    refused: Numbers


def _blocks(boards: BoardColumns, calls: CallColumns) -> list[_Block]:
    """Boards of one town with the calls of the town and of its department at large, the most work first."""
    towns, first = np.unique(boards.town, return_index=True)
    ends = [*first[1:].tolist(), len(boards.town)][: len(towns)]
    blocks = []
    for town, begin, end in zip(towns.tolist(), first.tolist(), ends, strict=True):
        reach = _reach(calls, town)
        blocks += [
            _Block(at, min(at + _BOARDS_AT_ONCE, end), reach) for at in range(begin, end, _BOARDS_AT_ONCE)
        ]
    return sorted(blocks, key=lambda block: -block.pairs)


def _reach(calls: CallColumns, town: int) -> Numbers:
    """The rows of the calls of a town, and of those of its department that name none, by key."""
    department = town // 1000
    begin, end = np.searchsorted(calls.department, [department, department + 1])
    towns = calls.town[begin:end]
    nowhere, (first, last) = np.searchsorted(towns, 1), np.searchsorted(towns, [town, town + 1])
    rows = np.concatenate([np.arange(begin, begin + nowhere), np.arange(begin + first, begin + last)])
    return rows[np.argsort(calls.rank[rows], kind="stable")].astype(np.int32)


def _run(world: World, bar: int, most: int | None, block: _Block) -> _Part:
    size, reach = block.last - block.first, len(block.calls)
    refused = np.zeros((size, len(RULES)), np.int64)
    refused[:, _OTHER_PLACE] = -reach
    kept = room(size, reach if most is None else min(reach, most))
    if reach:
        _judge(world, block.first, block.calls, bar, kept, refused)
    total = int(kept.held.sum())
    told = (
        np.empty(total, np.int32),
        np.empty(total, np.int32),
        np.empty(total, np.int32),
        np.empty((total, len(FEATURES)), np.float32),
    )
    if total:
        _tell(world, block.first, block.calls, kept, *told)
    return _Part(*told, refused)


def _refused_to_all(columns: Columns) -> Numbers:
    """By rule, the calls kept from every board; those within reach are not, and taken off block by block."""
    refused = np.zeros(len(RULES), np.int64)
    for rule, count in columns.refused.items():
        refused[RULES.index(rule)] = count
    refused[_OTHER_PLACE] += len(columns.calls.row)
    return refused


def _together(world: World, blocks: Sequence[_Block], parts: Sequence[_Part], to_all: Numbers) -> Found:
    """The parts in the order in which the boards were given."""
    boards, calls = world.boards, world.calls
    refused = np.tile(to_all, (len(boards.row), 1))
    for block, part in zip(blocks, parts, strict=True):
        refused[boards.row[block.first : block.last]] += part.refused
    none = _Part(*(np.empty(0, np.int32),) * 3, np.empty((0, len(FEATURES)), np.float32), refused)
    board, call, reached, features = (
        np.concatenate([getattr(part, name) for part in (none, *parts)])
        for name in ("board", "call", "points", "features")
    )
    order = np.argsort(boards.row[board], kind="stable")
    return Found(
        board=boards.row[board][order],
        call=calls.row[call][order],
        points=reached[order],
        features=features[order],
        refused=refused,
        pairs=sum(block.pairs for block in blocks),
    )


@njit(nogil=True, cache=True)
def _judge(world: World, first: int, reach: Numbers, bar: int, kept: Kept, refused: Numbers) -> None:
    """Judges the boards from `first` on with these calls, one call after the other."""
    spread = np.zeros(PLACES, np.float32)
    said = _no_words(world.boards)
    into = np.empty(len(world.rules.weight))
    most = kept.points.shape[1]
    for nth in range(len(reach)):
        c = reach[nth]
        _hear(world.calls, c, spread, said, True)
        for row in range(len(kept.held)):
            b = first + row
            place, trade = place_of(b, c, world), trade_of(b, c, world)
            rule = _refusal(b, c, world, place, trade)
            if rule == UNKNOWN:
                likeness = likeness_of(b, world, spread)
                name = name_of(b, world, said, likeness)
                score = fill(into, b, c, world, place, trade, name)
                reached = int(np.floor(score * 10_000 + 0.5))
                if reached < bar:
                    rule = _BELOW_BAR
                elif not keep(kept, row, most, reached, nth, likeness):
                    rule = _NOT_AMONG_BEST
            if rule != UNKNOWN:
                refused[row, rule] += 1
        _hear(world.calls, c, spread, said, False)
    for row in range(len(kept.held)):
        sort(kept, row)


@njit(nogil=True, cache=True, inline="always")
def _refusal(b: int, c: int, world: World, place: int, trade: float) -> int:
    """The rule that refuses a pair before it is scored, in the order of the plain match."""
    if place != UNKNOWN and world.rules.place[place] == 0.0:
        return _OTHER_PLACE
    if trade == 0.0:
        return _OTHER_TRADE
    route = world.standing.route[c]
    if route == UNKNOWN or not world.standing.assessed[b, route]:
        return _NO_ROUTE
    return _NOT_ELIGIBLE if world.standing.obstacle[c] == CANNOT else UNKNOWN


@njit(nogil=True, cache=True, inline="always")
def _no_words(boards: BoardColumns) -> Numbers:
    return np.zeros(boards.words.at.max() + 1 if len(boards.words.at) else 1, np.bool_)


@njit(nogil=True, cache=True, inline="always")
def _hear(calls: CallColumns, c: int, spread: Numbers, said: Numbers, is_on: bool) -> None:
    """Spreads out the grams and the words of a text, or takes them away again."""
    for n in range(calls.grams.start[c], calls.grams.start[c + 1]):
        spread[calls.grams.at[n]] = calls.grams.value[n] if is_on else np.float32(0)
    for n in range(calls.words.start[c], calls.words.start[c + 1]):
        said[calls.words.at[n]] = is_on


@njit(nogil=True, cache=True)
def _tell(
    world: World,
    first: int,
    reach: Numbers,
    kept: Kept,
    board: Numbers,
    call: Numbers,
    points: Numbers,
    features: Numbers,
) -> None:
    """Writes the pairs that were kept, with their features."""
    spread = np.zeros(PLACES, np.float32)
    said = _no_words(world.boards)
    into = np.empty(len(world.rules.weight))
    at = 0
    for row in range(len(kept.held)):
        for n in range(kept.held[row]):
            b, c = first + row, reach[kept.nth[row, n]]
            _hear(world.calls, c, spread, said, True)
            name = name_of(b, world, said, kept.likeness[row, n])
            _hear(world.calls, c, spread, said, False)
            fill(into, b, c, world, place_of(b, c, world), trade_of(b, c, world), name)
            board[at], call[at], points[at] = b, c, kept.points[row, n]
            features[at] = into
            at += 1
