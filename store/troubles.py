"""What is wrong with the installation, since when, and when the operator was told of it."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, func, literal, select, update

from store.telling_tables import troubles
from store.upsert import upsert


class Trouble(NamedTuple):
    """`since` is None once it is over; `unsent_at` where the last page reached nobody, and `why`."""

    name: str
    since: datetime | None = None
    paged_at: datetime | None = None
    unsent_at: datetime | None = None
    why: str | None = None


def note(db: Connection, name: str, at: datetime) -> Trouble:
    """There is such a trouble; gives what is known of it. It began when it was first noted."""
    first = func.coalesce(troubles.c.since, literal(at, troubles.c.since.type))
    db.execute(update(troubles).where(troubles.c.name == name).values(since=first))
    known = find(db, name)
    if known is None:
        upsert(db, troubles, [{"name": name, "since": at}])
    return known or Trouble(name, at)


def over(db: Connection, name: str) -> None:
    """There is none any more. When it was paged is kept: one that comes and goes pages no oftener."""
    db.execute(update(troubles).where(troubles.c.name == name).values(since=None, unsent_at=None, why=None))


def paged(db: Connection, name: str, at: datetime) -> None:
    """The operator was told."""
    told = {"paged_at": at, "unsent_at": None, "why": None}
    db.execute(update(troubles).where(troubles.c.name == name).values(**told))


def unsent(db: Connection, name: str, at: datetime, why: str) -> None:
    """Nobody could be told."""
    db.execute(update(troubles).where(troubles.c.name == name).values(unsent_at=at, why=why))


def find(db: Connection, name: str) -> Trouble | None:
    row = db.execute(select(*troubles.c[*Trouble._fields]).where(troubles.c.name == name)).one_or_none()
    return Trouble._make(row) if row else None


def standing(db: Connection) -> list[Trouble]:
    """What is wrong now, the oldest first."""
    query = select(*troubles.c[*Trouble._fields]).where(troubles.c.since.is_not(None))
    return [Trouble._make(row) for row in db.execute(query.order_by(troubles.c.since, troubles.c.name))]


def untold(db: Connection) -> list[Trouble]:
    """What the operator could not be told of, by name."""
    query = select(*troubles.c[*Trouble._fields]).where(troubles.c.unsent_at.is_not(None))
    return [Trouble._make(row) for row in db.execute(query.order_by(troubles.c.name))]
