"""Assessment by arrays says what the plain assessment says, board by board and route by route."""

import random
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.readiness import (
    NO_LIMIT,
    Assessment,
    Dimension,
    Effect,
    Evidence,
    EvidenceSource,
    Requirement,
    Verdict,
)
from readiness.arrays import VERDICTS, Assessed, as_bits, assess_all, mask, names
from readiness.assess import LEVELS, assess
from readiness.catalogue import Catalogue, load
from readiness.columns import Held, columns_of, hold, requirement_ids
from readiness.states import State, best, state_of
from tests.readiness.documents import CATALOGUE, ON, everything

IN_A_BAN = date(2026, 3, 2)
BEFORE_THE_CLOSING = date(2026, 2, 24)
_STATES = tuple(State)


def by_arrays(
    boards: Sequence[Iterable[Evidence]], catalogue: Catalogue = CATALOGUE, on: date = ON
) -> list[list[tuple[Any, ...]]]:
    held = hold(catalogue, columns_of(catalogue, boards), len(boards), on)
    found = assess_all(catalogue, tuple(catalogue.routes), held)
    return [[_told(found, b, r) for r in range(len(found.routes))] for b in range(len(boards))]


def one_by_one(
    boards: Sequence[Iterable[Evidence]], catalogue: Catalogue = CATALOGUE, on: date = ON
) -> list[list[tuple[Any, ...]]]:
    held = [best(catalogue, items, on) for items in boards]
    return [[_said(assess(catalogue, route, shown, on)) for route in catalogue.routes] for shown in held]


def _told(found: Assessed, board: int, route: int) -> tuple[Any, ...]:
    return (
        VERDICTS[found.verdict[board, route]],
        LEVELS[found.level[board, route]],
        int(found.score[board, route]),
        tuple(found.scores[board, route].tolist()),
        found.blocking(board, route),
        names(found.ids, int(found.expiring[board, route])),
    )


def _said(a: Assessment) -> tuple[Any, ...]:
    scores = tuple(a.scores[dimension] for dimension in Dimension)
    return a.verdict, a.level, a.score, scores, a.blocking, a.expiring


def held_of(items: Iterable[Evidence], on: date = ON) -> Held:
    return hold(load(on), columns_of(load(on), [items]), 1, on)


def random_boards(catalogue: Catalogue, count: int, on: date, seed: int) -> list[list[Evidence]]:
    """Boards of every kind: from those that show next to nothing to those that show all of it."""
    chance = random.Random(seed)

    def piece(id_: str, good: float) -> Evidence:
        level = 4 if chance.random() < good else chance.randrange(5)
        return Evidence(
            id_,
            level,
            issued_on=chance.choice((None, on, on - timedelta(days=chance.randint(-2, 500)))),
            expires_on=chance.choice((None, None, on + timedelta(days=chance.randint(-40, 90)))),
            source=chance.choice(tuple(EvidenceSource)),
            limit_cop=chance.choice((None, None, 10_000_000, 200_000_000)),
            applies=chance.random() < 0.9,
        )

    def board() -> list[Evidence]:
        good = chance.choice((0.0, 0.5, 0.9, 0.99))
        return [
            piece(id_, good)
            for id_ in catalogue.requirements
            for _ in range(chance.choice((1, 1, 1, 2, 3)) if chance.random() < 0.5 + good / 2 else 0)
        ]

    return [board() for _ in range(count)]


@pytest.mark.parametrize("on", [ON, IN_A_BAN, BEFORE_THE_CLOSING], ids=str)
def test_many_random_boards_are_assessed_as_by_the_plain_loop(on: date) -> None:
    catalogue = load(on)
    boards = random_boards(catalogue, 400, on, seed=7)
    assert by_arrays(boards, catalogue, on) == one_by_one(boards, catalogue, on)


def test_the_random_boards_are_of_every_kind() -> None:
    found = [told for board in by_arrays(random_boards(CATALOGUE, 400, ON, seed=7)) for told in board]
    assert {told[0] for told in found} == {Verdict.ELIGIBLE, Verdict.ELIGIBLE_IF, Verdict.CLOSED}
    assert {told[1] for told in found} == set(LEVELS)


