"""Tries of passwords and codes that let nobody in, by what they are counted for: after too many it waits."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, func, insert, select

from store.access_tables import failures

MOST, WHILE = 5, timedelta(minutes=15)
MOST_ANYWHERE = 30
"""Of one account from all places from which nobody entered it before."""


def begin(db: Connection, accounts: Sequence[str], at: datetime) -> list[int]:
    """Count a try before it is looked at: of many at once none slips through. Gives ids."""
    made = insert(failures).returning(failures.c.id)
    return [db.execute(made.values(account=one, at=at)).scalar_one() for one in accounts]


def number(db: Connection, account: str, now: datetime) -> int:
    """Of the last while, the try that goes on among them."""
    query = select(func.count()).where(failures.c.account == account, failures.c.at > now - WHILE)
    return db.execute(query).scalar_one()


def take_back(db: Connection, ids: Sequence[int]) -> None:
    """The try was not looked at, or was none that failed."""
    db.execute(delete(failures).where(failures.c.id.in_(ids)))


def clear(db: Connection, account: str) -> None:
    """It was the person after all."""
    db.execute(delete(failures).where(failures.c.account == account))


def sweep(db: Connection, now: datetime) -> int:
    """Forget those that count no more, and give how many there were."""
    return db.execute(delete(failures).where(failures.c.at <= now - WHILE)).rowcount
