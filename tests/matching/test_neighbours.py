"""Which barrios are neighbours, by their outlines."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.places.neighbours import NEAR_METRES, Neighbour, neighbours

METRE = 1 / 111_195  # degrees of latitude, and of longitude on the equator


def square(east: float, north: float = 0.0, side: float = 100.0, latitude: float = 0.0) -> dict[str, Any]:
    """A square of so many metres by its south-western corner, in metres from the equator's beginning."""
    x, y, s = east * METRE, latitude + north * METRE, side * METRE
    return {"type": "Polygon", "coordinates": [[[x, y], [x + s, y], [x + s, y + s], [x, y + s], [x, y]]]}


def test_places_that_touch_are_no_metre_apart() -> None:
    found = neighbours({"A": square(0), "B": square(100)})
    assert found == [Neighbour("A", "B", 0.0), Neighbour("B", "A", 0.0)]


@pytest.mark.parametrize(("gap", "near"), [(1.0, True), (499.0, True), (501.0, False), (5000.0, False)])
def test_neighbours_lie_within_half_a_kilometre(gap: float, near: bool) -> None:
    found = neighbours({"A": square(0), "B": square(100 + gap)})
    assert [(one.other, one.metres) for one in found] == ([("B", gap), ("A", gap)] if near else [])


def test_corners_count_as_the_crow_flies() -> None:
    assert neighbours({"A": square(0), "B": square(400, 500)})[0].metres == 500.0


def test_meridians_draw_together_away_from_the_equator() -> None:
    shapes = {"A": square(0, latitude=60.0), "B": square(300, latitude=60.0)}
    assert neighbours(shapes)[0].metres == pytest.approx(100.0, rel=0.01)


def test_a_place_of_two_pieces_is_as_near_as_its_nearer_piece() -> None:
    pieces = [square(900)["coordinates"], square(150)["coordinates"]]
    found = neighbours({"A": square(0), "B": {"type": "MultiPolygon", "coordinates": pieces}})
    assert found[0].metres == 50.0


def test_an_outline_that_crosses_itself_still_has_neighbours() -> None:
    s = 100 * METRE
    bow = {"type": "Polygon", "coordinates": [[[0, 0], [s, s], [s, 0], [0, s], [0, 0]]]}
    assert neighbours({"A": bow, "B": square(120)})[0].metres == 20.0


def test_no_shape_and_one_shape_have_no_neighbours() -> None:
    assert neighbours({}) == neighbours({"A": square(0)}) == []


@given(st.lists(st.integers(0, 3000), min_size=2, max_size=8, unique=True))
def test_each_pair_comes_both_ways_and_as_plain_arithmetic_says(easts: list[int]) -> None:
    shapes = {f"{east}": square(east) for east in easts}
    gaps = {(a, b): max(0, abs(a - b) - 100) for a in easts for b in easts if a != b}
    wanted = {(f"{a}", f"{b}"): gap for (a, b), gap in gaps.items() if gap < NEAR_METRES}
    found = {(one.name, one.other): one.metres for one in neighbours(shapes) if one.metres < NEAR_METRES}
    assert found == pytest.approx(wanted, abs=0.11)


@pytest.mark.real_rows
def test_the_barrios_of_cartagena_have_the_neighbours_that_people_know(shared: Path) -> None:
    layer = json.loads((shared / "data" / "reference" / "cartagena_barrios.geojson").read_text("utf-8"))
    found = neighbours({f["properties"]["NOMBRE"]: f["geometry"] for f in layer["features"]})
    near = {(one.name, one.other): one.metres for one in found}
    assert near["BOCAGRANDE", "CASTILLOGRANDE"] < 50
    assert near["GETSEMANI", "CENTRO"] < 100
    assert ("BOCAGRANDE", "EL POZON") not in near
    assert ("BARU", "TIERRA BOMBA") not in near
