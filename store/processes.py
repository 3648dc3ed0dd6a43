"""Processes: rows as harvested, their changes, and the newest word on each procedure."""

from collections.abc import Container, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Integer, Select, Subquery, and_, cast, func, or_, select

from domain.process import Process, changes
from store import apart
from store.questions import PORTFOLIOS, Question, Rows
from store.records import Record, Records, record_columns
from store.tables import process_changes, processes
from store.upsert import upsert

# How long after its deadline a process is still asked for again, to learn what became of it; and how long
# after its publication one without a deadline is taken for alive.
_FOLLOWED = timedelta(days=60)
_CALLED_OFF = "Cancelado"
_FINAL = (_CALLED_OFF, "Seleccionado", "Adjudicado")


class SeenChange(NamedTuple):
    """A change of a watched field, with the procedure it belongs to and when we saw it."""

    portfolio_id: str
    field: str
    before: str | None
    after: str | None
    seen_at: datetime


def to_recheck(db: Connection, today: date) -> list[str]:
    """Ids of the processes whose fate is still open: SECOP moves deadlines without touching their dates."""
    rows = db.execute(
        select(processes.c.process_id)
        .where(
            apart.of_calls(processes.c.portfolio_id),  # the source never had the canary's
            processes.c.awarded.is_(False),
            or_(processes.c.status.is_(None), processes.c.status.not_in(_FINAL)),
            or_(
                processes.c.closes_on >= today - _FOLLOWED,
                and_(processes.c.closes_on.is_(None), processes.c.last_published_on >= today - 3 * _FOLLOWED),
            ),
        )
        .distinct()
        .order_by(processes.c.process_id)
    )
    return list(rows.scalars())


def gone(db: Connection, ids: Sequence[str], came: Container[bytes], at: datetime) -> list[str]:
    """The keys of the rows of these processes that neither came, by hash, nor were written at this moment."""
    found = []
    for start in range(0, len(ids), 10_000):
        wanted = select(processes.c.key, processes.c.hash).where(
            processes.c.process_id.in_(ids[start : start + 10_000]),
            processes.c.changed_at != at,
            processes.c.gone_at.is_(None),
        )
        found += [row.key for row in db.execute(wanted) if bytes(row.hash) not in came]
    return found


def live(db: Connection, today: date, *, with_canary: bool = False) -> list[Process]:
    """The newest row of each procedure that may still be answered: not awarded, its deadline not past, and
    the source still has it.

    Most rows of SECOP have no deadline, direct contracts above all: those count for sixty days.
    """
    newest = ranked(with_canary).where(processes.c.gone_at.is_(None)).subquery()
    wanted = select(*(newest.c[c.name] for c in record_columns(processes))).where(
        newest.c.nth == 1,
        newest.c.any_award == 0,
        or_(
            newest.c.closes_on >= today,
            and_(
                newest.c.closes_on.is_(None),
                or_(newest.c.last_published_on.is_(None), newest.c.last_published_on >= today - _FOLLOWED),
            ),
        ),
    )
    return [Process._make(row) for row in db.execute(wanted.order_by(newest.c.portfolio_id))]


def published_since(db: Connection, first_day: date) -> list[Process]:
    """The newest row of each procedure that was published since, awarded or not, but not called off."""
    newest = ranked().where(processes.c.gone_at.is_(None)).subquery()
    wanted = select(*(newest.c[c.name] for c in record_columns(processes))).where(
        newest.c.nth == 1,
        newest.c.last_published_on >= first_day,
        or_(newest.c.status.is_(None), newest.c.status != _CALLED_OFF),
    )
    return [Process._make(row) for row in db.execute(wanted.order_by(newest.c.portfolio_id))]


def newest(db: Connection, portfolio_ids: Iterable[str], *, with_canary: bool = False) -> dict[str, Process]:
    """The newest row of each of these procedures, by portfolio id. One that is awarded says so in any row."""
    ids = sorted(set(portfolio_ids))
    found: dict[str, Process] = {}
    for start in range(0, len(ids), 10_000):
        some = processes.c.portfolio_id.in_(ids[start : start + 10_000])
        found |= _by_portfolio(db.execute(_newest_where(some, with_canary)).all())
    return found


def newest_of(portfolio_ids: Select[str]) -> Question[dict[str, Process]]:
    """The same of the procedures that a query names."""
    return Question(_newest_where(processes.c.portfolio_id.in_(portfolio_ids)), _by_portfolio)


