"""Which board a supplier is: certain, probable or none."""

import pytest

from domain.board import Board
from matching.linking.board_names import board_name
from matching.linking.decisions import supplier_key
from matching.linking.link import Supplier, Verdict, Why, link
from tests.examples import a_board

POZON = a_board(code="P", name="Junta de Acción Comunal Barrio El Pozón", nit="900123456")
BAYUNCA = a_board(code="B", name="JAC Corregimiento de Bayunca", nit=None)
BOARDS = (POZON, BAYUNCA)


def linked(name: str, *boards: Board, nit: str | None = None, town: str = "") -> tuple[str | None, Verdict]:
    (found,) = link(boards or BOARDS, [Supplier("1", name, nit, town)])
    return found.board_code, found.verdict


@pytest.mark.parametrize(
    "name",
    [
        "JUNTA DE ACCION COMUNAL BARRIO EL POZON",
        "J.A.C. EL POZÓN",
        "J A C DEL B/ EL POZON - RL",
        "jJUNTA DE ACCION COMUNLA DEL BARRIO EL POZON",
        "JUNTA DE ACCION COMJUNAL EL POZON NIT",
        "JTA ACCION COMUNAL ELPOZON",
        "Junta Comunal El Pozon de Colombia",
        "JUNTA DE ACCIONCOMUNAL BARRIOEL POZON",
        "JTA DT ACCION COMUNAL EL POZON",
        "JUNTAACCIO OMUNAL EL POZON",
        "JUNTACIMUNALEL POZON",
        "JACBARRIO EL POZON",
        "J A CVDA EL POZON",
    ],
)
def test_spellings_of_one_board_are_certain(name: str) -> None:
    assert linked(name) == ("P", Verdict.CERTAIN)


@pytest.mark.parametrize("name", ["JAC POZON", "COMUNIDAD DEL POZÓN", "JUNTA DE ACCION COMUNAL", ""])
def test_an_equal_nit_is_certain_where_the_name_does_not_speak_against_it(name: str) -> None:
    assert linked(name, nit="900.123.456-8", town="Turbaco") == ("P", Verdict.CERTAIN)


@pytest.mark.parametrize("name", ["MUNICIPIO DE TURBACO", "CONSTRUCCIONES ROCA SAS", "JAC LAS DELICIAS"])
def test_an_equal_nit_under_quite_another_name_is_left_to_a_person(name: str) -> None:
    assert linked(name, nit="900123456") == ("P", Verdict.PROBABLE)


def test_a_nit_that_two_boards_have_goes_to_the_one_that_the_name_tells() -> None:
    neighbour = a_board(code="N", name="JAC Las Delicias", nit="900123456")
    assert linked("JAC LAS DELICIAS", POZON, neighbour, nit="900123456") == ("N", Verdict.CERTAIN)
    assert linked("JUNTA DE ACCION COMUNAL", POZON, neighbour, nit="900123456")[1] is Verdict.PROBABLE


def test_an_equal_nit_under_another_number_is_left_to_a_person() -> None:
    board = a_board(code="F", name="JAC Barrio La Florida I", nit="900123456")
    assert linked("JAC LA FLORIDA 3", board, nit="900123456") == ("F", Verdict.PROBABLE)
    assert linked("JAC LA FLORIDA", board, nit="900123456") == ("F", Verdict.CERTAIN)


def test_a_nit_one_slip_away_leaves_an_equal_name_to_a_person() -> None:
    assert linked("JAC EL POZON", nit="900123465", town="Cartagena") == ("P", Verdict.PROBABLE)


def test_another_nit_is_another_organisation() -> None:
    assert linked("JUNTA DE ACCION COMUNAL BARRIO EL POZON", nit="900999888") == (None, Verdict.NONE)


def test_a_board_without_nit_may_still_be_linked_by_its_name() -> None:
    assert linked("JAC BAYUNCA", nit="900999888", town="Cartagena") == ("B", Verdict.CERTAIN)


def test_a_namesake_elsewhere_is_never_certain() -> None:
    assert linked("JAC EL POZON", town="Turbaco") == (None, Verdict.NONE)
    assert linked("JAC EL POZON DEL MUNICIPIO DE TURBACO") == (None, Verdict.NONE)
    assert linked("JAC EL POZON", town="Cartagena") == ("P", Verdict.CERTAIN)


def test_two_boards_of_one_name_are_told_apart_by_their_town_or_by_a_person() -> None:
    here = a_board(code="H", name="JAC El Retiro", municipality="Magangué")
    there = a_board(code="T", name="JAC El Retiro", municipality="Sincé")
    assert linked("JAC EL RETIRO", here, there, town="Sincé") == ("T", Verdict.CERTAIN)
    assert linked("JAC EL RETIRO", here, there)[1] is Verdict.PROBABLE


