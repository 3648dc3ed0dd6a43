"""Trades that a text and its codes suggest."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.board import Trade
from domain.text import fold
from matching.trade import label, suggested_trades
from matching.vocabulary import Vocabulary


@pytest.mark.parametrize(
    ("text", "trade"),
    [
        ("Construcción de placa huella en la vereda El Roble", Trade.ROADS),
        ("Mejoramiento de la cancha y el salón comunal", Trade.SMALL_WORKS),
        ("Limpieza y mantenimiento de canales pluviales", Trade.UPKEEP),
        ("Reforestación de la ronda hídrica y vivero comunitario", Trade.ENVIRONMENT),
        ("Apoyo logístico para la conmemoración del día del campesino", Trade.EVENTS),
        ("Refrigerios y almuerzos para los asistentes", Trade.FOOD),
        ("Torneo de fútbol y danza folclórica", Trade.CULTURE_SPORT),
        ("Talleres de liderazgo y capacitación a líderes comunales", Trade.TRAINING),
        ("Mejoramiento del acueducto veredal y su bocatoma", Trade.COMMUNITY_WATER),
        ("Suministro de papelería y útiles escolares", Trade.SUPPLIES),
        ("Entrega en comodato de un salón", Trade.LOANED_GOODS),
    ],
)
def test_each_trade_is_known_by_its_words(text: str, trade: Trade) -> None:
    assert suggested_trades(fold(text))[0].trade is trade


def test_a_code_alone_suggests_a_trade_and_a_generic_one_little() -> None:
    assert suggested_trades("", "V1.70111703")[0].trade is Trade.UPKEEP
    generic = suggested_trades("", "V1.72101500")
    assert all(hint.score < 0.4 for hint in generic)


@pytest.mark.parametrize("code", ["UNSPECIFIED", "", None, "V1."])
def test_a_code_that_says_nothing_suggests_nothing(code: str | None) -> None:
    assert suggested_trades("", code) == ()


def test_scores_lie_between_0_and_1_and_fall() -> None:
    hints = suggested_trades(
        fold("Limpieza de canales, poda de árboles, refrigerios y logística"), "76111500"
    )
    scores = [hint.score for hint in hints]
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score < 1 for score in scores)


def test_every_trade_has_a_spanish_name() -> None:
    assert all(label(trade) for trade in Trade)


def test_a_term_of_two_words_is_met_whatever_stands_between_and_which_comes_first() -> None:
    vocabulary = Vocabulary({"x": ["limpi* canal"]})
    for text in ("limpieza a b c d e f g canal", "canal en limpieza"):
        assert vocabulary.find(text) == {"x": {"limpi* canal": "limpieza canal"}}
    assert vocabulary.find("limpieza de canales") == {}


SAID = ("limpieza", "manual", "canales", "y", "poda", "en", "la", "vereda", "con", "la", "junta", "comunal")


@given(st.permutations(SAID))
def test_the_order_of_words_changes_no_trade(words: list[str]) -> None:
    assert suggested_trades(" ".join(words)) == suggested_trades(" ".join(sorted(words)))


@pytest.mark.parametrize("term", ["", "ca*", "limpieza *", "*"])
def test_a_term_needs_three_letters_before_a_star(term: str) -> None:
    with pytest.raises(ValueError, match="three letters before a star"):
        Vocabulary({"x": [term]})


@pytest.mark.parametrize(
    ("text", "trade"),
    [
        ("Suministro de refrigerios para la jornada del adulto mayor", Trade.FOOD),
        ("Construcción de box culvert en la vereda El Roble", Trade.ROADS),
        ("Mejoramiento del urbanismo mediante el programa de contratación social", Trade.SMALL_WORKS),
        ("Construcción de muro de contención en el barrio", Trade.SMALL_WORKS),
        ("Mantenimiento de jardineras y poda", Trade.UPKEEP),
    ],
)
def test_what_is_bought_names_the_trade_and_not_for_whom_or_by_which_programme(
    text: str, trade: Trade
) -> None:
    assert suggested_trades(fold(text))[0].trade is trade


@pytest.mark.parametrize("code", ["51100000", "V1.43230000", "UNSPECIFIED", "V1.72101500"])
def test_a_wrong_or_missing_code_is_outvoted_by_the_text(code: str) -> None:
    assert suggested_trades(fold("Poda y limpieza de zonas verdes"), code)[0].trade is Trade.UPKEEP
