"""The difference between trained boards and those beside them, and an interval that minds who shares a place.

Boards of a unidad comunera learn together and share what happens there: they are not as many witnesses as
they are boards. So the standard error is clustered by unidad comunera, adjusted for few of them (CR2), with
the degrees of freedom of Bell and McCaffrey, at the worse of two assumptions on how much neighbours share.
Bell and McCaffrey, Survey Methodology 28 (2002); Imbens and Kolesár, Rev. Econ. Stat. 98 (2016).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t as student

from domain.effect import Difference, Interval, WhyNone
from readiness.effect.matching import Numbers, Rows

LEAST_BOARDS = 10
"""Trained boards with somebody beside them, and boards beside them: with fewer there is no interval."""

LEAST_COMMUNES = 4.0
"""Unidades comuneras of the trained, counted by how evenly they share them (the inverse Herfindahl index)."""

LEAST_FREEDOM = 3.0
"""Degrees of freedom, below which the approximation is not trusted."""

LEAST_CHANGED = 10
"""Boards of which a yes or no changed, of both sides: with fewer, an average of yes and no is no bell."""

CONFIDENCE = 0.95
_SHARED = 0.5  # of the variance, by neighbours, in the worse assumption


class Sides(NamedTuple):
    """Rows of both sides: `had` of the trained, which weigh one each, shared out among who is beside."""

    rows: Rows
    weights: Numbers
    had: NDArray[np.bool_]

    @property
    def counts(self) -> tuple[int, int]:
        trained = int(self.had.sum())
        return trained, len(self.had) - trained


def difference(
    pairs: Rows, change: Numbers, starts: Numbers, commune: Rows, *, is_yes_or_no: bool = False
) -> Difference:
    """Mean change of the trained less that of the boards beside them, in the unit of `change`.

    `pairs` are rows (trained, other); `change` NaN where it was not measured, and then the pair is left out.
    `starts` (rows × any) are the levels that pairs were matched by: what is left of their differences is
    taken out by a straight line, NaN counting as the mean. `commune` are numbers of places; boards whose own
    is unknown have that of their locality.
    """
    sides = counted(pairs, change)
    if not len(sides.rows):
        return Difference(0, 0, None, None, WhyNone.NOBODY)
    design = _design(sides, starts[sides.rows])
    solved = (
        np.linalg.pinv(design.T @ (sides.weights[:, None] * design)) @ (sides.weights[:, None] * design).T
    )
    by = float(solved[1] @ change[sides.rows])
    if why := _too_little(sides, change, commune, is_yes_or_no):
        return Difference(*sides.counts, by, None, why)
    error, freedom = _error(design, solved, change[sides.rows], commune[sides.rows])
    if freedom < LEAST_FREEDOM or not error > 0:
        return Difference(*sides.counts, by, None, WhyNone.FEW_COMMUNES)
    reach = float(student.ppf((1 + CONFIDENCE) / 2, freedom)) * error
    chance = float(2 * student.sf(abs(by) / error, freedom))
    return Difference(*sides.counts, by, Interval(by - reach, by + reach), None, chance)


def counted(pairs: Rows, change: Numbers) -> Sides:
    """Who counts, and how much: pairs of which both were measured."""
    known = ~np.isnan(change[pairs[:, 0]]) & ~np.isnan(change[pairs[:, 1]])
    trained, number, beside = np.unique(pairs[known, 0], return_inverse=True, return_counts=True)
    others, place = np.unique(pairs[known, 1], return_inverse=True)
    shared = np.bincount(place, weights=1 / beside[number], minlength=len(others))
    return Sides(
        np.concatenate([trained, others]),
        np.concatenate([np.ones(len(trained)), shared]),
        np.repeat([True, False], [len(trained), len(others)]),
    )


def _design(sides: Sides, starts: Numbers) -> Numbers:
    """A column of ones, one of who was trained, and the levels at the start about their mean."""
    columns = [np.ones(len(sides.rows)), sides.had.astype(float)]
    for level in starts.T:
        known = ~np.isnan(level)
        if known.any() and np.ptp(level[known]) > 0:
            columns.append(np.where(known, level - level[known].mean(), 0.0))
    return np.column_stack(columns)


def _too_little(sides: Sides, change: Numbers, commune: Rows, is_yes_or_no: bool) -> WhyNone | None:
    if min(sides.counts) < LEAST_BOARDS:
        return WhyNone.FEW_BOARDS
    shares = np.unique(commune[sides.rows[sides.had]], return_counts=True)[1] / sides.counts[0]
    if 1 / float((shares**2).sum()) < LEAST_COMMUNES:
        return WhyNone.FEW_COMMUNES
    if is_yes_or_no and np.count_nonzero(change[sides.rows]) < LEAST_CHANGED:
        return WhyNone.FEW_CHANGED
    return None


def _error(design: Numbers, solved: Numbers, change: Numbers, commune: Rows) -> tuple[float, float]:
    """The standard error of the second coefficient, and its degrees of freedom."""
    residuals = change - design @ (solved @ change)
    spread = solved @ solved.T
    places = np.unique(commune, return_inverse=True)[1]
    number = places.max() + 1
    parts, told = np.zeros((len(change), number)), 0.0
    for place in range(number):
        own = np.flatnonzero(places == place)
        of_place, hat = design[own], design[own] @ solved[:, own]
        left = np.eye(len(own)) - hat - hat.T + of_place @ spread @ of_place.T  # of residuals, were all alike
        adjusted = _root(left) @ solved[1, own]
        parts[:, place] = -(solved.T @ (of_place.T @ adjusted))
        parts[own, place] += adjusted
        told += float(residuals[own] @ adjusted) ** 2
    together = (places[None, :] == np.arange(number)[:, None]).astype(float) @ parts
    alone, shared = parts.T @ parts, together.T @ together
    worse = min(_freedom(alone), _freedom((1 - _SHARED) * alone + _SHARED * shared))
    return float(np.sqrt(told)), worse


def _root(matrix: Numbers) -> Numbers:
    """The symmetric inverse square root, over what is not lost."""
    values, vectors = np.linalg.eigh(matrix)
    kept = values > 1e-9
    root: Numbers = (vectors[:, kept] / np.sqrt(values[kept])) @ vectors[:, kept].T
    return root


def _freedom(spread: Numbers) -> float:
    return float(np.trace(spread) ** 2 / (spread**2).sum())
