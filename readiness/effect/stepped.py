"""What a stepped rollout shows: units that had it beside those that waited, held against every other draw.

The order was drawn by lot, so chance is not assumed but counted: how often another order of the same units
would have shown as much. The interval holds each effect, the same for all units, that the rows do not speak
against. Rosenbaum, Observational Studies (2002), chapter 2; for steps, Thompson et al., Stat. Med. 37 (2018).
"""

import hashlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from domain.effect import Interval
from readiness.effect.matching import Numbers, Rows

DRAWS = 9_999
"""Other orders that are looked at."""

_CHANCE = 0.05
_NOTHING = 1e-12


@dataclass(frozen=True, slots=True)
class Stepped:
    """By how much more the units had that had it, in the unit of the rates, the mean over the periods.

    Without `interval` so few orders are possible that none stands out. `chance` is the share of orders that
    show as much.
    """

    by: float
    interval: Interval | None
    chance: float


def stepped(rates: Numbers, steps: Rows, seed: str) -> Stepped | None:
    """`rates` are units × periods, period k beginning with step k; `steps` is each unit's.

    Each unit counts the same. None where no period has both units that had it and units that waited.
    """
    periods = np.arange(rates.shape[1])
    had = steps[:, None] <= periods
    is_told = had.any(axis=0) & ~had.all(axis=0)
    if not is_told.any():
        return None
    rates, periods = rates[:, is_told], periods[is_told]
    drawn = np.vstack([steps, _other_orders(steps, seed)])
    assigned = drawn[:, :, None] <= periods
    of_rates, of_having = _apart(assigned, rates), _apart(assigned, had[:, is_told].astype(float))
    by = float(of_rates[0])
    chance = float(np.mean(np.abs(of_rates) >= abs(by) - _NOTHING))
    return Stepped(by, _interval(by, of_rates, of_having), chance)


def _other_orders(steps: Rows, seed: str) -> Rows:
    chance = np.random.default_rng(int.from_bytes(hashlib.sha256(seed.encode()).digest()))
    return chance.permuted(np.tile(steps, (DRAWS, 1)), axis=1)


def _apart(assigned: NDArray[np.bool_], values: Numbers) -> Numbers:
    """For each order the mean of those that have it less the mean of the others, over all periods."""
    having = assigned.sum(axis=1)
    total = np.einsum("oup,up->op", assigned, values)
    waiting = assigned.shape[1] - having
    return np.asarray(np.mean(total / having - (values.sum(axis=0) - total) / waiting, axis=1))


def _interval(by: float, of_rates: Numbers, of_having: Numbers) -> Interval | None:
    """The effects that, taken away, leave a difference that is no rarer than 5 % of the orders.

    An order shows as much as the drawn one, once an effect is taken away, where |a − effect·b| ≥
    |by − effect|: between two effects, which hold `by` between them.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        one = np.where(1 - of_having > _NOTHING, (by - of_rates) / (1 - of_having), -np.inf)
        other = np.where(1 + of_having > _NOTHING, (by + of_rates) / (1 + of_having), np.inf)
    is_the_same = (1 - of_having <= _NOTHING) | (1 + of_having <= _NOTHING)
    low = np.where(is_the_same, -np.inf, np.minimum(one, other))
    high = np.where(is_the_same, np.inf, np.maximum(one, other))
    place = int(_CHANCE * len(low))
    # An order that shows just as much counts among those that do, as it does for the chance.
    found = float(np.sort(low)[place] - _NOTHING), float(np.sort(high)[::-1][place] + _NOTHING)
    return Interval(*found) if np.isfinite(found).all() else None
