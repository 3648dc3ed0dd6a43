"""How fresh the data is and whether all is well: for people who wonder why nothing came."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Connection

from api.calls import Call
from api.words import DATASETS
from domain.process import DATASET
from domain.source import Freshness, HarvestReport
from store import boards, deliveries, harvests, sources


class Reading(NamedTuple):
    """The last harvest of a dataset, and how fresh what we hold of it is; None before a complete one."""

    report: HarvestReport
    fresh: Freshness | None


class Status(NamedTuple):
    """`data_at` is the source's own date of the processes that we hold, `lag` the time from their publication
    to our store; None before the first complete harvest, or where it is not known.
    """

    data_at: datetime | None
    lag: timedelta | None
    open_calls: int
    boards: int
    readings: list[Reading]
    not_yet: list[str]  # datasets that were never harvested
    waiting: int
    waiting_since: datetime | None


def status(db: Connection, calls: Sequence[Call]) -> Status:
    """`calls` are those that are open."""
    waiting, since = deliveries.waiting(db)
    reports, fresh = harvests.last(db), sources.freshness(db)
    newest = fresh.get(DATASET)
    return Status(
        data_at=harvests.data_date(db, DATASET),
        lag=newest and newest.lag,
        open_calls=len(calls),
        boards=boards.count(db),
        readings=[Reading(reports[one], fresh.get(one)) for one in sorted(reports, key=by_importance)],
        not_yet=[one for one in DATASETS if one not in reports],
        waiting=waiting,
        waiting_since=since,
    )


def by_importance(dataset: str) -> tuple[int, str]:
    """Where a dataset stands among the others."""
    known = list(DATASETS)
    return known.index(dataset) if dataset in DATASETS else len(known), dataset
