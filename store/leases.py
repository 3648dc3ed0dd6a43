"""Leases: one process at a time does what must not be done twice."""

from datetime import datetime

from sqlalchemy import Connection, delete, or_, select, update

from store.tables import leases
from store.upsert import insert_missing

SCHEDULE = "schedule"
"""Held by who does what is done by the clock."""


def take(db: Connection, name: str, holder: str, now: datetime, until: datetime) -> bool:
    """Take or renew a lease; False while another holder's has not run out."""
    insert_missing(db, leases, [{"name": name, "holder": holder, "until": until}])
    taken = db.execute(
        update(leases)
        .where(leases.c.name == name, or_(leases.c.holder == holder, leases.c.until <= now))
        .values(holder=holder, until=until)
        .returning(leases.c.holder)
    )
    return taken.scalar_one_or_none() == holder


def release(db: Connection, name: str, holder: str) -> None:
    db.execute(delete(leases).where(leases.c.name == name, leases.c.holder == holder))


def holder(db: Connection, name: str, now: datetime) -> str | None:
    """Who holds the lease at this moment."""
    query = select(leases.c.holder).where(leases.c.name == name, leases.c.until > now)
    return db.execute(query).scalar_one_or_none()
