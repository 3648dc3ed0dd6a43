"""What a person decides on links: this supplier is this board, or is not, for all its contracts and bids."""

from datetime import datetime

from sqlalchemy import Connection

from api.linking.pairs import SupplierAndBoard, pairs
from store import links
from store.links import LinkDecision


class UnknownLink(Exception):
    """No pair that is linked or was decided on has this id."""


class NothingDecided(Exception):
    """Nobody decided on this pair."""


def decide(db: Connection, id_: str, now: datetime, *, confirmed: bool) -> SupplierAndBoard:
    """From now on the supplier is this board and no other, or is not this board; gives the pair as it was.

    Links follow once the supplier is held against the boards again. Raises UnknownLink.
    """
    one = _named(db, id_)
    links.decide(db, LinkDecision(one.supplier_key, one.board_code, one.supplier, confirmed), now)
    return one


def undo(db: Connection, id_: str) -> SupplierAndBoard:
    """Forget what was decided: the rules alone speak again. Raises UnknownLink and NothingDecided."""
    one = _named(db, id_)
    if not links.undo(db, one.supplier_key, one.board_code):
        raise NothingDecided(id_)
    return one


def _named(db: Connection, id_: str) -> SupplierAndBoard:
    for one in pairs(db):
        if one.id == id_:
            return one
    raise UnknownLink(id_)
