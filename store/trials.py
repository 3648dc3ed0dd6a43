"""Test messages: when the newest to each address was asked for."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, func, select

from domain.alert import AlertKind
from store.telling_tables import alerts, deliveries


def newest(db: Connection, contact_ids: Collection[int]) -> dict[int, datetime]:
    """By contact; one that never got a test is left out."""
    query = (
        select(deliveries.c.contact_id, func.max(alerts.c.queued_at, type_=alerts.c.queued_at.type))
        .join(alerts, alerts.c.delivery_id == deliveries.c.id)
        .where(alerts.c.kind == AlertKind.TEST.value, deliveries.c.contact_id.in_(contact_ids))
        .group_by(deliveries.c.contact_id)
    )
    return {row[0]: row[1] for row in db.execute(query)}
