"""Likeness of a short name to a long text by their character n-grams, whatever other texts there are.

Three to five characters within words, hashed into 16,384 places, counts dampened, length 1. No rarity is
weighed in: it would make a score depend on the other texts of the day, and it gained nothing on the contracts
that boards won (docs/evaluation.md).
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.preprocessing import normalize

PLACES = 2**14

_vectorizer = HashingVectorizer(
    analyzer="char_wb",
    ngram_range=(3, 5),
    n_features=PLACES,
    norm=None,
    alternate_sign=False,
    lowercase=False,
    dtype=np.float32,
)


def vectors(folded: Sequence[str]) -> Any:
    """Folded texts as rows of a sparse matrix (CSR, float32), each of length 1 or empty."""
    counted = _vectorizer.transform(folded)
    counted.data = 1 + np.log(counted.data)
    found = normalize(counted, copy=False).tocsr()
    found.sort_indices()
    return found


def likeness(short: str, long: str) -> float:
    """0–1: the cosine of two folded texts."""
    (mine, my_values), (theirs, their_values) = _vector(short), _vector(long)
    if not len(theirs):
        return 0.0
    at = np.minimum(np.searchsorted(theirs, mine), len(theirs) - 1)
    shared = theirs[at] == mine
    total = 0.0
    for one, other in zip(my_values[shared].tolist(), their_values[at[shared]].tolist(), strict=True):
        total += one * other  # one by one: the sum is then the same as by arrays
    return total


@lru_cache(maxsize=1 << 17)  # the names of a country's boards and the texts of its open calls, day after day
def _vector(folded: str) -> tuple[NDArray[np.uint16], NDArray[np.float32]]:
    """The places of a text's grams, rising, and what they weigh."""
    row = vectors([folded])
    return row.indices.astype(np.uint16), row.data
