"""What the law says of a board and a call by arrays is what eligibility says of the pair."""

import random
from datetime import date, timedelta

import pytest

from domain.match import Eligibility
from domain.readiness import Effect, Evidence, Verdict
from domain.reason import Reason
from readiness.arrays import names
from readiness.assess import assess
from readiness.catalogue import load
from readiness.columns import columns_of, hold
from readiness.demands import ABOVE_CAP, CAP_UNKNOWN, NOT_COVERED, Demands, is_closed
from readiness.eligibility import eligibility
from readiness.law_columns import CAP_OPEN, FREE, SHUT, UNKNOWN, LawColumns, lacking, law_columns
from readiness.states import best
from tests.readiness.documents import ON, everything
from tests.readiness.test_arrays import IN_A_BAN, random_boards

ROUTES = ("R1", "R4", "R5")
LIMITS = (None, 10_000_000, 60_000_000)
VALUES = (None, 9_000_000, 10_000_000, 10_000_001, 300_000_000)


def some_demands(on: date, seed: int) -> list[Demands | None]:
    """What calls may demand, in every mixture, and calls that no route leads to."""
    chance, catalogue = random.Random(seed), load(on)
    found: list[Demands | None] = [None]
    for _ in range(40):
        route = chance.choice(ROUTES)
        obstacles = [
            Reason(rule, 0.0, rule)
            for rule in (ABOVE_CAP, CAP_UNKNOWN, NOT_COVERED)
            if chance.random() < 0.15
        ]
        found.append(
            Demands(
                route=route,
                on=on,
                closed=is_closed(catalogue.routes[route], on),
                triggered=tuple(
                    sorted(chance.sample(sorted(catalogue.requirements), chance.choice((0, 0, 1, 3))))
                ),
                obstacles=tuple(obstacles),
                value_cop=chance.choice(VALUES),
            )
        )
    return found


def said_by(law: LawColumns, ids: tuple[str, ...], board: int, call: int) -> tuple[object, ...]:
    """What the arrays say of a pair: its route, what lacks, the days it takes, whether it is shut."""
    if law.route[call] == UNKNOWN:
        return ()
    bits = lacking(law, board, call)
    days = [int(law.days[bit]) for bit in range(64) if bits >> bit & 1 and law.days[bit] != UNKNOWN]
    return (
        law.routes[law.route[call]],
        names(ids, bits),
        max(days, default=None),
        int(law.obstacle[call]),
    )


def told_by(found: Eligibility | None, requirements: set[str]) -> tuple[object, ...]:
    if found is None:
        return ()
    shut = {Verdict.NOT_ELIGIBLE: SHUT, Verdict.CLOSED: SHUT, Verdict.UNKNOWN: CAP_OPEN}
    missing = tuple(id_ for id_ in found.missing if id_ in requirements)
    return found.route, missing, found.days_needed, shut.get(found.verdict, FREE)


def with_limits(boards: list[list[Evidence]], seed: int, on: date) -> list[list[Evidence]]:
    chance = random.Random(seed)
    far = on + timedelta(days=100)
    return [
        [*board, Evidence("AUT", chance.randint(2, 4), on, far, limit_cop=chance.choice(LIMITS))]
        for board in boards
    ]


@pytest.mark.parametrize("on", [ON, IN_A_BAN])
@pytest.mark.parametrize("seed", range(3))
def test_the_arrays_say_of_every_pair_what_eligibility_says(on: date, seed: int) -> None:
    catalogue = load(on)
    boards = with_limits(random_boards(catalogue, 25, on, seed), seed, on)
    wanted = some_demands(on, seed)
    held = hold(catalogue, columns_of(catalogue, boards), len(boards), on)
    law = law_columns(catalogue, held, wanted)
    for b, items in enumerate(boards):
        shown = best(catalogue, items, on)
        assessed = {route: assess(catalogue, route, shown, on) for route in ROUTES}
        for c, one in enumerate(wanted):
            if one and assessed[one.route].verdict is Verdict.NOT_ELIGIBLE:
                continue  # a ban, of which a real call's demands tell too
            plain = eligibility(catalogue, assessed, one, shown)
            assert said_by(law, held.ids, b, c) == told_by(plain, set(catalogue.requirements)), (b, one)


@pytest.mark.parametrize(("value", "lacks"), [(60_000_000, 0), (60_000_001, 1)])
def test_the_assemblys_limit_counts_from_the_first_peso_above_it(value: int, lacks: int) -> None:
    catalogue = load(ON)
    shown = [item for item in everything().values() if item.requirement != "AUT"]
    shown.append(Evidence("AUT", 4, ON, ON + timedelta(days=30), limit_cop=60_000_000))
    held = hold(catalogue, columns_of(catalogue, [shown]), 1, ON)
    route = next(r for r in ROUTES if catalogue.asked[r].get("AUT") is Effect.BLOCKS)
    law = law_columns(catalogue, held, [Demands(route, ON, False, (), (), value)])
    assert lacking(law, 0, 0).bit_count() == lacks


def test_no_boards_and_no_calls_are_empty_columns() -> None:
    catalogue = load(ON)
    held = hold(catalogue, columns_of(catalogue, []), 0, ON)
    law = law_columns(catalogue, held, [])
    assert (law.gaps.shape, law.route.shape) == ((0, 0), (0,))
