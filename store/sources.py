"""What the sources say of themselves, and how fresh we are: from their publication to our store."""

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Connection, and_, func, or_, select

from domain.source import Freshness
from store.tables import harvests, rejected_rows, source_states
from store.upsert import upsert


class SourceState(NamedTuple):
    """What a dataset's metadata said when it was last asked; `changed_at` is when we saw its rows renewed."""

    dataset: str
    etag: str | None
    rows_updated_at: datetime | None
    asked_at: datetime
    changed_at: datetime


def states(db: Connection) -> dict[str, SourceState]:
    """Every state, by dataset."""
    columns = [source_states.c[name] for name in SourceState._fields]
    return {row.dataset: SourceState._make(row) for row in db.execute(select(*columns))}


def keep(db: Connection, state: SourceState) -> None:
    """Write down what was said; it replaces what was said before."""
    upsert(db, source_states, [state._asdict()])


def freshness(db: Connection) -> dict[str, Freshness]:
    """Of each dataset that was ever harvested whole and complete, how fresh what we hold is.

    The harvest that counts is the first that brought data of the newest date: asking again for what we
    have makes it neither fresher nor later.
    """
    newest = harvests.alias("newest")
    first = harvests.alias("first")
    newest_ids = (
        select(func.max(harvests.c.id))
        .where(harvests.c.complete, harvests.c.whole)
        .group_by(harvests.c.dataset)
    )
    first_ids = (
        select(func.min(first.c.id))
        .join(
            newest,
            and_(
                newest.c.dataset == first.c.dataset,
                or_(newest.c.source_updated_at == first.c.source_updated_at, newest.c.id == first.c.id),
            ),
        )
        .where(newest.c.id.in_(newest_ids), first.c.complete, first.c.whole)
        .group_by(first.c.dataset)
    )
    wanted = select(
        harvests.c.dataset, harvests.c.source_updated_at, harvests.c.started_at, harvests.c.seconds
    ).where(harvests.c.id.in_(first_ids))
    return {
        row.dataset: Freshness(
            row.dataset, row.source_updated_at, row.started_at + timedelta(seconds=row.seconds)
        )
        for row in db.execute(wanted)
    }


def most_rows(db: Connection, dataset: str, since: datetime) -> int | None:
    """How many rows the largest whole and complete harvest of a dataset since then brought, or None."""
    query = select(func.max(harvests.c.rows)).where(
        harvests.c.dataset == dataset,
        harvests.c.complete,
        harvests.c.whole,
        harvests.c.started_at >= since,
    )
    found: int | None = db.execute(query).scalar_one()
    return found


def rejected(db: Connection) -> dict[str, int]:
    """Of each dataset that was ever harvested, how many different rows could not be read."""
    counted = (
        select(rejected_rows.c.dataset, func.count().label("number"))
        .group_by(rejected_rows.c.dataset)
        .subquery()
    )
    query = (
        select(harvests.c.dataset, func.coalesce(counted.c.number, 0).label("number"))
        .outerjoin(counted, counted.c.dataset == harvests.c.dataset)
        .distinct()
    )
    return {row.dataset: row.number for row in db.execute(query)}
