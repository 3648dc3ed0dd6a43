"""What a person decides on links: this supplier is this board, or is not, for all its contracts and bids."""

from dataclasses import dataclass

from sqlalchemy import Connection

from service.context import Context
from service.link_pairs import Shown, SupplierAndBoard, pairs
from service.shell import WrongUsage
from service.steps import link
from service.steps.link import SupplierSummary
from store import links
from store.engine import reading, writing
from store.links import LinkDecision


@dataclass(frozen=True)
class LinkList:
    verdict: str
    links: list[SupplierAndBoard]


@dataclass(frozen=True)
class Decided:
    """What was decided, and what the links of all contracts and bids come to with it."""

    decision: str
    id: str
    supplier: str
    board: str
    links: SupplierSummary


def listed(context: Context, shown: Shown) -> LinkList:
    """The pairs of one kind, the likest first."""
    with reading(context.engine) as db:
        found = [one for one in pairs(db) if one.verdict == shown]
    return LinkList(shown.value, sorted(found, key=lambda one: (-(one.score or 0), one.supplier, one.id)))


def confirm(context: Context, id_: str) -> Decided:
    """From now on the supplier is this board, and no other. Raises WrongUsage for an unknown id."""
    return _decide(context, id_, confirmed=True)


def reject(context: Context, id_: str) -> Decided:
    """From now on the supplier is not this board. Raises WrongUsage for an unknown id."""
    return _decide(context, id_, confirmed=False)


def undo(context: Context, id_: str) -> Decided:
    """Forget what was decided. Raises WrongUsage where nothing was."""
    with writing(context.engine) as db:
        one = _named(db, id_)
        if not links.undo(db, one.supplier_key, one.board_code):
            raise WrongUsage(f"nothing was decided on the link {id_}")
    return Decided("undone", id_, one.supplier, one.board, link.suppliers(context))


def _decide(context: Context, id_: str, *, confirmed: bool) -> Decided:
    with writing(context.engine) as db:
        one = _named(db, id_)
        decision = LinkDecision(one.supplier_key, one.board_code, one.supplier, confirmed)
        links.decide(db, decision, context.now)
    said = Shown.CONFIRMED if confirmed else Shown.REJECTED
    return Decided(said.value, id_, one.supplier, one.board, link.suppliers(context))


def _named(db: Connection, id_: str) -> SupplierAndBoard:
    for one in pairs(db):
        if one.id == id_:
            return one
    raise WrongUsage(f"there is no link {id_} (`convite links list` shows what there is)")
