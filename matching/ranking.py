"""How likely a process is one for a board, over all Colombia: likenesses added up with fixed weights.

Characters find the board's name in buyer and object in spite of typing errors, words find its own name,
then come the municipality and what is suitable for any board. The weights were chosen by hand: near them
the measured figures hardly move.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer

from domain.text import fold
from matching.board_names import board_name

Scores = NDArray[np.float32]

_WEIGHTS = {"name": 1.0, "own_name": 1.0, "own_words": 1.0, "town": 0.5, "suitability": 0.5}
_TOWN_UNKNOWN = 0.5
_BOARDS_AT_ONCE = 256


class RankedBoard(NamedTuple):
    """A board to rank for; blanks where the source left them."""

    code: str
    name: str
    municipality: str = ""


class Candidate(NamedTuple):
    """A process to rank: who buys what, where, and how suitable it is for any board (0–1)."""

    id: str
    buyer: str
    object: str
    place: str
    suitability: float


def scores(boards: Sequence[RankedBoard], candidates: Sequence[Candidate]) -> Iterator[Scores]:
    """For each board, in order, the scores of all candidates, in order: the higher the likelier."""
    if not candidates:
        yield from (np.zeros(0, np.float32) for _ in boards)
        return
    index = _Index(candidates)
    for start in range(0, len(boards), _BOARDS_AT_ONCE):
        yield from index.scores(boards[start : start + _BOARDS_AT_ONCE])


class _Index:
    """The candidates' texts as sparse vectors, kept for all boards."""

    def __init__(self, candidates: Sequence[Candidate]) -> None:
        texts = [fold(f"{c.buyer} {c.object} {c.place}") or "sin texto" for c in candidates]
        self._padded = [f" {text} " for text in texts]
        self._characters = TfidfVectorizer(
            analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, dtype=np.float32
        )
        self._by_characters = self._characters.fit_transform(texts).T.tocsr()
        self._words = CountVectorizer(binary=True, analyzer=str.split, dtype=np.float32)
        words = self._words.fit_transform(texts)
        seen = np.asarray(words.sum(axis=0)).ravel()
        self._rarity = np.log((1 + len(texts)) / (1 + seen)) + 1
        self._rarest = float(np.log(1 + len(texts)) + 1)
        self._by_words = words.T.tocsr()
        self._suitability = np.array([c.suitability for c in candidates], np.float32)
        self._town = lru_cache(maxsize=1200)(self._texts_that_name)

    def scores(self, boards: Sequence[RankedBoard]) -> Scores:
        own = [_own_name(board.name) for board in boards]
        total: Scores = _WEIGHTS["name"] * self._likeness([fold(board.name) for board in boards])
        total += _WEIGHTS["own_name"] * self._likeness(own)
        total += _WEIGHTS["own_words"] * self._coverage(own)
        total += _WEIGHTS["town"] * np.stack([self._town(fold(board.municipality)) for board in boards])
        total += _WEIGHTS["suitability"] * self._suitability
        return total

    def _likeness(self, names: Sequence[str]) -> Scores:
        product = self._characters.transform(names) @ self._by_characters
        return np.asarray(product.toarray(), np.float32)

    def _coverage(self, names: Sequence[str]) -> Scores:
        """Which share of a name's words stands in a text, the rare ones counting more."""
        weighted = self._words.transform(names) @ sparse.diags(self._rarity)
        known = self._words.vocabulary_
        whole = [
            sum(self._rarity[known[word]] if word in known else self._rarest for word in set(name.split()))
            for name in names
        ]
        product = (weighted @ self._by_words).toarray()
        return np.asarray(product / np.maximum(whole, 1.0)[:, None], np.float32)

    def _texts_that_name(self, town: str) -> Scores:
        if not town:
            return np.full(len(self._padded), _TOWN_UNKNOWN, np.float32)
        return np.fromiter((f" {town} " in text for text in self._padded), np.float32, len(self._padded))


def _own_name(name: str) -> str:
    parts: Any = board_name(name)
    return parts.core if parts and parts.core else fold(name)
