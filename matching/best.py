"""The best pairs of a board: a heap whose first is the worst, compiled."""

from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

Numbers = NDArray[Any]


class Kept(NamedTuple):
    """One row a board. Of each pair kept its points, the nth call by key, and the likeness of its name;
    held: how many are kept.
    """

    held: Numbers
    points: Numbers
    nth: Numbers
    likeness: Numbers


def room(boards: int, most: int) -> Kept:
    """Room for so many pairs of each board."""
    shape = boards, max(1, most)
    return Kept(
        np.zeros(boards, np.int64),
        np.empty(shape, np.int64),
        np.empty(shape, np.int32),
        np.empty(shape, np.float64),
    )


@njit(nogil=True, cache=True)
def keep(kept: Kept, row: int, most: int, points: int, nth: int, likeness: float) -> bool:
    """Keeps a pair if it is among the best; False where one had to go. Pairs come in the order of `nth`, so
    of equals the one that is there stays.
    """
    size = kept.held[row]
    if size < most:
        kept.points[row, size], kept.nth[row, size], kept.likeness[row, size] = points, nth, likeness
        kept.held[row] = size + 1
        _rise(kept, row, size)
        return True
    if points > kept.points[row, 0]:
        kept.points[row, 0], kept.nth[row, 0], kept.likeness[row, 0] = points, nth, likeness
        _sink(kept, row, size)
    return False


@njit(nogil=True, cache=True)
def sort(kept: Kept, row: int) -> None:
    """Puts the pairs of a board in order, best first. It is no heap any more."""
    for size in range(kept.held[row] - 1, 0, -1):
        _swap(kept, row, 0, size)
        _sink(kept, row, size)


@njit(nogil=True, cache=True, inline="always")
def _is_worse(kept: Kept, row: int, one: int, other: int) -> bool:
    mine, theirs = kept.points[row, one], kept.points[row, other]
    return mine < theirs or (mine == theirs and kept.nth[row, one] > kept.nth[row, other])  # type: ignore[no-any-return]


@njit(nogil=True, cache=True, inline="always")
def _swap(kept: Kept, row: int, one: int, other: int) -> None:
    points, nth, likeness = kept.points[row], kept.nth[row], kept.likeness[row]
    points[one], points[other] = points[other], points[one]
    nth[one], nth[other] = nth[other], nth[one]
    likeness[one], likeness[other] = likeness[other], likeness[one]


@njit(nogil=True, cache=True)
def _rise(kept: Kept, row: int, at: int) -> None:
    while at > 0:
        above = (at - 1) // 2
        if not _is_worse(kept, row, at, above):
            return
        _swap(kept, row, at, above)
        at = above


@njit(nogil=True, cache=True)
def _sink(kept: Kept, row: int, size: int) -> None:
    at = 0
    while True:
        worst = at
        for below in (2 * at + 1, 2 * at + 2):
            if below < size and _is_worse(kept, row, below, worst):
                worst = below
        if worst == at:
            return
        _swap(kept, row, at, worst)
        at = worst
