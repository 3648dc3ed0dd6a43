"""Shapes of barrios that the operator loaded, and which barrios are neighbours."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, Text, bindparam, cast, delete, func, insert, select

from domain.text import fold
from store.questions import Question, Rows
from store.tables import place_neighbours, places
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


def every(db: Connection, municipality: str) -> list[Shape]:
    """The places of a municipality with their outlines, by name."""
    query = select(*(places.c[name] for name in Shape.__dataclass_fields__)).order_by(places.c.name)
    return [Shape(*row) for row in db.execute(query.where(places.c.municipality == municipality))]


def localities(db: Connection, municipality: str) -> dict[str, str | None]:
    """The locality of each place of a municipality that has an outline, by name."""
    query = select(places.c.name, places.c.locality).where(places.c.municipality == municipality)
    return dict(db.execute(query.order_by(places.c.name)).all())


def mark(db: Connection, municipality: str) -> tuple[int, int]:
    """What changes when other outlines are loaded: how many there are, and how long they are together."""
    length = func.coalesce(func.sum(func.length(cast(places.c.shape, Text))), 0)
    query = select(func.count(), length).where(places.c.municipality == municipality)
    count, total = db.execute(query).one()
    return count, int(total)


def shapes(db: Connection, municipality: str) -> dict[str, dict[str, Any]]:
    """The outlines of a municipality: GeoJSON geometries in degrees by name."""
    query = select(places.c.name, places.c.shape).where(places.c.municipality == municipality)
    return {row.name: row.shape for row in db.execute(query)}


def replace_neighbours(db: Connection, municipality: str, found: Iterable[tuple[str, str, float]]) -> None:
    """Keep these pairs (name, other, metres) of a municipality and forget the others."""
    rows = [
        {"municipality": municipality, "name": name, "other": other, "metres": metres}
        for name, other, metres in found
    ]
    db.execute(delete(place_neighbours).where(place_neighbours.c.municipality == municipality))
    if rows:
        db.execute(insert(place_neighbours), rows)


def neighbours(db: Connection, municipality: str) -> dict[str, dict[str, float]]:
    """The neighbours of each barrio and the metres between outlines; all names folded."""
    return NEIGHBOURS.ask(db, municipality=municipality)


def count(db: Connection) -> int:
    return db.execute(select(func.count()).select_from(places)).scalar_one()


def _near(rows: Rows) -> dict[str, dict[str, float]]:
    near: dict[str, dict[str, float]] = defaultdict(dict)
    for row in rows:
        near[fold(row.name)][fold(row.other)] = row.metres
    return dict(near)


NEIGHBOURS = Question(
    select(place_neighbours.c.name, place_neighbours.c.other, place_neighbours.c.metres).where(
        place_neighbours.c.municipality == bindparam("municipality", type_=Text)
    ),
    _near,
)
"""The neighbours of each barrio of a municipality and the metres between outlines; all names folded."""
