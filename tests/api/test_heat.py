"""The heat table and its spots, from counts alone."""

from collections import Counter

import pytest

from api.desk.heat import heat
from api.desk.spots import spots_of
from domain.unlock import GroupUnlock, Unlock
from readiness.catalogue import load
from store.lacking import Lacking, Where
from tests.examples import TODAY

CATALOGUE = load(TODAY)
VIRGEN = "De la Virgen y Turística"


def a_place(boards: int, **lacks: int) -> Lacking:
    return Lacking(boards, boards, TODAY, Counter(lacks))


@pytest.mark.parametrize(("boards", "shown"), [(4, None), (5, 2)])
def test_who_sees_numbers_alone_is_shown_no_group_of_fewer_than_five(boards: int, shown: int | None) -> None:
    places = {
        Where(VIRGEN, "6", "El Pozón"): a_place(boards, RUT=2),
        Where(None, None, None): a_place(20, RUT=3),
    }
    table = heat(CATALOGUE, places, [], None, shows_few=False)
    assert table.rows[0].cells[0].lacking == shown
    spots = spots_of(places, None, None, "RUT", by_barrio=False).spots
    assert (spots[0].value is None) is (shown is None)
    assert heat(CATALOGUE, places, [], None, shows_few=True).rows[0].cells[0].lacking == 2


def test_what_few_boards_lack_is_not_found_by_subtracting_the_others_from_all() -> None:
    """Neither in one table nor between that of the town and that of a locality, nor on the map."""
    units = {"6": a_place(9, RUT=4), "4": a_place(6, RUT=2), "5": a_place(3, RUT=1)}
    places = {Where(VIRGEN, unit, None): one for unit, one in units.items()}
    places[Where(None, None, None)] = a_place(2, RUT=1, PJ=1)
    unit = next(iter(CATALOGUE.training))
    opened = [GroupUnlock(None, unit, 8, 8, Unlock(1)), GroupUnlock(VIRGEN, unit, 7, 7, Unlock(1))]

    def seen(locality: str | None) -> tuple[list[tuple[str, list[int | None]]], int]:
        table = heat(CATALOGUE, places, opened, locality, shows_few=False)
        rows = [
            (one.requirement.id, [cell.lacking for cell in (one.total, *one.cells)]) for one in table.rows
        ]
        return rows, len(table.taught)

    assert seen(None) == ([("RUT", [7, 7, None])], 0)
    assert seen(VIRGEN) == ([("RUT", [7, None, None, 4])], 1)
    spots = spots_of(places, None, None, "RUT", by_barrio=False).spots
    assert [spot.lacking_it for spot in spots if spot.value is not None] == [4]


def test_of_a_place_of_few_boards_it_is_not_even_said_that_something_is_lacking() -> None:
    places = {Where(VIRGEN, "6", None): a_place(4, RUT=2), Where("Otra", "1", None): a_place(9)}
    assert heat(CATALOGUE, places, [], VIRGEN, shows_few=False).rows == []
    assert heat(CATALOGUE, places, [], VIRGEN, shows_few=True).rows


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
