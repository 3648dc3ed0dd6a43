"""What waits: messages, calls of programs, and what a person of the office is to do."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    FromClause,
    Select,
    Subquery,
    func,
    select,
    union_all,
)
from sqlalchemy import literal as text_of

from store import apart
from store.help_cases import asks
from store.key_tables import hook_calls, hooks
from store.papers_tables import filings
from store.telling_tables import deliveries, replies


class Queue(NamedTuple):
    """How many wait, how many of them should be done already, and since when the oldest of these; what is of
    the canary is in none. What people are to do is due at once.
    """

    name: str
    waiting: int
    overdue: int
    oldest_due_at: datetime | None


def read(db: Connection, now: datetime) -> list[Queue]:
    """Every queue, by one question."""
    call, message = hook_calls.c, deliveries.c
    is_open = message.accepted_at.is_(None), message.failed_at.is_(None)
    asked, own = asks(), hooks.c.ended_at.is_(None)
    owed = hook_calls.join(hooks, hooks.c.id == call.hook_id)
    parts = (
        _part("messages", deliveries, message.due_at, now, *is_open, apart.of_boards(message.board_code)),
        _part("hooks", owed, call.due_at, now, call.accepted_at.is_(None), call.failed_at.is_(None), own),
        _part("papers", filings, filings.c.handed_in_at, now, filings.c.decided_at.is_(None)),
        _part("help", asked, asked.c.at, now, apart.of_boards(asked.c.board_code)),
        _part("replies", replies, replies.c.received_at, now, replies.c.sealed.is_not(None)),
    )
    return [Queue._make(row) for row in db.execute(union_all(*parts))]


def _part(
    name: str,
    table: FromClause | Subquery,
    due_at: Column[datetime] | ColumnElement[datetime],
    now: datetime,
    *where: ColumnElement[bool],
) -> Select[str, int, int, datetime]:
    is_overdue = due_at <= now
    return (
        select(
            text_of(name).label("name"),
            func.count(),
            func.count().filter(is_overdue),
            func.min(due_at).filter(is_overdue),
        )
        .select_from(table)
        .where(*where)
    )
