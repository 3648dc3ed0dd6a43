"""Who is comparable with whom, when there is no interval, and what many comparisons together may say."""

import numpy as np
import pytest

from domain.effect import Difference, WhyNone
from readiness.effect.difference import LEAST_BOARDS, LEAST_CHANGED, difference
from readiness.effect.family import clear
from readiness.effect.matching import MOST_ALIKE, Numbers, Rows, Traits, alike

UNKNOWN = np.nan


def beside(**traits: list[float]) -> list[int]:
    """The rows that stand beside row 0, which is trained; the others are not."""
    number = len(next(iter(traits.values())))
    usual = {"locality": 0, "commune": 0, "affiliates": UNKNOWN, "score": 50, "earlier": UNKNOWN}
    columns = [np.array(traits.get(name, [value] * number), float) for name, value in usual.items()]
    locality, commune, *levels = columns
    of = Traits(locality.astype(np.intp), commune.astype(np.intp), *levels)
    pairs = alike(of, np.array([0]), np.arange(1, number))
    return [int(other) for _, other in pairs]


@pytest.mark.parametrize(
    ("traits", "others"),
    [
        ({"score": [50, 55, 55.1, 45]}, [1, 3]),
        ({"earlier": [40, 45, 46, UNKNOWN]}, [1]),
        ({"earlier": [UNKNOWN, 45, UNKNOWN]}, [2]),
        ({"affiliates": [100, 200, 201, 50, 49]}, [1, 3]),
        ({"affiliates": [100, UNKNOWN]}, []),
        ({"affiliates": [UNKNOWN, 100, UNKNOWN]}, [2]),
        ({"locality": [0, 1, 0, -1]}, [2]),
        ({"locality": [-1, 0, -1]}, [2]),
        ({"score": [50, 51, 54, 52, 53]}, [1, 3, 4]),
        ({"commune": [3, 4, 3], "score": [50, 50, 54]}, [2, 1]),
        ({"commune": [-1, -1, 3], "score": [50, 54, 50]}, [2, 1]),
    ],
)
def test_who_stands_beside_a_trained_board(traits: dict[str, list[float]], others: list[int]) -> None:
    assert beside(**traits) == others
    assert len(others) <= MOST_ALIKE


def test_nobody_stands_beside_whom_where_there_is_nobody() -> None:
    none = np.array([], dtype=np.intp)
    traits = Traits(none, none, *[none.astype(float)] * 3)
    assert alike(traits, none, none).shape == (0, 2)


def compared(
    number: int, communes: int = 8, change: Numbers | None = None, *, is_yes_or_no: bool = False
) -> Difference:
    """So many trained boards, each with one beside it, in so many unidades comuneras."""
    rows: Rows = np.arange(number)
    chance = np.random.default_rng(1)
    values = chance.normal(0, 1, 2 * number) if change is None else change
    starts = chance.normal(50, 5, (2 * number, 1))
    place = np.tile(rows % communes, 2)
    return difference(
        np.column_stack([rows, rows + number]), values, starts, place, is_yes_or_no=is_yes_or_no
    )


def test_few_boards_have_no_interval() -> None:
    assert compared(0).why_none is WhyNone.NOBODY
    assert compared(LEAST_BOARDS - 1).why_none is WhyNone.FEW_BOARDS
    enough = compared(LEAST_BOARDS)
    assert (enough.why_none, enough.trained, enough.others) == (None, LEAST_BOARDS, LEAST_BOARDS)


def test_boards_of_few_unidades_comuneras_have_no_interval() -> None:
    assert compared(40, communes=3).why_none is WhyNone.FEW_COMMUNES
    assert compared(40, communes=5).why_none is None


def test_a_yes_or_no_that_hardly_changed_has_no_interval() -> None:
    changed = np.zeros(60)
    changed[: LEAST_CHANGED - 1] = 1
    assert compared(30, change=changed, is_yes_or_no=True).why_none is WhyNone.FEW_CHANGED
    changed[40] = 1
    assert compared(30, change=changed, is_yes_or_no=True).why_none is None


def test_who_was_not_measured_counts_on_neither_side() -> None:
    change = np.ones(40)
    change[[3, 25]] = UNKNOWN  # a trained board, and the one beside another
    found = compared(20, change=change)
    assert (found.trained, found.others) == (18, 18)
    assert found.by == pytest.approx(0)


def test_the_same_rows_give_the_same_interval() -> None:
    assert compared(30) == compared(30)


def test_of_many_comparisons_only_those_are_said_that_stand_out_of_all() -> None:
    def by_chance(*chances: float | None) -> dict[int, Difference]:
        return {nth: Difference(30, 30, 1, None, None, chance) for nth, chance in enumerate(chances)}

    assert clear(by_chance(0.04)) == {0}
    assert clear(by_chance(0.04, 0.5)) == set()
    assert clear(by_chance(0.04, 0.02)) == {0, 1}
    assert clear(by_chance(None, 0.03, 0.2, 0.01)) == {3}
    assert clear({}) == set()
