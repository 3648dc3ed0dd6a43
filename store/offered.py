"""What could be answered within some days: all of it, or what may be of a place, and how many they were."""

from collections.abc import Callable, Collection
from datetime import date, datetime, time
from functools import partial
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Subquery, and_, func, or_, select
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from domain.days import BOGOTA
from domain.process import Process
from store.processes import ranked
from store.records import record_columns
from store.tables import processes

_AT_ONCE = 10_000
_Row = ReadOnlyColumnCollection[str, Any]
_Condition = Callable[[_Row], ColumnElement[bool]]


class Seen(NamedTuple):
    """A process, and when we first had it."""

    process: Process
    first_seen_at: datetime

    @property
    def is_dated(self) -> bool:
        """Whether the source says when it was published."""
        return (self.process.published_on or self.process.last_published_on) is not None


class Counted(NamedTuple):
    """How many procedures bear the same signs (see `domain.process.standing`).

    `was_closed`: whether the deadline came before the publication, None without deadline. `first_day` is the
    first of the days asked for on which one was published, None where all were published earlier.
    """

    modality: str | None
    status: str | None
    phase: str | None
    awarded: bool
    was_closed: bool | None
    calls: int
    first_day: date | None


def within(db: Connection, first_day: date, last_day: date) -> list[Seen]:
    """The newest row of each procedure that could be answered in these days, both counted, awarded or not.

    One without a deadline counts on the day of its publication; one without that either, on the day on which
    we first had it.
    """
    is_within = partial(_is_within, first_day, last_day)
    return _seen(db, is_within, _with_a_row(is_within))


def counted(db: Connection, first_day: date, last_day: date) -> list[Counted]:
    """How many they are by their signs, but for those whose day of publication nobody tells."""
    is_within = partial(_is_within, first_day, last_day)
    newest, is_counted = _newest(is_within, _with_a_row(is_within))
    began = _began(newest.c)
    signs = (newest.c.modality, newest.c.status, newest.c.phase, newest.c.awarded, newest.c.closes_on < began)
    first = func.min(began).filter(began >= first_day)
    query = select(*signs, func.count(), first).where(is_counted, began.is_not(None)).group_by(*signs)
    return [Counted._make(row) for row in db.execute(query)]


def nearby(
    db: Connection,
    first_day: date,
    last_day: date,
    modalities: Collection[str],
    elsewhere: Collection[str],
    words: str,
) -> list[Seen]:
    """Those of these modalities that may be of a place: whose buyer is of no department that is elsewhere, or
    whose text or buyer's name holds the regular expression `words`. And all that `counted` leaves out.
    """

    def may_be_there(row: _Row) -> ColumnElement[bool]:
        said = row.title + ". " + func.coalesce(row.description, "") + ". " + row.buyer_name
        of_buyer = or_(row.department.is_(None), row.department.not_in(elsewhere))
        is_near = and_(row.modality.in_(modalities), or_(of_buyer, said.regexp_match(words)))
        return and_(_is_within(first_day, last_day, row), or_(_began(row).is_(None), is_near))

    # Which they are is asked first: the database takes them for a third of all, and would read every row.
    wanted = select(processes.c.portfolio_id).where(may_be_there(processes.c)).distinct()
    ids = sorted(db.execute(wanted).scalars())
    found: list[Seen] = []
    for start in range(0, len(ids), _AT_ONCE):
        found += _seen(db, may_be_there, processes.c.portfolio_id.in_(ids[start : start + _AT_ONCE]))
    return found


def _newest(holds: _Condition, among: ColumnElement[bool]) -> tuple[Subquery, ColumnElement[bool]]:
    """The newest row of each procedure of these, and whether it is so."""
    rows = ranked().add_columns(processes.c.first_seen_at).where(among, processes.c.gone_at.is_(None))
    newest = rows.subquery()
    return newest, and_(newest.c.nth == 1, holds(newest.c))


def _with_a_row(holds: _Condition) -> ColumnElement[bool]:
    """The procedures of which any row is so."""
    return processes.c.portfolio_id.in_(select(processes.c.portfolio_id).where(holds(processes.c)))


def _seen(db: Connection, holds: _Condition, among: ColumnElement[bool]) -> list[Seen]:
    newest, is_so = _newest(holds, among)
    wanted = select(*(newest.c[c.name] for c in record_columns(processes)), newest.c.first_seen_at)
    rows = db.execute(wanted.where(is_so).order_by(newest.c.portfolio_id))
    return [Seen(Process._make(fields), seen_at) for *fields, seen_at in rows]


def _began(row: _Row) -> ColumnElement[date | None]:
    return func.coalesce(row.published_on, row.last_published_on)


def _is_within(first_day: date, last_day: date, row: _Row) -> ColumnElement[bool]:
    began = _began(row)
    first_moment = datetime.combine(first_day, time.min, BOGOTA)
    is_new = and_(began.is_(None), row.first_seen_at >= first_moment)
    return and_(
        or_(began.is_(None), began <= last_day),
        or_(row.closes_on >= first_day, and_(row.closes_on.is_(None), or_(began >= first_day, is_new))),
    )
