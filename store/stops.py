"""Addresses that want no messages, by their keyed hash: whoever names them again, they are not written to."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, delete, select

from domain.contact import ContactSource
from store.telling_tables import stops
from store.upsert import insert_missing


def add(db: Connection, digests: Collection[str], source: ContactSource, at: datetime) -> None:
    """These addresses want nothing more; the first word on each is kept."""
    insert_missing(
        db, stops, [{"digest": one, "stopped_at": at, "source": source.value} for one in sorted(set(digests))]
    )


def remove(db: Connection, digests: Collection[str]) -> None:
    """These addresses may be written to again."""
    db.execute(delete(stops).where(stops.c.digest.in_(digests)))


def among(db: Connection, digests: Collection[str]) -> set[str]:
    """Which of these want no messages."""
    return set(db.execute(select(stops.c.digest).where(stops.c.digest.in_(digests))).scalars())


def moved(db: Connection, new_of_old: dict[str, str]) -> None:
    """The addresses are hashed anew: who wanted no messages wants none."""
    query = select(stops).where(stops.c.digest.in_(new_of_old))
    rows = [{**row, "digest": new_of_old[row["digest"]]} for row in db.execute(query).mappings()]
    insert_missing(db, stops, rows)