def signs_of(portfolio_ids: Select[str]) -> Subquery:
    """How each of the procedures that a query names stands, by its newest row: what `standing` asks for."""
    rows = ranked(columns=(processes.c.portfolio_id, *_SIGNS)).where(
        processes.c.portfolio_id.in_(portfolio_ids)
    )
    newest = rows.subquery()
    columns = (newest.c[column.name] for column in (processes.c.portfolio_id, *_SIGNS))
    return select(*columns, newest.c.any_award).where(newest.c.nth == 1).subquery()


_SIGNS = (processes.c.modality, processes.c.status, processes.c.phase, processes.c.closes_on)


def _newest_where(which: ColumnElement[bool], with_canary: bool = False) -> Select[*tuple[Any, ...]]:
    rows = ranked(with_canary).where(which).subquery()
    columns = (rows.c[c.name] for c in record_columns(processes))
    return select(*columns, rows.c.any_award).where(rows.c.nth == 1)


def _by_portfolio(rows: Rows) -> dict[str, Process]:
    found = (Process._make(row[:-1])._replace(awarded=bool(row.any_award)) for row in rows)
    return {process.portfolio_id: process for process in found}


_CHANGES = (
    select(
        processes.c.portfolio_id,
        process_changes.c.field,
        process_changes.c.before,
        process_changes.c.after,
        process_changes.c.seen_at,
    )
    .join(processes, processes.c.key == process_changes.c.process_key)
    .order_by(process_changes.c.seen_at, processes.c.portfolio_id, process_changes.c.field)
)


def changes_of(
    db: Connection, portfolio_ids: Iterable[str], since: datetime | None = None
) -> list[SeenChange]:
    """The changes of these procedures' rows, oldest first."""
    ids = sorted(set(portfolio_ids))
    query = _CHANGES.where(processes.c.portfolio_id.in_(ids))
    if since:
        query = query.where(process_changes.c.seen_at >= since)
    return [SeenChange._make(row) for row in db.execute(query)]


def changes_since(db: Connection, since: datetime, *asked: Select[str]) -> list[SeenChange]:
    """The changes that we saw from then on of the procedures that these select, oldest first."""
    wanted = or_(*(processes.c.portfolio_id.in_(some) for some in asked))
    query = _CHANGES.where(process_changes.c.seen_at >= since, wanted)
    return [SeenChange._make(row) for row in db.execute(query)]


def counts(db: Connection) -> tuple[int, int]:
    """How many rows and how many procedures we hold."""
    counted = select(func.count(), func.count(processes.c.portfolio_id.distinct()))
    total, procedures = db.execute(counted.where(apart.of_calls(processes.c.portfolio_id))).one()
    return total, procedures


def ranked(
    with_canary: bool = False, columns: Sequence[ColumnElement[Any]] | None = None
) -> Select[*tuple[Any, ...]]:
    """Each row with its rank within its procedure, newest first, and whether the procedure is awarded; the
    canary's are for the steps that it goes through, and nobody else.
    """
    by_procedure = processes.c.portfolio_id
    nth = func.row_number().over(
        partition_by=by_procedure,
        order_by=(
            processes.c.last_published_on.desc().nulls_last(),
            processes.c.closes_on.desc().nulls_last(),
            processes.c.process_id.desc(),
            processes.c.key,
        ),
    )
    award = func.max(cast(processes.c.awarded, Integer)).over(partition_by=by_procedure)
    rows = select(*(columns or record_columns(processes)), nth.label("nth"), award.label("any_award"))
    return rows if with_canary else rows.where(apart.of_calls(processes.c.portfolio_id))


NEWEST = Question(_newest_where(processes.c.portfolio_id.in_(PORTFOLIOS)), _by_portfolio)
"""The newest row of each of some procedures, by portfolio id."""


def _keep_changes(db: Connection, found: Sequence[tuple[Record, Record]], seen_at: datetime) -> None:
    """Each watched field that changed is kept with its date, before and after."""
    rows = [
        {
            "process_key": change.process_key,
            "field": change.field,
            "seen_at": seen_at,
            "before": change.before,
            "after": change.after,
        }
        for before, after in found
        for change in changes(Process._make(before), Process._make(after))
    ]
    upsert(db, process_changes, rows, keep=("before",))


RECORDS = Records(processes, _keep_changes)
