"""An invented town in which what training does is known: nothing, or so many points."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from domain.effect import Measure
from readiness.effect.cohorts import Beside, Group, beside
from readiness.effect.matching import Numbers, Rows, Traits

Bools = NDArray[np.bool_]

COMMUNES, A_COMMUNE, TRAINED = 15, 24, 60
BOARDS = COMMUNES * A_COMMUNE
PLACE: Rows = np.repeat(np.arange(COMMUNES), A_COMMUNE)


class Town(NamedTuple):
    """How it is there. `who` came to learn: anybody, those that stood low, those whose score had just fallen,
    those that always are lower, those of six unidades comuneras, or seven of these whole.

    `shared` is how much all of a unidad comunera rise or fall together, in points; `noise` how much a score
    comes and goes. The effect of training varies by place about its mean.
    """

    who: str = "anybody"
    effect: float = 0.0
    shared: float = 3.0
    noise: float = 4.0


def played(town: Town, chance: np.random.Generator) -> Beside:
    """What the analysis finds in such a town."""
    level = chance.normal(45, 15, BOARDS)
    is_low = chance.random(BOARDS) < 0.4
    if town.who == "always lower":
        level = level - 10 * is_low
    earlier, before, after = (level + chance.normal(0, town.noise, BOARDS) for _ in range(3))
    is_trained = _who_came(town.who, before, earlier, is_low, chance)
    by_place = chance.normal(town.effect, 0.3 * town.effect, COMMUNES)
    shared = chance.normal(0, town.shared, COMMUNES)
    after = after + 3 + shared[PLACE] + by_place[PLACE] * is_trained
    traits = Traits(PLACE // 5, PLACE, np.full(BOARDS, np.nan), before, earlier)
    values = {Measure.SCORE: (before, after)} | {
        measure: _yes_or_no(town, share, shared, is_trained, chance)
        for measure, share in zip(list(Measure)[1:], (0.3, 0.2, 0.1, 0.03), strict=True)
    }
    return beside([Group(np.flatnonzero(is_trained), np.flatnonzero(~is_trained), traits, values)], PLACE)


def _who_came(
    who: str, before: Numbers, earlier: Numbers, is_low: Bools, chance: np.random.Generator
) -> Bools:
    key = {
        "low": -before + chance.normal(0, 10, BOARDS),
        "just fallen": earlier - before + chance.normal(0, 3, BOARDS),
        "always lower": is_low + chance.random(BOARDS),
    }.get(who, chance.random(BOARDS))
    if who == "whole communes":
        return np.isin(PLACE, chance.choice(COMMUNES, 7, replace=False))
    if who == "six communes":
        key = np.where(np.isin(PLACE, chance.choice(COMMUNES, 6, replace=False)), key, -np.inf)
    came = np.zeros(BOARDS, dtype=bool)
    came[np.argsort(-key)[:TRAINED]] = True
    return came


def _yes_or_no(
    town: Town, share: float, shared: Numbers, is_trained: Bools, chance: np.random.Generator
) -> tuple[Numbers, Numbers]:
    """What boards did before and after: neighbours more, or less, together; trained ones by `effect` of a
    hundred more.
    """
    odds = np.log(share / (1 - share)) + shared[PLACE] / 4
    after = 1 / (1 + np.exp(-odds)) + town.effect / 100 * is_trained
    return (chance.random(BOARDS) < share).astype(float), (chance.random(BOARDS) < after).astype(float)
