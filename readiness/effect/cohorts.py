"""Trained boards of several cohorts beside boards alike, before and after, in every measure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from domain.effect import Compared, Means, Measure
from readiness.effect.difference import counted, difference
from readiness.effect.matching import Numbers, Rows, Traits, alike


@dataclass(frozen=True)
class Group:
    """One cohort: rows of the boards that completed and of those that may stand beside them, and all boards'
    traits and values before and after, a row each, NaN where it was not measured.
    """

    trained: Rows
    others: Rows
    traits: Traits
    values: Mapping[Measure, tuple[Numbers, Numbers]]


@dataclass(frozen=True)
class Beside:
    """Who stands beside whom: for each group its pairs of rows (trained, other), and what came of it."""

    pairs: tuple[Rows, ...]
    compared: tuple[Compared, ...]


def beside(groups: Sequence[Group], place: Rows) -> Beside:
    """`place` is the number of each board's unidad comunera; those of no known one share their locality's."""
    pairs = tuple(alike(group.traits, group.trained, group.others) for group in groups)
    number = len(place)
    stacked = np.concatenate([some + nth * number for nth, some in enumerate(pairs)])
    starts = np.concatenate([np.column_stack([one.traits.score, one.traits.earlier]) for one in groups])
    places = np.tile(place, len(groups))
    compared = []
    for measure in Measure:
        before, after = (np.concatenate([one.values[measure][i] for one in groups]) for i in (0, 1))
        compared.append(_compared(measure, stacked, before, after, starts, places))
    return Beside(pairs, tuple(compared))


def _compared(
    measure: Measure, pairs: Rows, before: Numbers, after: Numbers, starts: Numbers, places: Rows
) -> Compared:
    change = after - before
    found = difference(pairs, change, starts, places, is_yes_or_no=measure is not Measure.SCORE)
    rows, weights, had = counted(pairs, change)
    means = [
        Means(*(float(np.average(values[rows[side]], weights=weights[side])) for values in (before, after)))
        if side.any()
        else None
        for side in (had, ~had)
    ]
    return Compared(measure, means[0], means[1], found)
