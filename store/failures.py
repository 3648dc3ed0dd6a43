"""Wrong passwords and codes by account: after too many in a while it waits, whoever types and from where."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, func, insert, select

from store.access_tables import failures

MOST, WHILE = 5, timedelta(minutes=15)


def add(db: Connection, account: str, at: datetime) -> None:
    db.execute(insert(failures).values(account=account, at=at))


def are_too_many(db: Connection, account: str, now: datetime) -> bool:
    query = select(func.count()).where(failures.c.account == account, failures.c.at > now - WHILE)
    return db.execute(query).scalar_one() >= MOST


def clear(db: Connection, account: str) -> None:
    """It was the person after all."""
    db.execute(delete(failures).where(failures.c.account == account))


def sweep(db: Connection, now: datetime) -> int:
    """Forget those that count no more, and give how many there were."""
    return db.execute(delete(failures).where(failures.c.at <= now - WHILE)).rowcount
