"""Changes of calls that a board follows: the deadline, the value, new documents, the end of it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import NamedTuple

from domain.alert import Alert, AlertKind, Priority
from domain.process import Process
from service.alert.telling import ToTell, priority_of
from store.processes import SeenChange

_CANCELLED = "Cancelado"


class Followed(NamedTuple):
    """A call that a board was told of, or that interests it, and since when: what came before is no news."""

    board_code: str
    portfolio_id: str
    since: datetime


def changed(
    followed: Iterable[Followed], seen: Iterable[SeenChange], calls: Mapping[str, Process], today: date
) -> list[ToTell]:
    """What changed since; `calls` has the processes that changed, as they are now.

    Of a call that closed, nothing is told but what the board would go on preparing for without knowing:
    that it was called off, or that it closed earlier than it was told.
    """
    changes: dict[str, list[SeenChange]] = defaultdict(list)
    for change in seen:
        changes[change.portfolio_id].append(change)
    return [
        ToTell(
            Alert(one.board_code, one.portfolio_id, kind, _version(change), change.before, change.after),
            _priority(kind, change, calls.get(one.portfolio_id), today),
            _closes_on(calls.get(one.portfolio_id), today),
        )
        for one in followed
        for change in changes[one.portfolio_id]
        if change.seen_at > one.since
        and (kind := _kind(change))
        and _matters(kind, change, calls.get(one.portfolio_id), today)
    ]


def _kind(change: SeenChange) -> AlertKind | None:
    match change.field:
        case "closes_on":
            return AlertKind.DEADLINE_MOVED
        case "price_cop":
            return AlertKind.VALUE_CHANGED
        case "status" if change.after == _CANCELLED:
            return AlertKind.CANCELLED
        case "documents":
            return AlertKind.NEW_DOCUMENTS
    return None


def _version(change: SeenChange) -> str:
    return change.seen_at.isoformat() if change.field == "documents" else change.after or ""


def _matters(kind: AlertKind, change: SeenChange, call: Process | None, today: date) -> bool:
    is_closed = call is not None and call.closes_on is not None and call.closes_on < today
    if kind is AlertKind.CANCELLED or not is_closed:
        return True
    return kind is AlertKind.DEADLINE_MOVED and (change.before or "") >= today.isoformat()


def _priority(kind: AlertKind, change: SeenChange, call: Process | None, today: date) -> Priority:
    is_earlier = kind is AlertKind.DEADLINE_MOVED and (change.after or "") < (change.before or "")
    if kind is AlertKind.CANCELLED or (is_earlier and change.after):
        return Priority.URGENT
    return priority_of(_closes_on(call, today), today)


def _closes_on(call: Process | None, today: date) -> date | None:
    return call.closes_on if call and call.closes_on and call.closes_on >= today else None
