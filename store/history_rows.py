"""Where the history of a board is found: one question a kind, in the columns of Entry."""

from datetime import date
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    Select,
    Text,
    and_,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
)

from domain.event import Sureness
from domain.history import EntryKind, Fate
from domain.outcome import OutcomeKind
from store.accompaniment_tables import accompaniment_actions, accompaniments
from store.funnel import WAS_SIGNED
from store.guide_tables import inquiries
from store.help_tables import help_answers, help_cases
from store.papers_tables import filings
from store.project_tables import project_wordings, projects
from store.register_tables import stages
from store.schema import Moment
from store.tables import (
    assessment_history,
    award_links,
    bid_links,
    bids,
    boards,
    contracts,
    evidence,
    links,
    outcomes,
    processes,
)
from store.telling_tables import alerts, authorisations, deliveries
from store.training_tables import attendance, cohort_boards, cohorts, meetings

_SECOP = "secop"
# What contracts tell themselves, and better.
_OF_CONTRACTS = (OutcomeKind.WON.value, OutcomeKind.FINISHED.value)


def parts(code: str, today: date) -> list[Select[Any]]:
    """All questions of one board, of what happened by today."""
    return [
        *_of_the_office(code),
        *_of_answers(code),
        *_of_secop(code, today),
        *_of_training(code),
        *_of_company(code),
    ]


def _of_the_office(code: str) -> list[Select[Any]]:
    own, given, handed = boards.c.code == code, authorisations.c.board_code == code, filings.c
    e, h = evidence.c, assessment_history.c
    one = literal(1)
    return [
        _part(EntryKind.ADDED, boards.c.added_at).where(own),
        _part(EntryKind.STOPPED, boards.c.stopped_at).where(own, boards.c.stopped_at.is_not(None)),
        _part(EntryKind.AUTHORISED, authorisations.c.given_at, said=authorisations.c.means).where(given),
        _part(EntryKind.WITHDREW, authorisations.c.withdrawn_at).where(
            given, authorisations.c.withdrawn_at.is_not(None)
        ),
        _part(EntryKind.SHOWED, e.recorded_at, about=e.requirement, said=e.source, value=e.level).where(
            e.board_code == code
        ),
        _part(EntryKind.STOOD, on=h.on, about=h.route, said=h.level, value=h.score).where(
            h.board_code == code
        ),
        _part(EntryKind.HANDED_IN, handed.handed_in_at, about=handed.requirement, value=one).where(
            handed.board_code == code
        ),
        _part(
            EntryKind.CHECKED, handed.decided_at, about=handed.requirement, said=handed.fate, value=one
        ).where(handed.board_code == code, handed.decided_at.is_not(None)),
        _told(code),
    ]


def _of_answers(code: str) -> list[Select[Any]]:
    o, said, helped = outcomes.c, help_answers.c, help_cases.c
    is_told_elsewhere = and_(o.source == _SECOP, o.kind.in_(_OF_CONTRACTS))
    return [
        _part(EntryKind.ANSWERED, o.at, about=o.portfolio_id, said=o.kind).where(
            o.board_code == code, ~is_told_elsewhere
        ),
        _part(EntryKind.HELPED, said.at, about=said.about, said=literal("answered")).where(
            said.board_code == code
        ),
        _part(EntryKind.HELPED, helped.closed_at, about=helped.about, said=literal("closed")).where(
            helped.board_code == code, helped.closed_at.is_not(None)
        ),
    ]


def _of_secop(code: str, today: date) -> list[Select[Any]]:
    c, p, o = contracts.c, processes.c, outcomes.c
    bid_of = select(func.min(p.portfolio_id)).where(p.process_id == bids.c.process_id).scalar_subquery()
    maybe = _part(
        EntryKind.MAYBE_OFFERED,
        on=bids.c.offered_on,
        about=func.coalesce(bids.c.portfolio_id, bid_of),
        said=bid_links.c.verdict,
    )
    awarded = _part(
        EntryKind.AWARDED,
        on=p.awarded_on,
        about=p.title,
        said=award_links.c.verdict,
        value=p.award_cop,
        url=p.url,
    )
    finished = _part(
        EntryKind.FINISHED, o.at, about=c.object, said=literal(Sureness.CERTAIN.value), url=c.url
    )
    days, money = func.coalesce(c.added_days, 0), func.coalesce(c.added_cop, 0)
    extended = links.c.verdict.concat("\n").concat(cast(days, Text()))
    return [
        maybe.select_from(bid_links.join(bids)).where(
            bid_links.c.board_code == code, bid_links.c.verdict == Sureness.PROBABLE.value
        ),
        awarded.select_from(award_links.join(processes)).where(award_links.c.board_code == code),
        _of_contract(code, EntryKind.SIGNED, on=c.signed_on, value=c.value_cop),
        _of_contract(code, EntryKind.BEGUN, on=c.starts_on).where(c.starts_on <= today),
        _of_contract(code, EntryKind.EXTENDED, said=extended, value=money).where(or_(days > 0, money > 0)),
        finished.join(contracts, c.key == o.note).where(
            o.board_code == code, o.source == _SECOP, o.kind == OutcomeKind.FINISHED.value
        ),
    ]


