"""What simple methods reach on the same rows as ours, by the same figures, so that ours can be weighed.

Suitability learns from judged rows of other municipalities (and other months, where they are known): the
mean judgement of the ten most alike, or of those with the same UNSPSC code. Ranking and linking learn
nothing: a board's name is asked against buyer and object, a supplier's against the names of boards.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from domain.nit import read_nit
from matching.evaluation import answers as evaluation
from matching.evaluation.figures import Floats, linking_figures, ranking_figures, suitability_figures
from matching.evaluation.likeness import Liken, bm25, by_chance, shared_words, tfidf_letters, tfidf_words
from matching.learned_weights import learned
from matching.learning.fit import chances, shown
from matching.learning.held_back import Rows, held_back
from matching.learning.judged import Judged
from matching.learning.report import OURS, TABLE, held_back_scores

Row = Mapping[str, Any]
Figures = dict[str, float]
Guess = tuple[Floats, list[str]]  # the score and the trade of each row

_LIKE: dict[str, Liken] = {"shared words": shared_words, "BM25": bm25, "TF-IDF, words": tfidf_words}
_ALIKE = 10
_CERTAIN, _PROBABLE = 0.9, 0.6  # of the likeness that a name has with itself


@dataclass(frozen=True, slots=True)
class Reached:
    """What a method reached in a task."""

    task: str
    method: str
    figures: Figures


def of_suitability(judged: Sequence[Judged]) -> Iterator[Reached]:
    """Every method on judged rows; all but the last two are held back from what they are tested on."""
    parts = list(held_back([j.purchase.municipality for j in judged], [j.purchase.month for j in judged]))
    for method, (scores, trades) in _suited(judged, parts):
        yield Reached("suitability", method, suitability_figures(scores, trades, judged))


def of_ranking(
    task: str,
    boards: Sequence[Row],
    processes: Sequence[Row],
    truth: Sequence[Row],
    days: Mapping[str, date],
) -> Iterator[Reached]:
    """Every method on boards, processes (as published) and the contracts that the boards won."""
    texts = {c.id: f"{c.buyer} {c.object} {c.city}" for c in map(evaluation.candidate, processes)}
    names = [f"{board['name']} {board['municipality']}" for board in boards]
    codes = [board["board_id"] for board in boards]
    likeness: dict[str, Liken] = {"chance": by_chance, **_LIKE, "TF-IDF, letters": tfidf_letters}
    for method, liken in likeness.items():
        alike = liken(names, list(texts.values()))
        scores = {code: dict(zip(texts, row, strict=True)) for code, row in zip(codes, alike, strict=True)}
        yield Reached(task, method, ranking_figures(scores, truth, days))
    ours: dict[str, dict[str, float]] = {code: {} for code in codes}
    pairs = [(code, process) for code in sorted({t["board_id"] for t in truth}) for process in texts]
    for answer in evaluation.ranking(boards, processes, pairs):
        ours[answer["board_id"]][answer["process_id"]] = answer["score"]
    yield Reached(task, "ours", ranking_figures(ours, truth, days))


def of_linking(boards: Sequence[Row], suppliers: Sequence[Row], truth: Sequence[Row]) -> Iterator[Reached]:
    """Every method on boards, suppliers and which supplier is which board."""
    for method, answers in _linked(boards, suppliers):
        yield Reached("linking", method, linking_figures(answers, truth))


def _suited(judged: Sequence[Judged], parts: Sequence[tuple[Rows, Rows]]) -> Iterator[tuple[str, Guess]]:
    texts = [one.purchase.text for one in judged]
    yield "chance", (by_chance(["any"], texts)[0], ["none"] * len(judged))
    for method, liken in _LIKE.items():
        yield method, _of_the_alike(judged, parts, liken(texts, texts))
    codes = np.array([one.purchase.unspsc for one in judged])
    yield "same UNSPSC code", _of_the_alike(judged, parts, (codes[:, None] == codes).astype(float))
    seen = [shown(one.purchase) for one in judged]
    trades = [s.evidence.trades[0].trade.value if s.evidence.trades else "none" for s in seen]
    held = held_back_scores(judged, seen, {})
    yield "ours, learned from the other parts", (held[OURS][:, 0], trades)
    yield "ours, the table alone", (held[TABLE][:, 0], trades)
    yield "ours, as shipped", (chances(learned(), seen), trades)


def _of_the_alike(judged: Sequence[Judged], parts: Sequence[tuple[Rows, Rows]], alike: Floats) -> Guess:
    """The mean judgement of the most alike rows that may be learned from, and the trade of the first."""
    suit = np.array([np.mean(one.suit) for one in judged])
    scores, trades = np.zeros(len(judged)), ["none"] * len(judged)
    for learn, test in parts:
        for row in test:
            near = learn[np.argsort(-alike[row, learn], kind="stable")[:_ALIKE]]
            weight = alike[row, near]
            scores[row] = np.average(suit[near], weights=weight) if weight.any() else suit[learn].mean()
            told = (trade for i in near if (trade := judged[i].trades[0]) != "none")
            trades[row] = next(told, "none")
    return scores, trades


def _linked(boards: Sequence[Row], suppliers: Sequence[Row]) -> Iterator[tuple[str, list[Row]]]:
    names, asked = ([str(row["name"]) for row in rows] for rows in (boards, suppliers))
    for method, liken in (*_LIKE.items(), ("TF-IDF, letters", tfidf_letters)):
        itself = np.maximum(liken(names, names).diagonal(), 1e-9)
        alike = liken(asked, names) / itself
        best = alike.argmax(axis=1)
        yield (
            method,
            [_answer(s, boards[b], row[b]) for s, b, row in zip(suppliers, best, alike, strict=True)],
        )
    owners = {nit: board for board in boards if (nit := read_nit(str(board["nit"])))}
    same = [owners.get(read_nit(str(supplier["nit"])) or "") for supplier in suppliers]
    yield "same NIT", [_answer(s, b, 1.0) for s, b in zip(suppliers, same, strict=True) if b]
    yield "ours", list(evaluation.linking(boards, suppliers))


def _answer(supplier: Row, board: Row, likeness: float) -> Row:
    verdict = "certain" if likeness >= _CERTAIN else "probable" if likeness >= _PROBABLE else "none"
    return {"row": supplier["row"], "board_id": board["board_id"], "verdict": verdict}
