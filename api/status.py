"""How fresh the data is and whether all is well: for people who wonder why nothing came."""

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Connection

from api.calls import offered
from domain.source import HarvestReport
from store import alerts, boards, harvests

PROCESSES = "p6dx-8zbt"  # SECOP II processes on datos.gov.co, the dataset whose date is the date of our data


class Status(NamedTuple):
    """`data_at` is the source's own date of what we hold, or None before the first complete harvest."""

    data_at: datetime | None
    open_calls: int
    boards: int
    harvests: list[HarvestReport]
    waiting: int
    waiting_since: datetime | None


def status(db: Connection, today: date) -> Status:
    waiting, since = alerts.waiting(db)
    return Status(
        data_at=harvests.data_date(db, PROCESSES),
        open_calls=len(offered(db, today)),
        boards=boards.count(db),
        harvests=sorted(harvests.last(db).values(), key=_by_importance),
        waiting=waiting,
        waiting_since=since,
    )


def _by_importance(report: HarvestReport) -> tuple[bool, str]:
    return report.dataset != PROCESSES, report.dataset
