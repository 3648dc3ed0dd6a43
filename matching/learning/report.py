"""What learning reached on rows held back from it, way by way, and how far the score is a chance."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from matching.evaluation.figures import Floats, suitability_figures
from matching.learning.fit import Shown, chances, fit
from matching.learning.held_back import Rows, held_back
from matching.learning.judged import Judged
from matching.learning.others import Suits, latent_trees, trades_of_a_classifier, trees, words_alone

Ways = Mapping[str, Floats]  # rows × steps: the chance that readers say at least 1, 2, 3
_BANDS = (0.0, 0.1, 0.2, 0.4, 0.6, 0.8, 0.9, 1.0)
TABLE = "the table alone"
OURS = "table, trusted as learned, and words (ours)"
_LATENT = "trees over signs and latent words"
OTHERS: Mapping[str, Suits] = {
    "words alone, logistic": words_alone,
    "trees over the signs, monotone": trees,
    _LATENT: latent_trees,
}


def held_back_scores(
    judged: Sequence[Judged], seen: Sequence[Shown], others: Mapping[str, Suits] = OTHERS
) -> Ways:
    """The chances of each row by each way, learned from other municipalities and other months."""
    scores = {name: np.zeros((len(judged), 3)) for name in (TABLE, *others, OURS)}
    scores[TABLE][:] = np.array([one.evidence.score for one in seen])[:, None]
    for learn, test in _parts(judged):
        for name, way in others.items():
            scores[name][test] = way(judged, seen, learn, test)
        weights = fit([judged[i] for i in learn], [seen[i] for i in learn])
        scores[OURS][test] = chances(weights, [seen[i] for i in test])[:, None]
    if _LATENT in others:
        scores["ours and latent trees, averaged"] = (scores[OURS] + scores[_LATENT]) / 2
    return scores


def held_back_trades(judged: Sequence[Judged], seen: Sequence[Shown]) -> Mapping[str, list[str]]:
    """The trade of each row by the table and by a classifier that learned from other rows."""
    told = [one.evidence.trades[0].trade.value if one.evidence.trades else "none" for one in seen]
    classified = ["none"] * len(judged)
    for learn, test in _parts(judged):
        for row, trade in zip(test, trades_of_a_classifier(judged, seen, learn, test), strict=True):
            classified[row] = trade
    return {"the table alone (ours)": told, "a classifier over words, codes and the table": classified}


def report(judged: Sequence[Judged], scores: Ways, trades: Mapping[str, list[str]]) -> Iterator[str]:
    """The lines of the report, in Markdown."""
    two = np.array([len(one.suit) > 1 for one in judged])
    every = {"two readers": two, "one reader": ~two, "all": two | ~two}
    read = {title: rows for title, rows in every.items() if rows.any()}
    table_trades = next(iter(trades.values()))
    for title, rows in read.items():
        yield f"| {int(rows.sum())} rows, {title} | AUC | precision at 50 | Spearman | Brier |"
        yield "| --- | --- | --- | --- | --- |"
        for name, given in scores.items():
            yield _line(name, judged, given, table_trades, rows)
        yield ""
    yield f"| right trade | {' | '.join(read)} |"
    yield f"| --- |{' --- |' * len(read)}"
    for name, told in trades.items():
        figures = (_figures(judged, scores[OURS], told, rows)["trade"] for rows in read.values())
        yield f"| {name} | {' | '.join(f'{figure:.3f}' for figure in figures)} |"
    yield ""
    yield "| score of ours, held back | rows | readers say 2 or 3 |"
    yield "| --- | --- | --- |"
    yield from bands(scores[OURS][:, 1], np.array([one.is_suitable for one in judged]))


def bands(scores: Floats, yes: NDArray[np.bool_]) -> Iterator[str]:
    """How often readers say yes in each band of the score."""
    for low, high in pairwise(_BANDS):
        inside = (scores >= low) & ((scores < high) | (high == 1.0))
        if inside.any():
            yield f"| {low:.1f}–{high:.1f} | {int(inside.sum())} | {yes[inside].mean():.2f} |"


def _line(
    name: str, judged: Sequence[Judged], given: Floats, told: list[str], rows: NDArray[np.bool_]
) -> str:
    figures = _figures(judged, given, told, rows)
    yes = np.array([one.is_suitable for one in judged])
    brier = float(np.mean((given[rows, 1] - yes[rows]) ** 2))
    said = (figures["auc"], figures["p_at_50"], figures["spearman"], brier)
    return f"| {name} | {' | '.join(f'{figure:.3f}' for figure in said)} |"


def _figures(
    judged: Sequence[Judged], given: Floats, told: Sequence[str], rows: NDArray[np.bool_]
) -> dict[str, float]:
    at = [int(i) for i in np.flatnonzero(rows)]
    return suitability_figures(given[at].mean(axis=1), [told[i] for i in at], [judged[i] for i in at])


def _parts(judged: Sequence[Judged]) -> Iterator[tuple[Rows, Rows]]:
    return held_back([one.purchase.municipality for one in judged], [one.purchase.month for one in judged])
