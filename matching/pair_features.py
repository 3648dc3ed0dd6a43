"""The features of a pair by arrays: compiled, a small function each, as `features.py` has them with words."""

import math
from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from matching.columns import UNKNOWN, BoardColumns, CallColumns, Lists
from matching.weights import weights

Numbers = NDArray[Any]

FEATURES = ("place", "name", "trade", "suitability", "size", "days", "precedent", "habit", "route")
PLACE_RULES = (
    "department_wide",
    "municipality_wide",
    "same_barrio",
    "near_barrio",
    "same_unit",
    "same_locality",
    "other_locality",
)
_DEPARTMENT, _TOWN, _BARRIO, _NEAR, _UNIT, _LOCALITY, _OTHER = range(len(PLACE_RULES))
_CLOSENESS = ("own", "same_municipality", "elsewhere")
CAN, CANNOT, CAP_UNKNOWN = 0, 1, 2


class Standing(NamedTuple):
    """How boards stand by the rules of law, as readiness counts them; bits are requirements.

    gaps: boards × routes, what a route always asks and the board lacks; unmet: all that it lacks; limit_cop:
    up to which value its assembly allows; assessed: boards × routes. Of each call: route, UNKNOWN for none;
    triggered: what it asks besides; obstacle: CAN, CANNOT or CAP_UNKNOWN; value_cop 0 for none; is_limited:
    whether the assembly's limit counts; route_score NaN where unknown. days: of each bit the working days
    that it takes to get, UNKNOWN; limit_bit: the requirement of the assembly's limit.
    """

    gaps: Numbers
    unmet: Numbers
    limit_cop: Numbers
    assessed: Numbers
    route: Numbers
    triggered: Numbers
    obstacle: Numbers
    value_cop: Numbers
    is_limited: Numbers
    route_score: Numbers
    days: Numbers
    limit_bit: np.uint64


class Rules(NamedTuple):
    """The weight table in the order of FEATURES and of PLACE_RULES; precedent: own, same town, elsewhere."""

    weight: Numbers
    unknown: Numbers
    place: Numbers
    precedent: Numbers
    total_weight: float
    largest: float
    enough_days: int


class World(NamedTuple):
    """All that a pair of a board and a call is scored by."""

    boards: BoardColumns
    calls: CallColumns
    standing: Standing
    rules: Rules


def rules() -> Rules:
    """The weight table."""
    table = weights()
    features = [table.features[name] for name in FEATURES]
    return Rules(
        weight=np.array([feature.weight for feature in features]),
        unknown=np.array([feature.unknown for feature in features]),
        place=np.array([table.place[rule] for rule in PLACE_RULES]),
        precedent=np.array([table.precedent[rule] for rule in _CLOSENESS]),
        total_weight=sum((feature.weight for feature in table.features.values()), 0.0),
        largest=math.log(table.largest_cop),
        enough_days=table.enough_days,
    )


@njit(nogil=True, cache=True, inline="always")
def _holds(lists: Lists, row: int, wanted: int) -> bool:
    for n in range(lists.start[row], lists.start[row + 1]):  # noqa: SIM110 - compiled
        if lists.at[n] == wanted:
            return True
    return False


@njit(nogil=True, cache=True, inline="always")
def _is_near(b: int, c: int, world: World) -> bool:
    near = world.boards.near
    for n in range(near.start[b], near.start[b + 1]):  # noqa: SIM110 - compiled
        if _holds(world.calls.barrios, c, near.at[n]):
            return True
    return False


@njit(nogil=True, cache=True, inline="always")
def place_of(b: int, c: int, world: World) -> int:
    """Nth of PLACE_RULES, UNKNOWN where it cannot be known."""
    boards, calls = world.boards, world.calls
    if calls.town[c] == 0:
        return _DEPARTMENT
    if not calls.has_places[c]:
        return _TOWN
    if boards.barrio[b] != UNKNOWN and _holds(calls.barrios, c, boards.barrio[b]):
        return _BARRIO
    if _is_near(b, c, world):
        return _NEAR
    if boards.unit[b] != UNKNOWN and _holds(calls.units, c, boards.unit[b]):
        return _UNIT
    if boards.locality[b] == UNKNOWN or not calls.has_localities[c]:
        return UNKNOWN
    return _LOCALITY if _holds(calls.localities, c, boards.locality[b]) else _OTHER


