"""Shapes of barrios that the operator loaded."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, func, select

from store.tables import places
from store.upsert import Saved, upsert


@dataclass(frozen=True, slots=True)
class Shape:
    """A barrio and its outline: a GeoJSON geometry in degrees (EPSG:4326)."""

    municipality: str
    name: str
    locality: str | None
    unit: str | None
    shape: dict[str, Any]


def save(db: Connection, found: Sequence[Shape]) -> Saved:
    """Add the shapes, or replace those of the same municipality and name."""
    query = select(places.c.municipality, places.c.name)
    known = {(municipality, name) for municipality, name in db.execute(query)}
    new = sum((shape.municipality, shape.name) not in known for shape in found)
    upsert(db, places, [asdict(shape) for shape in found])
    return Saved(new, len(found) - new, 0)


def count(db: Connection) -> int:
    return db.execute(select(func.count()).select_from(places)).scalar_one()
