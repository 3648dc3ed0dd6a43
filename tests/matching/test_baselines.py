"""Simple methods beside ours: each is what its name says, and all are asked the same."""

import math
from datetime import date

import numpy as np
import pytest

from matching.evaluation.baselines import of_linking, of_ranking, of_suitability
from matching.evaluation.likeness import Liken, bm25, by_chance, shared_words, tfidf_letters, tfidf_words
from matching.learning.fit import shown
from matching.learning.judged import Judged, Purchase
from matching.learning.others import Suits, latent_trees, trees, words_alone
from matching.learning.report import bands, held_back_scores, held_back_trades, report

NOWHERE = {"municipality": "", "department": ""}
LIKE = (shared_words, bm25, tfidf_words, tfidf_letters)


SAID = (
    ("Limpieza de canales del barrio", (3, 3), "mantenimiento_aseo"),
    ("Compra de software", (0, 0), "none"),
    ("Refrigerios para la asamblea", (2, 3), "alimentacion"),
)


def judged(rows: int = 90) -> list[Judged]:
    """Two kinds of purchases that boards do and one that they do not, from ten towns and six months."""
    return [a_judged(n, n // 5 % 3) for n in range(rows)]


def a_judged(n: int, kind: int) -> Judged:
    text, suit, trade = SAID[kind]
    town, month = f"t{n % 10}", f"2026-{n % 6}"
    bought = Purchase(str(n), f"{text} número {n % 7}", municipality=town, month=month, unspsc=str(kind))
    return Judged(bought, suit, (trade, trade))


@pytest.mark.parametrize("liken", LIKE)
def test_the_text_itself_is_the_most_alike(liken: Liken) -> None:
    texts = ["Limpieza de canales", "Placa huella en la vereda", "Refrigerios"]
    assert liken(["PLACA HUELLA EN LA VEREDA"], texts)[0].argmax() == 1


@pytest.mark.parametrize("liken", LIKE)
def test_nothing_in_common_is_nothing_alike(liken: Liken) -> None:
    assert liken(["zzz"], ["limpieza", "canales"]).tolist() == [[0.0, 0.0]]


def test_shared_words_are_counted_once_and_against_all() -> None:
    assert shared_words(["uno dos dos"], ["uno tres"]).item() == pytest.approx(1 / 3)


def test_bm25_is_worked_out_as_by_hand() -> None:
    rarity = math.log1p((2 - 1 + 0.5) / (1 + 0.5))
    length = 1 - 0.75 + 0.75 * 2 / 1.5
    assert bm25(["canal canal"], ["canal canal", "poda"])[0, 0] == pytest.approx(
        rarity * 2 * 2.5 / (2 + 1.5 * length)
    )


def test_chance_is_the_same_at_every_run() -> None:
    assert np.array_equal(by_chance(["a"], ["b", "c"]), by_chance(["x"], ["y", "z"]))


def test_every_method_is_asked_of_suitability_and_chance_is_the_worst() -> None:
    reached = {one.method: one.figures for one in of_suitability(judged())}
    assert len(reached) == 8
    assert reached["chance"]["auc"] < 0.9
    assert all(figures["auc"] == 1.0 for method, figures in reached.items() if method != "chance")
    assert reached["ours, learned from the other parts"]["trade"] == 1.0
    assert reached["BM25"]["trade"] == 1.0


def test_every_method_ranks_the_contract_that_names_the_board_before_the_other() -> None:
    boards = [{"board_id": "B", "name": "JAC EL ROBLE", "municipality": "Albania", "department": ""}]
    won, other = (
        {"id_contrato": "C1", "nombre_entidad": "ALBANIA", "objeto_del_contrato": "Placa huella El Roble"},
        {"id_contrato": "C2", "nombre_entidad": "CALI", "objeto_del_contrato": "Software"},
    )
    truth = [{"board_id": "B", "process_id": "C1", "date": "2026-05-01"}]
    days = {"C1": date(2026, 5, 1), "C2": date(2026, 5, 2)}
    reached = {
        one.method: one.figures["mrr"] for one in of_ranking("ranking", boards, [won, other], truth, days)
    }
    assert reached.pop("chance") in (0.5, 1.0)
    assert set(reached.values()) == {1.0}
    assert "ours" in reached


def test_the_same_nit_links_with_certainty_and_a_likeness_by_its_height() -> None:
    boards = [
        {
            "board_id": "A",
            "name": "JUNTA DE ACCION COMUNAL EL ROBLE",
            "nit": "800008015",
            "municipality": "",
            "department": "",
        },
        {
            "board_id": "B",
            "name": "JUNTA DE ACCION COMUNAL LOS MANGOS",
            "nit": "",
            "municipality": "",
            "department": "",
        },
    ]
    suppliers = [
        {"row": "1", "name": "OTRO NOMBRE", "nit": "800008015", **NOWHERE},
        {
            "row": "2",
            "name": "JUNTA DE ACCION COMUNAL LOS MANGOS",
            "nit": "",
            "municipality": "",
            "department": "",
        },
    ]
    truth = [{"row": "1", "board_id": "A"}, {"row": "2", "board_id": "B"}]
    reached = {one.method: one.figures for one in of_linking(boards, suppliers, truth)}
    assert reached["same NIT"] == {"certain_precision": 1.0, "certain_recall": 0.5, "recall": 0.5}
    assert reached["shared words"]["certain_recall"] == 0.5
    assert reached["ours"]["recall"] >= 0.5


def test_the_report_holds_every_way_and_the_bands_hold_every_row() -> None:
    known = judged()
    seen = [shown(one.purchase) for one in known]
    scores = held_back_scores(known, seen, {"words alone": words_alone})
    lines = list(report(known, scores, held_back_trades(known, seen)))
    assert any(line.startswith("| 90 rows, two readers |") for line in lines)
    assert not any("one reader |" in line and "rows" in line for line in lines)
    assert sum("(ours)" in line for line in lines) == 3
    counted = [
        int(line.split("|")[2]) for line in bands(np.array([0.0, 0.1, 0.99, 1.0]), np.array([True] * 4))
    ]
    assert counted == [1, 1, 2]


@pytest.mark.parametrize("way", [words_alone, trees, latent_trees])
def test_each_other_way_to_learn_tells_yes_from_no(way: Suits) -> None:
    known = judged(330)
    seen = [shown(one.purchase) for one in known]
    learn, test = np.arange(0, 300), np.arange(300, 330)
    chances = way(known, seen, learn, test)
    suited = np.array([known[i].is_suitable for i in test])
    assert chances.shape == (30, 3)
    assert chances[suited, 1].min() > chances[~suited, 1].max()
