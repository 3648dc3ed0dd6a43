"""What boards have done: contracts that a new call is like.

Two objects are alike by the share of words that tell something; words that most objects of works and services
hold tell nothing. It depends on the two texts alone.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from domain.text import fold

_ALIKE = 0.35
_MOST = 5
_STEM = 6  # letters: obra and obras, limpieza and limpiezas are one word


class Precedent(NamedTuple):
    """A contract that a board won: whose, where (DANE codes, None if unknown), what and for whom."""

    board_code: str | None
    municipality: str | None
    object: str
    buyer_name: str
    signed_on: date | None


class Alike(NamedTuple):
    """A precedent and how much a call is like it (0–1)."""

    likeness: float
    precedent: Precedent


class Past:
    """What is known of contracts that boards won. `with_boards` counts them by the NIT of their buyer."""

    def __init__(
        self, precedents: Iterable[Precedent] = (), with_boards: Mapping[str, int] | None = None
    ) -> None:
        self.with_boards = dict(with_boards or {})
        self.precedents = sorted(precedents, key=_rank)  # of those equally like a call the first are told
        by_word: dict[str, list[int]] = defaultdict(list)
        words = [words_of(fold(precedent.object)) for precedent in self.precedents]
        for nth, some in enumerate(words):
            for word in some:
                by_word[word].append(nth)
        self._by_word = {word: np.array(those, np.intp) for word, those in by_word.items()}
        self._words = np.array([len(some) or 1 for some in words], np.int64)  # with none nothing is shared

    def like(self, folded: str) -> tuple[Alike, ...]:
        """The precedents that a folded text is most like, the likest first."""
        words = words_of(folded)
        holding = [self._by_word[word] for word in words if word in self._by_word]
        if not holding:
            return ()
        shared = np.bincount(np.concatenate(holding), minlength=len(self.precedents))
        likeness = shared / np.sqrt(len(words) * self._words)
        return tuple(Alike(value, self.precedents[nth]) for value, nth in _likest(likeness))


def _likest(likeness: NDArray[np.float64]) -> Iterator[tuple[float, int]]:
    """Of equals the first: so few are looked for one by one sooner than all are put in order. `likeness` is
    spent.
    """
    for _ in range(min(_MOST, len(likeness))):
        nth = int(likeness.argmax())
        value = float(likeness[nth])
        if value < _ALIKE:
            return
        yield value, nth
        likeness[nth] = 0.0


def _rank(precedent: Precedent) -> tuple[str, str]:
    return precedent.object, precedent.board_code or ""


def words_of(folded: str) -> frozenset[str]:
    """The words that tell what is asked for, cut to their beginnings."""
    common = _common()
    return frozenset(
        word[:_STEM] for word in folded.split() if len(word) > 3 and not word.isdigit() and word not in common
    )


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    text = files(__package__).joinpath("common_words.txt").read_text(encoding="utf-8")
    return frozenset(text.split())
