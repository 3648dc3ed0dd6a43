"""Boards and calls of a day as columns of numbers: what `match.py` judges by, for the engine.

Rows of boards are sorted by municipality, so that those of one town, or of one department, lie together. Of
the calls only those that no rule keeps from everybody are columns; the others are counted.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from domain.board import Trade
from matching.features import comfortable_cop, named_weight, trade_scores
from matching.grams import grams
from matching.match import Dated, refused_to_all
from matching.profile import Profile

Numbers = NDArray[Any]

UNKNOWN = -1
_TRADES = {trade: nth for nth, trade in enumerate(Trade)}


class Lists(NamedTuple):
    """Several lists behind one another: that of row n is `at[start[n]:start[n + 1]]`, with its values."""

    start: Numbers
    at: Numbers
    value: Numbers


class BoardColumns(NamedTuple):
    """One board a row. Places, units, localities and words are numbers of a Names; UNKNOWN where not known.

    town: DANE code as a number; trades: a bit for each; grams: places and float32 values of the own name;
    words: those of the own name with their weights, word_weight their sum, 0 for no own name.
    """

    row: Numbers  # of the board in the order in which the profiles were given
    town: Numbers
    barrio: Numbers
    unit: Numbers
    locality: Numbers
    near: Lists
    trades: Numbers
    grams: Lists
    words: Lists
    word_weight: Numbers
    comfortable: Numbers  # logarithm of the value up to which the board is at ease


class CallColumns(NamedTuple):
    """One call a row, those of one town together. Scores are float64, NaN where they cannot be known.

    town: 0 where only the department is known; others: further towns of the work; rank: its place by key
    among all calls, for ties.
    """

    row: Numbers  # of the call in the order in which the calls were given
    rank: Numbers
    town: Numbers
    department: Numbers
    others: Lists
    barrios: Lists
    units: Lists
    localities: Lists
    has_places: Numbers
    has_localities: Numbers
    trades: Lists  # nth trade, its score
    suitability: Numbers
    value: Numbers  # logarithm
    days_left: Numbers  # UNKNOWN without a closing day
    habit: Numbers
    precedents: Lists  # row of the board in BoardColumns or UNKNOWN, likeness
    precedent_town: Numbers
    grams: Lists
    words: Lists


@dataclass(frozen=True)
class Columns:
    """Boards and calls of a day. `refused` counts the calls that a rule keeps from every board."""

    boards: BoardColumns
    calls: CallColumns
    refused: Mapping[str, int]


class Names:
    """Numbers for names: the first that comes is 0."""

    def __init__(self) -> None:
        self._known: dict[str, int] = {}

    def number(self, name: str | None) -> int:
        return UNKNOWN if not name else self._known.setdefault(name, len(self._known))

    def known(self, name: str) -> int:
        return self._known.get(name, UNKNOWN)


def columns_of(profiles: Sequence[Profile], dated: Sequence[Dated]) -> Columns:
    """The columns of these boards and these calls, as they stand on the day."""
    names, words = Names(), Names()
    boards = board_columns(profiles, names, words)
    rows = {profiles[row].board.code: nth for nth, row in enumerate(boards.row.tolist())}
    refused = Counter(rule for one in dated if (rule := refused_to_all(one)))
    return Columns(boards, call_columns(dated, names, words, rows), refused)


def board_columns(profiles: Sequence[Profile], names: Names, words: Names) -> BoardColumns:
    """The columns of these boards; `names` and `words` learn what they are called."""
    order = sorted(range(len(profiles)), key=lambda row: (profiles[row].board.municipality, row))
    some = [profiles[row] for row in order]
    own_words = [
        [(words.number(word), named_weight(word)) for word in dict.fromkeys(one.own_name.split())]
        for one in some
    ]
    return BoardColumns(
        row=np.array(order, np.int32),
        town=np.array([int(one.board.municipality) for one in some], np.int32),
        barrio=np.array([names.number(one.barrio) for one in some], np.int32),
        unit=np.array(
            [names.number(_unit(one.board.unit) if one.board.unit else None) for one in some], np.int32
        ),
        locality=np.array([names.number(one.locality) for one in some], np.int32),
        near=lists([sorted((names.number(name), 0.0) for name in one.near) for one in some]),
        trades=np.array([sum(1 << _TRADES[t] for t in one.board.trades) for one in some], np.int32),
        grams=_grams([one.own_name for one in some]),
        words=lists(own_words),
        word_weight=np.array([sum(weight for _, weight in one) for one in own_words], np.int32),
        comfortable=np.array([math.log(comfortable_cop(one)) for one in some], np.float64),
    )


def call_columns(
    dated: Sequence[Dated], names: Names, words: Names, board_rows: Mapping[str, int]
) -> CallColumns:
    """The columns of the calls that reach some board. `board_rows` are the rows of boards by code."""
    by_key = sorted(range(len(dated)), key=lambda row: dated[row].call.key)
    rank = {row: nth for nth, row in enumerate(by_key)}
    reach = [row for row, one in enumerate(dated) if refused_to_all(one) is None]
    reach.sort(
        key=lambda row: (dated[row].call.department or "", dated[row].call.municipality or "", rank[row])
    )
    some = [dated[row] for row in reach]
    calls = [one.call for one in some]
    return CallColumns(
        row=np.array(reach, np.int32),
        rank=np.array([rank[row] for row in reach], np.int32),
        town=np.array([int(call.municipality or 0) for call in calls], np.int32),
        department=np.array([int(call.department or 0) for call in calls], np.int32),
        others=lists([[(int(town), 0.0) for town in call.others] for call in calls]),
        barrios=_named(names, (call.barrios for call in calls)),
        units=_named(names, ([_unit(unit) for unit in call.units] for call in calls)),
        localities=_named(names, (call.localities for call in calls)),
        has_places=np.array([bool(call.places) for call in calls], np.bool_),
        has_localities=np.array([bool(call.localities) for call in calls], np.bool_),
        trades=lists([[(_TRADES[t], score) for t, score in trade_scores(call).items()] for call in calls]),
        suitability=np.array([one.suitability.score for one in some], np.float64),
        value=np.array(
            [math.log(call.value_cop) if call.value_cop else np.nan for call in calls], np.float64
        ),
        days_left=np.array([UNKNOWN if d.days_left is None else max(0, d.days_left) for d in some], np.int32),
        habit=np.array([one.habit.score if one.habit else np.nan for one in some], np.float64),
        precedents=lists(
            [
                [(board_rows.get(a.precedent.board_code or "", UNKNOWN), a.likeness) for a in d.alike]
                for d in some
            ]
        ),
        precedent_town=np.array(
            [int(a.precedent.municipality or 0) for one in some for a in one.alike], np.int32
        ),
        grams=_grams([call.text for call in calls]),
        words=lists(
            [sorted({(words.known(w), 0.0) for w in c.text.split()} - {(UNKNOWN, 0.0)}) for c in calls]
        ),
    )


def lists(rows: Sequence[Sequence[tuple[int, float]]]) -> Lists:
    """These lists of (number, value) behind one another."""
    start = np.cumsum([0, *map(len, rows)])
    flat = [pair for row in rows for pair in row]
    at = np.array([pair[0] for pair in flat], np.int32)
    return Lists(start, at, np.array([pair[1] for pair in flat], np.float64))


def _named(names: Names, rows: Iterable[Iterable[str]]) -> Lists:
    """What no board is called is no name: nothing could equal it."""
    return lists([sorted({(names.known(name), 0.0) for name in row} - {(UNKNOWN, 0.0)}) for row in rows])


def _grams(folded: Sequence[str]) -> Lists:
    found = grams(folded)
    start = np.cumsum([0, *(len(one.at) for one in found)])
    at = np.concatenate([np.empty(0, np.uint16), *(one.at for one in found)])
    return Lists(start, at, np.concatenate([np.empty(0, np.float32), *(one.weight for one in found)]))


def _unit(unit: str) -> str:
    return f"unit {unit}"  # not to be taken for a place of that name
