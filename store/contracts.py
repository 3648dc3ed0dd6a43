"""Contracts and planned purchases as harvested, and which contract is whose."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, delete, select

from domain.contract import Contract
from store.records import Records, record_columns
from store.tables import contracts, links, planned_purchases
from store.upsert import upsert


class ContractLink(NamedTuple):
    """A contract held against the boards: whose it is, and how sure we are (certain, probable)."""

    contract_key: str
    board_code: str
    score: float
    verdict: str


CONTRACTS = Records(contracts)
PLANNED_PURCHASES = Records(planned_purchases)


def with_supplier(db: Connection) -> list[Contract]:
    """The contracts whose supplier is known, to be held against the boards."""
    wanted = select(*record_columns(contracts)).where(contracts.c.supplier_name.is_not(None))
    return [Contract._make(row) for row in db.execute(wanted.order_by(contracts.c.key))]


def replace_links(db: Connection, found: Sequence[ContractLink], at: datetime) -> None:
    """Make these the links: one that is found no more is taken back, one found again keeps its date."""
    rows = [{**link._asdict(), "linked_at": at} for link in found]
    upsert(db, links, rows, keep=("linked_at",))
    keys = {link.contract_key for link in found}
    gone = [key for key in db.execute(select(links.c.contract_key)).scalars() if key not in keys]
    for key in gone:
        db.execute(delete(links).where(links.c.contract_key == key))


def of_board(db: Connection, board_code: str) -> list[tuple[Contract, str]]:
    """A board's contracts, newest first, each with how sure the link is."""
    query = (
        select(*record_columns(contracts), links.c.verdict)
        .join(links, links.c.contract_key == contracts.c.key)
        .where(links.c.board_code == board_code)
        .order_by(contracts.c.signed_on.desc().nulls_last(), contracts.c.key)
    )
    return [(Contract._make(fields), verdict) for *fields, verdict in db.execute(query)]


def linked(db: Connection, verdict: str) -> list[tuple[str, Contract]]:
    """Every (board code, contract) linked with this verdict."""
    query = (
        select(links.c.board_code, *record_columns(contracts))
        .join(contracts, contracts.c.key == links.c.contract_key)
        .where(links.c.verdict == verdict)
        .order_by(contracts.c.key)
    )
    return [(code, Contract._make(fields)) for code, *fields in db.execute(query)]
