"""Which boards are comparable: of the same locality, of about the same size, and that started alike."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Rows = NDArray[np.intp]

_NOTHING = 1e-9  # half of something is not always half in binary

MOST_ALIKE = 3
"""So many comparable boards stand beside each trained one."""

WITHIN_POINTS = 5.0
"""Of the score, 0–100: who started further away is not comparable."""

WITHIN_TIMES = 2.0
"""Who has more than twice or less than half as many affiliates is not comparable."""


@dataclass(frozen=True)
class Traits:
    """What boards are matched by, a row each, on the day before the training of one cohort.

    `locality` and `commune` are numbers of places, −1 unknown; `affiliates` and `earlier` (the score three
    months before) are NaN where nobody knows them. Unknown is comparable with unknown alone.
    """

    locality: Rows
    commune: Rows
    affiliates: Numbers
    score: Numbers
    earlier: Numbers


def alike(traits: Traits, trained: Rows, others: Rows) -> Rows:
    """Pairs (trained, other) of rows: the nearest of the others that are comparable with each trained one.

    One that serves several stands in several pairs. A trained board without anybody comparable is in none.
    Two measurements of where a board started, three months apart, keep from comparing one that had a bad day
    with one that is always there: left alone, the first would rise and the second would not. Neighbours of
    the same unidad comunera come first, for what happens there happens to both.
    """
    if not len(trained) or not len(others):
        return np.empty((0, 2), dtype=np.intp)
    far = _distance(traits, trained, others)
    most = min(MOST_ALIKE, len(others))
    nearest = np.argsort(far, axis=1, kind="stable")[:, :most]
    is_comparable = np.isfinite(np.take_along_axis(far, nearest, axis=1))
    which, place = np.nonzero(is_comparable)
    return np.column_stack([trained[which], others[nearest[which, place]]])


def _distance(traits: Traits, trained: Rows, others: Rows) -> Numbers:
    """How unlike they are, infinite beyond what is comparable."""
    score, is_score_near = _apart(traits.score, trained, others, WITHIN_POINTS)
    earlier, is_earlier_near = _apart(traits.earlier, trained, others, WITHIN_POINTS)
    size, is_size_near = _apart(np.log(traits.affiliates), trained, others, np.log(WITHIN_TIMES))
    same_place = traits.locality[trained][:, None] == traits.locality[others][None, :]
    commune = traits.commune[trained][:, None]
    same_commune = (commune == traits.commune[others][None, :]) & (commune >= 0)
    far = score + earlier + size + np.where(same_commune, 0.0, 3.0)  # more than the three together
    return np.where(same_place & is_score_near & is_earlier_near & is_size_near, far, np.inf)


def _apart(values: Numbers, trained: Rows, others: Rows, most: float) -> tuple[Numbers, NDArray[np.bool_]]:
    """How far apart as a share of the most, and whether that is near enough; unknown is near unknown."""
    one, other = values[trained][:, None], values[others][None, :]
    share = np.abs(one - other) / most
    both_unknown = np.isnan(one) & np.isnan(other)
    share = np.where(both_unknown, 0.0, share)
    return share, share <= 1 + _NOTHING
