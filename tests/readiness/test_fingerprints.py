"""A fingerprint changes where an assessment or its words do, and nowhere else."""

from collections.abc import Iterable
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.readiness import Assessment, Evidence
from readiness.arrays import assess_all
from readiness.assess import assess
from readiness.catalogue import load
from readiness.columns import columns_of, hold
from readiness.fingerprints import fingerprints
from readiness.states import best
from tests.readiness.documents import CATALOGUE, FAR, ON, everything
from tests.readiness.test_arrays import random_boards

ROUTES = tuple(CATALOGUE.routes)


def of(board: Iterable[Evidence], on: date = ON) -> dict[str, int]:
    catalogue = load(on)
    held = hold(catalogue, columns_of(catalogue, [board]), 1, on)
    numbers = fingerprints(catalogue, assess_all(catalogue, ROUTES, held), held)
    return dict(zip(ROUTES, numbers[0].tolist(), strict=True))


def said(board: Iterable[Evidence], on: date = ON) -> dict[str, tuple[object, ...]]:
    """All that is kept of an assessment, but for its day."""
    held = best(load(on), board, on)
    return {route: _without_day(assess(load(on), route, held, on)) for route in ROUTES}


def _without_day(a: Assessment) -> tuple[object, ...]:
    return a.verdict, a.level, a.score, tuple(a.scores.items()), a.blocking, a.expiring, a.reasons


_PIECES = st.lists(
    st.builds(
        Evidence,
        st.sampled_from(("RUT", "CERT", "AUTO", "SANC", "RUC")),
        st.integers(0, 4),
        issued_on=st.one_of(st.none(), st.sampled_from((ON, ON - timedelta(days=9), date(2026, 4, 25)))),
        expires_on=st.sampled_from((None, ON - timedelta(days=1), ON, ON + timedelta(days=5), FAR)),
        applies=st.booleans(),
    ),
    max_size=6,
)


@settings(max_examples=200, deadline=None)
@given(_PIECES, _PIECES)
def test_two_boards_of_which_something_else_is_said_differ(
    one: list[Evidence], other: list[Evidence]
) -> None:
    numbers, others = of(one), of(other)
    if alike := [route for route in ROUTES if numbers[route] == others[route]]:
        words, their_words = said(one), said(other)
        assert [words[route] for route in alike] == [their_words[route] for route in alike]


def test_many_random_boards_that_differ_in_words_differ_in_number() -> None:
    boards = random_boards(CATALOGUE, 150, ON, seed=11)
    found = [(of(board), said(board)) for board in boards]
    known = {numbers[route]: words[route] for numbers, words in found for route in ROUTES}
    assert len(known) > 800
    assert all(known[numbers[route]] == words[route] for numbers, words in found for route in ROUTES)


def test_a_day_on_which_nothing_happens_changes_nothing() -> None:
    board = list(everything().values())
    assert of(board, ON) == of(board, ON + timedelta(days=1))


@pytest.mark.parametrize("expires_on", [ON, ON + timedelta(days=30)], ids=["expires", "begins to expire"])
def test_the_day_on_which_a_document_changes_its_state_changes_the_number(expires_on: date) -> None:
    board = list(everything(Evidence("RUT", 4, expires_on=expires_on)).values())
    day = ON if expires_on == ON else ON - timedelta(days=1)
    before, after = of(board, day), of(board, day + timedelta(days=1))
    assert {route for route in ROUTES if before[route] != after[route]} == {
        route for route in ROUTES if "RUT" in CATALOGUE.asked[route]
    }


def test_a_ban_changes_the_routes_that_it_shuts_and_no_others() -> None:
    last, after = date(2026, 6, 21), date(2026, 6, 22)
    board = [Evidence("RUT", 2)]
    before, then = of(board, last), of(board, after)
    assert {route for route in ROUTES if before[route] != then[route]} == {"R1", "R6"}
