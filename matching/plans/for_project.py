"""Which lines of purchasing plans may be what a project of a board asks for: for a person to decide.

A line's words are held against the project's: first by the rare words that both have, then, for the best, by
letters, place, trade and amount. What comes first is the likeliest of these lines, and may be none of them.
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from domain.contract import PlannedPurchase
from domain.project import Wording
from domain.reason import Reason
from domain.text import fold
from matching.grams import likeness
from matching.places.text_places import places_of
from matching.trade import label, suggested_trades

_SHORTEST_WORD = 4
_LOOKED_AT = 60  # of the lines with most rare words in common
_WEIGHTS = {"words": 0.45, "place": 0.3, "trade": 0.2, "amount": 0.05}
_LEAST = 0.3
_NEAR = 0.2  # of the cost
_TOLD_WORDS = 4


@dataclass(frozen=True, slots=True)
class Candidate:
    """A line, how likely among the others (0–1), and why."""

    line: PlannedPurchase
    score: float
    reasons: tuple[Reason, ...]


def candidates(
    said: Wording, lines: Iterable[PlannedPurchase], municipality: str, most: int = 8
) -> list[Candidate]:
    """The likeliest lines for a project, the best first; none where nothing speaks for any."""
    every = list(lines)
    words = [_words(line.description) for line in every]
    rarity = _rarities(words)
    own = _words(f"{said.title} {said.what}")
    shared = [math.fsum(rarity[word] for word in own & theirs) for theirs in words]
    first = sorted(range(len(every)), key=lambda n: (-shared[n], every[n].key))[:_LOOKED_AT]
    found = [
        _held(said, every[n], sorted(own & words[n], key=lambda word: (-rarity[word], word)), municipality)
        for n in first
        if shared[n]
    ]
    found = [one for one in found if one.score >= _LEAST]
    return sorted(found, key=lambda one: (-one.score, one.line.key))[:most]


def with_words(text: str, lines: Iterable[PlannedPurchase]) -> list[PlannedPurchase]:
    """The lines in whose description, buyer or number all words of the text stand."""
    wanted = fold(text).split()
    return [line for line in lines if all(word in _said(line) for word in wanted)]


def _held(said: Wording, line: PlannedPurchase, common: Sequence[str], municipality: str) -> Candidate:
    reasons = tuple(
        reason
        for reason in (
            _by_words(said, line, common),
            _by_place(said, line, municipality),
            _by_trade(said, line),
            _by_amount(said, line),
        )
        if reason
    )
    score = math.fsum(_WEIGHTS[reason.rule] * reason.score for reason in reasons)
    return Candidate(line, score, reasons)


def _by_words(said: Wording, line: PlannedPurchase, common: Sequence[str]) -> Reason:
    score = likeness(fold(said.title), fold(line.description))
    told = ", ".join(f"«{word}»" for word in common[:_TOLD_WORDS])
    return Reason("words", score, f"Los dos dicen {told}")


def _by_place(said: Wording, line: PlannedPurchase, municipality: str) -> Reason | None:
    named = places_of(line.description, municipality)
    if said.barrio and any(fold(place.name) == fold(said.barrio) for place in named):
        return Reason("place", 1.0, f"Nombra el mismo lugar: {said.barrio}")
    if said.locality and any(fold(place.locality or "") == fold(said.locality) for place in named):
        names = ", ".join(place.name for place in named[:2])
        return Reason("place", 0.4, f"Nombra otro lugar de la misma localidad: {names}")
    if named:
        return Reason("place", 0.0, f"Nombra otro lugar: {', '.join(place.name for place in named[:2])}")
    return Reason("place", 0.2, "No nombra ningún barrio")


def _by_trade(said: Wording, line: PlannedPurchase) -> Reason | None:
    hints = suggested_trades(fold(line.description), line.unspsc)
    score = next((hint.score for hint in hints if hint.trade is said.trade), None)
    return Reason("trade", score, f"Es del mismo tipo: {label(said.trade)}") if score else None


def _by_amount(said: Wording, line: PlannedPurchase) -> Reason | None:
    if not said.cost_cop or not line.value_cop:
        return None
    is_near = abs(line.value_cop - said.cost_cop) <= _NEAR * said.cost_cop
    return Reason("amount", 1.0, "El valor es parecido al costo del proyecto") if is_near else None


def _words(text: str) -> frozenset[str]:
    return frozenset(word for word in fold(text).split() if len(word) >= _SHORTEST_WORD)


def _rarities(texts: Sequence[frozenset[str]]) -> dict[str, float]:
    """The rarer among the lines, the more a word counts."""
    times = Counter(word for words in texts for word in words)
    return {word: math.log((1 + len(texts)) / number) for word, number in times.items()}


def _said(line: PlannedPurchase) -> str:
    return f"{fold(line.description)} {fold(line.buyer_name)} {line.line_id or ''} {line.key}".lower()
