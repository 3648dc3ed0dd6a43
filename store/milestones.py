"""The milestones that a board came to, each found in the first row that shows it."""

from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Select,
    Text,
    case,
    cast,
    exists,
    func,
    literal,
    null,
    select,
    union_all,
)

from domain.accompaniment import Milestone, Passed
from domain.contact import Role
from domain.days import day_of
from domain.filing import Fate
from domain.outcome import ANSWERS, OutcomeKind
from domain.readiness import EvidenceSource
from domain.text import web_address
from store.event_parts import Midnight
from store.funnel import WAS_SIGNED
from store.papers_tables import filings
from store.questions import CODE, Question, Rows
from store.schema import Moment
from store.tables import bids, contracts, evidence, links, outcomes
from store.telling_tables import deliveries
from store.training_tables import attendance, meetings

_NO = literal(0, Integer)


def _part(
    milestone: Milestone,
    source: ColumnElement[Any] | str,
    row: ColumnElement[Any],
    at: ColumnElement[Any] | None = None,
    *,
    on: ColumnElement[Any] | None = None,
    at_latest: ColumnElement[Any] = _NO,
    link: ColumnElement[Any] | None = None,
) -> Select[Any]:
    """Of all rows that show it; the first by its moment, or where the source says no hour by its day."""
    columns = (
        cast(milestone.value, Text).label("milestone"),
        cast(source, Text).label("source"),
        cast(row, Text).label("row"),
        (cast(null(), Moment()) if at is None else at).label("at"),
        (cast(null(), Date) if on is None else on).label("on"),
        cast(at_latest, Integer).label("at_latest"),
        (cast(null(), Text) if link is None else cast(link, Text)).label("link"),
    )
    query = select(*columns)
    return query.order_by(on.nulls_last() if at is None and on is not None else columns[3], row).limit(1)


_O = outcomes.c


def _answer() -> Select[Any]:
    """An answer that was given anew has the day of the newer one: before it, the board had opened a call."""
    opened = outcomes.alias("opened")
    before = exists().where(
        opened.c.board_code == _O.board_code,
        opened.c.kind == OutcomeKind.OPENED.value,
        opened.c.at < _O.at,
    )
    row = _O.portfolio_id.concat(" ").concat(_O.kind)
    return _part(Milestone.ANSWER, "outcomes", row, _O.at, at_latest=case((before, 1), else_=0)).where(
        _O.board_code == CODE, _O.kind.in_([kind.value for kind in ANSWERS])
    )


def _offer() -> Select[Any]:
    """SECOP shows some offers without their day, and some by the award alone."""
    source = case((bids.c.key.is_not(None), "bids"), else_="processes")
    return (
        _part(Milestone.OFFER, source, _O.note, _O.at, at_latest=_any_unsure(bids.c.offered_on))
        .select_from(outcomes.outerjoin(bids, bids.c.key == _O.note))
        .where(_O.board_code == CODE, _O.kind == OutcomeKind.OFFERED.value)
    )


def _finished() -> Select[Any]:
    """Where SECOP tells no last day that had come, it ended before we saw it."""
    unsure = _any_unsure(contracts.c.ends_on)
    row, link = contracts.c.key, contracts.c.url
    return (
        _part(Milestone.FINISHED, "contracts", row, _O.at, at_latest=unsure, link=link)
        .select_from(outcomes.join(contracts, contracts.c.key == _O.note))
        .where(_O.board_code == CODE, _O.kind == OutcomeKind.FINISHED.value)
    )


def _any_unsure(day: ColumnElement[Any]) -> ColumnElement[Any]:
    """One that happened on a day that its row does not tell may have been before the first."""
    return func.max(case((_O.at == Midnight(day), 0), else_=1)).over()


def _contract() -> Select[Any]:
    """Where one contract of a board bears no day, the first that does may not have been the first."""
    signed = contracts.c.signed_on
    return (
        _part(
            Milestone.CONTRACT,
            "contracts",
            contracts.c.key,
            on=signed,
            at_latest=func.max(case((signed.is_(None), 1), else_=0)).over(),
            link=contracts.c.url,
        )
        .join(links, links.c.contract_key == contracts.c.key)
        .where(links.c.board_code == CODE, links.c.verdict == "certain", WAS_SIGNED)
    )


def _passed(rows: Rows) -> dict[Milestone, Passed]:
    return {
        Milestone(row.milestone): Passed(
            Milestone(row.milestone),
            day_of(row.at) if row.at else row.on,
            bool(row.at_latest),
            row.source,
            row.row,
            web_address(row.link) if row.source == "contracts" else row.link,
        )
        for row in rows
    }


_PARTS = (
    _part(Milestone.CONTACT, "deliveries", deliveries.c.id, deliveries.c.accepted_at).where(
        deliveries.c.board_code == CODE,
        deliveries.c.role != Role.TRAINER.value,
        deliveries.c.accepted_at.is_not(None),
    ),
    # An answer that was given anew has the day of the newer one.
    _part(
        Milestone.SURVEY,
        "evidence",
        evidence.c.requirement.concat(" ").concat(evidence.c.source),
        evidence.c.recorded_at,
        at_latest=literal(1, Integer),
    ).where(evidence.c.board_code == CODE, evidence.c.source == EvidenceSource.SURVEY.value),
    _part(Milestone.TRAINING, "attendance", meetings.c.id, meetings.c.starts_at, link=meetings.c.cohort_id)
    .join(attendance, attendance.c.meeting_id == meetings.c.id)
    .where(attendance.c.board_code == CODE),
    _part(Milestone.PAPER, "filings", filings.c.id, filings.c.decided_at).where(
        filings.c.board_code == CODE, filings.c.fate == Fate.ACCEPTED.value
    ),
    _answer(),
    _offer(),
    _contract(),
    _finished(),
)
_ALL = union_all(*(select(part.subquery()) for part in _PARTS)).subquery()
MILESTONES = Question(select(_ALL), _passed)
"""What a board came to; what is not there it did not come to, as far as our rows know."""
