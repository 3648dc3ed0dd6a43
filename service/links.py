"""What a person decides on links at the command line, and the links that there are."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from api.linking import decisions
from api.linking.pairs import Shown, SupplierAndBoard, likest_first, pairs
from service.context import Context
from service.shell import WrongUsage
from service.steps import link
from service.steps.link import SupplierSummary
from store.engine import reading, writing

_ENDING = 3


@dataclass(frozen=True)
class LinkList:
    verdict: str
    links: list[SupplierAndBoard]


@dataclass(frozen=True)
class Decided:
    """What was decided, and what all links of contracts, bids and awards come to with it."""

    decision: str
    id: str
    supplier: str
    board: str
    links: SupplierSummary


def listed(context: Context, shown: Shown) -> LinkList:
    """The pairs of one kind, the likest first, with NITs by their ending."""
    with reading(context.engine) as db:
        found = [one for one in pairs(db) if one.verdict == shown]
    return LinkList(shown.value, [_in_short(one) for one in likest_first(found)])


def confirm(context: Context, id_: str) -> Decided:
    """From now on the supplier is this board, and no other. Raises WrongUsage for an unknown id."""
    return _decided(
        context, id_, Shown.CONFIRMED, lambda db: decisions.decide(db, id_, context.now, confirmed=True)
    )


def reject(context: Context, id_: str) -> Decided:
    """From now on the supplier is not this board. Raises WrongUsage for an unknown id."""
    return _decided(
        context, id_, Shown.REJECTED, lambda db: decisions.decide(db, id_, context.now, confirmed=False)
    )


def undo(context: Context, id_: str) -> Decided:
    """Forget what was decided. Raises WrongUsage where nothing was."""
    return _decided(context, id_, "undone", lambda db: decisions.undo(db, id_))


def _decided(
    context: Context, id_: str, said: str, decide: Callable[[Connection], SupplierAndBoard]
) -> Decided:
    try:
        with writing(context.engine) as db:
            one = decide(db)
    except decisions.UnknownLink as error:
        raise WrongUsage(f"there is no link {id_} (`convite links list` shows what there is)") from error
    except decisions.NothingDecided as error:
        raise WrongUsage(f"nothing was decided on the link {id_}") from error
    return Decided(str(said), id_, one.supplier, one.board, link.suppliers(context))


def _in_short(one: SupplierAndBoard) -> SupplierAndBoard:
    return replace(one, supplier_nit=_ending(one.supplier_nit), board_nit=_ending(one.board_nit))


def _ending(nit: str | None) -> str | None:
    return f"…{nit[-_ENDING:]}" if nit else None
