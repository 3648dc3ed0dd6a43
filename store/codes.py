"""Of which of our messages a code is."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from domain.alert import Alert
from domain.contact import Channel
from store import tellings
from store.telling_tables import deliveries


class Sent(NamedTuple):
    """A message that was sent, or is being sent. `channel` is None while we do not know by which it went."""

    board_code: str
    channel: Channel | None
    at: datetime
    told: list[Alert]


def find(db: Connection, code: str) -> Sent | None:
    """The message with this code; None also for one that nobody has tried to send yet."""
    moments = deliveries.c.accepted_at, deliveries.c.claimed_at, deliveries.c.queued_at
    at = func.coalesce(*moments, type_=deliveries.c.queued_at.type)
    query = select(deliveries.c.id, deliveries.c.board_code, deliveries.c.channel, at)
    row = db.execute(query.where(deliveries.c.code == code, deliveries.c.tries > 0)).one_or_none()
    if row is None:
        return None
    id_, board_code, channel, at_ = row
    told = tellings.of_deliveries(db, [id_]).get(id_, [])
    return Sent(board_code, Channel(channel) if channel else None, at_, told)