def _of_contract(code: str, kind: EntryKind, **said: Any) -> Select[Any]:
    c = contracts.c
    part = _part(kind, about=c.object, url=c.url, **{"said": links.c.verdict, **said})
    return part.select_from(links.join(contracts)).where(links.c.board_code == code, WAS_SIGNED)


def _of_training(code: str) -> list[Select[Any]]:
    b, unit = cohort_boards.c, cohorts.c.unit
    people = func.sum(attendance.c.people)
    attended = _part(EntryKind.ATTENDED, meetings.c.starts_at, about=unit, value=people)
    parts = [
        _part(EntryKind.INVITED, b.invited_at, about=unit).where(b.invited_at.is_not(None)),
        _part(EntryKind.REPLIED, b.answered_at, about=unit, said=b.coming).where(b.answered_at.is_not(None)),
        _part(EntryKind.TRAINED, on=b.completed_on, about=unit).where(b.completed_on.is_not(None)),
    ]
    return [
        *(part.select_from(cohort_boards.join(cohorts)).where(b.board_code == code) for part in parts),
        attended.select_from(attendance.join(meetings).join(cohorts))
        .where(attendance.c.board_code == code)
        .group_by(meetings.c.id, meetings.c.starts_at, unit),
    ]


def _of_company(code: str) -> list[Select[Any]]:
    """Plans with the office, stages of the register, projects, and questions between boards."""
    a, did, s, q, p = accompaniments.c, accompaniment_actions.c, stages.c, inquiries.c, projects.c
    title = (
        select(project_wordings.c.title)
        .where(project_wordings.c.project_id == p.id, project_wordings.c.replaced_at.is_(None))
        .scalar_subquery()
    )
    asker, guide = boards.alias("asker"), boards.alias("guide")
    return [
        _part(EntryKind.ACCOMPANIED, a.opened_at).where(a.board_code == code),
        _part(EntryKind.DID, on=did.done_on, about=did.what, said=did.done_by).where(
            did.board_code == code, did.done_on.is_not(None)
        ),
        _part(EntryKind.STAGE, on=s.on, about=s.stage).where(s.board_code == code),
        _part(EntryKind.REGISTERED, p.registered_at, about=title).where(p.board_code == code),
        _part(EntryKind.PUBLISHED, p.published_at, about=title).where(
            p.board_code == code, p.published_at.is_not(None)
        ),
        _part(EntryKind.ASKED_BOARD, q.asked_at, about=guide.c.name)
        .join(guide, guide.c.code == q.guide_code)
        .where(q.asker_code == code),
        _part(EntryKind.ANSWERED_BOARD, q.answered_at, about=asker.c.name)
        .join(asker, asker.c.code == q.asker_code)
        .where(q.guide_code == code, q.answered_at.is_not(None)),
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
    return _part(EntryKind.TOLD, at, about=of_it.scalar_subquery(), said=said).where(*to_board)


def _part(
    kind: EntryKind,
    at: ColumnElement[Any] | None = None,
    *,
    on: ColumnElement[Any] | None = None,
    about: ColumnElement[Any] | None = None,
    said: ColumnElement[Any] | None = None,
    value: ColumnElement[Any] | None = None,
    url: ColumnElement[Any] | None = None,
) -> Select[Any]:
    columns = (
        _as(at, Moment(), "at"),
        _as(on, Date(), "on"),
        _as(about, Text(), "about"),
        _as(said, Text(), "said"),
        _as(value, BigInteger(), "value"),
        _as(url, Text(), "url"),
    )
    return select(cast(kind.value, Text).label("kind"), *columns)


def _as(column: ColumnElement[Any] | None, kind: Any, name: str) -> ColumnElement[Any]:
    """A database that is strict wants the type of what is absent too."""
    return cast(null(), kind).label(name) if column is None else column.label(name)
