"""What a board answers to a call."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import Connection

from api.errors import NotOffered
from domain.alert import Alert, AlertKind, Priority
from domain.contact import Role
from domain.days import day_of
from domain.outcome import ANSWERS, Outcome, OutcomeKind
from store import alerts, matches, outcomes, replies

SOURCE = "page"


def current(found: Iterable[Outcome]) -> dict[str, Outcome]:
    """The newest answer to each process, of one board's outcomes given newest first."""
    answers: dict[str, Outcome] = {}
    for outcome in found:
        if outcome.kind in ANSWERS:
            answers.setdefault(outcome.portfolio_id, outcome)
    return answers


def give(
    db: Connection,
    code: str,
    portfolio_id: str,
    kind: OutcomeKind,
    now: datetime,
    note: str | None,
    source: str = SOURCE,
) -> Outcome:
    """Record a board's answer; the newest one holds. Given again without a note, it stands as it was.

    The first answer also records that the call was opened. Merely showing the page does not: link scanners
    of mail servers open every link, and would make openings of mails that nobody read. Who asks for help is
    heard by the trainers at once. Raises NotOffered for a call that is not on the board's list and that it
    was not told of.
    """
    before = current(outcomes.of_board(db, code)).get(portfolio_id)
    if before is None and not _is_known(db, code, portfolio_id):
        raise NotOffered(portfolio_id)
    if before and before.kind is kind and note in (None, before.note):
        return before
    # An answer that follows another is later than it, even by a clock that stands still.
    at = max(now, before.at + timedelta(microseconds=1)) if before else now
    answer = Outcome(code, portfolio_id, kind, at, source, note)
    outcomes.record(db, answer)
    outcomes.record_first(db, [Outcome(code, portfolio_id, OutcomeKind.OPENED, now, source)])
    if kind is OutcomeKind.NEEDS_HELP:
        asked = Alert(code, portfolio_id, AlertKind.HELP_ASKED, day_of(now).isoformat())
        alerts.queue(db, [asked], now, now, Priority.AWAITED, role=Role.TRAINER)
    return answer


def _is_known(db: Connection, code: str, portfolio_id: str) -> bool:
    """Whether the board may speak of it: a match that stands, or one that it was told of before it went."""
    return portfolio_id in matches.since(db, code) or replies.told_board(db, [code], portfolio_id) is not None
