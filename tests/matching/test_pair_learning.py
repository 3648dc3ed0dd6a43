"""A learned ranker beside the table: the same pairs, held back by municipality and month."""

from datetime import date, timedelta
from random import Random

import numpy as np

from matching.learning.pairs import Answered, Contest, answered_figures, contest_figures, contests
from matching.ranking import Candidate, Index, RankedBoard

DAY = date(2026, 5, 1)
BOARDS = [RankedBoard("B1", "JAC EL ROBLE", "Albania", "Caquetá"), RankedBoard("B2", "JAC LOS MANGOS")]
CANDIDATES = [
    Candidate("C1", "MUNICIPIO DE ALBANIA", "Placa huella en la vereda El Roble", "Albania", "Caquetá", 0.9),
    Candidate("C2", "ALCALDÍA", "Cancha del barrio Los Mangos", "", "", 0.8),
    Candidate("C3", "ALCALDÍA", "Software", "", "", 0.0),
]


def contest(n: int) -> Contest:
    """Thirty processes, of which the one with the most of both features was won."""
    dice = np.random.default_rng(n)
    features = dice.random((30, 2))
    won = int(features.sum(axis=1).argmax())
    return Contest(f"t{n % 8}", f"2026-{n % 6}", features, features.sum(axis=1), won)


def answered(n: int, *, yes: bool, towns: int = 8) -> Answered:
    near = Random(n).uniform(0.5, 1.0) if yes else Random(n).uniform(0.0, 0.6)
    return Answered(f"t{n % towns}", f"b{n % 8}", f"2026-{n % 6}", {"place": near} if n % 5 else {}, 0.5, yes)


def test_a_contest_holds_what_was_signed_within_90_days() -> None:
    days = {"C1": DAY, "C2": DAY + timedelta(days=90), "C3": DAY - timedelta(days=91)}
    truth = [{"board_id": "B1", "process_id": "C1", "date": str(DAY)}]
    (one,) = contests(BOARDS, CANDIDATES, truth, days)
    assert (one.municipality, one.month, one.won, len(one.table)) == ("Albania", "2026-05", 0, 2)
    assert one.table.tolist() == Index(CANDIDATES).scores(BOARDS)[0, :2].tolist()


def test_a_pair_without_a_date_is_no_contest() -> None:
    truth = [{"board_id": "B1", "process_id": "C1", "date": ""}]
    assert list(contests(BOARDS, CANDIDATES, truth, {})) == []


def test_the_features_weighted_are_the_score() -> None:
    index = Index(CANDIDATES)
    assert set(index.features(BOARDS)) == {"letters", "words", "town", "suitability"}
    assert all(part.shape == (2, 3) for part in index.features(BOARDS).values())


def test_table_and_learned_ranker_are_asked_the_same_contests() -> None:
    figures = contest_figures([contest(n) for n in range(32)])
    assert figures["table of weights"] == (1.0, 1.0)
    recall, mrr = figures["learned ranker"]
    assert recall == 1.0
    assert mrr > 0.5


def test_of_few_answers_nothing_is_learned() -> None:
    assert answered_figures([answered(n, yes=n % 2 == 0) for n in range(199)]) is None
    assert answered_figures([answered(n, yes=n < 39) for n in range(300)]) is None
    assert answered_figures([]) is None


def test_of_many_answers_a_ranker_is_learned_and_a_missing_reason_is_not_a_no() -> None:
    figures = answered_figures([answered(n, yes=n % 2 == 0) for n in range(240)])
    assert figures is not None
    assert figures["table of weights"] == 0.5
    assert figures["learned ranker"] > 0.8


def test_answers_of_one_municipality_are_held_back_by_board() -> None:
    figures = answered_figures([answered(n, yes=n % 2 == 0, towns=1) for n in range(240)])
    assert figures is not None
    assert figures["learned ranker"] > 0.8


def test_learning_twice_gives_the_same() -> None:
    known = [contest(n) for n in range(8)]
    assert contest_figures(known) == contest_figures(known)
