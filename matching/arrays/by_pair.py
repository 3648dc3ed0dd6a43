"""Which rule keeps each call from each board within its reach: what the engine counts, told of each pair.

The loop is the engine's own, handed one call at a time, so that what it counts is of that call alone.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.arrays.columns import CallColumns, Columns
from matching.arrays.loops import RULES, judge
from matching.arrays.packed import Packed, Standing, pack
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


def by_pair(columns: Columns, standing: Standing, bar: float) -> Iterator[OfCall]:
    """What becomes of each call that reaches some of the boards."""
    packed = pack(columns.boards, columns.calls, standing)
    found: dict[int, list[tuple[Numbers, Numbers]]] = defaultdict(list)
    for town, first, last in _towns(columns):
        boards = columns.boards.row[first:last]
        for call in np.flatnonzero(_reaches(columns.calls, town)).tolist():
            found[call].append((boards, _rules(packed, first, last, call, points(bar))))
    for call, parts in found.items():
        boards, rules = (np.concatenate(some) for some in zip(*parts, strict=True))
        order = np.argsort(boards)
        yield OfCall(int(columns.calls.row[call]), boards[order], rules[order])


def _towns(columns: Columns) -> list[tuple[int, int, int]]:
    """Each town of the boards, with the first of its rows and the one after its last."""
    towns, first = np.unique(columns.boards.town, return_index=True)
    last = [*first[1:].tolist(), len(columns.boards.town)][: len(towns)]
    return list(zip(towns.tolist(), first.tolist(), last, strict=True))


def _reaches(calls: CallColumns, town: int) -> Numbers:
    """Of each call whether it is in a town, or may be there."""
    found: Numbers = (calls.town == town) | ((calls.town == 0) & (calls.department == town // 1000))
    of_others = np.repeat(np.arange(len(calls.row)), np.diff(calls.others.start))
    found[of_others[calls.others.at == town]] = True
    return found


def _rules(packed: Packed, first: int, last: int, call: int, bar: int) -> Numbers:
    boards = last - first
    held, best = np.zeros(boards, np.int64), np.empty((boards, 1), np.int64)
    refused = np.zeros((boards, len(RULES)), np.int64)
    judge(packed, first, last, np.array([call], np.int32), bar, held, best, refused)
    return np.where(held > 0, MATCH, refused.argmax(axis=1))
