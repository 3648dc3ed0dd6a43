"""The log of harvests, and the rows that could not be read."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Text, bindparam, func, insert, select

from domain.source import HarvestReport, RejectedRow
from store.questions import Question, Together
from store.tables import harvests, rejected_rows
from store.upsert import insert_missing


def keep_rejected(db: Connection, rows: Sequence[RejectedRow], seen_at: datetime) -> None:
    """Keep each unreadable row once, by dataset and fingerprint."""
    insert_missing(db, rejected_rows, [{**row._asdict(), "first_seen_at": seen_at} for row in rows])


def record(db: Connection, report: HarvestReport, *, whole: bool, full: bool = False) -> None:
    """Log a harvest. One of a window given by hand is not `whole`: it says nothing of the days outside. A
    `full` one asked for all rows.
    """
    db.execute(insert(harvests).values(**asdict(report), whole=whole, full=full))


def last_complete(db: Connection, dataset: str) -> HarvestReport | None:
    """The newest whole harvest that came complete, or None if none ever did."""
    return _newest(db, dataset, harvests.c.whole)


def last_full(db: Connection, dataset: str) -> HarvestReport | None:
    """The newest full harvest that came complete, or None if none ever did."""
    return _newest(db, dataset, harvests.c.full)


def unused_moment(db: Connection, dataset: str, now: datetime) -> datetime:
    """Now, or a little later where a harvest began at this very moment: what it wrote is not ours."""
    used = select(func.max(harvests.c.started_at)).where(
        harvests.c.dataset == dataset, harvests.c.started_at.between(now, now + timedelta(milliseconds=1))
    )
    latest: datetime | None = db.execute(used).scalar_one()
    return latest + timedelta(microseconds=1) if latest else now


def last(db: Connection) -> dict[str, HarvestReport]:
    """The newest report of each dataset."""
    newest = select(func.max(harvests.c.id)).group_by(harvests.c.dataset)
    rows = db.execute(select(*_REPORT).where(harvests.c.id.in_(newest)))
    return {row.dataset: _report(row) for row in rows}


def newest_id(db: Connection, dataset: str) -> int | None:
    """Which harvest of a dataset was the last, whatever came of it."""
    found: int | None = _NEWEST_ID.ask(db, dataset=dataset).of(_ID)
    return found


def data_date(db: Connection, dataset: str) -> datetime | None:
    """The moment the source gave for its data at our newest whole and complete harvest: how fresh we are."""
    return DATA_DATE.ask(db, dataset=dataset)


def rejected_count(db: Connection, dataset: str | None = None) -> int:
    query = select(func.count()).select_from(rejected_rows)
    if dataset:
        query = query.where(rejected_rows.c.dataset == dataset)
    return db.execute(query).scalar_one()


_REPORT = [harvests.c[name] for name in HarvestReport.__dataclass_fields__]


def _newest(db: Connection, dataset: str, kind: ColumnElement[bool]) -> HarvestReport | None:
    query = select(*_REPORT).where(harvests.c.dataset == dataset, harvests.c.complete, kind)
    row = db.execute(query.order_by(harvests.c.id.desc()).limit(1)).one_or_none()
    return _report(row) if row else None


def _report(row: Row[Any]) -> HarvestReport:
    return HarvestReport(**{**row._asdict(), "notes": tuple(row.notes)})


DATA_DATE = Question(
    select(func.coalesce(harvests.c.source_updated_at, harvests.c.started_at).label("at"))
    .where(harvests.c.dataset == bindparam("dataset", type_=Text), harvests.c.complete, harvests.c.whole)
    .order_by(harvests.c.id.desc())
    .limit(1),
    lambda rows: rows[0].at if rows else None,
)
"""The moment that the source gave for a dataset at our newest whole and complete harvest."""
_ID = Question(
    select(func.max(harvests.c.id).label("id")).where(harvests.c.dataset == bindparam("dataset", type_=Text)),
    lambda rows: rows[0].id,
)
_NEWEST_ID = Together(_ID)  # asked with each page of calls
