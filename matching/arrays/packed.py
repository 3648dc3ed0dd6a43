"""Columns as the compiled loops read them: a record a board, a record a call, and what they have several of.

A record is read without counting references, which costs more than the work on a pair when each feature asks
for its arrays.
"""

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.arrays.columns import BoardColumns, CallColumns, Lists
from matching.weights import weights

Numbers = NDArray[Any]
Records = Any  # a structured array
Record = Any  # one of its rows

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
_CLOSENESS = ("own", "same_municipality", "elsewhere")
CAN, CANNOT, CAP_UNKNOWN = 0, 1, 2


class Law(NamedTuple):
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


class Packed(NamedTuple):
    """Records and lists. In a record `near` is where the list of a board begins, `near_end` where it ends; so
    with all lists. `by`, `done_like`, `done_town` are the precedents of calls.
    """

    boards: Records
    calls: Records
    assessed: Numbers
    needed: Numbers  # boards × routes: the days that the longest of the gaps takes, at least `enough_days`
    days: Numbers
    near: Numbers
    barrios: Numbers
    units: Numbers
    localities: Numbers
    trades: Numbers
    trade_scores: Numbers
    done_by: Numbers
    done_like: Numbers
    done_town: Numbers
    name_grams: Numbers
    name_values: Numbers
    name_words: Numbers
    word_weights: Numbers
    text_grams: Numbers
    text_values: Numbers
    text_words: Numbers
    words: int  # how many words names have
    names: int  # how many barrios, units and localities have a number
    rules: Records  # one
    weight: Numbers
    unknown: Numbers
    place: Numbers


def pack(boards: BoardColumns, calls: CallColumns, law: Law) -> Packed:
    """The columns, and the weight table, for the loops."""
    table = weights()
    features = [table.features[name] for name in FEATURES]
    rules = {
        **{f"precedent_{n}": table.precedent[name] for n, name in enumerate(_CLOSENESS)},
        "total_weight": table.total_weight,
        "largest": math.log(table.largest_cop),
        "limit_days": _limit_days(law),
        "days_points": table.days_points,
    }
    return Packed(
        boards=_board_records(boards, law),
        calls=_call_records(calls, law),
        assessed=law.assessed,
        needed=_needed(law, table.enough_days),
        days=law.days,
        near=boards.near.at,
        barrios=calls.barrios.at,
        units=calls.units.at,
        localities=calls.localities.at,
        trades=calls.trades.at,
        trade_scores=calls.trades.value,
        done_by=calls.precedents.at,
        done_like=calls.precedents.value,
        done_town=calls.precedent_town,
        name_grams=boards.grams.at,
        name_values=boards.grams.value,
        name_words=boards.words.at,
        word_weights=boards.words.value,
        text_grams=calls.grams.at,
        text_values=calls.grams.value,
        text_words=calls.words.at,
        words=_count(boards.words.at),
        names=_count(boards.barrio, boards.unit, boards.locality, boards.near.at),
        rules=_records({name: np.array([value]) for name, value in rules.items()}),
        weight=np.array([feature.weight for feature in features]),
        unknown=np.array([feature.unknown for feature in features]),
        place=np.array([table.place[rule] for rule in PLACE_RULES]),
    )


def _needed(law: Law, enough_days: int) -> Numbers:
    needed = np.full(law.gaps.shape, enough_days, np.int32)
    for bit, days in enumerate(law.days.tolist()):
        if days > enough_days:
            is_lacking = law.gaps >> np.uint64(bit) & np.uint64(1)
            np.maximum(needed, np.where(is_lacking, days, 0), out=needed)
    return needed


def _limit_days(law: Law) -> int:
    return int(law.days[int(law.limit_bit).bit_length() - 1])


def _board_records(boards: BoardColumns, law: Law) -> Records:
    return _records(
        {
            "town": boards.town,
            "barrio": boards.barrio,
            "unit": boards.unit,
            "locality": boards.locality,
            "trades": boards.trades,
            "word_weight": boards.word_weight,
            "comfortable": boards.comfortable,
            "unmet": law.unmet,
            "limit_cop": law.limit_cop,
            **_ends("near", boards.near),
            **_ends("grams", boards.grams),
            **_ends("words", boards.words),
        }
    )


def _call_records(calls: CallColumns, law: Law) -> Records:
    return _records(
        {
            "town": calls.town,
            "has_places": calls.has_places,
            "has_localities": calls.has_localities,
            "trade_bits": _bits(calls.trades),
            "suitability": calls.suitability,
            "value": calls.value,
            "days_left": calls.days_left,
            "habit": calls.habit,
            "route": law.route,
            "triggered": law.triggered,
            "obstacle": law.obstacle,
            "value_cop": law.value_cop,
            "is_limited": law.is_limited,
            "route_score": law.route_score,
            **_ends("barrios", calls.barrios),
            **_ends("units", calls.units),
            **_ends("localities", calls.localities),
            **_ends("trades", calls.trades),
            **_ends("done", calls.precedents),
            **_ends("grams", calls.grams),
            **_ends("words", calls.words),
        }
    )


def _bits(lists: Lists) -> Numbers:
    """A bit for each number of each list."""
    bits = np.zeros(len(lists.start) - 1, np.int32)
    rows = np.repeat(np.arange(len(bits)), np.diff(lists.start))
    np.bitwise_or.at(bits, rows, 1 << lists.at)
    return bits


def _count(*numbers: Numbers) -> int:
    """How many numbers there are from 0 on."""
    return max(int(some.max(initial=-1)) for some in numbers) + 1


def _ends(name: str, lists: Lists) -> dict[str, Numbers]:
    return {name: lists.start[:-1], f"{name}_end": lists.start[1:]}


def _records(columns: dict[str, Numbers]) -> Records:
    """One record a row, a field a column."""
    kind = np.dtype([(name, column.dtype) for name, column in columns.items()], align=True)
    found = np.empty(len(next(iter(columns.values()))), kind)
    for name, column in columns.items():
        found[name] = column
    return found
