"""Terms of a vocabulary, found in free text whatever the order of its words.

A term is one or more folded words: `canal*` is any word that begins so, `limpi* canal*` is met where both
stand somewhere in the text. Buyers cut, repeat and turn clauses about, so nothing is read out of the order.
Many hundred terms cost no more than a few: what a word can be part of is asked once a word.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

_START = 3  # letters by which parts are looked up


class _Term(NamedTuple):
    label: str
    text: str
    parts: tuple[str, ...]


class Vocabulary:
    """Labelled terms. Raises ValueError for a term without words or with fewer letters before a `*`."""

    def __init__(self, terms: Mapping[str, Iterable[str]]) -> None:
        self._terms_of: dict[str, list[_Term]] = defaultdict(list)  # by their first part
        self._parts: dict[str, set[str]] = defaultdict(set)
        self._whole: set[str] = set()
        for term in _terms(terms):
            self._terms_of[term.parts[0]].append(term)
            for part in term.parts:
                self._add(part)
        self._parts_met = lru_cache(maxsize=100_000)(self._parts_of)

    def find(self, folded: str) -> dict[str, dict[str, str]]:
        """What the folded text holds: by label the terms met, each with the words that met it."""
        met: dict[str, str] = {}
        for word in sorted(set(folded.split())):
            for part in self._parts_met(word):
                met.setdefault(part, word)
        found: dict[str, dict[str, str]] = {}
        for part in met:
            for term in self._terms_of.get(part, ()):
                if all(other in met for other in term.parts):
                    found.setdefault(term.label, {})[term.text] = " ".join(met[p] for p in term.parts)
        return found

    def _add(self, part: str) -> None:
        if part.endswith("*"):
            self._parts[part[:_START]].add(part)
        else:
            self._whole.add(part)

    def _parts_of(self, word: str) -> tuple[str, ...]:
        """The parts of terms that a word meets."""
        begun = [part for part in self._parts.get(word[:_START], ()) if word.startswith(part[:-1])]
        return tuple(sorted([word, *begun] if word in self._whole else begun))


def _terms(terms: Mapping[str, Iterable[str]]) -> Iterator[_Term]:
    for label, texts in terms.items():
        for text in texts:
            parts = tuple(text.split())
            if not parts or any(part.endswith("*") and len(part) <= _START for part in parts):
                raise ValueError(f"a term needs words of three letters before a star: {text!r}")
            yield _Term(label, text, parts)
