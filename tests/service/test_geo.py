"""Shapes of barrios from a file, and the names by which they are neighbours."""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from matching.places.gazetteer import Gazetteer
from service import geo, imports
from service.context import Context
from service.progress import Progress
from store import places
from store.engine import reading
from tests.examples import NOW
from tests.flow.house import settings

CARTAGENA = Gazetteer.load("13001")


def square(east: int) -> dict[str, Any]:
    x, s = east / 111_195, 100 / 111_195  # metres into degrees, on the equator
    return {"type": "Polygon", "coordinates": [[[x, 0], [x + s, 0], [x + s, s], [x, s], [x, 0]]]}


def layer(folder: Path, name: str, geometry: dict[str, Any], **properties: object) -> Path:
    path = folder / "barrios.geojson"
    feature = {"properties": {"NOMBRE": name, **properties}, "geometry": geometry}
    path.write_text(json.dumps({"features": [feature]}), encoding="utf-8")
    return path


def test_neighbours_bear_the_names_that_boards_bear() -> None:
    found = geo.near({"EL POZON": square(0), "OLAYA ST. RAFAEL NUÑEZ": square(150)}, CARTAGENA)
    assert [(one.name, one.metres) for one in found] == [
        ("El Pozón", 50.0),
        ("Olaya Herrera – sector Rafael Núñez", 50.0),
    ]


def test_two_places_are_not_taken_for_one() -> None:
    found = geo.near({"RECREO": square(0), "EL RECREO": square(150)}, CARTAGENA)
    assert [(one.name, one.other) for one in found] == [("El Recreo", "RECREO"), ("RECREO", "El Recreo")]


def test_a_place_that_no_gazetteer_knows_keeps_its_name() -> None:
    found = geo.near({"Villa Nueva": square(0), "Dos Aguas": square(100)}, Gazetteer.load("99999"))
    assert [one.name for one in found] == ["Dos Aguas", "Villa Nueva"]


def test_an_import_works_out_the_neighbours_of_all_shapes_so_far(engine: Engine, tmp_path: Path) -> None:
    where = settings(engine, "http://127.0.0.1:1", "smtp://127.0.0.1:1", "13001")
    context = Context(engine, where, lambda: NOW, Progress(quiet=True))
    for name, east in (("EL POZON", 0), ("FREDONIA", 150), ("FREDONIA", 150)):
        assert imports.shapes(context, layer(tmp_path, name, square(east))).accepted == 1
    with reading(engine) as db:
        near = places.neighbours(db, "13001")
    assert near == {"el pozon": {"fredonia": 50.0}, "fredonia": {"el pozon": 50.0}}


@pytest.mark.parametrize(("written", "unit"), [(6, "6"), ("6", "6"), (20, None), ("20", None), (None, None)])
def test_the_mark_of_all_rural_land_is_no_unit(tmp_path: Path, written: object, unit: str | None) -> None:
    path = layer(tmp_path, "BAYUNCA", square(0), UCG=written)
    shapes, rejected = geo.read(path, "13001")
    assert (shapes[0].unit, rejected) == (unit, [])
