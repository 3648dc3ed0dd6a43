"""Could a community board do this at all?"""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.board import Trade
from domain.text import fold
from matching.learned_weights import learned
from matching.suitability import evidence, suitability

ALCALDIA = "ALCALDÍA MUNICIPAL DE ALBANIA"


def score(text: str, value_cop: float | None = 60_000_000, buyer: str = ALCALDIA) -> float:
    return suitability(text, buyer=buyer, value_cop=value_cop).score


def test_lift_maintenance_does_not_score_like_playground_maintenance() -> None:
    playground = score("Mantenimiento de los juegos infantiles del parque del barrio")
    lift = score("Mantenimiento preventivo y correctivo de los ascensores del edificio")
    assert playground > 0.7
    assert lift < 0.1


@pytest.mark.parametrize(
    "text",
    [
        "Convenio solidario con la junta de acción comunal para placa huella en la vereda",
        "Limpieza manual de canales y poda de zonas verdes",
        "Refrigerios para la asamblea comunitaria",
        "Mejoramiento del salón comunal del barrio",
    ],
)
def test_what_boards_do_scores_high(text: str) -> None:
    assert score(text) > 0.6


@pytest.mark.parametrize(
    "text",
    [
        "Adquisición de medicamentos para el hospital",
        "Renovación de licencias de software",
        "Interventoría técnica a la construcción de la cancha del barrio",
        "Pólizas de seguros para los bienes del municipio",
        "Mantenimiento de vehículos con suministro de repuestos",
        "Servicios profesionales como abogado para la secretaría",
        "Vigilancia y seguridad privada",
    ],
)
def test_what_boards_never_do_scores_low(text: str) -> None:
    assert score(text) < 0.15


def test_the_dearer_the_less_suitable() -> None:
    text = "Construcción de cancha en el barrio"
    prices = (40_000_000, 150_000_000, 400_000_000, 900_000_000, 1_900_000_000, 9_000_000_000)
    scores = [score(text, price) for price in prices]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] - scores[-1] > 0.5


def test_a_blank_price_says_nothing() -> None:
    assert score("Poda de árboles", None) == score("Poda de árboles", 0)


def test_a_hospital_is_a_less_likely_buyer_than_a_town_hall() -> None:
    text = "Mantenimiento de zonas verdes"
    assert score(text, buyer="E.S.E. HOSPITAL SAN JUAN") < score(text, buyer=ALCALDIA)


@given(st.text(max_size=200))
def test_folding_the_text_changes_nothing(text: str) -> None:
    assert score(text) == score(fold(text))
    assert 0 <= score(text) <= 1


def test_the_signs_explain_themselves_in_spanish() -> None:
    suited = suitability("Limpieza de canales con la comunidad", buyer=ALCALDIA)
    assert suited.words_for[0] == "Es de lo que hacen las juntas: limpieza, poda o cuidado"
    assert suitability("Compra de pólizas").words_against == ("Es de seguros, fiducia o banca",)


@given(
    st.permutations(
        ("Convenio", "con", "la", "JUNTA", "de", "acción", "comunal", "placa", "huella", "vereda")
    )
)
def test_the_order_of_the_words_changes_nothing(words: list[str]) -> None:
    assert suitability(" ".join(words)) == suitability(" ".join(sorted(words)))


def test_the_signs_add_up_to_the_score() -> None:
    suited = suitability("Placa huella en la vereda", buyer=ALCALDIA, value_cop=90_000_000)
    total = learned().base + sum(sign.weight for sign in suited.signs)
    assert suited.score == pytest.approx(1 / (1 + math.exp(-total)))


def test_the_table_alone_scores_too() -> None:
    found = evidence("Placa huella en la vereda", buyer=ALCALDIA)
    assert 0.5 < found.score < 1.0
    assert {sign.rule for sign in found.signs} >= {"groups.rural_road", "buyer.town"}


def test_no_sign_speaks_for_what_the_table_has_against_it() -> None:
    text = "Interventoría a la placa huella con software, vigilancia y medicamentos del hospital"
    given_by_table = {sign.rule: sign.weight for sign in evidence(text).signs}
    learnt = {sign.rule: sign.weight for sign in suitability(text).signs}
    assert all(weight * learnt[rule] >= 0 for rule, weight in given_by_table.items())


def test_what_is_said_of_the_likeliest_trade_comes_first() -> None:
    suited = suitability("Pavimentación de calles y vías de acceso al complejo cultural y recreativo")
    assert suited.trades[0].trade is Trade.ROADS
    assert "vías" in suited.words_for[0] or "calles" in suited.words_for[0]
