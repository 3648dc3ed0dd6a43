"""Which rule keeps each call from each board within its reach: what the engine counts, told of each pair.

The loop is the engine's own, handed one call at a time, so that what it counts is of that call alone.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.arrays.columns import Columns
from matching.arrays.engine import Block, blocks_of
from matching.arrays.loops import RULES, judge
from matching.arrays.packed import Law, Packed, pack
from matching.match import points

Numbers = NDArray[Any]

MATCH = len(RULES)


class OfCall(NamedTuple):
    """What becomes of a call: its row, the rows of the boards within its reach (rising), as given to
    columns_of, and for each of them the rule that keeps it away, a place in RULES, or MATCH.
    """

    call: int
    boards: Numbers
    rules: Numbers


def by_pair(columns: Columns, law: Law, bar: float) -> Iterator[OfCall]:
    """What becomes of each call that reaches some of the boards."""
    packed = pack(columns.boards, columns.calls, law)
    found: dict[int, list[tuple[Numbers, Numbers]]] = defaultdict(list)
    for block in blocks_of(columns.boards, columns.calls):
        boards = columns.boards.row[block.first : block.last]
        for call in block.calls.tolist():
            found[call].append((boards, _judged(packed, block, call, points(bar))))
    for call, parts in found.items():
        boards, rules = (np.concatenate(some) for some in zip(*parts, strict=True))
        order = np.argsort(boards)
        yield OfCall(int(columns.calls.row[call]), boards[order], rules[order])


def _judged(packed: Packed, block: Block, call: int, bar: int) -> Numbers:
    boards = block.last - block.first
    held, best = np.zeros(boards, np.int64), np.zeros((boards, 1), np.int64)
    refused = np.zeros((boards, len(RULES)), np.int64)
    judge(packed, block.first, block.last, np.array([call], np.int32), bar, held, best, refused)
    return np.where(held > 0, MATCH, refused.argmax(axis=1))
