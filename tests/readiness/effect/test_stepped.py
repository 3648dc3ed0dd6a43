"""What a stepped rollout shows: held against the other orders that the lot could have given."""

from collections import Counter
from datetime import timedelta

import numpy as np
import pytest

from domain.rollout import FEWEST_ORDERS, draw, order, orders
from readiness.effect import stepped as module
from readiness.effect.stepped import Stepped, stepped
from tests.examples import TOMORROW

A_MONTH = timedelta(days=30)
UNITS = [str(number) for number in range(1, 16)]


def test_anybody_can_draw_the_same_order_again() -> None:
    # printf '%s\n%s' semilla UNIT | sha256sum: 6 gives 7175…, 2 gives a5e2…, 14 gives cd41…
    assert order(["2", "6", "14"], "semilla") == ["6", "2", "14"]
    assert order(UNITS, "one") != order(UNITS, "another")
    assert sorted(order(UNITS, "one")) == sorted(UNITS)


def test_turns_come_in_even_steps() -> None:
    turns = draw([*UNITS, "6", "6"], "one", 4, TOMORROW, A_MONTH)
    assert [turn.unit for turn in turns] == order(UNITS, "one")
    assert [turn.step for turn in turns] == sorted(turn.step for turn in turns)
    assert sorted(Counter(turn.step for turn in turns).values()) == [3, 4, 4, 4]
    assert {turn.on for turn in turns if turn.step == 3} == {TOMORROW + 3 * A_MONTH}
    assert {turn.unit: turn.boards for turn in turns}["6"] == 3


@pytest.mark.parametrize(
    ("units", "steps", "ways"), [(4, 2, 6), (6, 2, 20), (5, 3, 30), (6, 3, 90), (8, 2, 70)]
)
def test_few_units_can_be_ordered_in_few_ways(units: int, steps: int, ways: int) -> None:
    assert orders(units, steps) == ways


def rolled_out(effect: float, seed: int, units: int = 12, steps: int = 4) -> Stepped:
    """In a town whose units differ, and all change from period to period."""
    chance = np.random.default_rng(seed)
    drawn = draw(UNITS[:units], f"lot {seed}", steps, TOMORROW, A_MONTH)
    step = np.array([turn.step for turn in sorted(drawn, key=lambda turn: turn.unit)])
    periods = np.arange(steps - 1)
    rates = chance.normal(0.2, 0.08, units)[:, None] + chance.normal(0, 0.03, (units, steps - 1))
    rates += chance.normal(0, 0.05, steps - 1) + effect * (step[:, None] <= periods)
    found = stepped(rates, step, f"lot {seed}")
    assert found
    return found


@pytest.mark.parametrize("effect", [0.0, 0.15])
def test_the_interval_of_a_rollout_holds_what_was_planted(
    effect: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "DRAWS", 999)
    runs = [rolled_out(effect, seed) for seed in range(100)]
    assert sum(run.interval is not None and run.interval.holds(effect) for run in runs) >= 95
    assert np.mean([run.by for run in runs]) == pytest.approx(effect, abs=0.02)
    stand_out = sum(run.interval is not None and not run.interval.holds(0) for run in runs)
    assert stand_out <= 5 if effect == 0 else stand_out >= 60


def test_orders_that_show_just_as_much_speak_for_chance() -> None:
    # Of 70 orders six show as much, some of them the very same: in binary that is a hair more or less.
    did, of = np.array([2, 2, 3, 3, 5, 4, 3, 3]), np.array([5, 4, 7, 8, 5, 4, 6, 6])
    found = stepped((did / of)[:, None], np.repeat([0, 1], 4), "lot")
    assert found
    assert found.interval
    assert found.chance == pytest.approx(6 / 70, abs=0.01)
    assert found.interval.holds(0)


def test_of_few_orders_none_stands_out() -> None:
    assert orders(4, 2) < FEWEST_ORDERS
    assert rolled_out(0.9, 1, units=4, steps=2).interval is None


def test_where_no_unit_waits_nothing_is_compared() -> None:
    assert stepped(np.ones((3, 2)), np.array([0, 0, 0]), "lot") is None
