"""Contracts and planned purchases as harvested, and which contract is whose."""

from collections.abc import Collection

from sqlalchemy import Connection, select

from domain.contract import Contract
from store.records import Records, record_columns
from store.tables import contracts, links, planned_purchases

CONTRACTS = Records(contracts)
PLANNED_PURCHASES = Records(planned_purchases)


def with_supplier(db: Connection) -> list[Contract]:
    """The contracts whose supplier is known, to be held against the boards."""
    wanted = select(*record_columns(contracts)).where(contracts.c.supplier_name.is_not(None))
    return [Contract._make(row) for row in db.execute(wanted.order_by(contracts.c.key))]


def of_nit(db: Connection, nit: str | None) -> list[Contract]:
    """Of those, the contracts of one supplier by its NIT; with None, those of suppliers that have none."""
    wanted = select(*record_columns(contracts)).where(
        contracts.c.supplier_name.is_not(None), contracts.c.supplier_nit.is_not_distinct_from(nit)
    )
    return [Contract._make(row) for row in db.execute(wanted.order_by(contracts.c.key))]


def of_board(db: Connection, board_code: str) -> list[tuple[Contract, str]]:
    """A board's contracts, newest first, each with how sure the link is."""
    query = (
        select(*record_columns(contracts), links.c.verdict)
        .join(links, links.c.contract_key == contracts.c.key)
        .where(links.c.board_code == board_code)
        .order_by(contracts.c.signed_on.desc().nulls_last(), contracts.c.key)
    )
    return [(Contract._make(fields), verdict) for *fields, verdict in db.execute(query)]


def linked(db: Connection, verdict: str, codes: Collection[str] | None = None) -> list[tuple[str, Contract]]:
    """Every (board code, contract) linked with this verdict, of all or some boards."""
    query = (
        select(links.c.board_code, *record_columns(contracts))
        .join(contracts, contracts.c.key == links.c.contract_key)
        .where(links.c.verdict == verdict)
        .order_by(contracts.c.key)
    )
    if codes is not None:
        query = query.where(links.c.board_code.in_(codes))
    return [(code, Contract._make(fields)) for code, *fields in db.execute(query)]
