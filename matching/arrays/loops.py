"""The compiled loops of the match: every board of a block, all of one town, with every call that reaches it.

They take a Packed apart at the top, for a tuple counts references each time it is asked for an array; what is
the same for all boards of a block is worked out once a call.
"""

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from matching.arrays.best import keep
from matching.arrays.columns import UNKNOWN
from matching.arrays.packed import CANNOT, FEATURES, Packed, Record, Records
from matching.arrays.pair_features import (
    BARRIO,
    DEPARTMENT,
    LOCALITY,
    NEAR,
    OTHER,
    TOWN,
    UNIT,
    days_lost,
    days_of,
    done_by_board,
    done_in_town,
    name_of,
    place_of,
    size_of,
    trade_of,
)
from matching.arrays.postings import Postings, add_grams, add_words, mark, postings, postings_of_one
from matching.grams import PLACES
from matching.labels import REFUSALS

Numbers = NDArray[Any]

RULES = tuple(REFUSALS)
OTHER_PLACE = RULES.index("other_place")
_OTHER_TRADE, _NO_ROUTE = RULES.index("other_trade"), RULES.index("no_route")
_NOT_ELIGIBLE, _BELOW_BAR = RULES.index("not_eligible"), RULES.index("below_bar")
_NOT_AMONG_BEST = RULES.index("not_among_best")
_PLACE, _NAME, _TRADE, _SUITABILITY, _SIZE, _DAYS, _PRECEDENT, _HABIT, _ROUTE = range(len(FEATURES))


@njit(nogil=True, cache=True)
def judge(
    packed: Packed,
    first: int,
    last: int,
    reach: Numbers,
    bar: int,
    held: Numbers,
    best: Numbers,
    refused: Numbers,
) -> None:
    """Judges the boards from `first` to `last`, all of one town, with these calls, one after the other.

    `bar` is in points. Fills `best` (see best.py) with so many as `held` says, and counts in `refused`,
    boards × RULES.
    """
    boards, calls, needed, assessed = packed.boards[first:last], packed.calls, packed.needed, packed.assessed
    trades, trade_scores, days = packed.trades, packed.trade_scores, packed.days
    by, like, town = packed.done_by, packed.done_like, packed.done_town
    text_grams, text_values, text_words = packed.text_grams, packed.text_values, packed.text_words
    place_scores, weight, unknown, rules = packed.place, packed.weight, packed.unknown, packed.rules[0]
    grams = postings(boards.grams, boards.grams_end, packed.name_grams, packed.name_values, PLACES)
    words = postings(boards.words, boards.words_end, packed.name_words, packed.word_weights, packed.words)
    homes = _homes(boards, packed)
    places = np.empty(len(boards), np.int8)
    likeness, named, into = np.empty(len(boards)), np.empty(len(boards)), np.empty(len(weight))
    for nth in range(len(reach)):
        call = calls[reach[nth]]
        refusal, route = _refusal_by_law(call), call.route
        _place(places, call, packed, homes, boards)
        likeness[:], named[:] = 0.0, 0.0
        if refusal == UNKNOWN:
            add_grams(likeness, call.grams, call.grams_end, text_grams, text_values, grams)
            add_words(named, call.words, call.words_end, text_words, words)
        done, is_own = done_in_town(boards[0], call, by, like, town, rules, first, last)
        into[_SUITABILITY], into[_HABIT], into[_ROUTE] = call.suitability, call.habit, call.route_score
        into[_DAYS] = np.nan if call.days_left == UNKNOWN else 1.0  # what is lost of them is taken off below
        for row in range(len(boards)):
            board, b = boards[row], first + row
            place = places[row]
            trade = trade_of(board, call, trades, trade_scores)
            rule = refusal
            if place != UNKNOWN and place_scores[place] == 0.0:
                rule = OTHER_PLACE
            elif trade == 0.0 and place != BARRIO:
                rule = _OTHER_TRADE
            elif rule == UNKNOWN and not assessed[b, route]:
                rule = _NO_ROUTE
            if rule == UNKNOWN:
                into[_PLACE] = np.nan if place == UNKNOWN else place_scores[place]
                into[_NAME] = name_of(board, named[row], likeness[row])
                into[_TRADE] = trade
                into[_SIZE] = size_of(board, call, rules.largest)
                into[_PRECEDENT] = done_by_board(b, done, call, by, like, rules) if is_own else done
                lost = days_lost(board, call, needed[b, route], days, rules)
                points = _points(into, weight, unknown, rules) - lost
                rule = _BELOW_BAR
                if points >= bar:
                    before = held[row]
                    held[row] = keep(best, row, before, points, nth)
                    rule = UNKNOWN if held[row] > before else _NOT_AMONG_BEST
            if rule != UNKNOWN:
                refused[row, rule] += 1


