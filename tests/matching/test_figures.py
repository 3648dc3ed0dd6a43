"""The figures: worked by hand on few rows, and equal to those of the shared scorer where it is at hand."""

import csv
import json
import math
import subprocess
import sys
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random

import numpy as np
import pytest

from matching.evaluation.figures import (
    auc,
    linking_figures,
    places_found,
    precision_at,
    ranking_figures,
    spearman,
    suitability_figures,
)
from matching.learning.judged import Judged, Purchase

TRADES = ("obra_vial", "alimentacion", "none")


def test_a_tie_counts_half() -> None:
    assert auc(np.array([0.9, 0.5, 0.5, 0.1]), np.array([True, True, False, False])) == 0.875


def test_without_a_yes_there_is_no_auc() -> None:
    assert math.isnan(auc(np.array([0.9, 0.5]), np.array([False, False])))


def test_precision_counts_what_is_missing_as_wrong() -> None:
    assert precision_at(np.array([0.9, 0.8]), np.array([True, True]), 4) == 0.5


def test_the_same_order_correlates_wholly_and_the_reverse_against() -> None:
    rising = np.array([1.0, 2.0, 3.0])
    assert spearman(rising, rising**3) == pytest.approx(1.0)
    assert spearman(rising, -rising) == pytest.approx(-1.0)


def test_a_place_is_found_by_a_word_of_its_own() -> None:
    assert places_found(["El Pozón", "barrio", "x"], ["barrio El Pozon", "barrio Olaya", ""]) == 0.5


def test_what_ties_with_the_contract_counts_as_before_it() -> None:
    day = date(2026, 5, 1)
    days = {"won": day, "other": day, "far": day - timedelta(days=91), "edge": day - timedelta(days=90)}
    truth = [{"board_id": "B", "process_id": "won", "date": "2026-05-01"}]
    scores = {"B": {"won": 0.5, "other": 0.5, "far": 0.9, "edge": 0.9}}
    assert ranking_figures(scores, truth, days) == {"recall_at_10": 1.0, "mrr": 0.3333}
    assert ranking_figures({}, truth, days) == {"recall_at_10": 0.0, "mrr": 0.0}


def test_a_certain_link_of_no_board_is_wrong_and_a_probable_one_counts_for_recall() -> None:
    truth = [{"row": "1", "board_id": "A"}, {"row": "2", "board_id": "B"}, {"row": "3", "board_id": ""}]
    answers = [
        {"row": "1", "board_id": "A", "verdict": "certain"},
        {"row": "2", "board_id": "B", "verdict": "probable"},
        {"row": "3", "board_id": "A", "verdict": "certain"},
    ]
    figures = linking_figures(answers, truth)
    assert figures == {"certain_precision": 0.5, "certain_recall": 0.5, "recall": 1.0}


@pytest.mark.real_rows
def test_suitability_is_scored_as_the_shared_scorer_does(shared: Path, tmp_path: Path) -> None:
    dice = Random(7)
    judged = [
        Judged(Purchase(str(n), ""), (dice.randrange(4), dice.randrange(4)), dice.choices(TRADES, k=2))
        for n in range(300)
    ]
    scores = np.array([round(dice.random(), 1) for _ in judged])
    told = dice.choices(TRADES, k=300)
    theirs = scored(
        shared,
        "suitability",
        write(
            tmp_path / "out.csv",
            ("id", "score", "trade", "place"),
            [(n, score, trade, "") for n, (score, trade) in enumerate(zip(scores, told, strict=True))],
        ),
        write(
            tmp_path / "labels.csv",
            ("id", "suit_a", "suit_b", "trade_a", "trade_b", "place_a", "place_b"),
            [(n, *one.suit, *one.trades, "", "") for n, one in enumerate(judged)],
        ),
    )
    ours = suitability_figures(scores, told, judged)
    assert ours == {name: theirs[name] for name in ours}


@pytest.mark.real_rows
def test_ranking_is_scored_as_the_shared_scorer_does(shared: Path, tmp_path: Path) -> None:
    dice = Random(7)
    days = {f"p{n}": date(2026, 1, 1) + timedelta(days=dice.randrange(300)) for n in range(80)}
    truth = [
        (f"b{n}", process, str(days[process])) for n, process in enumerate(dice.sample(sorted(days), 30))
    ]
    scores = {
        f"b{n}": {process: round(dice.random(), 1) for process in days if dice.random() < 0.9}
        for n in range(29)
    }
    write(tmp_path / "dates.csv", ("process_id", "date"), list(days.items()))
    theirs = scored(
        shared,
        "ranking",
        write(
            tmp_path / "out.csv",
            ("board_id", "process_id", "score"),
            [(board, process, score) for board, row in scores.items() for process, score in row.items()],
        ),
        write(tmp_path / "truth.csv", ("board_id", "process_id", "date"), truth),
    )
    known = [dict(zip(("board_id", "process_id", "date"), pair, strict=True)) for pair in truth]
    ours = ranking_figures(scores, known, days)
    assert ours == {name: theirs[name] for name in ours}


@pytest.mark.real_rows
def test_linking_is_scored_as_the_shared_scorer_does(shared: Path, tmp_path: Path) -> None:
    dice = Random(7)
    truth = [(str(n), dice.choice(("A", "B", ""))) for n in range(200)]
    answers = [
        (str(n), dice.choice("AB"), "0.5", dice.choice(("certain", "probable", "none"))) for n in range(200)
    ]
    theirs = scored(
        shared,
        "linking",
        write(tmp_path / "out.csv", ("row", "board_id", "score", "verdict"), answers),
        write(tmp_path / "truth.csv", ("row", "board_id"), truth),
    )
    ours = linking_figures(
        [{"row": row, "board_id": board, "verdict": verdict} for row, board, _, verdict in answers],
        [{"row": row, "board_id": board} for row, board in truth],
    )
    assert ours == {name: theirs[name] for name in ours}


def scored(shared: Path, task: str, *paths: Path) -> dict[str, float]:
    script = shared / "tools" / "score.py"
    answer = subprocess.run(
        [sys.executable, str(script), task, *map(str, paths)], check=True, capture_output=True
    )
    figures: dict[str, float] = json.loads(answer.stdout)
    return figures


def write(path: Path, columns: tuple[str, ...], rows: Iterable[Sequence[object]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(rows)
    return path
