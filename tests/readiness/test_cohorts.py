"""Whom to train together in what: who is asked, and what it would open."""

from collections.abc import Collection, Iterable, Sequence

from domain.readiness import Evidence, EvidenceSource
from domain.training import Proposal
from domain.unlock import Unlock
from readiness.cohorts import LEAST_BOARDS, MOST_BOARDS, Asked, proposals
from readiness.columns import columns_of, hold
from readiness.what_if import what_if
from tests.readiness.documents import CATALOGUE, ON, everything
from tests.readiness.test_what_if import an_opening, lacking

HALL = "De la Virgen y Turística"
TAUGHT = "SEC2"  # by DIGITAL and by CONTRATAR
WORTH = 50_000_000


def asked(number: int, commune: str | None = "6", reached: bool = True, locality: str = HALL) -> list[Asked]:
    return [
        Asked(f"JAC-{locality[:1]}{commune}{nth:03}", locality, commune, reached) for nth in range(number)
    ]


def proposed(
    some: Sequence[Asked],
    shown: Sequence[Iterable[Evidence]] | None = None,
    taken: Collection[tuple[str, str]] = (),
    openings: int = 1,
) -> list[Proposal]:
    shown = shown or [lacking(TAUGHT)] * len(some)
    held = hold(CATALOGUE, columns_of(CATALOGUE, shown), len(some), ON)
    found = what_if(CATALOGUE, held, [an_opening() for _ in range(openings)])
    return proposals(CATALOGUE, found, held, some, taken)


def of_unit(found: Sequence[Proposal], unit: str = "DIGITAL") -> list[Proposal]:
    return [one for one in found if one.unit == unit]


def test_boards_of_a_commune_that_lack_the_same_are_asked_together() -> None:
    found = proposed(asked(LEAST_BOARDS), openings=2)
    assert {one.unit for one in found} == {"DIGITAL", "CONTRATAR"}
    (one,) = of_unit(found)
    assert (one.locality, one.commune, one.on) == (HALL, "6", ON)
    assert (one.lacking, one.gaps, one.reached, one.helped) == (5, 5, 5, 5)
    # Two processes of 50 million, each of them once, however many of the boards could then answer it.
    assert one.unlock == one.with_papers == Unlock(2, 0, 2 * WORTH, 0)
    assert [board.opens_cop for board in one.boards] == [2 * WORTH] * 5
    assert one.weight[0] == 5 * 2 * WORTH * 5


def test_boards_that_lack_nothing_are_asked_to_nothing() -> None:
    assert proposed(asked(LEAST_BOARDS), [everything().values()] * LEAST_BOARDS) == []


def test_too_few_of_a_commune_join_the_others_of_their_locality() -> None:
    few, others = asked(LEAST_BOARDS - 1, "4"), asked(1, None)
    (one,) = of_unit(proposed([*few, *others]))
    assert (one.commune, one.lacking) == (None, LEAST_BOARDS)
    assert proposed(few) == []
    elsewhere = asked(1, "9", locality="Industrial y de la Bahía")
    assert proposed([*few, *elsewhere]) == []


def test_the_first_asked_are_reached_open_most_and_lack_most() -> None:
    unreached = asked(2, reached=False)
    some = [*unreached, *asked(6)[2:]]
    shown = [
        lacking(TAUGHT),
        lacking(TAUGHT),
        lacking(TAUGHT, "MAIL", "RUP"),  # opens nothing by this unit
        lacking(TAUGHT),
        lacking(TAUGHT, "DATOS", "FIRMA"),  # opens as much, and lacks more
        lacking(TAUGHT),
    ]
    (one,) = of_unit(proposed(some, shown))
    codes = [board.code for board in one.boards]
    assert codes[0] == some[4].code
    assert codes[-2:] == [board.code for board in unreached]
    assert one.boards[0].gaps == 3


def test_a_cohort_has_room_for_so_many_and_says_how_many_lack_it() -> None:
    (full,) = of_unit(proposed(asked(MOST_BOARDS)))
    (over,) = of_unit(proposed(asked(MOST_BOARDS + 1)))
    assert (len(full.boards), full.lacking) == (MOST_BOARDS, MOST_BOARDS)
    assert (len(over.boards), over.lacking) == (MOST_BOARDS, MOST_BOARDS + 1)


def test_who_learns_it_already_is_asked_to_other_units_only() -> None:
    some = asked(LEAST_BOARDS)
    found = proposed(some, taken={("DIGITAL", some[0].code)})
    assert {one.unit for one in found} == {"CONTRATAR"}


def test_what_the_board_needs_not_meet_is_no_gap() -> None:
    waived = [*lacking("SST"), Evidence("SST", 0, applies=False, source=EvidenceSource.OFFICER)]
    assert proposed(asked(LEAST_BOARDS), [waived] * LEAST_BOARDS) == []


def test_what_papers_add_that_nobody_needs_to_learn_is_told_apart() -> None:
    (one,) = of_unit(proposed(asked(LEAST_BOARDS), [lacking(TAUGHT, "PROC")] * LEAST_BOARDS))
    assert (one.unlock, one.helped) == (Unlock(), 0)
    assert one.with_papers == Unlock(1, 0, WORTH, 0)
    assert one.weight == (0, 5 * WORTH * 5, 25)


def test_a_proposal_keeps_its_key_while_others_come_and_go() -> None:
    (alone,) = of_unit(proposed(asked(LEAST_BOARDS)))
    both = of_unit(proposed([*asked(LEAST_BOARDS), *asked(LEAST_BOARDS, "4")]))
    assert alone.key in {one.key for one in both}
    assert len({one.key for one in both}) == 2