@njit(nogil=True, cache=True, inline="always")
def trade_of(b: int, c: int, world: World) -> float:
    """The score of the likeliest trade that is the board's, 0 for another trade, NaN if not known."""
    trades, mine = world.calls.trades, world.boards.trades[b]
    first, last = trades.start[c], trades.start[c + 1]
    if mine == 0 or first == last:
        return np.nan
    for n in range(first, last):
        if (mine >> trades.at[n]) & 1:
            return trades.value[n]  # type: ignore[no-any-return]
    return 0.0


@njit(nogil=True, cache=True, inline="always")
def name_of(b: int, world: World, said: Numbers, likeness: float) -> float:
    """How far the text names the board; `said` tells of each word whether it stands in the text."""
    boards = world.boards
    if boards.word_weight[b] == 0:
        return np.nan
    part = 0.0
    for n in range(boards.words.start[b], boards.words.start[b + 1]):
        if said[boards.words.at[n]]:
            part += boards.words.value[n]
    return (part / boards.word_weight[b] + likeness) / 2  # type: ignore[no-any-return]


@njit(nogil=True, cache=True, inline="always")
def likeness_of(b: int, world: World, spread: Numbers) -> float:
    """The cosine of the own name and the text whose grams are spread out."""
    grams = world.boards.grams
    total = 0.0
    for n in range(grams.start[b], grams.start[b + 1]):
        total += float(grams.value[n]) * float(spread[grams.at[n]])
    return total


@njit(nogil=True, cache=True, inline="always")
def _missing(b: int, c: int, standing: Standing) -> np.uint64:
    """What the board lacks for the call, as bits."""
    lacks = standing.gaps[b, standing.route[c]] | (standing.triggered[c] & standing.unmet[b])
    if standing.is_limited[c] and standing.value_cop[c] > standing.limit_cop[b]:
        lacks |= standing.limit_bit
    return lacks  # type: ignore[no-any-return]


@njit(nogil=True, cache=True, inline="always")
def _days(b: int, c: int, world: World) -> float:
    left, days = world.calls.days_left[c], world.standing.days
    if left == UNKNOWN:
        return np.nan
    needed, bit, lacks = world.rules.enough_days, 0, _missing(b, c, world.standing)
    while lacks != 0:
        if lacks & np.uint64(1):
            needed = max(needed, days[bit])
        lacks >>= np.uint64(1)
        bit += 1
    return min(1.0, left / needed)  # type: ignore[no-any-return]


@njit(nogil=True, cache=True, inline="always")
def _precedent(b: int, c: int, world: World) -> float:
    done, closeness = world.calls.precedents, world.rules.precedent
    best = 0.0
    for n in range(done.start[c], done.start[c + 1]):
        near = 2
        if done.at[n] == b:
            near = 0
        elif world.calls.precedent_town[n] == world.boards.town[b]:
            near = 1
        best = max(best, done.value[n] * closeness[near])
    return best if best > 0.0 else np.nan


@njit(nogil=True, cache=True, inline="always")
def _size(b: int, c: int, world: World) -> float:
    value, largest = world.calls.value[c], world.rules.largest
    if np.isnan(value):
        return np.nan
    return min(1.0, max(0.0, (largest - value) / (largest - world.boards.comfortable[b])))  # type: ignore[no-any-return]


@njit(nogil=True, cache=True, inline="always")
def fill(into: Numbers, b: int, c: int, world: World, place: int, trade: float, name: float) -> float:
    """Writes the features of a pair in the order of FEATURES and gives its score (0–1)."""
    rules = world.rules
    into[0] = np.nan if place == UNKNOWN else rules.place[place]
    into[1] = name
    into[2] = trade
    into[3] = world.calls.suitability[c]
    into[4] = _size(b, c, world)
    into[5] = _days(b, c, world)
    into[6] = _precedent(b, c, world)
    into[7] = world.calls.habit[c]
    into[8] = world.standing.route_score[c]
    total = 0.0
    for n in range(len(into)):
        total += rules.weight[n] * (rules.unknown[n] if np.isnan(into[n]) else into[n])
    return total / rules.total_weight
