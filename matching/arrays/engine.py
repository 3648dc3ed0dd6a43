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
from numpy.typing import NDArray

from matching.arrays.best import best_first
from matching.arrays.columns import BoardColumns, CallColumns, Columns
from matching.arrays.loops import OTHER_PLACE, RULES, judge, tell
from matching.arrays.packed import FEATURES, Law, Packed, pack
from matching.match import points

Numbers = NDArray[Any]

_BOARDS_AT_ONCE = 256  # so that cores share a large town


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


def match_all(columns: Columns, law: Law, bar: float, most: int | None = None, threads: int = 2) -> Found:
    """All matches, at most `most` a board (the others are refused as not among the best)."""
    packed = pack(columns.boards, columns.calls, law)
    blocks = blocks_of(columns.boards, columns.calls)
    with ThreadPoolExecutor(threads) as pool:
        parts = list(pool.map(partial(_run, packed, points(bar), most), blocks))
    return _together(columns, blocks, parts)


class Block(NamedTuple):
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


def blocks_of(boards: BoardColumns, calls: CallColumns) -> list[Block]:
    """Boards of one town with the calls of the town and of its department at large, the most work first."""
    towns, first = np.unique(boards.town, return_index=True)
    ends = [*first[1:].tolist(), len(boards.town)][: len(towns)]
    told = np.repeat(np.arange(len(calls.row)), np.diff(calls.others.start))  # the call of each other town
    blocks = []
    for town, begin, end in zip(towns.tolist(), first.tolist(), ends, strict=True):
        reach = _reach(calls, told, town)
        blocks += [
            Block(at, min(at + _BOARDS_AT_ONCE, end), reach) for at in range(begin, end, _BOARDS_AT_ONCE)
        ]
    return sorted(blocks, key=lambda block: -block.pairs)


def _reach(calls: CallColumns, told: Numbers, town: int) -> Numbers:
    """The rows of the calls of a town, also among others, and of those of its department at large, by key."""
    department = town // 1000
    begin, end = np.searchsorted(calls.department, [department, department + 1])
    towns = calls.town[begin:end]
    nowhere, (first, last) = np.searchsorted(towns, 1), np.searchsorted(towns, [town, town + 1])
    among_others = told[calls.others.at == town]
    rows = np.concatenate(
        [np.arange(begin, begin + nowhere), np.arange(begin + first, begin + last), among_others]
    )
    return rows[np.argsort(calls.rank[rows], kind="stable")].astype(np.int32)


def _run(packed: Packed, bar: int, most: int | None, block: Block) -> _Part:
    size, reach = block.last - block.first, len(block.calls)
    refused = np.zeros((size, len(RULES)), np.int64)
    refused[:, OTHER_PLACE] = -reach
    held = np.zeros(size, np.int64)
    best = np.empty((size, reach if most is None else min(reach, most)), np.int64)
    if reach:
        judge(packed, block.first, block.last, block.calls, bar, held, best, refused)
    row, reached, nth = best_first(best, held)
    board, call = block.first + row, block.calls[nth]
    features = np.empty((len(row), len(FEATURES)), np.float64)
    if len(row):
        tell(packed, board, call, features)
    return _Part(board, call, reached, features, refused)


def _refused_to_all(columns: Columns) -> Numbers:
    """By rule, the calls kept from every board; those within reach are not, and taken off block by block."""
    refused = np.zeros(len(RULES), np.int64)
    for rule, count in columns.refused.items():
        refused[RULES.index(rule)] = count
    refused[OTHER_PLACE] += len(columns.calls.row)
    return refused


def _together(columns: Columns, blocks: Sequence[Block], parts: Sequence[_Part]) -> Found:
    """The parts in the order in which the boards were given."""
    boards, calls = columns.boards, columns.calls
    refused = np.tile(_refused_to_all(columns), (len(boards.row), 1))
    for block, part in zip(blocks, parts, strict=True):
        refused[boards.row[block.first : block.last]] += part.refused
    none = _Part(*(np.empty(0, np.int64),) * 3, np.empty((0, len(FEATURES))), refused)
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
