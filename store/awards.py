"""Awards: the rows of processes that name who was chosen."""

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, select

from domain.process import Modality, is_called_off, modality_of
from store import apart
from store.tables import award_links, processes

_WITHOUT_OFFERS = {Modality.DIRECT, Modality.SPECIAL_REGIME}


class Award(NamedTuple):
    """A process awarded to an organisation, as one row says it. Money in whole COP, None where not known."""

    key: str
    portfolio_id: str
    title: str
    buyer_name: str
    department: str | None
    city: str | None
    status: str | None
    modality: str | None
    closes_on: date | None
    supplier_name: str
    supplier_nit: str | None
    awarded_on: date | None

    @property
    def shows_an_offer(self) -> bool:
        """Where the buyer may choose without offers, an award shows none."""
        modality = modality_of(self.modality)
        return modality is not None and modality not in _WITHOUT_OFFERS


def with_supplier(db: Connection) -> list[Award]:
    """The awards that stand, to be held against the boards: those called off since are none."""
    return _awards(db)


def of_nit(db: Connection, nit: str | None) -> list[Award]:
    """Of those, the awards to one supplier by its NIT; with None, those to suppliers that have none."""
    return _awards(db, processes.c.supplier_nit.is_not_distinct_from(nit))


def linked(db: Connection, verdict: str, codes: Collection[str]) -> list[tuple[str, Award]]:
    """Every (board code, award) linked with this verdict, of some boards."""
    query = select(award_links.c.process_key, award_links.c.board_code)
    of_boards = query.where(award_links.c.verdict == verdict, award_links.c.board_code.in_(codes))
    owners: dict[str, str] = dict(db.execute(of_boards).all())
    return [(owners[one.key], one) for one in _awards(db, processes.c.key.in_(owners))]


def _awards(db: Connection, *where: ColumnElement[bool]) -> list[Award]:
    query = select(*(processes.c[name] for name in Award._fields)).where(
        processes.c.supplier_name.is_not(None),
        processes.c.gone_at.is_(None),
        apart.of_calls(processes.c.portfolio_id),
        *where,
    )
    found = map(Award._make, db.execute(query.order_by(processes.c.key)))
    return [one for one in found if not is_called_off(one.status)]
