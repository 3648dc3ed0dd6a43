"""Which boards can be written to, and by which way first; of the others, why not."""

from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, and_, exists, or_, select

from domain.contact import Channel, Role
from store.tables import boards
from store.telling_tables import authorisations, contacts, stops


class Unreachable(StrEnum):
    STOPPED = "stopped"  # the board wants no messages
    NO_AUTHORISATION = "no_authorisation"  # Ley 1581 de 2012, art. 9
    NO_CONTACT = "no_contact"  # no address that is good and wants messages


class Reach(NamedTuple):
    """The channel of a board's first address that is good, or why it cannot be written to; and since when we
    know the board.
    """

    way: Channel | Unreachable
    since: datetime


_authorised = exists().where(
    authorisations.c.board_code == boards.c.code, authorisations.c.withdrawn_at.is_(None)
)
_good = (
    contacts.c.board_code == boards.c.code,
    contacts.c.role == Role.BOARD.value,
    contacts.c.failed_at.is_(None),
    or_(contacts.c.digest.is_(None), contacts.c.digest.not_in(select(stops.c.digest))),
)
_first = select(contacts.c.channel).where(*_good).order_by(contacts.c.position, contacts.c.id).limit(1)

COLUMNS = (
    boards.c.stopped_at,
    _authorised.label("is_authorised"),
    _first.scalar_subquery().label("first_channel"),
)
"""What `way_of` reads, in a query of boards."""

IS_REACHED = and_(boards.c.stopped_at.is_(None), _authorised, exists().where(*_good))
"""In a query of boards: whether a board can be written to."""


def every(db: Connection) -> dict[str, Reach]:
    """How each board is reached, by its code."""
    query = select(boards.c.code, boards.c.added_at, *COLUMNS).order_by(boards.c.code)
    return {row.code: Reach(way_of(row), row.added_at) for row in db.execute(query)}


def is_reached(db: Connection, code: str) -> bool:
    """Whether this board can be written to."""
    return db.execute(select(exists().where(boards.c.code == code, IS_REACHED))).scalar_one()


def way_of(row: Row[Any]) -> Channel | Unreachable:
    """How a board is reached, by a row with COLUMNS."""
    if row.stopped_at:
        return Unreachable.STOPPED
    if not row.is_authorised:
        return Unreachable.NO_AUTHORISATION
    return Channel(row.first_channel) if row.first_channel else Unreachable.NO_CONTACT
