"""Learns from judged purchases how far to trust each sign of the table, and what words add to it.

An ordinal regression: one sum of evidence, three steps on it (readers say at least 1, 2, 3). Signs begin
at what the table says and are drawn back to it, words to nothing, so few judgements change little; a sign
can lose all its weight but not change sides. The score is the chance that a reader says 2 or 3, so it needs
no calibration afterwards (docs/evaluation.md shows how far it is right).
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import minimize

from domain.text import fold
from matching.learned_weights import Learned, family, share, stems
from matching.learning.judged import Judged, Purchase
from matching.places.town_table import town_table
from matching.suitability import Evidence, evidence, scored

Floats = NDArray[np.float64]

_STEPS = 3
_PULL_OF_SIGNS = 5.0  # towards the table; chosen on held-back rows, and from 2 to 10 is near it
_PULL_OF_WORDS = 0.8  # towards nothing; from 0.4 to 2 is near it
_SEEN_IN_ROWS = 6
_SEEN_IN_TOWNS = 5  # else a word is the name of a place or a person, or one buyer's formula


class Shown(NamedTuple):
    """What a purchase shows to the learner: what the table finds and the stems of its words."""

    evidence: Evidence
    stems: list[str]
    town: str


def shown(purchase: Purchase) -> Shown:
    found = evidence(
        purchase.text,
        buyer=purchase.buyer,
        value_cop=purchase.value_cop,
        modality=purchase.modality,
        contract_type=purchase.contract_type,
        unspsc=purchase.unspsc,
    )
    return Shown(found, stems(fold(purchase.text)), purchase.municipality)


def fit(judged: Sequence[Judged], seen: Sequence[Shown] | None = None) -> Learned:
    """The weights that explain the judgements best. `seen` saves working out again what the rows show."""
    seen = seen or [shown(one.purchase) for one in judged]
    rules = sorted({family(sign.rule) for one in seen for sign in one.evidence.signs})
    words = _words(seen)
    columns = sparse.hstack([_of_signs(seen, rules), _of_words(seen, words)]).tocsr()
    pull = np.r_[np.full(len(rules), _PULL_OF_SIGNS), np.full(len(words), _PULL_OF_WORDS)]
    start = np.r_[np.ones(len(rules)), np.zeros(len(words))]
    weights, steps = _ordinal(columns, _reached(judged), start, pull, at_least_0=len(rules))
    return Learned(
        base=-round(float(steps[1]), 3),
        signs={rule: round(float(w), 3) for rule, w in zip(rules, weights[: len(rules)], strict=True)},
        words={word: round(float(w), 3) for word, w in zip(words, weights[len(rules) :], strict=True)},
    )


def chances(learned: Learned, seen: Iterable[Shown]) -> Floats:
    """The score (0–1) of each purchase by these weights, as `suitability` gives it."""
    return np.array([scored(one.evidence.signs, one.stems, learned)[0] for one in seen])


def _words(seen: Sequence[Shown]) -> list[str]:
    rows = Counter(stem for one in seen for stem in one.stems)
    towns = Counter(stem for stem, _ in {(stem, one.town) for one in seen for stem in one.stems})
    often = {w for w in rows if rows[w] >= _SEEN_IN_ROWS and towns[w] >= _SEEN_IN_TOWNS}
    return sorted(often - _of_places())


@lru_cache(maxsize=1)
def _of_places() -> frozenset[str]:
    """The stems of the names of departments and municipalities: where a thing is done says not what it is."""
    table = town_table()
    names = [*table.names.values(), *table.department_names.values()]
    return frozenset(stem for name in names for stem in stems(fold(name)))


def _of_signs(seen: Sequence[Shown], rules: Sequence[str]) -> sparse.csr_matrix:
    place = {rule: at for at, rule in enumerate(rules)}
    cells = np.zeros((len(seen), len(rules)))
    for row, one in enumerate(seen):
        for sign in one.evidence.signs:
            cells[row, place[family(sign.rule)]] += sign.weight
    return sparse.csr_matrix(cells)


def _of_words(seen: Sequence[Shown], words: Sequence[str]) -> sparse.csr_matrix:
    place = {word: at for at, word in enumerate(words)}
    cells = sparse.lil_matrix((len(seen), len(words)))
    for row, one in enumerate(seen):
        known = [place[stem] for stem in one.stems if stem in place]
        for column in known:
            cells[row, column] = share(len(known))
    return cells.tocsr()


def _reached(judged: Sequence[Judged]) -> Floats:
    """Which share of its readers says at least 1, 2, 3 of each purchase."""
    return np.array([[np.mean(np.array(one.suit) > step) for step in range(_STEPS)] for one in judged])


def _ordinal(
    columns: sparse.csr_matrix, reached: Floats, start: Floats, pull: Floats, *, at_least_0: int
) -> tuple[Floats, Floats]:
    """Weights and steps of the ordinal regression, drawn to where they start; the first never below 0."""

    def loss(at: Floats) -> tuple[float, Floats]:
        weights, steps = at[:-_STEPS], at[-_STEPS:]
        margin = (columns @ weights)[:, None] - steps
        wrong = 1.0 / (1.0 + np.exp(-margin)) - reached
        away = weights - start
        total = np.sum(np.logaddexp(0.0, margin) - reached * margin) + 0.5 * np.sum(pull * away**2)
        return float(total), np.r_[columns.T @ wrong.sum(axis=1) + pull * away, -wrong.sum(axis=0)]

    free = (None, None)
    bounds = [(0.0, None)] * at_least_0 + [free] * (len(start) - at_least_0 + _STEPS)
    first = np.r_[start, np.arange(_STEPS) * 2.0]
    found = minimize(loss, first, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 500})
    return found.x[:-_STEPS], found.x[-_STEPS:]
