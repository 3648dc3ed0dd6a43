"""The files of procedures as harvested, and the procedures whose files are wanted."""

from datetime import date

from sqlalchemy import Connection, or_, select

from store.records import Records
from store.tables import documents, matches

RECORDS = Records(documents)


def wanted(db: Connection, today: date) -> list[str]:
    """The portfolios that match a board and may still be answered."""
    query = (
        select(matches.c.portfolio_id)
        .where(
            matches.c.withdrawn_at.is_(None),
            or_(matches.c.closes_on.is_(None), matches.c.closes_on >= today),
        )
        .distinct()
    )
    return list(db.execute(query.order_by(matches.c.portfolio_id)).scalars())
