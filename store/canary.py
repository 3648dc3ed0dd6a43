"""The canary's runs: where the invented process has come to, and what became of those before."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, delete, or_, select, tuple_, update

from domain.canary import BOARD_CODE, CALLS
from domain.contact import Channel
from store.tables import matches, outcomes, processes
from store.telling_tables import alerts, attempts, canary_runs, deliveries, provider_statuses, replies
from store.upsert import upsert


class Run(NamedTuple):
    """One night's. `failed_step` is None where it arrived, or was not checked yet (`checked_at`)."""

    portfolio_id: str
    injected_at: datetime
    checked_at: datetime | None
    failed_step: str | None
    says: str | None


class Sent(NamedTuple):
    """Its message. `answer` is what the provider said last, `why` of a failure for good."""

    channel: Channel | None
    accepted_at: datetime | None
    delivered_at: datetime | None
    bounced_at: datetime | None
    failed_at: datetime | None
    why: str | None
    answer: str | None


def last(db: Connection) -> Run | None:
    """The newest run."""
    return _newest(db)


def newest(db: Connection, most: int) -> list[Run]:
    """The newest runs first."""
    query = select(*canary_runs.c[*Run._fields]).order_by(canary_runs.c.injected_at.desc()).limit(most)
    return [Run._make(row) for row in db.execute(query)]


def last_checked(db: Connection) -> Run | None:
    """The newest run of which is known what became of it."""
    return _newest(db, canary_runs.c.checked_at.is_not(None))


def begin(db: Connection, portfolio_id: str, at: datetime) -> None:
    """Write down that a process was injected."""
    upsert(db, canary_runs, [{"portfolio_id": portfolio_id, "injected_at": at}])


def end(db: Connection, portfolio_id: str, failed_step: str | None, says: str, at: datetime) -> None:
    """Write down what became of it."""
    db.execute(
        update(canary_runs)
        .where(canary_runs.c.portfolio_id == portfolio_id)
        .values(checked_at=at, failed_step=failed_step, says=says)
    )


def is_matched(db: Connection, portfolio_id: str) -> bool:
    of_pair = matches.c.board_code == BOARD_CODE, matches.c.portfolio_id == portfolio_id
    query = select(matches.c.portfolio_id).where(*of_pair, matches.c.withdrawn_at.is_(None))
    return db.execute(query).first() is not None


def sent(db: Connection, portfolio_id: str) -> Sent | None:
    """The message that tells of it; None where no alert was queued."""
    query = (
        select(
            deliveries.c.channel,
            deliveries.c.accepted_at,
            deliveries.c.delivered_at,
            attempts.c.bounced_at,
            deliveries.c.failed_at,
            deliveries.c.why,
            attempts.c.answer,
        )
        .join(alerts, alerts.c.delivery_id == deliveries.c.id)
        .outerjoin(attempts, attempts.c.delivery_id == deliveries.c.id)
        .where(alerts.c.board_code == BOARD_CODE, alerts.c.about == portfolio_id)
        .order_by(attempts.c.number.desc().nulls_last())
        .limit(1)
    )
    row = db.execute(query).one_or_none()
    return Sent(Channel(row[0]) if row[0] else None, *row[1:]) if row else None


def clear(db: Connection, now: datetime) -> None:
    """Take away whatever was invented and what came of it; the board and its contact stay for the next.

    A message that a worker holds stays until the next time: the worker is to write down how it ended.
    """
    free = or_(deliveries.c.claimed_by.is_(None), deliveries.c.claimed_until <= now)
    own = and_(deliveries.c.board_code == BOARD_CODE, free)
    told = select(attempts.c.channel, attempts.c.provider_id).join(deliveries).where(own)
    names = tuple_(provider_statuses.c.channel, provider_statuses.c.provider_id)
    db.execute(delete(provider_statuses).where(names.in_(told)))
    db.execute(delete(deliveries).where(own))
    for table in (matches, outcomes, replies):
        db.execute(delete(table).where(table.c.board_code == BOARD_CODE))
    db.execute(delete(processes).where(processes.c.portfolio_id.startswith(CALLS, autoescape=True)))


def _newest(db: Connection, *where: ColumnElement[bool]) -> Run | None:
    query = select(*canary_runs.c[*Run._fields]).where(*where)
    row = db.execute(query.order_by(canary_runs.c.injected_at.desc()).limit(1)).one_or_none()
    return Run._make(row) if row else None
