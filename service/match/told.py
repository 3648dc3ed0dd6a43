"""Which rule keeps a call from which boards, as sorted numbers: that of a board, and the rule behind it.

A call's numbers go into a few bytes, so that those of a country can be kept and counted again at any time.
"""

import zlib
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from domain.canary import BOARD_CODE, is_canary
from domain.match import Refusal
from matching.arrays.by_pair import MATCH
from matching.arrays.loops import OTHER_PLACE, RULES

Numbers = NDArray[Any]

NONE = np.empty(0, np.uint32)
_RULE_BITS = 5
_RULE = (1 << _RULE_BITS) - 1


def coded(boards: Numbers, rules: Numbers) -> Numbers:
    """Numbers of boards with a rule each: places in RULES, or MATCH."""
    return np.sort(boards.astype(np.uint32) << np.uint32(_RULE_BITS) | rules.astype(np.uint32))


def together(parts: Iterable[Numbers]) -> Numbers:
    """What several parts say of different boards."""
    return np.sort(np.concatenate([NONE, *parts]))


def without(told: Numbers, boards: Numbers) -> Numbers:
    """What is told of the other boards; these are given by their numbers (uint32)."""
    return told[np.isin(told >> np.uint32(_RULE_BITS), boards, kind="table", invert=True)]


def matched(told: Numbers) -> set[int]:
    """The numbers of the boards that the call matches."""
    of_match = told[(told & np.uint32(_RULE)) == MATCH]
    return set((of_match >> np.uint32(_RULE_BITS)).tolist())


def matches_by_board(told: Mapping[str, Numbers], numbers: Mapping[str, int]) -> dict[str, int]:
    """How many calls match each board that any does, by its code; the canary is in no count."""
    every = np.concatenate([NONE, *(some for key, some in told.items() if not is_canary(key))])
    of_match = every[(every & np.uint32(_RULE)) == MATCH] >> np.uint32(_RULE_BITS)
    counted = np.bincount(of_match, minlength=max(numbers.values(), default=-1) + 1)
    return {
        code: int(counted[number])
        for code, number in numbers.items()
        if counted[number] and code != BOARD_CODE
    }


def differing(one: Numbers, other: Numbers) -> list[int]:
    """The numbers of the boards of which the two say something else."""
    if np.array_equal(one, other):
        return []
    found = np.unique(np.setxor1d(one, other) >> np.uint32(_RULE_BITS))
    return [int(number) for number in found]


def kept(told: Numbers) -> bytes:
    """As few bytes as hold it."""
    return zlib.compress(np.diff(told, prepend=np.uint32(0)).astype("<u4").tobytes(), 1)


def read(kept_bytes: bytes) -> Numbers:
    """What `kept` made bytes of."""
    return np.cumsum(np.frombuffer(zlib.decompress(kept_bytes), "<u4"), dtype=np.uint32)


def read_each(kept_of: Mapping[str, bytes]) -> dict[str, Numbers]:
    """The same of each call."""
    return {key: read(kept_bytes) for key, kept_bytes in kept_of.items()}


def refusals(
    told: Mapping[str, Numbers], to_all: Mapping[str, str | None], numbers: Mapping[str, int]
) -> list[Refusal]:
    """How many calls each rule keeps from each board; `numbers` says what a board is called, by its code.

    `to_all` has every call, with the rule that keeps it from all boards. One without such a rule is elsewhere
    for a board that is not named in what is told of it. The canary is in no count: neither what is kept from
    its board, nor its call among those that others do not get.
    """
    found = np.zeros((max(numbers.values(), default=-1) + 1, MATCH + 1), np.int64)
    real = {key: rule for key, rule in to_all.items() if not is_canary(key)}
    for rule, calls in Counter(rule or RULES[OTHER_PLACE] for rule in real.values()).items():
        found[:, RULES.index(rule)] = calls
    pairs = together(some for key, some in told.items() if key in real and real[key] is None)
    boards, rules = pairs >> np.uint32(_RULE_BITS), pairs & np.uint32(_RULE)
    known = boards < len(found)  # of a board that was deleted nobody asks any more
    np.subtract.at(found[:, OTHER_PLACE], boards[known], 1)
    np.add.at(found, (boards[known], rules[known]), 1)
    return [
        Refusal(code, rule, int(calls))
        for code, number in numbers.items()
        if code != BOARD_CODE
        for rule, calls in zip(RULES, found[number], strict=False)
        if calls
    ]
