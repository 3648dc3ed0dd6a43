"""What was learned from judged purchases: how far to trust each sign of the table, and weights of words.

The file `learned/suitability.csv` holds `term,weight`: `base` is added to every purchase; `sign:RULE` is how
many times a sign of `suitability.toml` counts (never below 0, so that none changes sides); `word:STEM` is
added for a word that begins so. `convite learn` writes a candidate, a person puts it here.
"""

import csv
import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

_STEM = 6  # letters: limpieza and limpiar are not one, mejora and mejoramiento are
_USUAL = 12  # known words of a text; few words alone prove little
_SHORTEST = 4  # shorter ones are articles, saints and signs


@dataclass(frozen=True)
class Learned:
    """A base, how many times each sign counts, and the weight of each stem."""

    base: float
    signs: dict[str, float]
    words: dict[str, float]

    def times(self, rule: str) -> float:
        """How many times a sign counts; as the table says where nothing was learned."""
        return self.signs.get(family(rule), 1.0)

    def of_words(self, found: Iterable[str]) -> float:
        """What the stems of a text say together."""
        heard = [self.words[stem] for stem in found if stem in self.words]
        return sum(heard) * share(len(heard))


def family(rule: str) -> str:
    """What is weighed as one: the steps of the value rise and fall together, so that dearer stays less."""
    return "value" if rule.startswith("value.") else rule


def share(words: int) -> float:
    """How much each of so many known words counts: a long text says no more than one of usual length."""
    return 1.0 / math.sqrt(max(words, _USUAL))


def stems(folded: str) -> list[str]:
    """The beginnings of the words of a folded text, each once, in order of the alphabet."""
    return sorted({w[:_STEM] for w in folded.split() if len(w) >= _SHORTEST and not w.isdigit()})


@lru_cache(maxsize=1)
def learned() -> Learned:
    """The weights in use."""
    text = files(__package__).joinpath("learned/suitability.csv").read_text(encoding="utf-8")
    return read_learned(text.splitlines())


def read_learned(lines: Iterable[str]) -> Learned:
    """Reads `term,weight` lines. Raises ValueError for a term of another kind and a sign below 0."""
    base, parts = 0.0, {"sign": dict[str, float](), "word": dict[str, float]()}
    for row in csv.DictReader(lines):
        kind, _, name = row["term"].partition(":")
        weight = float(row["weight"])
        if kind == "base":
            base = weight
        elif kind not in parts or (kind == "sign" and weight < 0):
            raise ValueError(f"no weight can be {row['term']} = {weight}")
        else:
            parts[kind][name] = weight
    return Learned(base, parts["sign"], parts["word"])


def written(learned: Learned) -> list[tuple[str, float]]:
    """The terms and weights as the file holds them."""
    return [
        ("base", learned.base),
        *((f"sign:{name}", weight) for name, weight in sorted(learned.signs.items())),
        *((f"word:{name}", weight) for name, weight in sorted(learned.words.items())),
    ]