@pytest.mark.parametrize("name", ["JAC EL ROBLE CARTAGENA", "JAC EL ROBLE DE CARTAGENA DE INDIAS BOLIVAR"])
def test_a_town_at_the_end_of_a_name_is_read_as_one(name: str) -> None:
    here, there = (
        a_board(code="H", name="JAC El Roble"),
        a_board(code="T", name="JAC El Roble", municipality="13430"),
    )
    assert linked(name, there, here) == ("H", Verdict.CERTAIN)
    assert linked("JAC EL ROBLE", there, here)[1] is Verdict.PROBABLE
    assert linked("JAC VILLA RICA", a_board(code="V", name="JAC Villa Rica")) == ("V", Verdict.CERTAIN)


def test_a_misspelled_town_in_a_name_is_still_that_town() -> None:
    here = a_board(code="S", name="JAC Barrio Sucre", municipality="15759")
    assert linked("JAC B/ SUCRE MUNICIPIIO DE SOGAMSO", here) == ("S", Verdict.CERTAIN)
    assert linked("JAC B/ SUCRE MUNICIPIO DE PAIPA", here) == (None, Verdict.NONE)


def test_a_department_tells_towns_of_one_name_apart() -> None:
    here = a_board(code="N", name="JAC Barrio Sucre", municipality="52399")  # La Unión, Nariño
    for department, verdict in (
        ("Nariño", Verdict.CERTAIN),
        ("Antioquia", Verdict.NONE),
        ("52", Verdict.CERTAIN),
    ):
        (found,) = link([here], [Supplier("1", "JAC SUCRE", None, "La Unión", department)])
        assert found.verdict is verdict


def test_a_board_whose_town_is_not_known_is_never_certain_by_a_name_from_some_town() -> None:
    board = a_board(code="U", name="JAC Los Libertadores", municipality="")
    assert linked("JAC LOS LIBERTADORES", board, town="Pasto") == ("U", Verdict.PROBABLE)
    assert linked("JAC LOS LIBERTADORES", board) == ("U", Verdict.CERTAIN)


def test_a_union_is_found_by_its_short_name() -> None:
    board = a_board(code="A", name="Asociación de Juntas de Acción Comunal Comuna 9")
    assert linked("ASOJUNTAS COMUNA 9", board) == ("A", Verdict.CERTAIN)
    assert linked("ASOJUNTAS COMUNA 10", board) == (None, Verdict.NONE)


def test_a_name_that_many_places_bear_needs_its_town() -> None:
    board = a_board(code="E", name="JAC La Esperanza")
    assert linked("JAC LA ESPERANZA", board) == ("E", Verdict.PROBABLE)
    assert linked("JAC LA ESPERANZA", board, town="Cartagena de Indias") == ("E", Verdict.CERTAIN)


def test_a_number_tells_boards_apart() -> None:
    board = a_board(code="F", name="JAC Barrio La Florida I")
    assert linked("JAC LA FLORIDA 3", board, town="Cartagena") == (None, Verdict.NONE)
    assert linked("JAC LA FLORIDA 1", board, town="Cartagena") == ("F", Verdict.CERTAIN)


def test_a_doubtful_name_is_left_to_a_person() -> None:
    assert linked("JAC EL POZONAL") == ("P", Verdict.PROBABLE)


def test_a_union_of_boards_is_no_board() -> None:
    assert linked("ASOCIACION DE JUNTAS DE ACCION COMUNAL EL POZON") == (None, Verdict.NONE)


@pytest.mark.parametrize(
    "name",
    ["CONSTRUCCIONES EL POZON SAS", "FUNDACION COMUNITARIA EL POZON", "Hogar comunitario El Pozón", ""],
)
def test_what_is_no_board_is_never_linked(name: str) -> None:
    assert board_name(name) is None
    assert linked(name) == (None, Verdict.NONE)


def test_a_confirmed_supplier_is_certain_and_a_rejected_one_is_asked_no_more() -> None:
    supplier = Supplier("1", "JAC EL POZONAL")
    key = supplier_key(supplier)
    (confirmed,) = link(BOARDS, [supplier], {key: {"B": True}})
    (rejected,) = link(BOARDS, [supplier], {key: {"P": False}})
    assert (confirmed.board_code, confirmed.verdict, confirmed.why) == ("B", Verdict.CERTAIN, Why.CONFIRMED)
    assert (rejected.board_code, rejected.verdict) == (None, Verdict.NONE)


def test_a_decision_on_a_nit_holds_however_its_name_is_written() -> None:
    asked, next_one = (Supplier("1", name, "900123456") for name in ("ROCA SAS", "ROCAS Y CIA"))
    assert link(BOARDS, [next_one], {supplier_key(asked): {"P": False}})[0].verdict is Verdict.NONE


def test_links_come_in_the_order_of_the_suppliers() -> None:
    suppliers = [Supplier(str(n), name) for n, name in enumerate(("X SAS", "JAC BAYUNCA", "Y LTDA"))]
    assert [found.row for found in link(BOARDS, suppliers)] == ["0", "1", "2"]
    assert link(BOARDS, []) == []
    assert link([], suppliers[:1])[0].verdict is Verdict.NONE
