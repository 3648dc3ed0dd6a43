"""The boards that a person of the office looks for, a page at a time, and how each stands."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Row, Select, Text, and_, cast, exists, func, or_, select

from domain.contact import Channel
from domain.text import fold
from store import apart, reach
from store.evidence import IS_KNOWN
from store.folded import has_word
from store.reach import Unreachable
from store.tables import assessments, boards, matches

NOWHERE = ""  # of boards that said no locality, unidad comunera or barrio
UNASSESSED = ""  # in place of a level: of boards that nobody has assessed


@dataclass(frozen=True, slots=True)
class Sought:
    """What is asked of the boards; None asks nothing. `text` are words of the name, code, barrio or NIT.

    `level` and `requirement` are asked of `routes`: that level on one of them, or that gap.
    """

    municipality: str
    routes: tuple[str, ...]
    text: str = ""
    locality: str | None = None
    unit: str | None = None
    barrio: str | None = None
    level: str | None = None
    requirement: str | None = None
    is_reached: bool | None = None


class Listed(NamedTuple):
    """A board in a list: how it is reached or why not, and how many matches of it can still be answered."""

    code: str
    name: str
    locality: str | None
    unit: str | None
    barrio: str | None
    way: Channel | Unreachable
    matches: int


class Standing(NamedTuple):
    """How a board stands on a route, and what it lacks there."""

    route: str
    level: str
    score: int
    missing: tuple[str, ...]


def page(db: Connection, sought: Sought, today: date, size: int, after: str = "") -> tuple[list[Listed], int]:
    """The boards after a code, in the order of codes, and how many there are in all."""
    asked = _asked(sought)
    total = select(func.count()).select_from(boards).where(*asked).scalar_subquery()
    query = _listed(today).add_columns(total.label("total"))
    rows = db.execute(query.where(*asked, boards.c.code > after).order_by(boards.c.code).limit(size)).all()
    return [_board(row) for row in rows], rows[0].total if rows else 0


def one(db: Connection, code: str, today: date) -> Listed | None:
    """One board as it is listed; the canary's is none."""
    query = _listed(today).where(boards.c.code == code, apart.of_boards(boards.c.code))
    row = db.execute(query).one_or_none()
    return _board(row) if row else None


def standings(db: Connection, codes: Collection[str], routes: Sequence[str]) -> dict[str, list[Standing]]:
    """How these boards stand on these routes, by code, the best first."""
    c = assessments.c
    query = select(c.board_code, c.route, c.level, c.score, c.blocking)
    query = query.where(c.board_code.in_(codes), c.route.in_(routes))
    found: dict[str, list[Standing]] = {}
    for code, route, level, score, blocking in db.execute(query.order_by(c.score.desc(), c.route)):
        found.setdefault(code, []).append(Standing(route, level, score, tuple(blocking)))
    return found


def places(db: Connection, municipality: str) -> list[tuple[str | None, str | None, str | None]]:
    """Locality, unidad comunera and barrio of all boards, each once."""
    query = select(boards.c.locality, boards.c.unit, boards.c.barrio).distinct()
    return [tuple(row) for row in db.execute(_ours(query, municipality))]


def _listed(today: date) -> Select[Any]:
    open_still = or_(matches.c.closes_on.is_(None), matches.c.closes_on >= today)
    offered = (
        select(func.count())
        .where(matches.c.board_code == boards.c.code, matches.c.withdrawn_at.is_(None), open_still)
        .scalar_subquery()
    )
    own = (boards.c[name] for name in ("code", "name", "locality", "unit", "barrio"))
    columns: list[ColumnElement[Any]] = [*own, *reach.COLUMNS, offered.label("offered")]
    return select(*columns)


def _board(row: Row[Any]) -> Listed:
    return Listed(row.code, row.name, row.locality, row.unit, row.barrio, reach.way_of(row), row.offered)


def _ours(query: Select[Any], municipality: str) -> Select[Any]:
    return query.where(boards.c.municipality == municipality, apart.of_boards(boards.c.code))


def _asked(sought: Sought) -> list[ColumnElement[bool]]:
    asked = [boards.c.municipality == sought.municipality, apart.of_boards(boards.c.code)]
    asked += [_names(word) for word in fold(sought.text).split()]
    for column, wanted in (
        (boards.c.locality, sought.locality),
        (boards.c.unit, sought.unit),
        (boards.c.barrio, sought.barrio),
    ):
        if wanted is not None:
            asked.append(column == wanted if wanted != NOWHERE else column.is_(None))
    own = and_(assessments.c.board_code == boards.c.code, assessments.c.route.in_(sought.routes), IS_KNOWN)
    if sought.level == UNASSESSED:
        asked.append(~exists().where(own))
    elif sought.level is not None:
        asked.append(exists().where(own, assessments.c.level == sought.level))
    if sought.requirement is not None:
        lacks = cast(assessments.c.blocking, Text).contains(f'"{sought.requirement}"', autoescape=True)
        asked.append(exists().where(own, lacks))
    if sought.is_reached is not None:
        asked.append(reach.IS_REACHED if sought.is_reached else ~reach.IS_REACHED)
    return asked


def _names(word: str) -> ColumnElement[bool]:
    """Whether name, code, barrio or NIT of a board has this word."""
    more = boards.c.code, func.coalesce(boards.c.barrio, ""), func.coalesce(boards.c.nit, "")
    return has_word(word, boards.c.name, *more)