@njit(nogil=True, cache=True)
def tell(packed: Packed, board: Numbers, call: Numbers, features: Numbers) -> None:
    """Writes the features of pairs, rows of boards and calls: pairs × FEATURES."""
    boards, calls, needed, days = packed.boards, packed.calls, packed.needed, packed.days
    near, barrios, units, localities = packed.near, packed.barrios, packed.units, packed.localities
    trades, trade_scores = packed.trades, packed.trade_scores
    by, like, town = packed.done_by, packed.done_like, packed.done_town
    grams, values, words, weights = (
        packed.name_grams,
        packed.name_values,
        packed.name_words,
        packed.word_weights,
    )
    text_grams, text_values, text_words = packed.text_grams, packed.text_values, packed.text_words
    rules, place_scores = packed.rules[0], packed.place
    for n in range(len(board)):
        b = board[n]
        one, other = boards[b], calls[call[n]]
        place = place_of(one, other, near, barrios, units, localities)
        done, _ = done_in_town(one, other, by, like, town, rules, b, b + 1)
        named = _named(one, other, words, weights, text_words)
        likeness = _likeness(one, other, grams, values, text_grams, text_values)
        features[n, _PLACE] = np.nan if place == UNKNOWN else place_scores[place]
        features[n, _NAME] = name_of(one, named, likeness)
        features[n, _TRADE] = trade_of(one, other, trades, trade_scores)
        features[n, _SUITABILITY] = other.suitability
        features[n, _SIZE] = size_of(one, other, rules.largest)
        features[n, _DAYS] = days_of(one, other, needed[b, other.route], days, rules)
        features[n, _PRECEDENT] = done_by_board(b, done, other, by, like, rules)
        features[n, _HABIT], features[n, _ROUTE] = other.habit, other.route_score


@njit(nogil=True, cache=True)
def _homes(boards: Records, packed: Packed) -> tuple[Postings, Postings, Postings, Postings]:
    """Which boards are at home in a barrio, beside it, in a unit, in a locality."""
    beside = np.zeros(len(packed.near), np.float32)
    return (
        postings_of_one(boards.barrio, packed.names),
        postings(boards.near, boards.near_end, packed.near, beside, packed.names),
        postings_of_one(boards.unit, packed.names),
        postings_of_one(boards.locality, packed.names),
    )


@njit(nogil=True, cache=True)
def _place(
    places: Numbers,
    call: Record,
    packed: Packed,
    homes: tuple[Postings, Postings, Postings, Postings],
    boards: Records,
) -> None:
    """Writes the nth of PLACE_RULES of each board, the nearest that holds, as place_of has it."""
    if call.town != boards[0].town or not call.has_places:
        places[:] = TOWN if call.town else DEPARTMENT
        return
    barrio, near, unit, locality = homes
    places[:] = UNKNOWN
    if call.has_localities:
        for row in range(len(boards)):
            if boards[row].locality != UNKNOWN:
                places[row] = OTHER
        mark(places, LOCALITY, call.localities, call.localities_end, packed.localities, locality)
    mark(places, UNIT, call.units, call.units_end, packed.units, unit)
    mark(places, NEAR, call.barrios, call.barrios_end, packed.barrios, near)
    mark(places, BARRIO, call.barrios, call.barrios_end, packed.barrios, barrio)


@njit(nogil=True, cache=True)
def _refusal_by_law(call: Record) -> int:
    """The rule of law that keeps a call from every board that place and trade do not, or UNKNOWN."""
    if call.route == UNKNOWN:
        return _NO_ROUTE
    return _NOT_ELIGIBLE if call.obstacle == CANNOT else UNKNOWN


@njit(nogil=True, cache=True)
def _points(features: Numbers, weight: Numbers, unknown: Numbers, rules: Record) -> int:
    """The weighted mean of the features, summed in their order, in ten-thousandths."""
    total = 0.0
    for n in range(len(features)):
        total += weight[n] * (unknown[n] if np.isnan(features[n]) else features[n])
    return int(np.floor(total / rules.total_weight * 10_000 + 0.5))


@njit(nogil=True, cache=True)
def _named(board: Record, call: Record, words: Numbers, weights: Numbers, said: Numbers) -> float:
    """What those words of the board's name weigh that stand in the text."""
    total = 0.0
    for n in range(board.words, board.words_end):
        for m in range(call.words, call.words_end):
            if said[m] == words[n]:
                total += weights[n]
    return total


@njit(nogil=True, cache=True)
def _likeness(
    board: Record, call: Record, grams: Numbers, values: Numbers, text: Numbers, text_values: Numbers
) -> float:
    """The cosine of name and text. Both lists of grams are sorted, and that of the text is long."""
    total, first = 0.0, call.grams
    for n in range(board.grams, board.grams_end):
        last = call.grams_end
        while first < last:
            middle = (first + last) // 2
            if text[middle] < grams[n]:
                first = middle + 1
            else:
                last = middle
        if first < call.grams_end and text[first] == grams[n]:
            total += float(values[n]) * float(text_values[first])
    return total
