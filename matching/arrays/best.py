"""The best pairs of a board: a heap of numbers whose first is the worst, compiled.

A pair is one number: its points above, and below how early its call comes by key, so that of equals the first
is the better one.
"""

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

Numbers = NDArray[Any]

_LATEST = 2**31 - 1
_ABOVE = 2**31


@njit(nogil=True, cache=True)
def keep(best: Numbers, row: int, size: int, points: int, nth: int) -> int:
    """Keeps a pair if it is among the best of a row, and gives how many are kept then.

    As many as before is that one had to go.
    """
    new = points * _ABOVE + (_LATEST - nth)
    if size < best.shape[1]:
        best[row, size] = new
        _rise(best, row, size)
        return size + 1
    if new > best[row, 0]:
        best[row, 0] = new
        _sink(best, row, size)
    return size


def best_first(best: Numbers, held: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """The row, the points and the nth call of each pair that is held, those of a row best first."""
    is_held = np.arange(best.shape[1]) < held[:, None]
    ordered = -np.sort(-np.where(is_held, best, -1), axis=1)
    kept = ordered[is_held]
    return np.repeat(np.arange(len(held)), held), points_of(kept), _LATEST - kept % _ABOVE


def points_of(kept: Numbers) -> Numbers:
    """The points of pairs as they are kept."""
    return kept // _ABOVE


@njit(nogil=True, cache=True)
def _rise(best: Numbers, row: int, at: int) -> None:
    while at > 0:
        above = (at - 1) // 2
        if best[row, at] > best[row, above]:
            return
        best[row, at], best[row, above] = best[row, above], best[row, at]
        at = above


@njit(nogil=True, cache=True)
def _sink(best: Numbers, row: int, size: int) -> None:
    at = 0
    while True:
        worst = at
        for below in range(2 * at + 1, min(2 * at + 3, size)):
            if best[row, below] < best[row, worst]:
                worst = below
        if worst == at:
            return
        best[row, at], best[row, worst] = best[row, worst], best[row, at]
        at = worst
