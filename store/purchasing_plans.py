"""Purchasing plans as harvested, and the buyers to ask for."""

from datetime import date

from sqlalchemy import Connection, select

from store.records import Records
from store.tables import processes, purchasing_plans

RECORDS = Records(purchasing_plans)


def buyer_codes(db: Connection, _today: date) -> list[str]:
    """The codes under which our buyers publish, as their processes name them."""
    query = select(processes.c.buyer_code).where(processes.c.buyer_code.is_not(None)).distinct()
    return list(db.execute(query.order_by(processes.c.buyer_code)).scalars())
