"""A learned ranker of pairs of a board and a process, to be held against the table of weights.

Trees over the same features as the table, each of which can only lift, calibrated. It learns from contracts
that boards won, each among what was signed near it, and from how boards answered matches. It is used only
where it beats the table on pairs held back by municipality and month; so far it does not.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.calibration import CalibratedClassifierCV
from sklearn.ensemble import HistGradientBoostingClassifier

from matching.evaluation.figures import Floats, auc
from matching.learning.held_back import held_back
from matching.ranking import Candidate, Index, RankedBoard

_WINDOW_DAYS = 90
_TRIFLE = 1e-6  # trees give many pairs the same chance: among these the table decides
_FEWEST_ANSWERS = 200
_FEWEST_OF_A_KIND = 40


class Contest(NamedTuple):
    """A contract that a board won, among the processes signed within 90 days of it."""

    municipality: str
    month: str
    features: Floats  # processes × features
    table: Floats  # what the table gives each
    won: int  # which of them


class Answered(NamedTuple):
    """A match that a board answered: the score of each reason, what the table gave it, and the answer."""

    municipality: str
    board: str
    month: str
    reasons: Mapping[str, float]
    table: float
    yes: bool


def contests(
    boards: Sequence[RankedBoard],
    candidates: Sequence[Candidate],
    truth: Sequence[Mapping[str, Any]],
    days: Mapping[str, date],
) -> Iterator[Contest]:
    """A contest for each known pair of the truth (`board_id, process_id, date`) that has a date."""
    index, row_of = Index(candidates), {board.code: at for at, board in enumerate(boards)}
    parts, table = index.features(boards), index.scores(boards)
    place = {one.id: at for at, one in enumerate(candidates)}
    at_day = np.array([days[one.id].toordinal() if one.id in days else -(10**6) for one in candidates])
    for pair in (pair for pair in truth if pair["date"]):
        row, day = row_of[pair["board_id"]], date.fromisoformat(pair["date"])
        near = np.flatnonzero(np.abs(at_day - day.toordinal()) <= _WINDOW_DAYS)
        won = int(np.flatnonzero(near == place[pair["process_id"]])[0])
        columns = np.column_stack([part[row, near] for part in parts.values()])
        yield Contest(boards[row].municipality, str(day)[:7], columns, table[row, near], won)


def contest_figures(all_contests: Sequence[Contest]) -> dict[str, tuple[float, float]]:
    """Recall at 10 and MRR, by the table and by the ranker learned from other municipalities and months."""
    learned: list[float] = [0.0] * len(all_contests)
    parts = held_back([c.municipality for c in all_contests], [c.month for c in all_contests])
    for learn, test in parts:
        columns = np.vstack([all_contests[i].features for i in learn])
        won = np.concatenate([_won(all_contests[i]) for i in learn])
        model = _ranker(columns, won)
        for i in test:
            one = all_contests[i]
            chance = model.predict_proba(one.features)[:, 1]
            learned[i] = _rank(chance + _TRIFLE * one.table, one.won)
    return {
        "table of weights": _recall_and_mrr([_rank(c.table, c.won) for c in all_contests]),
        "learned ranker": _recall_and_mrr(learned),
    }


def answered_figures(answered: Sequence[Answered]) -> dict[str, float] | None:
    """How often a match answered yes lies above one answered no, by the table and by the learned ranker.

    None where too few were answered to learn anything.
    """
    yes = np.array([one.yes for one in answered], bool)
    if len(answered) < _FEWEST_ANSWERS or min(yes.sum(), (~yes).sum()) < _FEWEST_OF_A_KIND:
        return None
    rules = sorted({rule for one in answered for rule in one.reasons})
    columns = np.array([[one.reasons.get(rule, np.nan) for rule in rules] for one in answered])
    table, learned = np.array([one.table for one in answered]), np.zeros(len(answered))
    for learn, test in held_back(_apart(answered), [one.month for one in answered]):
        if yes[learn].any() and not yes[learn].all():
            learned[test] = _ranker(columns[learn], yes[learn]).predict_proba(columns[test])[:, 1]
    return {"table of weights": auc(table, yes), "learned ranker": auc(learned + _TRIFLE * table, yes)}


def _apart(answered: Sequence[Answered]) -> list[str]:
    """What keeps answers apart: the municipality, or the board where all are of one municipality."""
    towns = [one.municipality for one in answered]
    return towns if len(set(towns)) > 1 else [one.board for one in answered]


def _ranker(columns: Floats, yes: NDArray[np.bool_]) -> CalibratedClassifierCV:
    trees = HistGradientBoostingClassifier(
        max_iter=60,
        learning_rate=0.06,
        max_leaf_nodes=8,
        monotonic_cst=[1] * columns.shape[1],
        random_state=0,
    )
    return CalibratedClassifierCV(trees, method="sigmoid", cv=2).fit(columns, yes)


def _won(one: Contest) -> NDArray[np.bool_]:
    return np.asarray(np.arange(len(one.table)) == one.won, np.bool_)


def _rank(scores: Floats, won: int) -> float:
    """What ties with it counts as before it."""
    return float((scores >= scores[won]).sum())


def _recall_and_mrr(ranks: Sequence[float]) -> tuple[float, float]:
    given = np.array(ranks)
    return float((given <= 10).mean()), float((1 / given).mean())
