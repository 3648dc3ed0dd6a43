"""What is learned, tested on real rows of other municipalities and months: floors just below the measured.

Measured: two readers AUC 0.998, Spearman 0.857, trade 0.954; one reader 0.995, 0.856, 0.948.
"""

from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

from matching.chance import CHANCES, chance_words
from matching.evaluation.figures import Floats, suitability_figures
from matching.learned_weights import learned
from matching.learning.fit import fit, shown
from matching.learning.judged import Judged
from matching.learning.report import OURS, TABLE, held_back_scores
from service.judged_rows import judged_rows

pytestmark = pytest.mark.real_rows


class Held(NamedTuple):
    judged: list[Judged]
    table: Floats
    ours: Floats
    trades: list[str]


@pytest.fixture(scope="module")
def held(shared: Path) -> Held:
    judged, missing = judged_rows(shared / "data")
    assert missing == 0
    seen = [shown(one.purchase) for one in judged]
    scores = held_back_scores(judged, seen, {})
    trades = [one.evidence.trades[0].trade.value if one.evidence.trades else "none" for one in seen]
    return Held(judged, scores[TABLE][:, 0], scores[OURS][:, 0], trades)


def figures(held: Held, scores: Floats, readers: int) -> dict[str, float]:
    rows = [n for n, one in enumerate(held.judged) if len(one.suit) == readers]
    return suitability_figures(scores[rows], [held.trades[n] for n in rows], [held.judged[n] for n in rows])


@pytest.mark.parametrize(
    ("readers", "auc", "spearman", "trade"), [(2, 0.99, 0.85, 0.95), (1, 0.99, 0.845, 0.94)]
)
def test_suitability_holds_where_it_was_not_learned(
    held: Held, readers: int, auc: float, spearman: float, trade: float
) -> None:
    reached = figures(held, held.ours, readers)
    assert reached["auc"] >= auc
    assert reached["p_at_50"] >= 0.98
    assert reached["spearman"] >= spearman
    assert reached["trade"] >= trade


@pytest.mark.parametrize("readers", [1, 2])
def test_what_was_learned_beats_the_table_alone(held: Held, readers: int) -> None:
    ours, table = figures(held, held.ours, readers), figures(held, held.table, readers)
    assert ours["auc"] > table["auc"]
    assert ours["spearman"] > table["spearman"]


def test_a_chance_in_words_is_as_often_right_as_it_says(held: Held) -> None:
    yes = np.array([one.is_suitable for one in held.judged])
    words = np.array([chance_words(score) for score in held.ours])
    shares = {said: float(yes[words == said].mean()) for said in CHANCES}
    assert shares["muy probable"] >= 0.95
    assert 0.6 <= shares["probable"] <= 0.8
    assert 0.25 <= shares["posible"] <= 0.45
    assert shares["poco probable"] <= 0.03


def test_the_weights_in_use_are_those_that_learning_gives(held: Held) -> None:
    again, used = fit(held.judged), learned()
    assert again.words.keys() == used.words.keys()
    assert again.base == pytest.approx(used.base, abs=0.02)
    assert all(again.signs[rule] == pytest.approx(times, abs=0.02) for rule, times in used.signs.items())
