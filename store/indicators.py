"""The figures behind the result indicators, by locality, counted from events alone: each is one part of one
question. Asked of the same moment the answer is always the same.

The canary is no board. A step counts where it was about the same call as the one before it.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Float,
    FromClause,
    Integer,
    Select,
    Text,
    and_,
    bindparam,
    cast,
    exists,
    false,
    func,
    literal,
    null,
    or_,
    select,
    tuple_,
)
from sqlalchemy import union_all as together
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from domain.event import Event, EventKind, Sureness
from domain.filing import Fate
from domain.indicator import IN_TIME, Indicator, Ratio, Side
from store.event_tables import events
from store.events import event_of
from store.funnel import Span
from store.tables import boards

Found = dict[Indicator, dict[str | None, Ratio]]
"""By locality, None where a board says none. A place where nobody was to be counted may be missing."""

Conditions = list[ColumnElement[bool]]


class _Asked(NamedTuple):
    """What is counted as of a moment; `e` are the events that are counted."""

    e: FromClause
    municipality: str
    span: Span
    at: datetime

    def kind(self, kind: EventKind, e: FromClause | None = None) -> Conditions:
        """What is held at the moment to have happened by then."""
        c = (self.e if e is None else e).c
        return [
            # Written out, so that the database sees which index is for this kind.
            c.kind == bindparam(None, kind.value, Text, literal_execute=True),
            c.sureness == Sureness.CERTAIN.value,
            c.known_at <= self.at,
            or_(c.known_until.is_(None), c.known_until > self.at),
            or_(c.at.is_(None), c.at <= self.at),
        ]

    def begun(self, kind: EventKind) -> Conditions:
        return [*self.kind(kind), *_within(self.e.c.at, self.span)]

    def followed(self, kind: EventKind) -> Conditions:
        """What came after something that began within the span."""
        return [*self.kind(kind), *_within(self.e.c.after_at, self.span)]

    def listed(self) -> Conditions:
        return [*self.kind(EventKind.LISTED), self.e.c.about == self.municipality]


class _Part(NamedTuple):
    """What is counted: boards, each once, or events; of boards, none of which another part is true too."""

    conditions: Callable[[_Asked], Conditions]
    of_boards: bool = True
    unless: "_Part | None" = None


def ratios(db: Connection, municipality: str, span: Span, at: datetime) -> Found:
    """What began within the span, and what came of it until a moment, as it was known then; what has no span,
    as it stood at that moment.
    """
    asked = _Asked(events.alias("e"), municipality, span, at)
    wanted = [part for sides in _SIDES.values() for part in sides]
    parts = list(dict.fromkeys(part._replace(unless=None) for part in (*wanted, _EARLY)))
    rows = together(*(_rows(asked, part, 1 << n) for n, part in enumerate(parts))).subquery()
    # One pass for all: of each board what it came to, as bits, and how often; then of each locality.
    often = {part: f"part_{n}" for n, part in enumerate(parts) if not part.of_boards}
    of_board = (
        select(
            _AnyBit(rows.c.part).label("came_to"),
            func.max(rows.c.locality).label("locality"),
            *(func.count().filter(rows.c.part == 1 << parts.index(one)).label(n) for one, n in often.items()),
        )
        .group_by(rows.c.board_code)
        .subquery()
    )
    came_to = of_board.c.came_to
    counts = (
        func.sum(of_board.c[often[part]])
        if part in often
        else func.count().filter(_has(came_to, parts, part), ~_has(came_to, parts, part.unless))
        for part in wanted
    )
    is_listed = _has(came_to, parts, _LISTED)
    query = select(of_board.c.locality, *counts).where(is_listed).group_by(of_board.c.locality)
    found: Found = {one: {} for one in Indicator}
    for locality, *counted in db.execute(query):
        numbers = dict(zip(wanted, map(int, counted), strict=True))
        for indicator, sides in _SIDES.items():
            ratio = Ratio(*(numbers[part] for part in sides))
            if ratio.denominator:
                found[indicator][locality] = ratio
    return found


def _has(bits: ColumnElement[int], parts: Sequence[_Part], part: _Part | None) -> ColumnElement[bool]:
    return bits.bitwise_and(1 << parts.index(part._replace(unless=None))) != 0 if part else false()


class Counted(NamedTuple):
    """An event that a number counts; the board's name as it is now, None of one that is here no more."""

    event: Event
    board_name: str | None


