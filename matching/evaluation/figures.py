"""The figures by which suitability, ranking and linking are judged, from answers and what is known.

Defined as the scorer of the shared rows defines them, ties and all; a test holds both against each other.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from domain.text import fold
from matching.learning.judged import Judged

Floats = NDArray[np.float64]
Row = Mapping[str, Any]

_WINDOW_DAYS = 90
_NEAR = 10
_KINDS = ("barrio", "vereda", "corregimiento", "sector", "comuna", "localidad")
_WEAK = frozenset((*_KINDS, "de", "la", "el", "los", "las", "del", "y"))


def auc(scores: Floats, yes: NDArray[np.bool_]) -> float:
    """How often a random yes lies above a random no; a tie counts half. NaN without either."""
    above = rankdata(scores)[yes].sum() - yes.sum() * (yes.sum() + 1) / 2
    pairs = yes.sum() * (~yes).sum()
    return float(above / pairs) if pairs else float("nan")


def precision_at(scores: Floats, yes: NDArray[np.bool_], first: int) -> float:
    """The share of yes among the first; ties stay in the order in which they come."""
    return float(yes[np.argsort(-scores, kind="stable")[:first]].sum() / first)


def spearman(one: Floats, other: Floats) -> float:
    return float(np.corrcoef(rankdata(one), rankdata(other))[0, 1])


def suitability_figures(scores: Floats, trades: Sequence[str], judged: Sequence[Judged]) -> dict[str, float]:
    """AUC (all readers 2 or 3 against all 0), precision at 50, Spearman with the mean, right trades."""
    yes = np.array([one.is_suitable for one in judged])
    told = yes | np.array([one.is_unsuitable for one in judged])
    right = [trade in one.trades for trade, one in zip(trades, judged, strict=True) if one.is_suitable]
    return {
        "auc": round(auc(scores[told], yes[told]), 4),
        "p_at_50": precision_at(scores, yes, 50),
        "spearman": round(spearman(scores, np.array([np.mean(one.suit) for one in judged])), 4),
        "trade": round(float(np.mean(right)) if right else float("nan"), 4),
    }


def places_found(given: Sequence[str], read: Sequence[str]) -> float:
    """The share of rows with a place in which a word of it was given; words such as "barrio" do not count."""
    found = [
        bool((set(fold(r).split()) - _WEAK) & (set(fold(g).split()) - _WEAK))
        for g, r in zip(given, read, strict=True)
        if r
    ]
    return round(sum(found) / max(1, len(found)), 4)


def ranking_figures(
    scores: Mapping[str, Mapping[str, float]], truth: Iterable[Row], days: Mapping[str, date]
) -> dict[str, float]:
    """Recall at 10 and MRR of the contract that each board won, among those signed within 90 days of it.

    `scores`: board → process → score; `days`: process → day of signature. What ties counts as before it.
    """
    ids = list(days)
    at = np.array([day.toordinal() for day in days.values()])
    ranks = []
    for pair in truth:
        if not pair["date"]:
            continue
        near = np.abs(at - date.fromisoformat(pair["date"]).toordinal()) <= _WINDOW_DAYS
        mine, won = scores.get(pair["board_id"], {}), pair["process_id"]
        others = (ids[i] for i in np.flatnonzero(near) if ids[i] != won)
        before = sum(mine.get(other, float("-inf")) >= mine[won] for other in others) if won in mine else None
        ranks.append(float("inf") if before is None else 1 + before)
    return {
        "recall_at_10": round(sum(rank <= _NEAR for rank in ranks) / max(1, len(ranks)), 4),
        "mrr": round(sum(1 / rank for rank in ranks) / max(1, len(ranks)), 4),
    }


def linking_figures(answers: Iterable[Row], truth: Iterable[Row]) -> dict[str, float]:
    """Precision and recall of what is certain, recall of certain and probable together."""
    board = {row["row"]: row["board_id"] for row in truth}
    said: dict[str, dict[str, str]] = {"certain": {}, "probable": {}, "none": {}}
    for answer in answers:
        said[answer["verdict"]][answer["row"]] = answer["board_id"]
    right = sum(board.get(row) == code for row, code in said["certain"].items())
    true = {row: code for row, code in board.items() if code}
    either = sum(code in (said["certain"].get(row), said["probable"].get(row)) for row, code in true.items())
    return {
        "certain_precision": round(right / max(1, len(said["certain"])), 4),
        "certain_recall": round(right / max(1, len(true)), 4),
        "recall": round(either / max(1, len(true)), 4),
    }
