"""Features of a match: a score and the words that a person would accept."""

from datetime import date
from typing import Any

import pytest

from domain.board import Board, Trade
from domain.process import standing
from domain.reason import Reason
from matching import features
from matching.precedents import Past, Precedent
from matching.prepare import Call, prepare
from matching.profile import profile
from tests.examples import IN_TEN_DAYS, TODAY, a_board, a_process


def a_call(**fields: Any) -> Call:
    if "title" in fields:
        fields.setdefault("description", None)
    process = a_process(**fields)
    return prepare(process, standing(process, TODAY), "13001")


def place(board: Board, title: str) -> Reason | None:
    return features.place(profile(board), a_call(title=title))


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
    reason = features.trade(profile(a_board(trades=(Trade.UPKEEP,))), a_call())
    assert reason is not None
    assert reason.score > 0.5
    assert reason.words.startswith("Es de sus oficios: limpieza, poda y cuidado del espacio público")


def test_another_trade_scores_nothing() -> None:
    reason = features.trade(profile(a_board(trades=(Trade.FOOD,))), a_call())
    assert reason is not None
    assert (reason.rule, reason.score) == ("other_trade", 0.0)


def test_a_trade_near_those_of_the_board_counts_less_than_its_own() -> None:
    own, near = (
        features.trade(profile(a_board(trades=trades)), a_call())
        for trades in ((Trade.UPKEEP, Trade.ENVIRONMENT), (Trade.ENVIRONMENT,))
    )
    assert own is not None
    assert near is not None
    assert (own.rule, near.rule) == ("trade", "near_trade")
    assert 0 < near.score < own.score
    assert near.words == "Es de un oficio cercano a los suyos: limpieza, poda y cuidado del espacio público"


def test_trades_that_nobody_named_are_unknown() -> None:
    assert features.trade(profile(a_board(trades=())), a_call()) is None
    silent = a_call(title="Proceso 001", unspsc=None, more_unspsc=None)
    assert features.trade(profile(a_board(trades=(Trade.FOOD,))), silent) is None


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
    reason = features.size(profile(a_board()), a_call(price_cop=price_cop))
    assert reason is not None
    assert reason.words == words
    assert (reason.score == 1) == ("alcance" in words)


def test_a_blank_price_has_no_size() -> None:
    assert features.size(profile(a_board()), a_call(price_cop=None)) is None
    assert features.size(profile(a_board()), a_call(price_cop=0)) is None


def test_no_price_is_below_zero() -> None:
    reason = features.size(profile(a_board()), a_call(price_cop=90_000_000_000))
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
    reason = features.days(closes_on, TODAY, left, None)
    assert reason is not None
    assert reason.words == words


def test_a_holiday_weekend_before_the_close_is_no_day_but_not_today() -> None:
    reason = features.days(IN_TEN_DAYS, TODAY, 0, None)
    assert reason is not None
    assert reason.words == "No quedan días hábiles"


def test_an_unknown_deadline_has_no_days() -> None:
    assert features.days(None, TODAY, None, None) is None


@pytest.mark.parametrize(("needed", "rule"), [(6, "days_left"), (7, "days_short")])
def test_documents_that_take_longer_than_the_days_left_are_told(needed: int, rule: str) -> None:
    reason = features.days(IN_TEN_DAYS, TODAY, 6, needed)
    assert reason is not None
    assert reason.rule == rule


def test_what_takes_fifteen_days_makes_ten_too_few() -> None:
    at_ease, short = (features.days(IN_TEN_DAYS, TODAY, 10, needed) for needed in (None, 15))
    assert at_ease is not None
    assert short is not None
    assert (at_ease.score, short.score) == (1.0, 10 / 15)
    assert short.words == "Quedan 10 días hábiles, y lo que les falta toma unos 15 días hábiles"


