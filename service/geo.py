"""Shapes of barrios from a GeoJSON file (properties NOMBRE, LOC, UCG)."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from matching.places.gazetteer import Gazetteer
from matching.places.known_names import known_names
from matching.places.neighbours import Neighbour, neighbours
from store.places import Shape

_LOCALITIES = {
    "LH": "Histórica y del Caribe Norte",
    "LV": "De la Virgen y Turística",
    "LI": "Industrial y de la Bahía",
}
_RURAL = "20"  # of Cartagena: all the land from Bayunca to Isla Fuerte, no unit that makes neighbours


class UnreadableShapes(Exception):
    """The file is no GeoJSON of barrios."""


def read(path: Path, municipality: str) -> tuple[list[Shape], list[tuple[int, str]]]:
    """The shapes of a file, and the features that were rejected, by number and reason."""
    try:
        features = json.loads(path.read_text(encoding="utf-8"))["features"]
    except (OSError, UnicodeDecodeError, ValueError, KeyError, TypeError) as error:
        raise UnreadableShapes(f"{path}: no GeoJSON with features ({error})") from error
    shapes: dict[str, Shape] = {}
    rejected: list[tuple[int, str]] = []
    for number, feature in enumerate(features, 1):
        found = _shape(feature, municipality)
        if isinstance(found, str):
            rejected.append((number, found))
        elif found.name in shapes:
            shapes[found.name] = _joined(shapes[found.name], found)
        else:
            shapes[found.name] = found
    return list(shapes.values()), rejected


def near(shapes: Mapping[str, Mapping[str, Any]], gazetteer: Gazetteer) -> list[Neighbour]:
    """Which barrios are neighbours, by the names that the gazetteer gives them: those that boards bear."""
    known = known_names(shapes, gazetteer)
    return neighbours({known[name]: shape for name, shape in shapes.items()})


def _shape(feature: object, municipality: str) -> Shape | str:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    if not isinstance(properties, dict) or not str(properties.get("NOMBRE") or "").strip():
        return "no property NOMBRE"
    if not isinstance(geometry, dict) or geometry.get("type") not in ("Polygon", "MultiPolygon"):
        return "no Polygon or MultiPolygon"
    locality = str(properties.get("LOC") or "")
    unit = str(properties.get("UCG") or "")
    return Shape(
        municipality=municipality,
        name=str(properties["NOMBRE"]).strip(),
        locality=_LOCALITIES.get(locality, locality or None),
        unit=None if unit in ("", _RURAL) else unit,
        shape=geometry,
    )


def _joined(first: Shape, second: Shape) -> Shape:
    """A barrio that comes in two pieces is one place of two polygons."""
    pieces = [
        polygon
        for shape in (first.shape, second.shape)
        for polygon in (shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]])
    ]
    return Shape(
        first.municipality,
        first.name,
        first.locality,
        first.unit,
        {"type": "MultiPolygon", "coordinates": pieces},
    )
