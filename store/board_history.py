"""What we know that happened with a board, told by all tables at once."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Date,
    Select,
    Text,
    case,
    cast,
    func,
    null,
    select,
)
from sqlalchemy import union_all as together

from domain.days import day_of
from store.schema import Moment
from store.tables import assessment_history, boards, contracts, evidence, links, outcomes
from store.telling_tables import alerts, authorisations, deliveries


class EventKind(StrEnum):
    """What happened. Beside each, what `about`, `said` and `value` hold."""

    ADDED = "added"
    STOPPED = "stopped"
    AUTHORISED = "authorised"  # said: by which means
    WITHDREW = "withdrew"
    SHOWED = "showed"  # about: a requirement; said: the source; value: the level
    STOOD = "stood"  # about: a route; said: the level; value: the score
    TOLD = "told"  # about: kinds of alerts, one a line; said: channel and fate, one a line
    ANSWERED = "answered"  # about: a portfolio; said: the outcome's kind; value: none
    SIGNED = "signed"  # about: a contract's object; said: the link's verdict; value: COP


class Fate(StrEnum):
    """What became of a message, as far as we were told."""

    READ = "read"
    DELIVERED = "delivered"
    ACCEPTED = "accepted"  # by the provider, and nothing more is known
    FAILED = "failed"
    WAITING = "waiting"


class Event(NamedTuple):
    """Something that happened at a moment, or where the source says no hour on a day."""

    kind: EventKind
    at: datetime | None
    on: date | None
    about: str | None
    said: str | None
    value: int | None

    @property
    def day(self) -> date | None:
        """The day in Bogotá."""
        return day_of(self.at) if self.at else self.on


def of_board(db: Connection, code: str) -> list[Event]:
    """All that happened, the newest first; what has no date comes last."""
    found = [Event(EventKind(row.kind), *row[1:]) for row in db.execute(together(*_parts(code)))]
    return sorted(found, key=_order, reverse=True)


def _order(event: Event) -> tuple[date, bool, float, str]:
    # Of one day, what has an hour comes after what has none: a day's assessment follows from what was shown.
    moment = event.at.timestamp() if event.at else 0.0
    return event.day or date.min, event.at is not None, moment, event.about or ""


def _parts(code: str) -> list[Select[Any]]:
    own, given = boards.c.code == code, authorisations.c.board_code == code
    return [
        _part(EventKind.ADDED, boards.c.added_at).where(own),
        _part(EventKind.STOPPED, boards.c.stopped_at).where(own, boards.c.stopped_at.is_not(None)),
        _part(EventKind.AUTHORISED, authorisations.c.given_at, said=authorisations.c.means).where(given),
        _part(EventKind.WITHDREW, authorisations.c.withdrawn_at).where(
            given, authorisations.c.withdrawn_at.is_not(None)
        ),
        _part(
            EventKind.SHOWED,
            evidence.c.recorded_at,
            about=evidence.c.requirement,
            said=evidence.c.source,
            value=evidence.c.level,
        ).where(evidence.c.board_code == code),
        _part(
            EventKind.STOOD,
            on=assessment_history.c.on,
            about=assessment_history.c.route,
            said=assessment_history.c.level,
            value=assessment_history.c.score,
        ).where(assessment_history.c.board_code == code),
        _told(code),
        _part(EventKind.ANSWERED, outcomes.c.at, about=outcomes.c.portfolio_id, said=outcomes.c.kind).where(
            outcomes.c.board_code == code
        ),
        _part(
            EventKind.SIGNED,
            on=contracts.c.signed_on,
            about=contracts.c.object,
            said=links.c.verdict,
            value=contracts.c.value_cop,
        )
        .join(links, links.c.contract_key == contracts.c.key)
        .where(links.c.board_code == code),
    ]


def _told(code: str) -> Select[Any]:
    """Messages, of the moment when each went or was given up, or since when it waits."""
    of_it = select(func.aggregate_strings(alerts.c.kind, "\n")).where(alerts.c.delivery_id == deliveries.c.id)
    fate = case(
        (deliveries.c.failed_at.is_not(None), Fate.FAILED.value),
        (deliveries.c.read_at.is_not(None), Fate.READ.value),
        (deliveries.c.delivered_at.is_not(None), Fate.DELIVERED.value),
        (deliveries.c.accepted_at.is_not(None), Fate.ACCEPTED.value),
        else_=Fate.WAITING.value,
    )
    said = func.coalesce(deliveries.c.channel, "").concat("\n").concat(fate)
    at = func.coalesce(deliveries.c.accepted_at, deliveries.c.failed_at, deliveries.c.queued_at)
    to_board = deliveries.c.board_code == code, deliveries.c.role != "trainer"
    return _part(EventKind.TOLD, at, about=of_it.scalar_subquery(), said=said).where(*to_board)


def _part(
    kind: EventKind,
    at: ColumnElement[Any] | None = None,
    *,
    on: ColumnElement[Any] | None = None,
    about: ColumnElement[Any] | None = None,
    said: ColumnElement[Any] | None = None,
    value: ColumnElement[Any] | None = None,
) -> Select[Any]:
    columns = (
        _as(at, Moment(), "at"),
        _as(on, Date(), "on"),
        _as(about, Text(), "about"),
        _as(said, Text(), "said"),
        _as(value, BigInteger(), "value"),
    )
    return select(cast(kind.value, Text).label("kind"), *columns)


def _as(column: ColumnElement[Any] | None, kind: Any, name: str) -> ColumnElement[Any]:
    """A database that is strict wants the type of what is absent too."""
    return cast(null(), kind).label(name) if column is None else column.label(name)
