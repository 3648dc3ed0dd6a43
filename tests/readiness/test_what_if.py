"""What closing gaps would open, held against assessing each board for each process anew."""

import random
from collections.abc import Collection, Iterable, Sequence
from datetime import timedelta

import pytest

from domain.readiness import Evidence, EvidenceSource, Verdict
from domain.unlock import GapUnlock, Unlock
from readiness.assess import assess, for_process
from readiness.columns import columns_of, hold
from readiness.demands import Facts, demands_of
from readiness.states import best
from readiness.what_if import Opening, WhatIf, by_group, what_if
from tests.readiness.documents import CATALOGUE, ON, everything
from tests.readiness.test_arrays import random_boards

DISTRICT_BUDGET = 4_554_387_903_557
CAP_OF_R4 = 175_090_500


def an_opening(route: str = "R4", is_open: bool = False, **facts: object) -> Opening:
    known = {"value_cop": 50_000_000, "budget_cop": DISTRICT_BUDGET, "published": True, **facts}
    return Opening(demands_of(CATALOGUE, Facts(route, **known), ON), is_open)  # type: ignore[arg-type]


def of_boards(boards: Sequence[Iterable[Evidence]], openings: Iterable[Opening]) -> WhatIf:
    return what_if(CATALOGUE, hold(CATALOGUE, columns_of(CATALOGUE, boards), len(boards), ON), openings)


def lacking(*ids: str) -> list[Evidence]:
    return [item for id_, item in everything().items() if id_ not in ids]


def gaps_of(board: Iterable[Evidence], openings: Iterable[Opening]) -> list[GapUnlock]:
    (found,) = of_boards([list(board)], openings).of_each_board()
    return found


def opened(board: Iterable[Evidence], openings: Iterable[Opening], closing: Collection[str]) -> Unlock:
    """By assessing the board for each process, and asking whether these are all that stands in the way."""
    held = best(CATALOGUE, board, ON)
    found = Unlock()
    for demands, is_open in openings:
        general = assess(CATALOGUE, demands.route, held, ON)
        said = for_process(CATALOGUE, general, demands, held)
        if said.verdict is Verdict.ELIGIBLE_IF and {*said.blocking} <= {*closing}:
            value = demands.value_cop
            found += Unlock(1, int(is_open), value or 0, int(value is None))
    return found


def random_openings(count: int, seed: int) -> list[Opening]:
    chance = random.Random(seed)
    return [
        an_opening(
            chance.choice(("R1", "R1", "R4", "R5", "R7", "R2")),
            is_open=chance.random() < 0.1,
            value_cop=chance.choice((None, 9_999_999, 10_000_000, 10_000_001, 150_000_000, 10**9, 10**13)),
            budget_cop=chance.choice((None, DISTRICT_BUDGET, DISTRICT_BUDGET)),
            works=chance.choice((True, False, None)),
            with_minors=chance.random() < 0.2,
            asks=tuple(chance.sample(sorted(CATALOGUE.requirements), chance.choice((0, 0, 1, 3)))),
            published=chance.random() < 0.5,
        )
        for _ in range(count)
    ]


def almost_ready_boards(count: int, seed: int) -> list[list[Evidence]]:
    """Boards that lack a few things, with assemblies that authorised up to different values."""
    chance = random.Random(seed)
    boards = []
    for _ in range(count):
        board = lacking(*chance.sample(sorted(CATALOGUE.requirements), chance.randrange(5)))
        limit = chance.choice((None, 0, 10_000_000, 150_000_000))
        boards.append([*board, Evidence("AUT", 4, ON, ON + timedelta(days=90), limit_cop=limit)])
    return boards


def test_random_boards_open_what_assessing_each_pair_anew_says() -> None:
    boards = [*almost_ready_boards(15, seed=3), *random_boards(CATALOGUE, 5, ON, seed=5)]
    openings = random_openings(80, seed=4)
    pairs = 0
    for board, found in zip(boards, of_boards(boards, openings).of_each_board(), strict=True):
        known = {gap.requirement: gap for gap in found}
        for id_ in CATALOGUE.requirements:
            alone = opened(board, openings, [id_])
            assert alone == (known[id_].alone if id_ in known else Unlock())
        for gap in found:
            if gap.partner:
                pairs += 1
                assert gap.together == opened(board, openings, [gap.requirement, gap.partner])
    assert pairs > 20


def test_no_other_partner_opens_more_than_the_one_that_is_named() -> None:
    openings = random_openings(60, seed=6)
    for board in almost_ready_boards(6, seed=7):
        for gap in gaps_of(board, openings):
            others = [id_ for id_ in CATALOGUE.requirements if id_ != gap.requirement]
            best_value = max(opened(board, openings, [gap.requirement, id_]).value_cop for id_ in others)
            assert gap.together.value_cop == best_value or gap.partner is None


