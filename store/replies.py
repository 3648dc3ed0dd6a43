"""What people wrote back: each reply once, what it was read as, and which of our messages it answers."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, func, literal, select, update
from sqlalchemy.dialects import postgresql, sqlite

from domain.alert import DeliveryResult
from domain.contact import Channel, Role
from store.telling_tables import alerts, attempts, contacts, deliveries, replies


class Answered(NamedTuple):
    """A message of ours that a reply answers; `about` is the call that a bare number means."""

    delivery_id: int
    board_code: str
    about: str | None


class Taken(NamedTuple):
    """A reply as it is kept. `sealed` holds the words of one that no machine understood."""

    channel: str
    id: str
    board_code: str | None
    digest: str
    read_as: str
    about: str | None
    sealed: bytes | None
    received_at: datetime


def place_of(channel: str, id_: str) -> str:
    """What words are sealed for."""
    return f"reply|{channel}|{id_}"


def keep(db: Connection, taken: Taken) -> bool:
    """Keep a reply; whether it is new: providers tell of one twice, at times at once."""
    made = postgresql.insert if db.dialect.name == "postgresql" else sqlite.insert
    statement = made(replies).values(taken._asdict()).on_conflict_do_nothing().returning(replies.c.id)
    return db.execute(statement).first() is not None


def find(db: Connection, channel: Channel, id_: str) -> Taken | None:
    """A reply that is kept."""
    return _one(db, replies.c.channel == channel.value, replies.c.id == id_)


def unread(db: Connection) -> list[Taken]:
    """The replies whose words a person has still to read, the oldest first."""
    query = select(*replies.c[*Taken._fields]).where(replies.c.sealed.is_not(None))
    return [Taken._make(row) for row in db.execute(query.order_by(replies.c.received_at, replies.c.id))]


def forget_words(db: Connection, channel: Channel, id_: str) -> bool:
    """A person has read them. False where somebody else had."""
    of_reply = replies.c.channel == channel.value, replies.c.id == id_, replies.c.sealed.is_not(None)
    return db.execute(update(replies).where(*of_reply).values(sealed=None)).rowcount > 0


def answered(db: Connection, channel: Channel, digest: str, in_reply_to: str) -> Answered | None:
    """Our message with a provider's id, if it went to this address."""
    asked = attempts.c.channel == channel.value, attempts.c.provider_id == in_reply_to
    return _newest(db, digest, *asked)


def newest(db: Connection, digest: str) -> Answered | None:
    """The newest message that was accepted for an address, and did not come back; but no notice of ours that
    names no call, such as that we did not understand: who answers it means what was said before.
    """
    is_there = attempts.c.result == DeliveryResult.ACCEPTED.value, attempts.c.bounced_at.is_(None)
    is_notice = (deliveries.c.role == Role.ADDRESS.value) & attempts.c.about.is_(None)
    return _newest(db, digest, *is_there, ~is_notice)


def told_board(db: Connection, codes: Collection[str], about: str) -> str | None:
    """Of these boards the one that was last told of something."""
    query = select(alerts.c.board_code).where(alerts.c.board_code.in_(codes), alerts.c.about == about)
    return db.execute(query.order_by(alerts.c.queued_at.desc(), alerts.c.id.desc())).scalars().first()


def contact_id(db: Connection, channel: Channel, digest: str, code: str) -> int | None:
    """The contact of a board that has this address."""
    query = select(contacts.c.id).where(
        contacts.c.digest == digest, contacts.c.board_code == code, contacts.c.channel == channel.value
    )
    return db.execute(query.order_by(contacts.c.id)).scalars().first()


def mark_read(db: Connection, delivery_id: int, at: datetime) -> None:
    """Who answers a message has read it, whatever its provider says."""
    first = func.coalesce(deliveries.c.read_at, literal(at, deliveries.c.read_at.type))
    db.execute(update(deliveries).where(deliveries.c.id == delivery_id).values(read_at=first))


def _newest(db: Connection, digest: str, *where: ColumnElement[bool]) -> Answered | None:
    query = (
        select(deliveries.c.id, deliveries.c.board_code, attempts.c.about)
        .join(attempts, attempts.c.delivery_id == deliveries.c.id)
        .join(contacts, contacts.c.id == attempts.c.contact_id)
        .where(contacts.c.digest == digest, deliveries.c.role != Role.TRAINER.value, *where)
        .order_by(attempts.c.finished_at.desc(), deliveries.c.id.desc())
        .limit(1)
    )
    row = db.execute(query).one_or_none()
    return Answered._make(row) if row else None


def _one(db: Connection, *where: ColumnElement[bool]) -> Taken | None:
    row = db.execute(select(*replies.c[*Taken._fields]).where(*where)).one_or_none()
    return Taken._make(row) if row else None
