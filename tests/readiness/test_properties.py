"""What holds for every board: random evidence of all requirements, from all sources, of any day and level."""

import random
from datetime import timedelta

from hypothesis import example, given, settings
from hypothesis import strategies as st

from domain.readiness import Assessment, Evidence, EvidenceSource, Verdict
from readiness.assess import assess, for_process
from readiness.demands import Facts, demands_of
from readiness.next_steps import next_steps
from readiness.states import best, state_of
from tests.readiness.boards import DAYS, IDS, LIMITS, PIECES
from tests.readiness.documents import CATALOGUE, ON

BOARDS = st.lists(PIECES, max_size=90)
ROUTES = st.sampled_from(sorted(CATALOGUE.routes))
VALID = st.builds(
    Evidence,
    requirement=st.sampled_from(IDS),
    level=st.sampled_from((3, 4)),
    issued_on=st.none() | st.integers(0, 30).map(lambda n: ON - timedelta(days=n)),
    expires_on=st.none() | st.integers(0, 400).map(lambda n: ON + timedelta(days=n)),
    source=st.sampled_from(EvidenceSource),
    limit_cop=LIMITS,
)
VALUES = st.none() | st.integers(0, 2_000_000_000)
FACTS = st.builds(
    Facts,
    route=ROUTES,
    value_cop=VALUES,
    budget_cop=st.none() | st.integers(0, 5_000_000_000_000),
    works=st.none() | st.booleans(),
    with_minors=st.booleans(),
    asks=st.lists(st.sampled_from(IDS), max_size=3, unique=True).map(tuple),
    published=st.booleans(),
    closes_on=st.none() | DAYS,
)
WORST_FIRST = [Verdict.CLOSED, Verdict.NOT_ELIGIBLE, Verdict.UNKNOWN, Verdict.ELIGIBLE_IF, Verdict.ELIGIBLE]
REVERSED = random.Random(0)
FEW = settings(max_examples=60, deadline=None)


def stand(board: list[Evidence], facts: Facts) -> tuple[Assessment, Assessment]:
    """How a board stands on a route, and for a process by it."""
    evidence = best(CATALOGUE, board, ON)
    found = assess(CATALOGUE, facts.route, evidence, ON)
    return found, for_process(CATALOGUE, found, demands_of(CATALOGUE, facts, ON), evidence)


@given(BOARDS, FACTS, VALID)
@settings(max_examples=150, deadline=None)
def test_adding_valid_evidence_never_lowers_a_score_nor_closes_a_route(
    board: list[Evidence], facts: Facts, added: Evidence
) -> None:
    assert state_of(CATALOGUE, CATALOGUE.requirements[added.requirement], added, ON).is_met

    for before, after in zip(stand(board, facts), stand([*board, added], facts), strict=True):
        assert WORST_FIRST.index(after.verdict) >= WORST_FIRST.index(before.verdict)
        assert set(after.blocking) <= set(before.blocking)
        assert all(after.scores[dimension] >= score for dimension, score in before.scores.items())
        assert after.score >= before.score


@given(BOARDS, FACTS, st.sampled_from(IDS), st.integers(0, 4), st.integers(1, 900), LIMITS)
@FEW
def test_an_expired_document_never_counts(
    board: list[Evidence], facts: Facts, id_: str, level: int, days_ago: int, limit: int | None
) -> None:
    for source in EvidenceSource:
        expired = Evidence(
            id_, level, expires_on=ON - timedelta(days=days_ago), source=source, limit_cop=limit
        )
        for before, after in zip(stand(board, facts), stand([*board, expired], facts), strict=True):
            assert (before.verdict, before.level, before.blocking, before.expiring) == (
                after.verdict,
                after.level,
                after.blocking,
                after.expiring,
            )
            assert (before.score, before.scores) == (after.score, after.scores)


OVER = (ON - timedelta(days=400), ON - timedelta(days=1))


@example([Evidence("AUT", 1, *OVER), Evidence("AUT", 0, *OVER)], Facts("R1", None, None, None), REVERSED)
@given(BOARDS, FACTS, st.randoms(use_true_random=False))
@FEW
def test_the_order_of_evidence_does_not_matter(
    board: list[Evidence], facts: Facts, chance: random.Random
) -> None:
    assert stand(board, facts) == stand(chance.sample(board, len(board)), facts)


@given(BOARDS, FACTS)
@FEW
def test_a_shut_route_says_why_and_every_gap_has_a_way_to_close_it(
    board: list[Evidence], facts: Facts
) -> None:
    for found in stand(board, facts):
        told = {reason.rule for reason in found.reasons}
        if found.verdict is Verdict.CLOSED:
            assert "CERRADA" in told
            continue
        assert bool(found.blocking) is (found.verdict is not Verdict.ELIGIBLE)
        assert set(found.blocking) <= told
        gaps = {id_ for id_ in found.blocking if id_ in CATALOGUE.requirements}
        assert all(CATALOGUE.requirements[id_].steps for id_ in gaps)
        assert {step.requirement.id for step in next_steps(CATALOGUE, [found])} == gaps
        assert (found.verdict is Verdict.ELIGIBLE_IF) <= (gaps == set(found.blocking))


@given(BOARDS, FACTS)
@FEW
def test_a_score_never_lifts_a_block(board: list[Evidence], facts: Facts) -> None:
    for found in stand(board, facts):
        if any(id_ in CATALOGUE.requirements for id_ in found.blocking):
            assert found.level in ("Inicial", "En desarrollo")
