"""A map of barrios as paths of SVG, drawn from the outlines that the operator loaded; without any, of tiles.

Degrees become whole units of the drawing: at 600 to a city of 20 km a unit is some 30 m, finer than a screen
shows, and a layer of 20,000 points takes 30 kB.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import cos, radians
from typing import Any, NamedTuple

from sqlalchemy import Connection

from domain.territory import Place
from domain.text import fold
from matching.places.gazetteer import Gazetteer
from matching.places.known_names import known_names
from store import places
from store.places import Shape

WIDTH = 600
_TILE, _APART, _A_ROW = 44, 4, 11  # tiles of 44 units: 24 px on a telephone
_LABEL, _HEAD = 72, 40  # room for "UCG 14" before a row, and for a locality's name above its rows
_KINDS = ("barrio", "corregimiento", "vereda", "isla")

Point = tuple[float, float]


class Area(NamedTuple):
    """One place on the map. `path` is what an SVG path draws; `name` is as boards bear it."""

    name: str
    locality: str | None
    unit: str | None
    path: str


class Label(NamedTuple):
    words: str
    x: int
    y: int
    is_heading: bool


@dataclass(frozen=True)
class BarrioMap:
    """`is_drawn`: from outlines, rather than of tiles. `left_out` places lie beyond its edge."""

    width: int
    height: int
    areas: list[Area]
    labels: list[Label]
    is_drawn: bool
    left_out: int = 0


class BarrioMaps:
    """Maps that were drawn are remembered until other outlines are loaded: reading 200 takes 50 ms."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str | None], tuple[object, BarrioMap | None]] = {}

    def of(self, db: Connection, municipality: str, locality: str | None) -> BarrioMap | None:
        """The map of a municipality, or of a locality that boards of it are in."""
        of_what, mark = (municipality, locality), places.mark(db, municipality)
        known = self._known.get(of_what)
        if known is None or known[0] != mark:
            known = mark, barrio_map(municipality, places.every(db, municipality), locality)
            self._known[of_what] = known
        return known[1]


def barrio_map(municipality: str, shapes: Sequence[Shape], locality: str | None) -> BarrioMap | None:
    """The map of a municipality, or of one of its localities; None where we know of no place there."""
    gazetteer = Gazetteer.load(municipality)
    here = [shape for shape in shapes if locality in (None, shape.locality)]
    if here:
        return _drawn(here, known_names([shape.name for shape in shapes], gazetteer))
    places = [one for one in gazetteer.places if one.kind in _KINDS and locality in (None, one.locality)]
    return _tiled(places) if places else None


def _drawn(shapes: Sequence[Shape], names: Mapping[str, str]) -> BarrioMap:
    """The town fills the map: the land and the islands around it, of no unidad comunera, are left out where
    they lie beyond it.
    """
    town = [shape for shape in shapes if shape.unit] or shapes
    points = [point for shape in town for ring in _rings(shape.shape) for point in ring]
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    narrower = cos(radians((south + north) / 2))  # a degree of longitude beside one of latitude
    scale = WIDTH / max((east - west) * narrower, 1e-9)
    height = max(1, round((north - south) * scale))
    areas = []
    for shape in shapes:
        rings = [
            _simple((round((x - west) * narrower * scale), round((north - y) * scale)) for x, y in ring)
            for ring in _rings(shape.shape)
        ]
        if any(0 <= x <= WIDTH and 0 <= y <= height for ring in rings for x, y in ring):
            path = "".join(_path(ring) for ring in rings if len(ring) > 2)
            areas.append(Area(names[shape.name], shape.locality, shape.unit, path))
    return BarrioMap(WIDTH, height, areas, [], is_drawn=True, left_out=len(shapes) - len(areas))


def _rings(shape: Mapping[str, Any]) -> Iterator[list[Point]]:
    polygons = shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
    return ([(point[0], point[1]) for point in ring] for polygon in polygons for ring in polygon)


def _simple(points: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Without points that fall on the one before, or that lie on the line between their neighbours."""
    kept: list[tuple[int, int]] = []
    for x, y in points:
        if kept and kept[-1] == (x, y):
            continue
        if len(kept) > 1:
            (ax, ay), (bx, by) = kept[-2:]
            if (bx - ax) * (y - by) == (by - ay) * (x - bx):
                kept.pop()
        kept.append((x, y))
    if len(kept) > 1 and kept[0] == kept[-1]:
        kept.pop()
    return kept


def _path(ring: Sequence[tuple[int, int]]) -> str:
    """Each point by its distance from the one before, which takes half the characters."""
    steps = (f"{bx - ax} {by - ay}" for (ax, ay), (bx, by) in pairwise(ring))
    return f"M{ring[0][0]} {ring[0][1]}l{' '.join(steps)}z"


def _tiled(places: Iterable[Place]) -> BarrioMap:
    """A tile a place, by locality and unidad comunera: it says nothing of size or distance."""
    rows: dict[str, dict[str, list[Place]]] = {}
    for place in sorted(
        places, key=lambda one: (fold(one.locality or ""), _number(one.unit), fold(one.name))
    ):
        rows.setdefault(place.locality or "Sin localidad", {}).setdefault(place.unit or "", []).append(place)
    areas, labels, y = [], [], 0
    for locality, units in rows.items():
        labels.append(Label(locality, 0, y + _HEAD - 14, is_heading=True))
        y += _HEAD
        for unit, some in units.items():
            labels.append(Label(f"UCG {unit}" if unit else "Sin UCG", 0, y + 28, is_heading=False))
            for nth, place in enumerate(some):
                down, right = divmod(nth, _A_ROW)
                corner = f"M{_LABEL + 8 + right * (_TILE + _APART)} {y + down * (_TILE + _APART)}"
                path = f"{corner}h{_TILE}v{_TILE}h-{_TILE}z"
                areas.append(Area(place.name, place.locality, place.unit, path))
            y += (1 + (len(some) - 1) // _A_ROW) * (_TILE + _APART)
        y += _APART * 3
    return BarrioMap(_LABEL + 8 + _A_ROW * (_TILE + _APART), y, areas, labels, is_drawn=False)


def _number(unit: str | None) -> int:
    return int(unit) if unit and unit.isdecimal() else 99
