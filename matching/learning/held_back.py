"""Parts of the judged purchases that are never learned from while they are tested."""

from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.intp]


def held_back(
    municipalities: Sequence[str], months: Sequence[str], *, parts: tuple[int, int] = (5, 4)
) -> Iterator[tuple[Rows, Rows]]:
    """Pairs of rows to learn from and rows to test: each row is tested once, and what is learned for it
    came from other municipalities and other months. Where months are all blank, municipalities alone part.
    """
    place = _groups(municipalities, parts[0])
    time = _groups(months, parts[1]) if any(months) else np.zeros(len(months), np.intp)
    for p in range(parts[0]):
        for t in np.unique(time):
            tested = np.flatnonzero((place == p) & (time == t))
            same_time = (time == t) if any(months) else np.zeros(len(months), bool)
            if len(tested):
                yield np.flatnonzero((place != p) & ~same_time), tested


def _groups(keys: Sequence[str], parts: int) -> Rows:
    """A part for each row, the same for equal keys: the largest keys first, each to the lightest part."""
    load, part = [0] * parts, {}
    for key, rows in sorted(Counter(keys).items(), key=lambda item: (-item[1], item[0])):
        part[key] = load.index(min(load))
        load[part[key]] += rows
    return np.array([part[key] for key in keys], np.intp)