class Wanted(NamedTuple):
    """Which number: of an indicator, on one side, of one locality (empty: boards that say none) or of all."""

    indicator: Indicator
    side: Side
    locality: str | None = None


class Begun(NamedTuple):
    """Or what boards did within the span, of one locality or of all."""

    kind: EventKind
    locality: str | None = None


def behind(
    db: Connection,
    municipality: str,
    span: Span,
    at: datetime,
    wanted: Wanted | Begun,
    after: tuple[str, int] = ("", 0),
    limit: int = 200,
) -> list[Counted]:
    """The events that a number counts, by board: those after the code and the id of one."""
    e = events.alias("e")
    listed = _listed(municipality, span, at).subquery()
    if isinstance(wanted, Begun):
        part = _begun(wanted.kind)
    else:
        part = _SIDES[wanted.indicator][list(Side).index(wanted.side)]
    asked = _Asked(e, municipality, span, at)
    conditions = part.conditions(asked)
    if part.unless:
        other = events.alias("other")
        of_other = part.unless.conditions(asked._replace(e=other))
        conditions.append(~exists().where(other.c.board_code == e.c.board_code, *of_other))
    if wanted.locality is not None:
        conditions.append(func.coalesce(listed.c.locality, "") == wanted.locality)
    query = (
        select(*(e.c[name] for name in Event._fields), boards.c.name)
        .join(listed, listed.c.board_code == e.c.board_code)
        .outerjoin(boards, boards.c.code == e.c.board_code)
        .where(*conditions, tuple_(e.c.board_code, e.c.id) > tuple_(*map(literal, after)))
        .order_by(e.c.board_code, e.c.id)
        .limit(limit)
    )
    return [Counted(event_of(row[:-1]), row.name) for row in db.execute(query)]


def _listed(municipality: str, span: Span, at: datetime) -> Select[*tuple[Any, ...]]:
    e = events.alias("l")
    asked = _Asked(e, municipality, span, at)
    return select(e.c.board_code, e.c.value.label("locality")).where(*asked.listed())


def _rows(asked: _Asked, part: _Part, bit: int) -> Select[*tuple[Any, ...]]:
    e = asked.e.c
    locality = e.value if part == _LISTED else cast(null(), Text())
    columns = cast(literal(bit), Integer()).label("part"), locality.label("locality")
    return select(*columns, e.board_code).where(*part.conditions(asked))


def _early(asked: _Asked) -> Conditions:
    """Of a board with a contract that bears no day it is not known whether that one was the first."""
    at = asked.e.c.at
    return [*asked.kind(EventKind.SIGNED), or_(at.is_(None), at < asked.span.since)]


def _helped(asked: _Asked) -> Conditions:
    return [*asked.begun(EventKind.NEEDS_HELP), _answered(asked, EventKind.HELPED)]


def _asked_for_help(asked: _Asked) -> Conditions:
    """What is still in time is not counted yet, nor is what the board took back in that time by another
    answer: then nobody of the office sees it any more.
    """
    left = and_(asked.e.c.at < asked.at - IN_TIME, ~_answered(asked, EventKind.TOOK_BACK))
    return [*asked.begun(EventKind.NEEDS_HELP), or_(_answered(asked, EventKind.HELPED), left)]


def _checked(asked: _Asked) -> Conditions:
    """What nobody looked at for so long that it was destroyed was not checked."""
    return [*asked.begun(EventKind.HANDED_IN), _answered(asked, EventKind.CHECKED, Fate.UNSEEN)]


def _handed_in(asked: _Asked) -> Conditions:
    late = asked.e.c.at < asked.at - IN_TIME
    return [*asked.begun(EventKind.HANDED_IN), or_(late, _answered(asked, EventKind.CHECKED, within=None))]


