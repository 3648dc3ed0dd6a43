"""Which barrios are neighbours, by their outlines.

Degrees become metres on a plane that touches the earth in the middle of the shapes: within a municipality of
60 km the error is below one in a hundred, five metres in the farthest pair that counts.
"""

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

NEAR_METRES = 500.0
_METRES_PER_DEGREE = 111_195.0  # of a great circle on a sphere of 6,371 km


class Neighbour(NamedTuple):
    """Two places and the metres between their outlines, 0 where they touch; each pair comes both ways."""

    name: str
    other: str
    metres: float


def neighbours(shapes: Mapping[str, Mapping[str, Any]], within: float = NEAR_METRES) -> list[Neighbour]:
    """The pairs that lie within so many metres, in order; `shapes` are GeoJSON geometries in degrees."""
    names = sorted(shapes)
    if not names:
        return []
    outlines = _in_metres([shapely.make_valid(shape(shapes[name])) for name in names])
    tree = shapely.STRtree(outlines)
    one, other = tree.query(outlines, predicate="dwithin", distance=within)
    apart = np.round(shapely.distance(np.take(outlines, one), np.take(outlines, other)), 1)
    pairs = zip(one.tolist(), other.tolist(), apart.tolist(), strict=True)
    return sorted(Neighbour(names[a], names[b], metres) for a, b, metres in pairs if a != b)


def _in_metres(outlines: list[BaseGeometry]) -> list[BaseGeometry]:
    _, south, _, north = shapely.total_bounds(outlines)
    narrowed = math.cos(math.radians((south + north) / 2))  # meridians draw together away from the equator
    scale = np.array([_METRES_PER_DEGREE * narrowed, _METRES_PER_DEGREE])
    return list(shapely.transform(outlines, lambda degrees: degrees * scale))
