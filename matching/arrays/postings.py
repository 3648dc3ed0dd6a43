"""Which boards of a block hold a gram or a word: compiled. One walk over a text then serves them all."""

from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

Numbers = NDArray[Any]


class Postings(NamedTuple):
    """Those of number n are `row[start[n]:start[n + 1]]`, rows within the block, with what they weigh."""

    start: Numbers
    row: Numbers
    value: Numbers


@njit(nogil=True, cache=True)
def postings(first: Numbers, last: Numbers, at: Numbers, value: Numbers, size: int) -> Postings:
    """Lists turned round: that of row r is `at[first[r]:last[r]]`, numbers below `size`."""
    start = np.zeros(size + 1, np.int32)
    total = 0
    for row in range(len(first)):
        for n in range(first[row], last[row]):
            start[at[n] + 1] += 1
            total += 1
    for number in range(size):
        start[number + 1] += start[number]
    filled = start[:-1].copy()
    rows, values = np.empty(total, np.int32), np.empty(total, np.float64)
    for row in range(len(first)):
        for n in range(first[row], last[row]):
            place = filled[at[n]]
            rows[place], values[place] = row, value[n]
            filled[at[n]] = place + 1
    return Postings(start, rows, values)


@njit(nogil=True, cache=True)
def postings_of_one(numbers: Numbers, size: int) -> Postings:
    """The same where each row has one number, or a negative one for none."""
    first = np.arange(len(numbers))
    return postings(first, first + (numbers >= 0), numbers, np.zeros(len(numbers), np.float32), size)


@njit(nogil=True, cache=True)
def mark(rows: Numbers, code: int, first: int, last: int, at: Numbers, of: Postings) -> None:
    """Gives this code to each row that has one of the numbers of a call."""
    start, posted = of.start, of.row
    for n in range(first, last):
        for m in range(start[at[n]], start[at[n] + 1]):
            rows[posted[m]] = code


@njit(nogil=True, cache=True)
def add_grams(total: Numbers, first: int, last: int, at: Numbers, value: Numbers, of: Postings) -> None:
    """Adds to each row the product of what it and the text weigh, gram by gram in their order."""
    start, rows, values = of.start, of.row, of.value
    for n in range(first, last):
        weight = float(value[n])
        for m in range(start[at[n]], start[at[n] + 1]):
            total[rows[m]] += values[m] * weight


@njit(nogil=True, cache=True)
def add_words(total: Numbers, first: int, last: int, at: Numbers, of: Postings) -> None:
    """Adds to each row what its words weigh that stand in the text."""
    start, rows, values = of.start, of.row, of.value
    for n in range(first, last):
        for m in range(start[at[n]], start[at[n] + 1]):
            total[rows[m]] += values[m]
