"""The features of a pair by arrays: compiled, a small function each, as `features.py` has them with words.

`board` and `call` are records of packed.py; the arrays beside them hold what they have several of.
"""

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from matching.arrays.columns import UNKNOWN
from matching.arrays.packed import PLACE_RULES, Record

Numbers = NDArray[Any]

DEPARTMENT, TOWN, BARRIO, NEAR, UNIT, LOCALITY, OTHER = range(len(PLACE_RULES))


@njit(nogil=True, cache=True)
def place_of(
    board: Record, call: Record, near: Numbers, barrios: Numbers, units: Numbers, localities: Numbers
) -> int:
    """Nth of PLACE_RULES, UNKNOWN where it cannot be known."""
    if call.town == 0:
        return DEPARTMENT
    if call.town != board.town or not call.has_places:
        return TOWN
    if board.barrio != UNKNOWN and _holds(barrios, call.barrios, call.barrios_end, board.barrio):
        return BARRIO
    for n in range(board.near, board.near_end):
        if _holds(barrios, call.barrios, call.barrios_end, near[n]):
            return NEAR
    if board.unit != UNKNOWN and _holds(units, call.units, call.units_end, board.unit):
        return UNIT
    if board.locality == UNKNOWN or not call.has_localities:
        return UNKNOWN
    is_same = _holds(localities, call.localities, call.localities_end, board.locality)
    return LOCALITY if is_same else OTHER


@njit(nogil=True, cache=True)
def trade_of(board: Record, call: Record, trades: Numbers, scores: Numbers) -> float:
    """The score of the likeliest trade that is the board's, 0 for another trade, NaN if not known."""
    if board.trades == 0 or call.trades == call.trades_end:
        return np.nan
    if board.trades & call.trade_bits == 0:
        return 0.0
    for n in range(call.trades, call.trades_end):
        if (board.trades >> trades[n]) & 1:
            return scores[n]  # type: ignore[no-any-return]
    return 0.0


@njit(nogil=True, cache=True)
def name_of(board: Record, named: float, likeness: float) -> float:
    """How far the text names the board, by what its words in the text weigh and by its letters."""
    return (named / board.word_weight + likeness) / 2 if board.word_weight > 0 else np.nan


@njit(nogil=True, cache=True)
def size_of(board: Record, call: Record, largest: float) -> float:
    """How far the value is one that the board manages, NaN if not known."""
    if np.isnan(call.value):
        return np.nan
    return min(1.0, max(0.0, (largest - call.value) / (largest - board.comfortable)))  # type: ignore[no-any-return]


@njit(nogil=True, cache=True)
def days_of(board: Record, call: Record, needed: int, days: Numbers, rules: Record) -> float:
    """How far the days left suffice, NaN if not known; `needed` are those that the gaps of the route take."""
    if call.days_left == UNKNOWN:
        return np.nan
    return min(1.0, call.days_left / days_needed(board, call, needed, days, rules))  # type: ignore[no-any-return]


@njit(nogil=True, cache=True)
def days_lost(board: Record, call: Record, needed: int, days: Numbers, rules: Record) -> int:
    """The points that are lost where fewer days are left than needed, as domain.match.DaysWeight has it."""
    if call.days_left == UNKNOWN:
        return 0
    enough = days_needed(board, call, needed, days, rules)
    short = max(0, enough - call.days_left)
    return (2 * rules.days_points * short + enough) // (2 * enough)  # type: ignore[no-any-return]


@njit(nogil=True, cache=True)
def days_needed(board: Record, call: Record, needed: int, days: Numbers, rules: Record) -> int:
    """The working days that an offer takes, or the longest of what the board lacks for it."""
    lacks, bit = call.triggered & board.unmet, 0
    while lacks != 0:
        if lacks & np.uint64(1):
            needed = max(needed, days[bit])
        lacks >>= np.uint64(1)
        bit += 1
    if call.is_limited and call.value_cop > board.limit_cop:
        needed = max(needed, rules.limit_days)
    return needed


@njit(nogil=True, cache=True)
def done_in_town(
    board: Record,
    call: Record,
    by: Numbers,
    likeness: Numbers,
    town: Numbers,
    rules: Record,
    first: int,
    last: int,
) -> tuple[float, bool]:
    """What precedents tell any board of this one's town, NaN if there are none, and whether one of the boards
    from `first` to `last` did one itself.
    """
    best, is_own = np.nan, False
    for n in range(call.done, call.done_end):
        closeness = rules.precedent_1 if town[n] == board.town else rules.precedent_2
        best = max(best, likeness[n] * closeness) if best > 0.0 else likeness[n] * closeness
        is_own |= first <= by[n] < last
    return best, is_own


@njit(nogil=True, cache=True)
def done_by_board(
    nth: int, best: float, call: Record, by: Numbers, likeness: Numbers, rules: Record
) -> float:
    """The same for the nth board, which may have done the like itself: that counts most."""
    for n in range(call.done, call.done_end):
        if by[n] == nth:
            best = max(best, likeness[n] * rules.precedent_0)
    return best


@njit(nogil=True, cache=True)
def _holds(numbers: Numbers, first: int, last: int, wanted: int) -> bool:
    for n in range(first, last):  # noqa: SIM110 - compiled
        if numbers[n] == wanted:
            return True
    return False
