"""Tables as programs read them: a part at a time, in the order of their key, and only what is asked for.

A part begins after the key of the last row of the part before, so none is missed or given twice while rows
come and go, and the thousandth part costs what the first did.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, Text, column, literal, select, tuple_
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from domain.contact import Role
from domain.days import BOGOTA
from store import apart
from store.links import seen_links
from store.tables import assessments, boards, group_unlocks, matches, outcomes, refusals
from store.telling_tables import deliveries

Key = tuple[str | int, ...]
Row = RowMapping


@dataclass(frozen=True)
class Listing:
    """`name` is what the audit calls it. `key` are the columns that name a row, each text or a whole number;
    `filters` what may be asked for.
    """

    name: str
    query: Select[*tuple[Any, ...]]
    key: tuple[ColumnElement[Any], ...]
    filters: Mapping[str, Callable[[Any], ColumnElement[bool]]]

    def key_of(self, row: Row) -> Key:
        return tuple(row[one.key or ""] for one in self.key)


def part(
    db: Connection, listing: Listing, wanted: Mapping[str, Any], after: Key | None, most: int
) -> list[Row]:
    """At most `most` rows after a key. What is wanted of a filter is None where it does not matter."""
    query = listing.query.order_by(*listing.key).limit(most)
    for name, value in wanted.items():
        if value is not None:
            query = query.where(listing.filters[name](value))
    if after is not None:
        query = query.where(tuple_(*listing.key) > tuple_(*map(literal, after)))
    return list(db.execute(query).mappings())


class _Each(FunctionElement[Any]):
    """The texts of a JSON list, a row each, in a column `value`: a function of each database's own."""

    name = "each"
    inherit_cache = True


@compiles(_Each, "sqlite")
def _each_of_sqlite(element: _Each, compiler: Any, **options: Any) -> str:
    return f"json_each({compiler.process(element.clauses, **options)})"


@compiles(_Each, "postgresql")
def _each_of_postgresql(element: _Each, compiler: Any, **options: Any) -> str:
    return f"json_array_elements_text({compiler.process(element.clauses, **options)})"


def _exactly(**columns: ColumnElement[Any]) -> dict[str, Callable[[Any], ColumnElement[bool]]]:
    return {name: one.__eq__ for name, one in columns.items()}


def _since(moment: ColumnElement[datetime]) -> Callable[[date], ColumnElement[bool]]:
    """From the first moment of a day in Bogotá."""
    return lambda day: moment >= datetime.combine(day, time.min, BOGOTA)


_M, _R, _A, _O, _D, _U = matches.c, refusals.c, assessments.c, outcomes.c, deliveries.c, group_unlocks.c

BOARDS = Listing(
    "boards",
    select(boards).where(apart.of_boards(boards.c.code)),
    (boards.c.code,),
    _exactly(
        municipality=boards.c.municipality,
        locality=boards.c.locality,
        barrio=boards.c.barrio,
        kind=boards.c.kind,
    ),
)
MATCHES = Listing(
    "matches",
    select(matches).where(_M.withdrawn_at.is_(None), apart.of_boards(_M.board_code)),
    (_M.board_code, _M.portfolio_id),
    {
        **_exactly(board=_M.board_code, process=_M.portfolio_id, route=_M.route, verdict=_M.verdict),
        "since": _since(_M.matched_at),
    },
)
REFUSALS = Listing(
    "refusals",
    select(refusals).where(apart.of_boards(_R.board_code)),
    (_R.board_code, _R.rule),
    _exactly(board=_R.board_code, rule=_R.rule),
)
ASSESSMENTS = Listing(
    "assessments",
    select(assessments).where(apart.of_boards(_A.board_code)),
    (_A.board_code, _A.route),
    _exactly(board=_A.board_code, route=_A.route, verdict=_A.verdict),
)
# On PostgreSQL the function names its column after its alias, and on SQLite it is `value`.
_LACKING = _Each(_A.blocking).table_valued(column("value", Text), name="value")
GAPS = Listing(
    "gaps",
    select(_A.board_code, _A.route, _LACKING.c.value.label("requirement"), _A.on)
    .select_from(assessments.join(_LACKING, literal(True)))
    .where(apart.of_boards(_A.board_code)),
    (_A.board_code, _A.route, _LACKING.c.value.label("requirement")),
    _exactly(board=_A.board_code, route=_A.route, requirement=_LACKING.c.value),
)
OUTCOMES = Listing(
    "outcomes",
    select(outcomes).where(apart.of_boards(_O.board_code)),
    (_O.board_code, _O.portfolio_id, _O.kind),
    {**_exactly(board=_O.board_code, process=_O.portfolio_id, kind=_O.kind), "since": _since(_O.at)},
)
DELIVERIES = Listing(
    "deliveries",
    select(deliveries).where(apart.of_boards(_D.board_code), _D.role == Role.BOARD.value),
    (_D.id,),
    {**_exactly(board=_D.board_code, channel=_D.channel), "since": _since(_D.queued_at)},
)
UNLOCKS = Listing(
    "unlocks",
    select(group_unlocks),
    (_U.locality, _U.closes),
    _exactly(locality=_U.locality, closes=_U.closes),
)
_LINKS = seen_links().order_by(None).subquery()
LINKS = Listing(
    "links",
    select(_LINKS).where(apart.of_boards(_LINKS.c.board_code)),
    (_LINKS.c.source, _LINKS.c.key),
    _exactly(board=_LINKS.c.board_code, verdict=_LINKS.c.verdict, source=_LINKS.c.source),
)
