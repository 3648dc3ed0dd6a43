"""What is told of each pair is what the engine counts, and what the plain match finds."""

from collections import Counter

import pytest

from matching.arrays.by_pair import MATCH, by_pair
from matching.arrays.columns import columns_of
from matching.arrays.loops import RULES
from matching.match import today_of
from tests.matching.pairs import Pairs


@pytest.mark.parametrize("seed", range(4))
def test_the_pairs_add_up_to_what_the_plain_match_finds_and_refuses(seed: int) -> None:
    pairs = Pairs(seed, boards=12, calls=40)
    day = pairs.day()
    plain = pairs.plainly(day)
    dated = [today_of(call, day) for call in pairs.calls]
    columns = columns_of(pairs.profiles, dated)
    law = pairs.law(columns.boards.row, columns.calls.row)
    codes = [profile.board.code for profile in pairs.profiles]
    matched, counted = set(), Counter[tuple[str, str]]()
    for one in by_pair(columns, law, day.bar):
        for board, rule in zip(one.boards.tolist(), one.rules.tolist(), strict=True):
            if rule == MATCH:
                matched.add((codes[board], pairs.calls[one.call].key))
            elif RULES[rule] != "other_place":
                counted[codes[board], RULES[rule]] += 1
    assert matched == {(one.board_code, one.portfolio_id) for one in plain.matches}
    to_all = Counter(one.refusal for one in dated if one.refusal)
    refused = {(one.board_code, one.rule): one.processes for one in plain.refusals}
    for code in codes:
        for rule in ("other_trade", "no_route", "not_eligible", "below_bar"):
            assert counted[code, rule] + to_all[rule] == refused.get((code, rule), 0)
