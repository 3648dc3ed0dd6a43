"""What each of a batch of messages says, read in bulk: no query for a single message."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from domain.alert import Alert, AlertKind, Delivery
from domain.board import Board
from domain.process import DATASET
from notifications.bulletin import Bulletin, NothingNew, Sayable
from service.context import Context
from service.deliver.entries import Calls, entries, read_calls
from service.deliver.letterheads import letterhead
from service.deliver.papers_and_plans import PapersAndPlans, papers, planned, read_papers_and_plans
from service.deliver.quiet_months import quiet_months
from service.deliver.single import Singles, read_singles, single
from store import boards, harvests, tellings


@dataclass(frozen=True, slots=True)
class Nothing:
    """A message that has nothing to say any more, and why."""

    why: str


@dataclass(frozen=True, slots=True)
class _Batch:
    """What the messages of a batch speak of."""

    boards: Mapping[str, Board]
    calls: Calls
    others: PapersAndPlans
    quiet: Mapping[tuple[str, str], NothingNew]  # by board and month
    singles: Singles
    data_at: datetime | None


def gather(context: Context, db: Connection, claimed: Sequence[Delivery]) -> dict[int, Sayable | Nothing]:
    """What each message says, by its id. What is over since it was queued is left out of it."""
    told = tellings.of_deliveries(db, [one.id for one in claimed])
    batch = _read(context, db, claimed, told)
    return {one.id: _said(context, batch, one, told.get(one.id, [])) for one in claimed}


def _read(
    context: Context, db: Connection, claimed: Sequence[Delivery], told_in: Mapping[int, Sequence[Alert]]
) -> _Batch:
    told = [alert for found in told_in.values() for alert in found]
    today, home = context.today, context.settings.municipality
    return _Batch(
        boards={board.code: board for board in boards.among(db, {one.board_code for one in claimed})},
        calls=read_calls(db, told_in, today, home),
        others=read_papers_and_plans(db, told, today, home),
        quiet=_quiet(context, db, told),
        singles=read_singles(context, db, told),
        data_at=harvests.data_date(db, DATASET),
    )


def _quiet(context: Context, db: Connection, told: Iterable[Alert]) -> dict[tuple[str, str], NothingNew]:
    codes: dict[str, set[str]] = defaultdict(set)
    for alert in told:
        if alert.kind is AlertKind.NOTHING_NEW:
            codes[alert.about].add(alert.board_code)
    found = {}
    for about, some in codes.items():
        month, home = date.fromisoformat(f"{about}-01"), context.settings.municipality
        for code, said in quiet_months(db, context.engine, some, month, context.today, home).items():
            found[code, about] = said
    return found


def _said(context: Context, batch: _Batch, delivery: Delivery, told: Sequence[Alert]) -> Sayable | Nothing:
    board = batch.boards.get(delivery.board_code)
    if board is None:
        return Nothing("the board is gone")
    if len(told) == 1 and (
        said := single(context, batch.calls, batch.singles, delivery, board, told[0], batch.data_at)
    ):
        return said
    found = tuple(entries(batch.calls, told))
    plans, running_out = tuple(planned(batch.others, told)), tuple(papers(batch.others, told))
    is_new = any(one.alert.kind is AlertKind.NEW_MATCH for one in found)
    nothing = None if is_new else _nothing_new(batch, told)
    if not (found or plans or running_out or nothing):
        return Nothing("all that it was to tell was over before it could be sent")
    head = letterhead(context, delivery, batch.data_at)
    return Bulletin(board, head, found, plans, running_out, nothing)


def _nothing_new(batch: _Batch, told: Iterable[Alert]) -> NothingNew | None:
    """Of the newest month, where a board waited for more than one."""
    months = (alert for alert in told if alert.kind is AlertKind.NOTHING_NEW)
    found = (batch.quiet.get((alert.board_code, alert.about)) for alert in months)
    return max((one for one in found if one), key=lambda one: one.month, default=None)
