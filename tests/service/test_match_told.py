"""What keeps a call from which boards goes into bytes and comes back, and adds up to counts of refusal."""

import numpy as np
import pytest

from domain.canary import BOARD_CODE, CALLS
from domain.match import Refusal
from matching.arrays.by_pair import MATCH
from matching.arrays.loops import RULES
from service.match.told import (
    NONE,
    coded,
    differing,
    kept,
    matches_by_board,
    read,
    refusals,
    together,
    without,
)

NO_ROUTE, OTHER_PLACE = RULES.index("no_route"), RULES.index("other_place")


def told(*pairs: tuple[int, int]) -> np.ndarray:
    boards, rules = zip(*pairs, strict=True)
    return coded(np.array(boards), np.array(rules))


@pytest.mark.parametrize(
    "some",
    [
        NONE,
        told((0, 0)),
        told((7, MATCH), (3, NO_ROUTE)),
        told(*((n * 9_973, n % len(RULES)) for n in range(9_000))),
    ],
)
def test_what_is_kept_is_read_again(some: np.ndarray) -> None:
    assert read(kept(some)).tolist() == some.tolist()


def test_a_towns_boards_take_few_bytes() -> None:
    assert len(kept(told(*((n, NO_ROUTE) for n in range(432))))) < 40


def test_boards_are_taken_out_and_put_in_again() -> None:
    some = told((1, NO_ROUTE), (2, MATCH), (9, OTHER_PLACE))
    left = without(some, np.array([2, 5], np.uint32))
    assert left.tolist() == told((1, NO_ROUTE), (9, OTHER_PLACE)).tolist()
    assert together([left, told((2, MATCH))]).tolist() == some.tolist()


def test_boards_differ_by_rule_or_because_one_is_not_told_of() -> None:
    one = told((1, NO_ROUTE), (2, MATCH), (3, MATCH))
    assert differing(one, told((1, NO_ROUTE), (2, NO_ROUTE), (4, MATCH))) == [2, 3, 4]
    assert differing(one, one) == []


def test_calls_are_elsewhere_for_boards_that_are_not_named() -> None:
    counted = refusals(
        {"near": told((0, MATCH), (1, NO_ROUTE)), "far": NONE, "over": NONE, "lost": told((5, MATCH))},
        {"near": None, "far": None, "over": "not_open", "lost": None},
        {"A": 0, "B": 1, "C": 4},
    )
    assert sorted(counted, key=repr) == [
        Refusal("A", "not_open", 1),
        Refusal("A", "other_place", 2),
        Refusal("B", "no_route", 1),
        Refusal("B", "not_open", 1),
        Refusal("B", "other_place", 2),
        Refusal("C", "not_open", 1),
        Refusal("C", "other_place", 3),
    ]


def test_the_matches_of_a_board_are_counted_but_those_of_one_that_was_deleted_and_of_the_canary() -> None:
    some = {
        "one": told((0, MATCH), (1, NO_ROUTE), (2, MATCH), (7, MATCH)),
        "other": told((0, MATCH), (1, NO_ROUTE)),
        "none": NONE,
        f"{CALLS}1": told((0, MATCH)),
    }
    assert matches_by_board(some, {"A": 0, "B": 1, BOARD_CODE: 2}) == {"A": 2}
    assert matches_by_board({}, {}) == {}


def test_a_board_in_reach_may_be_elsewhere_all_the_same() -> None:
    counted = refusals({"near": told((0, OTHER_PLACE))}, {"near": None}, {"A": 0})
    assert counted == [Refusal("A", "other_place", 1)]


def test_without_boards_nothing_is_refused() -> None:
    assert refusals({"near": NONE}, {"near": None}, {}) == []
