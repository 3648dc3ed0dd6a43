"""What boards have done: the contracts that they are known to have won."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, and_, func, or_, select

from domain.contract import Contract
from store.records import record_columns
from store.tables import boards, contracts, harvests, links

# A first sift, for the database to do: domain.board.names_a_board has the last word on a name.
_LIKE_BOARDS = ("%comunal%", "%jac %", "%j.a.c%", "%j a c%", "%accion com%", "%acción com%")


class Won(NamedTuple):
    """A contract and, where it is certain, the board that won it and its municipality (DANE code)."""

    board_code: str | None
    municipality: str | None
    contract: Contract


class State(NamedTuple):
    """What tells whether something came: the newest harvest, and how the certain links stand."""

    harvest: int
    links: int
    linked_at: datetime | None


def state(db: Connection) -> State | None:
    """The state of what boards have done, None where nothing was harvested yet. It need not change at once
    when a person decides of a supplier, but does with the harvest after the links were made anew.
    """
    newest = select(func.max(harvests.c.id)).scalar_subquery()
    stand = select(newest, func.count(), func.max(links.c.linked_at)).where(links.c.verdict == "certain")
    harvest, *how = db.execute(stand).one()
    return None if harvest is None else State(harvest, *how)


def won(db: Connection) -> Sequence[Won]:
    """The contracts whose supplier is certain to be a board that we know, or is named like any board."""
    query = (
        select(boards.c.code, boards.c.municipality, *record_columns(contracts))
        .outerjoin(links, and_(links.c.contract_key == contracts.c.key, links.c.verdict == "certain"))
        .outerjoin(boards, boards.c.code == links.c.board_code)
        .where(
            or_(
                boards.c.code.is_not(None),
                *(func.lower(contracts.c.supplier_name).like(like) for like in _LIKE_BOARDS),
            )
        )
        .order_by(contracts.c.key)
    )
    return [Won(code, town, Contract._make(fields)) for code, town, *fields in db.execute(query)]
