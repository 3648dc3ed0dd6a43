"""The files of procedures as harvested: of which calls they are wanted, and which of them came later."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import NamedTuple

from sqlalchemy import Connection, and_, func, select

from store.matches import answerable
from store.records import Records
from store.tables import documents, harvests, matches, process_changes, processes
from store.upsert import insert_missing

RECORDS = Records(documents)

_FIELD = "documents"
_MOST_NAMES, _LONGEST_NAME = 50, 120  # of a change
# What belongs to a contract comes after the call; a key with # is a second row of one file.
_OF_A_CALL = and_(
    documents.c.portfolio_id.is_not(None),
    documents.c.contract_id.is_(None),
    documents.c.key.not_like("%#%"),
)


def wanted(db: Connection, today: date) -> list[str]:
    """The portfolios that match a board and may still be answered."""
    query = answerable(today).distinct()
    return list(db.execute(query.order_by(matches.c.portfolio_id)).scalars())


def keep_additions(db: Connection, datasets: Sequence[str]) -> int:
    """Keep as changes the files that came to a call after its first reading; returns how many changes.

    The first reading lasts until each of the datasets was harvested complete since the call's first file
    came: a file that an incomplete or killed run left out is not taken for new. A change has the number of
    files before, the names of the new ones, a line each, and the moment of the harvest that brought them.
    All of it is found in the tables, so the next run makes up for one that was killed.
    """
    kept = _kept(db)
    missing = [one for one in _additions(db, datasets) if (one.portfolio_id, one.seen_at) not in kept]
    keys = _process_keys(db, {one.portfolio_id for one in missing})
    rows = [
        {
            "process_key": keys[one.portfolio_id],
            "field": _FIELD,
            "seen_at": one.seen_at,
            "before": str(one.files_before),
            "after": "\n".join(_names(db, one)),
        }
        for one in missing
        if one.portfolio_id in keys
    ]
    insert_missing(db, process_changes, rows)
    return len(rows)


class _Addition(NamedTuple):
    portfolio_id: str
    seen_at: datetime
    files_before: int


def _additions(db: Connection, datasets: Sequence[str]) -> Iterator[_Addition]:
    starts = [_complete_starts(db, dataset) for dataset in datasets]
    arrivals = (
        select(documents.c.portfolio_id, documents.c.first_seen_at, func.count())
        .where(_OF_A_CALL)
        .group_by(documents.c.portfolio_id, documents.c.first_seen_at)
        .order_by(documents.c.portfolio_id, documents.c.first_seen_at)
    )
    for portfolio_id, of_call in groupby(db.execute(arrivals), key=lambda row: row[0]):
        read_at, files = None, 0
        for _, seen_at, number in of_call:
            if files == 0:
                read_at = _first_reading_ended(starts, seen_at)
            if read_at and seen_at > read_at:
                yield _Addition(portfolio_id, seen_at, files)
            files += number


def _complete_starts(db: Connection, dataset: str) -> list[datetime]:
    """When its complete harvests began. A window of days makes no difference: files are asked for by call."""
    query = select(harvests.c.started_at).where(harvests.c.dataset == dataset, harvests.c.complete)
    return list(db.execute(query.order_by(harvests.c.started_at)).scalars())


def _first_reading_ended(starts: Sequence[Sequence[datetime]], first_at: datetime) -> datetime | None:
    """The start of the last of the harvests that complete it, or None while one is missing."""
    later = [of_dataset[bisect_left(of_dataset, first_at) :] for of_dataset in starts]
    return max(of_dataset[0] for of_dataset in later) if all(later) else None


def _kept(db: Connection) -> set[tuple[str, datetime]]:
    """By procedure, for which of its rows holds the change is of no account."""
    query = (
        select(processes.c.portfolio_id, process_changes.c.seen_at)
        .join(processes, processes.c.key == process_changes.c.process_key)
        .where(process_changes.c.field == _FIELD)
    )
    return {(portfolio_id, seen_at) for portfolio_id, seen_at in db.execute(query)}


def _process_keys(db: Connection, portfolio_ids: set[str]) -> dict[str, str]:
    """One row of each procedure: the least key, which is never that of a repetition."""
    query = (
        select(processes.c.portfolio_id, func.min(processes.c.key))
        .where(processes.c.portfolio_id.in_(sorted(portfolio_ids)))
        .group_by(processes.c.portfolio_id)
    )
    return dict(db.execute(query).all())


def _names(db: Connection, addition: _Addition) -> list[str]:
    query = (
        select(func.coalesce(documents.c.name, documents.c.key))
        .where(
            _OF_A_CALL,
            documents.c.portfolio_id == addition.portfolio_id,
            documents.c.first_seen_at == addition.seen_at,
        )
        .order_by(documents.c.key)
        .limit(_MOST_NAMES)
    )
    return [name[:_LONGEST_NAME] for name in db.execute(query).scalars()]
