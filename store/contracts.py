"""Contracts and planned purchases as harvested, and which contract is whose."""

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection, and_, case, or_, select

from domain.contract import Contract
from store import apart
from store.questions import CODE, Question
from store.records import Records, record_columns
from store.tables import boards, contracts, links, planned_purchases

CONTRACTS = Records(contracts)
PLANNED_PURCHASES = Records(planned_purchases)


class OfPeer(NamedTuple):
    """A contract of another board; `unspsc` is a code or None."""

    board_code: str
    board_name: str
    unit: str | None
    locality: str | None
    object: str
    unspsc: str | None
    value_cop: int | None
    signed_on: date | None
    buyer_name: str


_TOLD = OfPeer._fields[4:]


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


def links_of(db: Connection, keys: Collection[str]) -> dict[str, str]:
    """Where SECOP shows contracts, by key, of those whose rows say so."""
    query = select(contracts.c.key, contracts.c.url).where(
        contracts.c.key.in_(keys), contracts.c.url.is_not(None)
    )
    return dict(db.execute(query).all())


OF_BOARD = Question(
    select(*record_columns(contracts), links.c.verdict)
    .join(links, links.c.contract_key == contracts.c.key)
    .where(links.c.board_code == CODE)
    .order_by(contracts.c.signed_on.desc().nulls_last(), contracts.c.key),
    lambda rows: [(Contract._make(row[:-1]), row.verdict) for row in rows],
)
"""A board's contracts, newest first, each with how sure the link is."""

_MOST_PEERS = 20
_OURS = boards.alias("ours")
_OF_US = _OURS.c.code == CODE
OF_PEERS = Question(
    select(boards.c.code, boards.c.name, boards.c.unit, boards.c.locality, *(contracts.c[n] for n in _TOLD))
    .join_from(links, contracts, links.c.contract_key == contracts.c.key)
    .join(boards, boards.c.code == links.c.board_code)
    .join(_OURS, and_(_OF_US, _OURS.c.municipality == boards.c.municipality, _OURS.c.code != boards.c.code))
    .where(
        links.c.verdict == "certain",
        contracts.c.object.is_not(None),
        contracts.c.signed_on.is_not(None),  # a draft, or one that was sent and never signed
        apart.of_boards(boards.c.code),
        or_(_OURS.c.locality.is_(None), _OURS.c.locality == boards.c.locality),
    )
    .order_by(
        case((_OURS.c.unit == boards.c.unit, 0), else_=1),
        contracts.c.signed_on.desc(),
        contracts.c.key,
    )
    .limit(_MOST_PEERS),
    lambda rows: [OfPeer._make(row) for row in rows],
)
"""What boards of the same locality (of the municipality, for a board that has none) are certain to have won:
those of its unit first, then the newest.
"""