_DAYS = st.one_of(
    st.none(),
    st.integers(-400, 400).map(lambda days: ON + timedelta(days=days)),
    st.sampled_from((date(2026, 4, 25), date(2026, 4, 26), ON, ON + timedelta(days=30), date.min, date.max)),
)
_EVIDENCE = st.builds(
    Evidence,
    st.sampled_from(sorted(CATALOGUE.requirements)),
    st.integers(0, 4),
    issued_on=_DAYS.filter(lambda day: day != date.max),
    expires_on=_DAYS,
    source=st.sampled_from(EvidenceSource),
    limit_cop=st.one_of(st.none(), st.integers(0, 10**12)),
    applies=st.booleans(),
)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.lists(_EVIDENCE, max_size=30), max_size=4),
    st.tuples(*(st.integers(0, 9) for _ in Effect)),
    st.sampled_from((ON, IN_A_BAN, BEFORE_THE_CLOSING)),
)
def test_any_boards_under_any_weights_are_assessed_as_by_the_plain_loop(
    boards: list[list[Evidence]], weights: tuple[int, ...], on: date
) -> None:
    effects = dict(zip(Effect, weights, strict=True))
    catalogue = replace(load(on), weights=replace(CATALOGUE.weights, effects=effects))
    assert by_arrays(boards, catalogue, on) == one_by_one(boards, catalogue, on)


@settings(max_examples=150, deadline=None)
@given(st.lists(_EVIDENCE, max_size=40))
def test_of_any_pieces_the_same_one_counts_as_by_the_plain_choice(items: list[Evidence]) -> None:
    held, chosen = held_of(items), best(CATALOGUE, items, ON)
    for nth, id_ in enumerate(held.ids):
        state = state_of(CATALOGUE, CATALOGUE.requirements[id_], chosen.get(id_), ON)
        assert _STATES[held.state[0, nth]] is state
        assert bool(held.is_unmet[0, nth]) is not state.is_met
        if state.is_met:
            limit = chosen[id_].limit_cop
            assert held.limit_cop[0, nth] == (NO_LIMIT if limit is None else limit)


def test_a_document_counts_through_its_last_day_and_not_on_the_next() -> None:
    for last_day, state in ((ON, State.EXPIRING), (ON - timedelta(days=1), State.EXPIRED)):
        held = held_of([Evidence("RUT", 4, expires_on=last_day)])
        assert _STATES[held.state[0, held.ids.index("RUT")]] is state


def test_a_score_of_exactly_one_half_is_rounded_to_the_even_number() -> None:
    catalogue = replace(CATALOGUE, weights=replace(CATALOGUE.weights, effects=dict.fromkeys(Effect, 1)))
    dimensions = [[r for r in _asked("R1") if r.dimension is d] for d in Dimension]
    some = next(found for found in dimensions if found and len(found) % 2 == 0)
    half = len(some) // 2
    one_eighth = [Evidence(r.id, 1) for r in some[:half]]
    three_eighths = [Evidence(r.id, 1) for r in some[:half]] + [Evidence(r.id, 2) for r in some[half:]]
    (low,), (high,) = (by_arrays([board], catalogue) for board in (one_eighth, three_eighths))
    nth = [*CATALOGUE.routes].index("R1")
    assert (max(low[nth][3]), max(high[nth][3])) == (12, 38)  # 12.5 and 37.5


def _asked(route: str) -> list[Requirement]:
    return [CATALOGUE.requirements[id_] for id_ in CATALOGUE.asked[route]]


def test_a_board_that_shows_nothing_lacks_all_that_a_route_asks_for() -> None:
    (told,) = by_arrays([[]])
    (said,) = one_by_one([[]])
    assert told == said
    assert told[tuple(CATALOGUE.routes).index("R1")][0] is Verdict.ELIGIBLE_IF


def test_no_boards_make_no_rows() -> None:
    assert by_arrays([]) == []


def test_evidence_for_what_the_catalogue_does_not_know_is_left_out() -> None:
    shown = list(everything().values())
    assert by_arrays([[*shown, Evidence("NADIE", 4)]]) == by_arrays([shown])


def test_bits_and_names_say_the_same() -> None:
    ids = requirement_ids(CATALOGUE)
    which = np.array([[id_ in ("AUT", "RUT") for id_ in ids], [False] * len(ids)])
    both, none = as_bits(which).tolist()
    assert both == mask(ids, ("RUT", "AUT"))
    assert names(ids, both) == ("AUT", "RUT")
    assert (none, names(ids, none)) == (0, ())


def test_more_requirements_than_a_number_has_bits_are_refused() -> None:
    with pytest.raises(ValueError, match="65 requirements"):
        as_bits(np.zeros((1, 65), np.bool_))
