"""Features of a match: a score and the words that a person would accept."""

from datetime import date
from typing import Any

import pytest

from domain.board import Board, Trade
from domain.process import standing
from domain.reason import Reason
from matching import features
from matching.gazetteer import Gazetteer
from matching.prepare import PreparedProcess, prepare
from tests.examples import IN_TEN_DAYS, TODAY, a_board, a_process

CARTAGENA = Gazetteer.load("13001")


def prepared(**fields: Any) -> PreparedProcess:
    if "title" in fields:
        fields.setdefault("description", None)
    process = a_process(**fields)
    return prepare(process, standing(process, TODAY), CARTAGENA)


def place(board: Board, title: str) -> Reason | None:
    return features.place(board, prepared(title=title))


def test_the_own_barrio_is_told_by_name() -> None:
    reason = place(a_board(barrio="El Pozon"), "Limpieza de canales en El Pozón")
    assert reason == Reason("same_barrio", 1.0, "Es en su barrio: El Pozon")


def test_nearer_places_score_higher() -> None:
    board = a_board(barrio="El Pozón", unit="6", locality="De la Virgen y Turística")
    titles = (
        "Canales de El Pozón",
        "Canales de Villa Estrella",  # the same unidad comunera
        "Canales de La Boquilla",  # the same locality
        "Canales del distrito",
        "Canales de Blas de Lezo",  # another locality
    )
    reasons = [place(board, title) for title in titles]
    rules = [reason.rule for reason in reasons if reason]
    scores = [reason.score for reason in reasons if reason]
    assert rules == ["same_barrio", "same_unit", "same_locality", "municipality_wide", "other_locality"]
    assert scores == sorted(set(scores), reverse=True)
    assert scores[-1] == 0


def test_a_board_whose_place_is_unknown_is_neither_near_nor_far() -> None:
    board = a_board(barrio=None, unit=None, locality=None)
    assert place(board, "Canales de Blas de Lezo") is None


def test_a_trade_of_the_board_is_named() -> None:
    reason = features.trade(a_board(trades=(Trade.UPKEEP,)), prepared())
    assert reason is not None
    assert reason.score > 0.5
    assert reason.words.startswith("Es de sus oficios: limpieza, poda y cuidado del espacio público")


def test_another_trade_scores_nothing() -> None:
    reason = features.trade(a_board(trades=(Trade.FOOD,)), prepared())
    assert reason is not None
    assert (reason.rule, reason.score) == ("other_trade", 0.0)


def test_trades_that_nobody_named_are_unknown() -> None:
    assert features.trade(a_board(trades=()), prepared()) is None
    silent = prepared(title="Proceso 001", unspsc=None, more_unspsc=None)
    assert features.trade(a_board(trades=(Trade.FOOD,)), silent) is None


@pytest.mark.parametrize(
    ("price_cop", "words"),
    [
        (60_000_000, "El valor está al alcance de una junta: $60 millones"),
        (850_000, "El valor está al alcance de una junta: $850.000"),
        (1_000_000, "El valor está al alcance de una junta: $1 millón"),
        (170_000_000, "El valor está al alcance de una junta: $170 millones"),
        (170_900_000, "El valor es alto para una junta: $171 millones"),
        (1_500_000_000, "El valor es alto para una junta: $1.500 millones"),
    ],
)
def test_the_size_is_told_as_people_say_it(price_cop: int, words: str) -> None:
    reason = features.size(a_process(price_cop=price_cop))
    assert reason is not None
    assert reason.words == words
    assert (reason.score == 1) == ("alcance" in words)


def test_a_blank_price_has_no_size() -> None:
    assert features.size(a_process(price_cop=None)) is None
    assert features.size(a_process(price_cop=0)) is None


def test_no_price_is_below_zero() -> None:
    reason = features.size(a_process(price_cop=90_000_000_000))
    assert reason is not None
    assert reason.score == 0


@pytest.mark.parametrize(
    ("closes_on", "left", "words"),
    [
        (TODAY, 0, "Cierra hoy"),
        (IN_TEN_DAYS, 1, "Queda 1 día hábil"),
        (IN_TEN_DAYS, 6, "Quedan 6 días hábiles"),
    ],
)
def test_the_days_left_are_counted_in_words(closes_on: date, left: int, words: str) -> None:
    reason = features.days(a_process(closes_on=closes_on), TODAY, left)
    assert reason is not None
    assert reason.words == words


def test_a_holiday_weekend_before_the_close_is_no_day_but_not_today() -> None:
    reason = features.days(a_process(closes_on=IN_TEN_DAYS), TODAY, 0)
    assert reason is not None
    assert reason.words == "No quedan días hábiles"


def test_an_unknown_deadline_has_no_days() -> None:
    assert features.days(a_process(closes_on=None), TODAY, None) is None
