"""What is on the trainers' calendar: the meetings of cohorts that were not cancelled, and who is to come."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, select

from domain.training import Coming
from store.training_tables import cohort_boards, cohorts, meetings


class OnCalendar(NamedTuple):
    """A meeting, with the boards of its cohort that did not say that they cannot come."""

    cohort_id: int
    unit: str
    locality: str | None
    commune: str | None
    starts_at: datetime
    place: str
    boards: frozenset[str]


def between(db: Connection, since: datetime, until: datetime) -> list[OnCalendar]:
    """The meetings from one moment until before another, the first ones first."""
    c, m = cohorts.c, meetings.c
    query = (
        select(m.id, c.id.label("cohort_id"), c.unit, c.locality, c.commune, m.starts_at, m.place)
        .join(cohorts, c.id == m.cohort_id)
        .where(c.cancelled_at.is_(None), m.starts_at >= since, m.starts_at < until)
        .order_by(m.starts_at, m.id)
    )
    rows = db.execute(query).all()
    coming = _coming(db, {row.cohort_id for row in rows})
    return [OnCalendar(*row[1:], frozenset(coming.get(row.cohort_id, ()))) for row in rows]


def _coming(db: Connection, ids: set[int]) -> dict[int, set[str]]:
    b = cohort_boards.c
    found: dict[int, set[str]] = {}
    for id_, code, coming in db.execute(
        select(b.cohort_id, b.board_code, b.coming).where(b.cohort_id.in_(ids))
    ):
        if coming != Coming.NO.value:
            found.setdefault(id_, set()).add(code)
    return found
