"""How fresh the data is and whether all is well: for people who wonder why nothing came."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection

from api.calls import Call
from domain.process import DATASET
from domain.source import HarvestReport
from store import alerts, boards, harvests


class Status(NamedTuple):
    """`data_at` is the source's own date of what we hold, or None before the first complete harvest."""

    data_at: datetime | None
    open_calls: int
    boards: int
    harvests: list[HarvestReport]
    waiting: int
    waiting_since: datetime | None


def status(db: Connection, calls: Sequence[Call]) -> Status:
    """`calls` are those that are open."""
    waiting, since = alerts.waiting(db)
    return Status(
        data_at=harvests.data_date(db, DATASET),
        open_calls=len(calls),
        boards=boards.count(db),
        harvests=sorted(harvests.last(db).values(), key=_by_importance),
        waiting=waiting,
        waiting_since=since,
    )


def _by_importance(report: HarvestReport) -> tuple[bool, str]:
    return report.dataset != DATASET, report.dataset
