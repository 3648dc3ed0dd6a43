"""Bids as harvested, and the processes whose bids may have appeared."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, Subquery, and_, func, or_, select

from domain.bid import Bid
from store import apart
from store.records import Records, record_columns
from store.tables import bid_links, bids, processes

# Bidders appear when a process has closed, offers some days later; after this nothing more is expected.
_APPEAR_WITHIN = timedelta(days=60)

RECORDS = Records(bids)


class NamedBid(NamedTuple):
    """A bid whose bidder is known, and what the rows of its process say of where and for what it is.

    The lists of bids come before or without those of processes: what is not known is None.
    """

    bid: Bid
    portfolio_id: str | None
    title: str | None
    buyer_name: str | None
    department: str | None
    city: str | None


def with_supplier(db: Connection) -> list[NamedBid]:
    """The bids whose bidder is known, to be held against the boards."""
    return _named(db, bids.c.supplier_name.is_not(None))


def of_nit(db: Connection, nit: str | None) -> list[NamedBid]:
    """Of those, the bids of one bidder by its NIT; with None, those of bidders that have none."""
    return _named(db, bids.c.supplier_name.is_not(None), bids.c.supplier_nit.is_not_distinct_from(nit))


def linked(db: Connection, verdict: str, codes: Collection[str]) -> list[tuple[str, NamedBid]]:
    """Every (board code, bid) linked with this verdict, of some boards."""
    query = select(bid_links.c.bid_key, bid_links.c.board_code)
    of_boards = query.where(bid_links.c.verdict == verdict, bid_links.c.board_code.in_(codes))
    owners: dict[str, str] = dict(db.execute(of_boards).all())
    return [(owners[one.bid.key], one) for one in _named(db, bids.c.key.in_(owners))]


def closed_processes(db: Connection, today: date) -> list[str]:
    """Ids of the processes that closed lately. Without a deadline there were no offers."""
    query = select(processes.c.process_id).where(_closed_lately(today)).distinct()
    return list(db.execute(query.order_by(processes.c.process_id)).scalars())


def closed_portfolios(db: Connection, today: date) -> list[str]:
    """The portfolios of those processes."""
    query = select(processes.c.portfolio_id).where(_closed_lately(today)).distinct()
    return list(db.execute(query.order_by(processes.c.portfolio_id)).scalars())


def _named(db: Connection, *where: ColumnElement[bool]) -> list[NamedBid]:
    of_process, of_portfolio = _about(processes.c.process_id), _about(processes.c.portfolio_id)
    about = (func.coalesce(of_process.c[name], of_portfolio.c[name]) for name in NamedBid._fields[2:])
    query = (
        select(*record_columns(bids), func.coalesce(bids.c.portfolio_id, of_process.c.portfolio), *about)
        .outerjoin(of_process, of_process.c.of == bids.c.process_id)
        .outerjoin(of_portfolio, of_portfolio.c.of == bids.c.portfolio_id)
        .where(*where)
        .order_by(bids.c.key)
    )
    own = len(Bid._fields)
    return [NamedBid(Bid._make(row[:own]), *row[own:]) for row in db.execute(query)]


def _closed_lately(today: date) -> ColumnElement[bool]:
    return and_(
        apart.of_calls(processes.c.portfolio_id),
        processes.c.closes_on >= today - _APPEAR_WITHIN,
        or_(processes.c.closes_on < today, processes.c.awarded.is_(True)),
    )


def _about(key: ColumnElement[str]) -> Subquery:
    """One row for each process or portfolio: its rows agree but for awards."""
    said = (func.min(processes.c[name]).label(name) for name in NamedBid._fields[2:])
    portfolio = func.min(processes.c.portfolio_id).label("portfolio")
    return select(key.label("of"), portfolio, *said).group_by(key).subquery()
