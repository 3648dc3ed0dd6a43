"""The log of harvests, and the rows that could not be read."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import Connection, func, insert, select

from domain.source import HarvestReport, RejectedRow
from store.tables import harvests, rejected_rows
from store.upsert import insert_missing


def keep_rejected(db: Connection, rows: Sequence[RejectedRow], seen_at: datetime) -> None:
    """Keep each unreadable row once, by dataset and fingerprint."""
    insert_missing(db, rejected_rows, [{**row._asdict(), "first_seen_at": seen_at} for row in rows])


def record(db: Connection, report: HarvestReport, *, whole: bool) -> None:
    """Log a harvest. One of a window given by hand is not `whole`: it says nothing of the days outside."""
    db.execute(insert(harvests).values(**asdict(report), whole=whole))


def last_complete(db: Connection, dataset: str) -> datetime | None:
    """When the newest whole harvest that came complete was started, or None if none ever did."""
    query = select(func.max(harvests.c.started_at)).where(
        harvests.c.dataset == dataset, harvests.c.complete, harvests.c.whole
    )
    found: datetime | None = db.execute(query).scalar_one()
    return found


def last(db: Connection) -> dict[str, HarvestReport]:
    """The newest report of each dataset."""
    newest = select(func.max(harvests.c.id)).group_by(harvests.c.dataset)
    fields = list(HarvestReport.__dataclass_fields__)
    query = select(*(harvests.c[name] for name in fields)).where(harvests.c.id.in_(newest))
    reports = [dict(row._asdict()) for row in db.execute(query)]
    return {r["dataset"]: HarvestReport(**{**r, "notes": tuple(r["notes"])}) for r in reports}


def data_date(db: Connection, dataset: str) -> datetime | None:
    """The moment the source gave for its data at our newest whole and complete harvest: how fresh we are."""
    query = (
        select(harvests.c.source_updated_at, harvests.c.started_at)
        .where(harvests.c.dataset == dataset, harvests.c.complete, harvests.c.whole)
        .order_by(harvests.c.id.desc())
        .limit(1)
    )
    row = db.execute(query).one_or_none()
    return (row.source_updated_at or row.started_at) if row else None


def rejected_count(db: Connection, dataset: str | None = None) -> int:
    query = select(func.count()).select_from(rejected_rows)
    if dataset:
        query = query.where(rejected_rows.c.dataset == dataset)
    return db.execute(query).scalar_one()
