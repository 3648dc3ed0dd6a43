"""The shapes of the evaluation commands: blanks anywhere, clear errors, the same answer twice."""

from typing import Any

import pytest

from domain.board import Trade
from matching.evaluation.answers import linking, ranking, suitability

BOARDS = [
    {"board_id": "B1", "name": "JAC VEREDA EL ROBLE", "municipality": "Albania", "department": "Caquetá"},
    {"board_id": "B2", "name": "JUNTA DE ACCION COMUNAL LOS MANGOS", "municipality": "", "department": ""},
]
PROCESSES: list[dict[str, Any]] = [
    {
        "id_contrato": "C1",
        "nombre_entidad": "MUNICIPIO DE ALBANIA",
        "objeto_del_contrato": "Placa huella en la vereda El Roble",
        "valor_del_contrato": "40000000",
    },
    {
        "id_del_proceso": "C2",
        "entidad": "ALCALDÍA DE OTRA PARTE",
        "nombre_del_procedimiento": "Cancha del barrio Los Mangos",
        "precio_base": "0",
    },
    {"id_contrato": "C3"},
]


def test_suitability_answers_each_row_and_blanks_say_nothing() -> None:
    rows: list[dict[str, Any]] = [
        {"id": "1", "text": "Limpieza de canales en el barrio Los Mangos", "value": 40000000},
        {"id": "2", "text": "Compra de medicamentos", "value": None, "unspsc": "UNSPECIFIED"},
        {"id": "3", "value": "no se sabe"},
    ]
    answers = list(suitability(rows))
    assert [answer["id"] for answer in answers] == ["1", "2", "3"]
    assert [answer["trade"] for answer in answers] == [Trade.UPKEEP, "none", "none"]
    assert [answer["place"] for answer in answers] == ["Los Mangos", "", ""]
    assert answers[0]["score"] > 0.5 > answers[1]["score"]
    assert set(answers[0]) == {"id", "score", "trade", "place"}


def test_ranking_scores_each_pair_in_order() -> None:
    pairs = [("B2", "C1"), ("B1", "C1"), ("B1", "C3"), ("B2", "C2"), ("B1", "C2")]
    answers = list(ranking(BOARDS, PROCESSES, pairs))
    assert [(a["board_id"], a["process_id"]) for a in answers] == pairs
    scores = {(a["board_id"], a["process_id"]): a["score"] for a in answers}
    assert scores["B1", "C1"] > scores["B1", "C2"] > scores["B1", "C3"]
    assert scores["B2", "C2"] > scores["B2", "C1"]


def test_ranking_without_pairs_gives_the_best_of_each_board_first() -> None:
    many = PROCESSES + [{"id_contrato": f"X{n}", "objeto_del_contrato": "Compra de tinta"} for n in range(60)]
    answers = list(ranking(BOARDS, many))
    assert len(answers) == 100
    assert (answers[0]["board_id"], answers[0]["process_id"]) == ("B1", "C1")
    assert (answers[50]["board_id"], answers[50]["process_id"]) == ("B2", "C2")
    of_one = [answer["score"] for answer in answers[:50]]
    assert of_one == sorted(of_one, reverse=True)


def test_a_union_of_boards_is_not_looked_for_by_its_town_alone() -> None:
    union = [{"board_id": "U", "name": "ASOCOMUNAL ENVIGADO", "municipality": "Envigado", "department": ""}]
    said = ("Placa huella con Asocomunal de Envigado", "Placa huella y cancha en Envigado")
    rows = [{"id_contrato": f"C{n}", "objeto_del_contrato": text} for n, text in enumerate(said)]
    first, second = ranking(union, rows, [("U", "C0"), ("U", "C1")])
    assert first["score"] > second["score"]


def test_ranking_needs_neither_boards_nor_processes() -> None:
    assert list(ranking([], PROCESSES)) == []
    assert list(ranking(BOARDS, [])) == []
    assert list(ranking([], [], [])) == []


def test_ranking_twice_gives_the_same() -> None:
    assert list(ranking(BOARDS, PROCESSES)) == list(ranking(BOARDS, PROCESSES))


@pytest.mark.parametrize(
    ("pair", "message"),
    [(("B9", "C1"), "pair 1: no board 'B9'"), (("B1", "C9"), "pair 1: no process 'C9'")],
)
def test_an_unknown_id_is_named(pair: tuple[str, str], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        list(ranking(BOARDS, PROCESSES, [pair]))


def test_a_process_without_id_is_an_error() -> None:
    with pytest.raises(ValueError, match="a row has no id_del_proceso or id_contrato"):
        list(ranking(BOARDS, [{"entidad": "X"}]))


def test_linking_answers_each_row_with_a_verdict() -> None:
    suppliers = [
        {"row": "1", "name": "J.A.C. EL ROBLE", "nit": "", "municipality": "Albania", "department": ""},
        {"row": "2", "name": "CONSTRUCTORA EL ROBLE SAS", "nit": "", "municipality": "", "department": ""},
    ]
    boards = [{**board, "nit": ""} for board in BOARDS]
    assert list(linking(boards, suppliers)) == [
        {"row": "1", "board_id": "B1", "score": 100.0, "verdict": "certain"},
        {"row": "2", "board_id": "", "score": 0.0, "verdict": "none"},
    ]
