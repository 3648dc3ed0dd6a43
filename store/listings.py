"""Tables as programs read them: a part at a time, in the order of their key, and only what is asked for.

A part begins after the key of the last row of the part before, so none is missed or given twice while rows
come and go, and the thousandth part costs what the first did.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Integer,
    RowMapping,
    Select,
    Text,
    bindparam,
    column,
    func,
    literal,
    select,
    tuple_,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from domain.board import FEWEST_BOARDS
from domain.contact import Role
from domain.days import BOGOTA
from store import apart
from store.links import seen_links
from store.questions import Question, Together, Told
from store.tables import assessments, boards, group_unlocks, matches, outcomes, refusals, unlocks
from store.telling_tables import deliveries

Key = tuple[str | int, ...]
Row = RowMapping


class Filter(NamedTuple):
    """The condition on what is asked, and what is asked as the database takes it."""

    where: Callable[[Any], ColumnElement[bool]]
    value: Callable[[Any], Any] = lambda asked: asked


@dataclass(frozen=True, eq=False)
class Listing:
    """`name` is what the audit calls it. `key` are the columns that name a row, each text or a whole number;
    `filters` what may be asked for.
    """

    name: str
    query: Select[*tuple[Any, ...]]
    key: tuple[ColumnElement[Any], ...]
    filters: Mapping[str, Filter]

    def key_of(self, row: Row) -> Key:
        return tuple(row[one.key or ""] for one in self.key)


class Asked(NamedTuple):
    """A part of a list, still unread: `told.of(question)` are its rows."""

    told: Told
    question: Question[list[Row]]


def ask(db: Connection, listing: Listing, wanted: Mapping[str, Any], after: Key | None, most: int) -> Asked:
    """At most `most` rows after a key. What is wanted of a filter is None where it does not matter."""
    chosen = {name: value for name, value in wanted.items() if value is not None}
    together, question = _prepared(listing, tuple(sorted(chosen)), after is not None)
    given = {name: listing.filters[name].value(value) for name, value in chosen.items()}
    keys = {f"after_{n}": part for n, part in enumerate(after or ())}
    return Asked(together.ask(db, most=most, **given, **keys), question)


@cache
def _prepared(
    listing: Listing, filters: tuple[str, ...], goes_on: bool
) -> tuple[Together, Question[list[Row]]]:
    query = listing.query.order_by(*listing.key).limit(bindparam("most", type_=Integer))
    for name in filters:
        query = query.where(listing.filters[name].where(bindparam(name)))
    if goes_on:
        # A number that somebody made up may be larger than the column's.
        kinds = (BigInteger() if isinstance(one.type, Integer) else one.type for one in listing.key)
        after = (bindparam(f"after_{n}", type_=kind) for n, kind in enumerate(kinds))
        query = query.where(tuple_(*listing.key) > tuple_(*after))
    question = Question(query, lambda rows: [row._mapping for row in rows])
    return Together(question), question


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


def exactly(**columns: ColumnElement[Any]) -> dict[str, Filter]:
    return {name: Filter(one.__eq__) for name, one in columns.items()}


def since(moment: ColumnElement[datetime]) -> Filter:
    """From the first moment of a day in Bogotá."""
    return Filter(moment.__ge__, lambda day: datetime.combine(day, time.min, BOGOTA))


_M, _R, _A, _O, _D, _U = matches.c, refusals.c, assessments.c, outcomes.c, deliveries.c, group_unlocks.c

BOARDS = Listing(
    "boards",
    select(boards).where(apart.of_boards(boards.c.code)),
    (boards.c.code,),
    exactly(
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
        **exactly(board=_M.board_code, process=_M.portfolio_id, route=_M.route, verdict=_M.verdict),
        "since": since(_M.matched_at),
    },
)
REFUSALS = Listing(
    "refusals",
    select(refusals).where(apart.of_boards(_R.board_code)),
    (_R.board_code, _R.rule),
    exactly(board=_R.board_code, rule=_R.rule),
)
ASSESSMENTS = Listing(
    "assessments",
    select(assessments).where(apart.of_boards(_A.board_code)),
    (_A.board_code, _A.route),
    exactly(board=_A.board_code, route=_A.route, verdict=_A.verdict),
)
# On PostgreSQL the function names its column after its alias, and on SQLite it is `value`.
_LACKING = _Each(_A.blocking).table_valued(column("value", Text), name="value")
GAPS = Listing(
    "gaps",
    select(_A.board_code, _A.route, _LACKING.c.value.label("requirement"), _A.on)
    .select_from(assessments.join(_LACKING, literal(True)))
    .where(apart.of_boards(_A.board_code)),
    (_A.board_code, _A.route, _LACKING.c.value.label("requirement")),
    exactly(board=_A.board_code, route=_A.route, requirement=_LACKING.c.value),
)
OUTCOMES = Listing(
    "outcomes",
    select(outcomes).where(apart.of_boards(_O.board_code)),
    (_O.board_code, _O.portfolio_id, _O.kind),
    {**exactly(board=_O.board_code, process=_O.portfolio_id, kind=_O.kind), "since": since(_O.at)},
)
DELIVERIES = Listing(
    "deliveries",
    select(deliveries).where(apart.of_boards(_D.board_code), _D.role == Role.BOARD.value),
    (_D.id,),
    {**exactly(board=_D.board_code, channel=_D.channel), "since": since(_D.queued_at)},
)


def _unlocks() -> Select[*tuple[Any, ...]]:
    """Of localities of so many boards that a number tells of none; of all together where the boards that are
    in no such locality could not be told by subtracting the others.
    """
    ours = select(boards.c.municipality).join(unlocks)  # they are counted for one municipality alone
    places = (
        select(boards.c.locality, func.count().label("boards"))
        .where(boards.c.municipality.in_(ours), apart.of_boards(boards.c.code))
        .group_by(boards.c.locality)
        .subquery()
    )
    is_few, is_none = places.c.boards < FEWEST_BOARDS, places.c.locality.is_(None)
    few = select(places.c.locality).where(is_few, ~is_none)
    left_out = select(func.coalesce(func.sum(places.c.boards), 0)).where(is_few | is_none).scalar_subquery()
    return select(group_unlocks).where(
        _U.locality.not_in(few), (_U.locality != "") | (left_out == 0) | (left_out >= FEWEST_BOARDS)
    )


UNLOCKS = Listing(
    "unlocks",
    _unlocks(),
    (_U.locality, _U.closes),
    exactly(locality=_U.locality, closes=_U.closes),
)
_LINKS = seen_links().order_by(None).subquery()
LINKS = Listing(
    "links",
    select(_LINKS).where(apart.of_boards(_LINKS.c.board_code)),
    (_LINKS.c.source, _LINKS.c.key),
    exactly(board=_LINKS.c.board_code, verdict=_LINKS.c.verdict, source=_LINKS.c.source),
)