def test_a_barrio_beside_the_own_one_is_near_even_across_a_locality() -> None:
    board = a_board(barrio="Chile", unit="9", locality="Histórica y del Caribe Norte")
    call = a_call(title="Limpieza de canales del barrio El Pozón")
    beside = features.place(profile(board, {"chile": {"el pozon": 120.0}}), call)
    apart = features.place(profile(board), call)
    assert beside == Reason("near_barrio", 0.9, "Queda al lado de su barrio: El Pozón")
    assert apart is not None
    assert apart.rule == "other_locality"


def test_a_text_that_names_the_board_says_so() -> None:
    call = a_call(title="Convenio con la JAC El Pozón", description=None)
    named = features.name(profile(a_board()), call)
    assert named is not None
    assert named.words == "El objeto nombra «Pozon», como su junta"
    other = features.name(profile(a_board(name="JAC Blas de Lezo")), call)
    assert other is not None
    assert (other.words, other.score < named.score) == ("", True)


def test_a_board_without_a_name_of_its_own_is_not_looked_for() -> None:
    assert features.name(profile(a_board(name="Junta de Acción Comunal")), a_call()) is None


def test_a_board_that_did_more_is_at_ease_with_more() -> None:
    call = a_call(price_cop=300_000_000)
    small, grown = (
        features.size(profile(a_board()), call),
        features.size(profile(a_board(), None, 200_000_000), call),
    )
    assert small is not None
    assert grown is not None
    assert small.score < 1.0 == grown.score
    assert grown.words == "Ustedes ya manejaron un contrato de ese tamaño: $300 millones"


DONE = Precedent(
    "JAC-0001", "13001", "Limpieza manual de canales pluviales", "Alcaldía de Cartagena", date(2024, 5, 2)
)


def test_what_the_board_did_itself_counts_most() -> None:
    alike = Past([DONE]).like(a_call().text)
    boards = a_board(), a_board(code="JAC-0002"), a_board(code="JAC-0003", municipality="05266")
    reasons = [features.precedent(profile(board), alike) for board in boards]
    scores = [reason.score for reason in reasons if reason]
    assert scores == sorted(set(scores), reverse=True)
    assert [reason.words.split(":")[0] for reason in reasons if reason] == [
        "Ustedes ya hicieron algo parecido",
        "Una junta como la suya ya hizo algo parecido",
        "Una junta como la suya ya hizo algo parecido",
    ]


def test_of_what_was_done_the_five_likest_are_told_and_of_equals_the_first_by_object_and_board() -> None:
    words = "poda, siembra, riego, cercado, zanjas, abonos, plantas"

    def done(what: str, code: str | None) -> Precedent:
        return Precedent(code, "13001", what, "ALCALDIA", None)

    said = words.split(", ")
    known = [
        done(" ".join(said[:n]), code) for n in (7, 2, 6, 3, 5, 4) for code in ("JAC-0002", None, "JAC-0001")
    ]
    alike = Past(known).like(" ".join(said))
    assert [(len(one.precedent.object.split()), one.precedent.board_code) for one in alike] == [
        *((7, None), (7, "JAC-0001"), (7, "JAC-0002")),
        *((6, None), (6, "JAC-0001")),
    ]
    assert [one.likeness for one in alike] == [1.0] * 3 + [6 / 42**0.5] * 2


def test_what_is_not_alike_is_no_precedent() -> None:
    alike = Past([DONE]).like(a_call(title="Refrigerios para la asamblea").text)
    assert alike == ()
    assert features.precedent(profile(a_board()), alike) is None


@pytest.mark.parametrize(("contracts", "words"), [(1, "una vez"), (3, "3 veces")])
def test_a_buyer_that_contracts_with_boards_is_told(contracts: int, words: str) -> None:
    reason = features.habit(contracts)
    assert reason is not None
    assert reason.words == f"Esta entidad ya contrató con juntas {words}, que sepamos"


def test_a_buyer_of_whom_nothing_is_known_is_neither_good_nor_bad() -> None:
    assert features.habit(0) is None
