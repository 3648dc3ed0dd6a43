"""The heat table and its spots, from counts alone."""

from collections import Counter

import pytest

from api.desk.heat import heat
from api.desk.spots import spots_of
from readiness.catalogue import load
from store.lacking import Lacking, Where
from tests.examples import TODAY

CATALOGUE = load(TODAY)
VIRGEN = "De la Virgen y Turística"


def a_place(boards: int, **lacks: int) -> Lacking:
    return Lacking(boards, boards, TODAY, Counter(lacks))


@pytest.mark.parametrize(("boards", "shown"), [(4, None), (5, 2)])
def test_who_sees_numbers_alone_is_shown_no_group_of_fewer_than_five(boards: int, shown: int | None) -> None:
    places = {Where(VIRGEN, "6", "El Pozón"): a_place(boards, RUT=2), Where(None, None, None): a_place(20)}
    table = heat(CATALOGUE, places, [], None, shows_few=False)
    assert table.rows[0].cells[0].lacking == shown
    spots = spots_of(places, None, None, "RUT", by_barrio=False).spots
    assert (spots[0].value is None) is (shown is None)
    assert heat(CATALOGUE, places, [], None, shows_few=True).rows[0].cells[0].lacking == 2


def test_what_most_boards_lack_comes_first_and_a_ban_is_no_gap() -> None:
    places = {Where(VIRGEN, "6", "El Pozón"): a_place(9, RUT=2, PJ=5, VEDA=9)}
    table = heat(CATALOGUE, places, [], None, shows_few=True)
    assert [row.requirement.id for row in table.rows] == ["PJ", "RUT"]


def test_units_come_by_number_and_boards_without_one_last() -> None:
    places = {Where(VIRGEN, unit, None): a_place(6, RUT=1) for unit in ("10", None, "6")}
    table = heat(CATALOGUE, places, [], VIRGEN, shows_few=True)
    assert [column.name for column in table.columns] == ["6", "10", None]


def test_a_group_that_nobody_assessed_has_no_share() -> None:
    places = {
        Where(VIRGEN, "6", "El Pozón"): a_place(9, RUT=2),
        Where("Otra", "1", "Manga"): Lacking(boards=7),
    }
    row = heat(CATALOGUE, places, [], None, shows_few=True).rows[0]
    assert [cell.share for cell in row.cells] == [pytest.approx(2 / 9), None]
    assert [cell.step for cell in row.cells] == [1, None]


def test_a_barrio_of_two_localities_is_one_spot() -> None:
    places = {Where(VIRGEN, "6", "El Pozón"): a_place(1, RUT=1), Where(None, None, "EL POZÓN"): a_place(1)}
    (spot,) = spots_of(places, None, None, "RUT", by_barrio=True).spots
    assert (spot.lacking.boards, spot.lacking_it, spot.step) == (2, 1, 2)
