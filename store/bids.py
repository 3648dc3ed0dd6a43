"""Bids as harvested, and the processes whose bids may have appeared."""

from datetime import date, timedelta

from sqlalchemy import ColumnElement, Connection, and_, or_, select

from store.records import Records
from store.tables import bids, processes

# Bidders appear when a process has closed, offers some days later; after this nothing more is expected.
_APPEAR_WITHIN = timedelta(days=60)

RECORDS = Records(bids)


def closed_processes(db: Connection, today: date) -> list[str]:
    """Ids of the processes that closed lately. Without a deadline there were no offers."""
    query = select(processes.c.process_id).where(_closed_lately(today)).distinct()
    return list(db.execute(query.order_by(processes.c.process_id)).scalars())


def closed_portfolios(db: Connection, today: date) -> list[str]:
    """The portfolios of those processes."""
    query = select(processes.c.portfolio_id).where(_closed_lately(today)).distinct()
    return list(db.execute(query.order_by(processes.c.portfolio_id)).scalars())


def _closed_lately(today: date) -> ColumnElement[bool]:
    return and_(
        processes.c.closes_on >= today - _APPEAR_WITHIN,
        or_(processes.c.closes_on < today, processes.c.awarded.is_(True)),
    )
