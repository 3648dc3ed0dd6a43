"""Likeness of a short name to a long text by their character n-grams, whatever other texts there are.

Three to five characters within words, hashed into 16,384 places, counts dampened, length 1. No rarity is
weighed in: it would make a score depend on the other texts of the day, and it gained nothing on the contracts
that boards won (docs/evaluation.md).
"""

from collections.abc import Sequence
from itertools import islice, pairwise
from threading import Lock
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.preprocessing import normalize

PLACES = 2**14
_MOST_REMEMBERED = 1 << 17  # the names of a country's boards and the texts of its open calls, day after day

_vectorizer = HashingVectorizer(
    analyzer="char_wb",
    ngram_range=(3, 5),
    n_features=PLACES,
    norm=None,
    alternate_sign=False,
    lowercase=False,
    dtype=np.float32,
)


class Grams(NamedTuple):
    """The places of a text's grams, rising (uint16), and what each weighs (float32)."""

    at: NDArray[np.uint16]
    weight: NDArray[np.float32]


_remembered: dict[str, Grams] = {}
_remembering = Lock()


def vectors(folded: Sequence[str]) -> Any:
    """Folded texts as rows of a sparse matrix (CSR, float32), each of length 1 or empty."""
    counted = _vectorizer.transform(folded)
    counted.data = 1 + np.log(counted.data)
    found = normalize(counted, copy=False).tocsr()
    found.sort_indices()
    return found


def grams(folded: Sequence[str]) -> list[Grams]:
    """Those of each text. What was asked for lately is remembered; the rest is worked out together, for one
    by one short ones take fifteen times as long.
    """
    known = {text: one for text in folded if (one := _remembered.get(text))}
    if new := [text for text in dict.fromkeys(folded) if text not in known]:
        worked_out = dict(zip(new, _worked_out(new), strict=True))
        _remember(worked_out)
        known |= worked_out
    return [known[text] for text in folded]


def likeness(short: str, long: str) -> float:
    """0–1: the cosine of two folded texts."""
    mine, theirs = grams([short, long])
    if not len(theirs.at):
        return 0.0
    at = np.minimum(np.searchsorted(theirs.at, mine.at), len(theirs.at) - 1)
    shared = theirs.at[at] == mine.at
    total = 0.0
    for one, other in zip(mine.weight[shared].tolist(), theirs.weight[at[shared]].tolist(), strict=True):
        total += one * other  # one by one: the sum is then the same as by arrays
    return total


def _worked_out(folded: Sequence[str]) -> list[Grams]:
    rows = vectors(folded)
    at = rows.indices.astype(np.uint16)
    return [Grams(at[a:z].copy(), rows.data[a:z].copy()) for a, z in pairwise(rows.indptr.tolist())]


def _remember(new: dict[str, Grams]) -> None:
    """In place of those that have been remembered the longest."""
    with _remembering:
        _remembered.update(new)
        for text in list(islice(_remembered, max(0, len(_remembered) - _MOST_REMEMBERED))):
            del _remembered[text]
