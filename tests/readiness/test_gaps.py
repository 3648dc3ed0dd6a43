"""What a board lacks: the words for each kind of gap, what it holds shut, and how it is closed."""

from datetime import timedelta

import pytest

from domain.readiness import Effect, Evidence, EvidenceSource
from readiness.assess import assess
from readiness.gaps import Gap, gaps
from readiness.states import State
from tests.readiness.documents import CATALOGUE, FAR, ON, everything

ROUTES = ("R1", "R4")
LONG_AGO = ON - timedelta(days=400)


def gap_of(requirement: str, evidence: Evidence | None) -> Gap | None:
    shown = everything(without=requirement) | ({requirement: evidence} if evidence else {})
    found = gaps(CATALOGUE, ROUTES, shown, ON)
    assert all(gap.requirement.id == requirement for gap in found)
    return found[0] if found else None


def how(requirement: str, evidence: Evidence | None) -> str:
    found = gap_of(requirement, evidence)
    assert found
    return found.how


def test_a_board_that_can_show_everything_lacks_nothing() -> None:
    assert gaps(CATALOGUE, ROUTES, everything(), ON) == []


@pytest.mark.parametrize(
    ("evidence", "state", "last_day"),
    [
        (None, State.MISSING, None),
        (Evidence("RUT", 0), State.MISSING, None),
        (Evidence("RUT", 3, LONG_AGO, ON - timedelta(days=1)), State.EXPIRED, ON - timedelta(days=1)),
        (Evidence("RUT", 3, LONG_AGO, ON), State.EXPIRING, ON),
        (Evidence("RUT", 2, LONG_AGO, FAR), State.UNVERIFIED, FAR),
    ],
)
def test_each_kind_of_gap_has_its_own_word_and_its_day(
    evidence: Evidence | None, state: State, last_day: object
) -> None:
    found = gap_of("RUT", evidence)
    assert found
    assert (found.state, found.last_day) == (state, last_day)
    assert found.routes == (() if state is State.EXPIRING else ROUTES)


def test_what_blocks_on_one_route_alone_holds_that_one_shut() -> None:
    found = gap_of("SEC2", None)
    assert found
    assert (found.routes, found.effect) == (("R4",), Effect.BLOCKS)


def test_what_does_not_apply_is_told_apart_and_asks_for_nothing() -> None:
    found = gap_of("SEX", Evidence("SEX", 0, applies=False))
    assert found
    assert (found.state, found.routes, found.how) == (State.NOT_APPLICABLE, (), "")


def test_what_does_not_apply_but_holds_a_route_shut_can_still_be_closed() -> None:
    found = gap_of("SEC2", Evidence("SEC2", 0, applies=False))
    assert found
    assert (found.state, found.routes) == (State.NOT_APPLICABLE, ("R4",))
    assert found.how == CATALOGUE.requirements["SEC2"].steps[0]


def test_the_gaps_that_block_are_those_of_the_assessment() -> None:
    shown = everything(Evidence("RUT", 1), Evidence("SEC2", 0, applies=False), without="PROP")
    for route in ROUTES:
        blocking = {gap.requirement.id for gap in gaps(CATALOGUE, ROUTES, shown, ON) if route in gap.routes}
        assert blocking == set(assess(CATALOGUE, route, shown, ON).blocking)


def test_what_holds_most_routes_shut_comes_first() -> None:
    shown = everything(Evidence("RUT", 0), Evidence("SEC2", 0), Evidence("EXP", 0))
    found = [gap.requirement.id for gap in gaps(CATALOGUE, ROUTES, shown, ON)]
    assert found == ["RUT", "SEC2", "EXP"]


def test_a_paper_that_is_there_is_looked_at_and_not_asked_for_again() -> None:
    first = CATALOGUE.requirements["RUT"].steps[0]
    assert how("RUT", None) == first
    assert how("RUT", Evidence("RUT", 1)) == (
        f"Muestren el soporte a la oficina que los acompaña. Si no lo tienen: {first}"
    )
    assert how("RUT", Evidence("RUT", 2)) == "Pidan a la oficina que los acompaña que revise el soporte."
    assert how("RUT", Evidence("RUT", 3, LONG_AGO, ON)).startswith(
        "Renuévenlo antes del 21 de noviembre de 2026. "
    )


def test_a_sanction_is_closed_by_an_officer_who_looks_at_it() -> None:
    against = Evidence("SANC", 0, LONG_AGO, FAR, source=EvidenceSource.SECOP)
    assert how("SANC", against).endswith("pidan a la oficina que los acompaña que lo revise y lo anote.")
    assert how("SANC", Evidence("SANC", 0)) == CATALOGUE.requirements["SANC"].steps[0]


def test_every_gap_that_holds_a_route_shut_says_how_to_close_it() -> None:
    for gap in gaps(CATALOGUE, [id_ for id_ in CATALOGUE.routes if CATALOGUE.asked[id_]], {}, ON):
        assert gap.how
