"""The map of barrios: drawn from outlines, or of tiles where there are none."""

import re
from typing import Any

import pytest
from sqlalchemy import Engine

from api.desk.barrio_map import WIDTH, BarrioMap, BarrioMaps, barrio_map
from api.desk.heat import step_of
from api.desk.spots import SHARES
from store import places
from store.engine import reading, writing
from store.places import Shape
from tests.api.town import ON_SQLITE

VIRGEN = "De la Virgen y Turística"


def a_square(
    west: float = -75.46, south: float = 10.40, side: float = 0.02, points: int = 1
) -> dict[str, Any]:
    """A square with so many points on each side."""
    step = side / points
    corners = [
        *([west + n * step, south] for n in range(points)),
        *([west + side, south + n * step] for n in range(points)),
        *([west + side - n * step, south + side] for n in range(points)),
        *([west, south + side - n * step] for n in range(points)),
    ]
    return {"type": "Polygon", "coordinates": [[*corners, corners[0]]]}


def a_shape(name: str = "EL POZON", unit: str | None = "6", locality: str = VIRGEN, **where: Any) -> Shape:
    return Shape("13001", name, locality, unit, a_square(**where))


def drawn(*shapes: Shape, locality: str | None = None) -> BarrioMap:
    found = barrio_map("13001", shapes, locality)
    assert found is not None
    return found


def test_a_barrio_is_drawn_to_the_edges_of_the_map_under_the_name_that_boards_bear() -> None:
    found = drawn(a_shape())
    assert [area.name for area in found.areas] == ["El Pozón"]
    assert found.areas[0].path == f"M0 {found.height}l{WIDTH} 0 0 -{found.height} -{WIDTH} 0z"


def test_a_degree_of_longitude_is_narrower_than_one_of_latitude() -> None:
    assert drawn(a_shape()).height == pytest.approx(WIDTH / 0.9835, abs=1)


def test_points_on_a_line_and_points_that_fall_together_are_left_out() -> None:
    corners = drawn(a_shape()).areas[0].path
    assert drawn(a_shape(points=7)).areas[0].path == corners
    assert drawn(a_shape(points=5_000)).areas[0].path == corners


def test_a_barrio_of_two_pieces_with_a_hole_is_one_area_of_three_rings() -> None:
    pieces = [a_square()["coordinates"], a_square(west=-75.40)["coordinates"]]
    pieces[0] = [*pieces[0], *a_square(west=-75.455, south=10.405, side=0.005)["coordinates"]]
    both = Shape("13001", "EL POZON", VIRGEN, "6", {"type": "MultiPolygon", "coordinates": pieces})
    (area,) = drawn(both).areas
    assert len(re.findall("M", area.path)) == 3


def test_land_beyond_the_town_is_left_out_and_counted() -> None:
    found = drawn(a_shape(), a_shape("ISLA FUERTE", unit=None, west=-76.18, south=9.39))
    assert [area.name for area in found.areas] == ["El Pozón"]
    assert found.left_out == 1


def test_where_there_is_nothing_but_land_the_land_is_drawn() -> None:
    assert drawn(a_shape(unit=None)).left_out == 0


def test_a_locality_is_drawn_alone_and_without_an_outline_of_tiles() -> None:
    shapes = (a_shape(), a_shape("MANGA", "1", "Histórica y del Caribe Norte", west=-75.54))
    assert [area.name for area in drawn(*shapes, locality=VIRGEN).areas] == ["El Pozón"]
    assert not drawn(*shapes, locality="Industrial y de la Bahía").is_drawn


def test_tiles_lie_in_the_rows_of_their_unidad_comunera_and_none_on_another() -> None:
    found = drawn()
    assert not found.is_drawn
    assert {label.words for label in found.labels if label.is_heading} >= {VIRGEN, "Industrial y de la Bahía"}
    starts = [area.path.partition("h")[0] for area in found.areas]
    assert len(set(starts)) == len(starts) > 200
    right, down = zip(*((int(x), int(y)) for x, y in (start[1:].split() for start in starts)), strict=True)
    assert max(right) + 44 <= found.width
    assert max(down) + 44 <= found.height


def test_a_municipality_of_which_we_know_no_place_has_no_map() -> None:
    assert barrio_map("99999", [], None) is None


@ON_SQLITE
def test_a_map_is_drawn_anew_once_other_outlines_are_loaded(engine: Engine) -> None:
    maps = BarrioMaps()
    with reading(engine) as db:
        tiles = maps.of(db, "13001", None)
        assert maps.of(db, "13001", None) is tiles
    with writing(engine) as db:
        places.save(db, [a_shape()])
    with reading(engine) as db:
        found = maps.of(db, "13001", None)
        assert found is not None
        assert found.is_drawn
        assert maps.of(db, "13001", None) is found


@pytest.mark.parametrize(
    ("share", "step"), [(0.0, 0), (0.01, 1), (0.25, 1), (0.26, 2), (0.75, 3), (0.76, 4), (1.0, 4)]
)
def test_a_shade_holds_up_to_its_edge_and_none_is_its_own(share: float, step: int) -> None:
    assert step_of(share, SHARES) == step
