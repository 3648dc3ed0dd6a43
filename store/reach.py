"""Which boards can be written to, and by which way first; of the others, why not."""

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import Connection, or_, select

from domain.contact import Channel, Role
from store import authorisations
from store.tables import boards
from store.telling_tables import contacts, stops


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


def every(db: Connection) -> dict[str, Reach]:
    """How each board is reached, by its code."""
    query = select(boards.c.code, boards.c.stopped_at, boards.c.added_at).order_by(boards.c.code)
    authorised, ways = authorisations.standing(db), _ways(db)
    found: dict[str, Reach] = {}
    for code, stopped_at, added_at in db.execute(query):
        way = ways.get(code, Unreachable.NO_CONTACT)
        if code not in authorised:
            way = Unreachable.NO_AUTHORISATION
        if stopped_at:
            way = Unreachable.STOPPED
        found[code] = Reach(way, added_at)
    return found


def _ways(db: Connection) -> dict[str, Channel | Unreachable]:
    wants = or_(contacts.c.digest.is_(None), contacts.c.digest.not_in(select(stops.c.digest)))
    query = (
        select(contacts.c.board_code, contacts.c.channel)
        .where(contacts.c.role == Role.BOARD.value, contacts.c.failed_at.is_(None), wants)
        .order_by(contacts.c.board_code, contacts.c.position.desc(), contacts.c.id.desc())
    )
    return {code: Channel(channel) for code, channel in db.execute(query)}  # the first comes last