def test_a_board_that_lacks_one_thing_opens_all_that_ask_for_it() -> None:
    openings = [an_opening(value_cop=10_000_000, is_open=True), an_opening(value_cop=None)]
    assert gaps_of(lacking("RUT"), openings) == [GapUnlock("RUT", Unlock(2, 1, 10_000_000, 1))]


def test_two_gaps_open_nothing_alone_and_all_together() -> None:
    openings = [an_opening(value_cop=10_000_000)]
    assert gaps_of(lacking("RUT", "PJ"), openings) == [
        GapUnlock("PJ", Unlock(), "RUT", Unlock(1, 0, 10_000_000)),
        GapUnlock("RUT", Unlock(), "PJ", Unlock(1, 0, 10_000_000)),
    ]


def test_a_board_that_lacks_three_things_opens_nothing_with_two() -> None:
    assert gaps_of(lacking("RUT", "PJ", "CERT"), [an_opening()]) == []


def test_what_a_board_may_answer_already_is_no_gain() -> None:
    assert gaps_of(lacking(), [an_opening()]) == []


@pytest.mark.parametrize(
    "shut",
    [
        an_opening(value_cop=CAP_OF_R4 + 1),
        an_opening("R1", works=False),
        an_opening("R1", works=True, budget_cop=None, published=False),
        an_opening("R7"),
    ],
    ids=["above the cap", "no works", "cap unknown", "closed route"],
)
def test_what_no_board_can_remove_keeps_a_process_out(shut: Opening) -> None:
    assert gaps_of(lacking("RUT"), [shut]) == []
    assert gaps_of(lacking("RUT"), [shut, an_opening(value_cop=CAP_OF_R4)])[0].alone.processes == 1


def test_what_a_process_asks_besides_is_a_gap_for_that_process_alone() -> None:
    found = gaps_of(lacking("POL"), [an_opening(asks=("POL",)), an_opening()])
    assert found == [GapUnlock("POL", Unlock(1, 0, 50_000_000))]


@pytest.mark.parametrize(("value", "gained"), [(20_000_000, 0), (20_000_001, 1), (None, 0)])
def test_above_the_assemblys_limit_the_authorisation_is_the_gap(value: int | None, gained: int) -> None:
    board = [*lacking("AUT"), Evidence("AUT", 4, ON, limit_cop=20_000_000)]
    found = gaps_of(board, [an_opening(value_cop=value)])
    assert [(gap.requirement, gap.alone.processes) for gap in found] == [("AUT", 1)][:gained]


def test_the_highest_limit_of_several_authorisations_holds() -> None:
    low = Evidence("AUT", 4, ON, limit_cop=20_000_000)
    high = Evidence("AUT", 3, ON, limit_cop=60_000_000, source=EvidenceSource.OFFICER)
    assert gaps_of([*lacking("AUT"), low, high], [an_opening(value_cop=50_000_000)]) == []
    assert gaps_of([*lacking("AUT"), low], [an_opening(value_cop=50_000_000)]) != []


def test_no_processes_open_nothing() -> None:
    assert gaps_of(lacking("RUT"), []) == []
    assert of_boards([], [an_opening()]).of_each_board() == []


def test_a_locality_counts_a_process_once_and_each_board_that_it_helps() -> None:
    boards = [lacking("RUT"), lacking("RUT"), lacking("RUT", "PJ"), lacking("BANCO"), lacking()]
    held = hold(CATALOGUE, columns_of(CATALOGUE, boards), len(boards), ON)
    found = what_if(CATALOGUE, held, [an_opening(value_cop=7_000_000), an_opening(value_cop=None)])
    groups = by_group(CATALOGUE, found, held, ["Norte", "Norte", "Norte", "Sur", None])
    known = {(group.locality, group.closes): group for group in groups}
    unlock = Unlock(2, 0, 7_000_000, 1)
    assert (known["Norte", "RUT"].lacking, known["Norte", "RUT"].boards) == (3, 2)
    assert known["Norte", "RUT"].unlock == known["Sur", "BANCO"].unlock == known[None, "RUT"].unlock == unlock
    assert ("Sur", "RUT") not in known


def test_a_training_unit_opens_what_all_its_gaps_keep_shut() -> None:
    unit = CATALOGUE.training["GOBIERNO"]
    gaps = [id_ for id_ in unit.requirements if CATALOGUE.asked["R4"].get(id_) == "B"][:3]
    held = hold(CATALOGUE, columns_of(CATALOGUE, [lacking(*gaps)]), 1, ON)
    groups = by_group(CATALOGUE, what_if(CATALOGUE, held, [an_opening()]), held, ["Norte"])
    assert len(gaps) == 3
    assert {(group.locality, group.closes) for group in groups} == {(None, unit.id), ("Norte", unit.id)}
