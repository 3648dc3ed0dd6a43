"""Alert: what each board is to be told, queued once for ever by board, process, kind and version."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from time import perf_counter

from domain.alert import Alert, AlertKind, Priority
from domain.board import Board
from domain.match import Match
from domain.outcome import OutcomeKind
from service.context import Context
from store import alerts, boards, matches, outcomes, processes
from store.alerts import Told
from store.engine import reading, writing
from store.processes import SeenChange

_CANCELLED = "Cancelado"
Answers = dict[tuple[str, str], OutcomeKind]


@dataclass(frozen=True)
class AlertSummary:
    alerts: int
    by_kind: dict[str, int]
    boards: int
    unreachable: int  # boards with something to hear and no address, authorisation or wish to be written to
    seconds: float


def run(context: Context) -> AlertSummary:
    """Queue new matches, and changes of calls that a board was told of, in one message a board."""
    started, now = perf_counter(), context.now
    with reading(context.engine) as db:
        every_board = boards.every(db)
        stopped = boards.stopped(db)
        answers = outcomes.answers(db)
        told = alerts.told(db)
        seen = processes.changes_of(db, {t.portfolio_id for t in told})
        found = [*_new(matches.standing(db), answers), *_changed(told, seen, answers)]
    by_board: dict[str, list[Alert]] = defaultdict(list)
    for alert in found:
        by_board[alert.board_code].append(alert)
    reachable = {b.code: b for b in every_board if _may_write_to(b) and b.code not in stopped}
    by_kind: dict[str, int] = {}
    reached = 0
    for code in sorted(by_board.keys() & reachable.keys()):
        with writing(context.engine) as db:
            queued = alerts.queue(db, by_board[code], now, now, Priority.NEW)
        reached += bool(queued)
        for alert in queued:
            by_kind[alert.kind.value] = by_kind.get(alert.kind.value, 0) + 1
    return AlertSummary(
        alerts=sum(by_kind.values()),
        by_kind=by_kind,
        boards=reached,
        unreachable=len(by_board.keys() - reachable.keys()),
        seconds=perf_counter() - started,
    )


def _may_write_to(board: Board) -> bool:
    """By e-mail, the one channel there is; and with an authorisation to show (Ley 1581 de 2012, art. 9)."""
    return board.email is not None and board.consented_on is not None


def _new(standing: Iterable[Match], answers: Answers) -> list[Alert]:
    return [
        Alert(m.board_code, m.portfolio_id, AlertKind.NEW_MATCH)
        for m in standing
        if (m.board_code, m.portfolio_id) not in answers
    ]


def _changed(told: Iterable[Told], seen: Iterable[SeenChange], answers: Answers) -> list[Alert]:
    """What changed since a board was told, unless it said that the call is not for it."""
    changes: dict[str, list[SeenChange]] = defaultdict(list)
    for change in seen:
        changes[change.portfolio_id].append(change)
    return [
        Alert(t.board_code, t.portfolio_id, kind, _version(change), change.before, change.after)
        for t in told
        if answers.get((t.board_code, t.portfolio_id)) is not OutcomeKind.NOT_FOR_US
        for change in changes[t.portfolio_id]
        if (kind := _kind(change, t.queued_at))
    ]


def _kind(change: SeenChange, told_at: datetime) -> AlertKind | None:
    if change.seen_at <= told_at:
        return None
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
