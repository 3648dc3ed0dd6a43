"""Terms of a vocabulary, found in free text by a single walk over its words.

A term is one or more folded words: `canal*` is any word that begins so, `...` lets up to five words stand
between (`limpi* ... canal*`). Many hundred terms cost no more than a few: they are looked up by the first
three letters of their first word.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

_GAP = "..."
_LONGEST_GAP = 5


class _Term(NamedTuple):
    label: str
    text: str
    parts: tuple[str, ...]


class Vocabulary:
    """Labelled terms. Raises ValueError for a term whose first word is no word."""

    def __init__(self, terms: Mapping[str, Iterable[str]]) -> None:
        self._by_start: dict[str, list[_Term]] = defaultdict(list)
        for label, texts in terms.items():
            for text in texts:
                parts = tuple(text.split())
                if not parts or parts[0] == _GAP or parts[0].startswith("*"):
                    raise ValueError(f"a term must begin with a word: {text!r}")
                self._by_start[parts[0].rstrip("*")[:3]].append(_Term(label, text, parts))

    def find(self, folded: str) -> dict[str, dict[str, str]]:
        """What the folded text holds: by label the terms met, each with the words that met it first."""
        words = folded.split()
        found: dict[str, dict[str, str]] = {}
        for at, word in enumerate(words):
            for term in self._by_start.get(word[:3], ()):
                if (end := _end(term.parts, words, at)) is not None:
                    found.setdefault(term.label, {}).setdefault(term.text, " ".join(words[at:end]))
        return found


def _end(parts: tuple[str, ...], words: list[str], at: int) -> int | None:
    """Where the term that begins at this word ends, or None where it is not met."""
    for i, part in enumerate(parts):
        if part == _GAP:
            reach = range(at, min(at + _LONGEST_GAP, len(words)) + 1)
            return next(
                (end for start in reach if (end := _end(parts[i + 1 :], words, start)) is not None), None
            )
        if at >= len(words) or not _same(part, words[at]):
            return None
        at += 1
    return at


def _same(part: str, word: str) -> bool:
    return word.startswith(part[:-1]) if part.endswith("*") else word == part
