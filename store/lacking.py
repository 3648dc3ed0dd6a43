"""How many boards of each place lack what: counted by the database from the assessments that stand."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from json import loads
from typing import NamedTuple

from sqlalchemy import Connection, Text, and_, cast, func, select

from store import apart
from store.evidence import IS_KNOWN
from store.tables import assessments, boards


class Where(NamedTuple):
    """A place of boards; None where a board has said none."""

    locality: str | None
    unit: str | None
    barrio: str | None


@dataclass
class Lacking:
    """Of `boards`, we know something about the `assessed`; `by_requirement` counts which of those lack it.

    `newest` is the last day on which one of them was found to stand otherwise than before.
    """

    boards: int = 0
    assessed: int = 0
    newest: date = date.min
    by_requirement: Counter[str] = field(default_factory=Counter)

    def add(self, other: "Lacking") -> None:
        self.boards += other.boards
        self.assessed += other.assessed
        self.newest = max(self.newest, other.newest)
        self.by_requirement.update(other.by_requirement)


def by_place(db: Connection, municipality: str, routes: Sequence[str]) -> dict[Where, Lacking]:
    """Of each barrio, what its boards lack on any of these routes."""
    # Boards that lack the same are counted by the database: of 64,000 there are some hundred kinds.
    place = boards.c.locality, boards.c.unit, boards.c.barrio
    of_route = and_(assessments.c.board_code == boards.c.code, assessments.c.route.in_(routes))
    shut = func.aggregate_strings(cast(assessments.c.blocking, Text), "\n").label("shut")
    one = (
        select(*place, shut, func.max(assessments.c.on).label("newest"))
        .join_from(boards, assessments, and_(of_route, IS_KNOWN), isouter=True)
        .where(boards.c.municipality == municipality, apart.of_boards(boards.c.code))
        .group_by(boards.c.code, *place)
        .subquery()
    )
    kinds = one.c.locality, one.c.unit, one.c.barrio, one.c.shut
    query = select(*kinds, func.count(), func.max(one.c.newest)).group_by(*kinds)
    found: dict[Where, Lacking] = {}
    for locality, unit, barrio, kind, count, newest in db.execute(query):
        here = found.setdefault(Where(locality, unit, barrio), Lacking())
        here.boards += count
        if kind is not None:
            here.assessed += count
            here.newest = max(here.newest, newest)
            for id_ in _ids(kind):
                here.by_requirement[id_] += count
    return found


@lru_cache(maxsize=4096)
def _ids(kind: str) -> frozenset[str]:
    """What is lacking on any of some routes, each of which has a line."""
    return frozenset(id_ for line in kind.split("\n") for id_ in loads(line))
