"""Leases: one process at a time does what must not be done twice, and who is alive holds one of its own.

All times are of one clock, the database's (`store.clock`): one machine's clock that is wrong takes nothing.
"""

from datetime import datetime

from sqlalchemy import Connection, delete, or_, select, text, update

from store.tables import leases
from store.upsert import insert_missing

SCHEDULE = "schedule"
"""Held by who does what is done by the clock."""

_WORKER = "worker "
_SESSION = "convite worker "
_SESSION_BYTES = 63 - len(_SESSION)  # PostgreSQL cuts off what is longer


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


def is_held(db: Connection, name: str, holder: str) -> bool:
    """Whether nobody else took it since, be it run out or not."""
    query = select(leases.c.name).where(leases.c.name == name, leases.c.holder == holder)
    return db.execute(query).first() is not None


def be_alive(db: Connection, worker: str, now: datetime, until: datetime) -> None:
    """Say that this worker is there until then; what it claimed is its own as long."""
    take(db, _WORKER + worker, worker, now, until)
    db.execute(delete(leases).where(leases.c.name.startswith(_WORKER), leases.c.until <= now))


def end(db: Connection, worker: str) -> None:
    """The worker goes, and leaves whatever it holds to the others."""
    db.execute(delete(leases).where(leases.c.holder == worker))


def alive(db: Connection, now: datetime) -> set[str]:
    """The workers that are there."""
    query = select(leases.c.holder).where(leases.c.name.startswith(_WORKER), leases.c.until > now)
    return set(db.execute(query).scalars())


def session_of(worker: str) -> str:
    """What a worker's sessions are called at the server (`store.engine.name_sessions`)."""
    return _SESSION + worker[-_SESSION_BYTES:]


def end_sessions_of_the_dead(db: Connection, now: datetime) -> int:
    """End what workers that are taken for dead have open at the server, and give how many that were: what one
    of them had begun to write while it stood still, or was cut off, is not written any more, and not locked.
    """
    if db.dialect.name != "postgresql":
        return 0
    living = [session_of(worker) for worker in alive(db, now)]
    ended = db.execute(
        text(
            "SELECT count(*) FILTER (WHERE pg_terminate_backend(pid)) FROM pg_stat_activity"
            " WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()"
            " AND starts_with(application_name, :ours) AND application_name <> ALL (:living)"
        ),
        {"ours": _SESSION, "living": living},
    )
    return int(ended.scalar_one())
