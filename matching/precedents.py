"""What boards have done: contracts that a new call is like.

Two objects are alike by the share of words that tell something; words that most objects of works and services
hold tell nothing. It depends on the two texts alone.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

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
        self._known = [(precedent, words_of(fold(precedent.object))) for precedent in precedents]
        self._by_word: dict[str, list[int]] = defaultdict(list)
        for nth, (_, words) in enumerate(self._known):
            for word in words:
                self._by_word[word].append(nth)

    @property
    def precedents(self) -> list[Precedent]:
        """All of them, in the order in which they were given."""
        return [precedent for precedent, _ in self._known]

    def like(self, folded: str) -> tuple[Alike, ...]:
        """The precedents that a folded text is most like, the likest first."""
        words = words_of(folded)
        shared = Counter(nth for word in words for nth in self._by_word.get(word, ()))
        found = [
            Alike(both / (len(words) * len(self._known[nth][1])) ** 0.5, self._known[nth][0])
            for nth, both in shared.items()
        ]
        found = [alike for alike in found if alike.likeness >= _ALIKE]
        found.sort(
            key=lambda alike: (-alike.likeness, alike.precedent.object, alike.precedent.board_code or "")
        )
        return tuple(found[:_MOST])


def _rank(alike: Alike) -> tuple[float, str, str]:
    return -alike.likeness, alike.precedent.object, alike.precedent.board_code or ""


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
