"""The engine says by arrays what the plain match says one pair at a time."""

import pytest

from domain.match import POINTS
from matching.arrays.loops import RULES
from matching.arrays.packed import FEATURES
from tests.matching.pairs import Pairs


@pytest.mark.parametrize("most", [None, 3, 1])
@pytest.mark.parametrize("seed", range(12))
def test_the_engine_finds_what_the_plain_match_finds_to_the_last_row(seed: int, most: int | None) -> None:
    pairs = Pairs(seed)
    day = pairs.day(most)
    plain, (found, _) = pairs.plainly(day), pairs.by_engine(day)
    codes = [profile.board.code for profile in pairs.profiles]
    assert [
        (codes[board], pairs.calls[call].key, points / POINTS)
        for board, call, points in zip(found.board, found.call, found.points, strict=True)
    ] == [(one.board_code, one.portfolio_id, one.score) for one in plain.matches]
    assert {
        (codes[board], RULES[rule]): int(count)
        for board, counts in enumerate(found.refused)
        for rule, count in enumerate(counts)
        if count
    } == {(one.board_code, one.rule): one.processes for one in plain.refusals}


def test_matches_and_refusals_of_a_board_add_up_to_the_calls() -> None:
    pairs = Pairs(5, boards=20, calls=50)
    found, _ = pairs.by_engine(pairs.day())
    assert len(found.board)
    matched = [(found.board == board).sum() for board in range(20)]
    assert (found.refused.sum(axis=1) + matched == 50).all()


def test_the_features_of_each_match_are_told() -> None:
    pairs = Pairs(2)
    found, dated = pairs.by_engine(pairs.day())
    assert found.features.shape == (len(found.board), len(FEATURES))
    suitability = found.features[:, FEATURES.index("suitability")]
    assert suitability.tolist() == pytest.approx([dated[call].suitability.score for call in found.call])


@pytest.mark.parametrize(("boards", "calls"), [(0, 0), (0, 5), (5, 0)])
def test_no_boards_and_no_calls_are_no_matches(boards: int, calls: int) -> None:
    pairs = Pairs(1, boards, calls)
    found, _ = pairs.by_engine(pairs.day())
    assert (len(found.board), found.refused.shape) == (0, (boards, len(RULES)))
    assert (found.refused.sum(axis=1) == calls).all()