def _answered(
    asked: _Asked, kind: EventKind, other_than: Fate | None = None, within: timedelta | None = IN_TIME
) -> ColumnElement[bool]:
    """Whether an event was followed by one about the same thing."""
    e, then = asked.e, events.alias("then")
    conditions = [
        then.c.board_code == e.c.board_code,
        then.c.about == e.c.about,
        then.c.after_at == e.c.at,
        *_within(then.c.after_at, asked.span),  # as that of `e`: so few are looked at
        *asked.kind(kind, then),
    ]
    if other_than is not None:
        conditions.append(then.c.value != other_than.value)
    if within is not None:
        conditions.append(_DaysBetween(e.c.at, then.c.at) <= within / timedelta(days=1))
    return exists().where(*conditions)


def _within(moment: ColumnElement[Any], span: Span) -> Conditions:
    return [moment >= span.since, moment < span.until]


def _every(kind: EventKind) -> _Part:
    return _Part(lambda asked: asked.kind(kind))


def _begun(kind: EventKind) -> _Part:
    return _Part(lambda asked: asked.begun(kind))


def _followed(kind: EventKind) -> _Part:
    return _Part(lambda asked: asked.followed(kind))


_LISTED = _Part(_Asked.listed)
_EARLY = _Part(_early)
_KNOWN = _every(EventKind.KNOWN)
_SIDES: Mapping[Indicator, tuple[_Part, _Part]] = MappingProxyType(
    {
        Indicator.REACHED: (_every(EventKind.REACHED), _LISTED),
        Indicator.ASSESSED: (_KNOWN, _LISTED),
        Indicator.READY: (_every(EventKind.READY), _KNOWN),
        Indicator.CONTRACTED: (_every(EventKind.SIGNED), _LISTED),
        Indicator.FIRST_CONTRACT: (
            _begun(EventKind.SIGNED)._replace(unless=_EARLY),
            _LISTED._replace(unless=_EARLY),
        ),
        Indicator.RESPONDED: (_followed(EventKind.RESPONDED), _begun(EventKind.TOLD)),
        Indicator.INTERESTED: (_followed(EventKind.INTERESTED), _begun(EventKind.OPENED)),
        Indicator.OFFERED: (_followed(EventKind.OFFERED), _begun(EventKind.INTERESTED)),
        Indicator.WON: (_followed(EventKind.WON), _begun(EventKind.OFFERED)),
        Indicator.FINISHED: (_followed(EventKind.FINISHED), _begun(EventKind.WON)),
        Indicator.TRAINED: (_followed(EventKind.TRAINED), _begun(EventKind.INVITED)),
        Indicator.HELPED: (_Part(_helped, of_boards=False), _Part(_asked_for_help, of_boards=False)),
        Indicator.CHECKED: (_Part(_checked, of_boards=False), _Part(_handed_in, of_boards=False)),
    }
)
"""What is counted, and of what."""


class _AnyBit(FunctionElement[int]):
    """The bits that any row of a group has; each row has one."""

    name = "any_bit"
    type = Integer()
    inherit_cache = True


@compiles(_AnyBit, "sqlite")
def _any_bit_of_sqlite(element: _AnyBit, compiler: Any, **options: Any) -> str:
    return f"SUM(DISTINCT {compiler.process(element.clauses, **options)})"


@compiles(_AnyBit, "postgresql")
def _any_bit_of_postgresql(element: _AnyBit, compiler: Any, **options: Any) -> str:
    return f"BIT_OR({compiler.process(element.clauses, **options)})"


class _DaysBetween(FunctionElement[float]):
    """From one moment to another: each database has its own way of counting."""

    name = "days_between"
    type = Float()
    inherit_cache = True


@compiles(_DaysBetween, "sqlite")
def _of_sqlite(element: _DaysBetween, compiler: Any, **options: Any) -> str:
    since, until = (compiler.process(one, **options) for one in element.clauses)
    return f"(julianday({until}) - julianday({since}))"


@compiles(_DaysBetween, "postgresql")
def _of_postgresql(element: _DaysBetween, compiler: Any, **options: Any) -> str:
    since, until = (compiler.process(one, **options) for one in element.clauses)
    return f"(EXTRACT(EPOCH FROM ({until}) - ({since})) / 86400)"
