"""Where each kind of event is found: one question a kind, in the columns of COLUMNS."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    FromClause,
    Select,
    Text,
    and_,
    bindparam,
    case,
    cast,
    func,
    null,
    select,
    true,
    union_all,
)

from domain.contact import Role
from domain.event import EventKind, Sureness
from domain.outcome import ANSWERS, OutcomeKind
from domain.readiness import EvidenceSource, Verdict
from store import reach
from store.event_parts import BOARD, OFFICE, SECOP, SERVICE, Midnight, happened, row_of
from store.events_among_us import AMONG_US
from store.evidence import IS_KNOWN
from store.funnel import TO_BOARDS, WAS_SIGNED
from store.help_tables import help_answers, help_cases
from store.schema import Moment
from store.tables import (
    assessment_history,
    assessments,
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

COLUMNS = ("board_code", "about", "at", "after_at", "value", "source", "row", "sureness", "known_at")
NOW = bindparam("now", type_=Moment())

_Said = dict[str, Any]

_OTHER_ANSWERS = [kind.value for kind in ANSWERS if kind is not OutcomeKind.NEEDS_HELP]


def _later(one: ColumnElement[Any], other: ColumnElement[Any]) -> ColumnElement[Any]:
    return case((one > other, one), else_=other)


def _listed() -> Select[Any]:
    code = boards.c.code
    row = row_of("boards", code)
    said: _Said = {"about": boards.c.municipality, "value": boards.c.locality}
    return happened(code, boards.c.added_at, row, source=OFFICE, **said)


def _reached() -> Select[Any]:
    given = (
        select(func.min(authorisations.c.given_at))
        .where(authorisations.c.board_code == boards.c.code, authorisations.c.withdrawn_at.is_(None))
        .scalar_subquery()
    )
    row = row_of("boards", boards.c.code)
    return happened(boards.c.code, given, row, source=BOARD).where(reach.IS_REACHED)


def _known() -> Select[Any]:
    shown = (
        select(func.min(evidence.c.recorded_at))
        .where(evidence.c.board_code == boards.c.code, evidence.c.source != EvidenceSource.SECOP.value)
        .scalar_subquery()
    )
    return happened(boards.c.code, shown, row_of("boards", boards.c.code), source=BOARD).where(IS_KNOWN)


def _ready() -> Select[Any]:
    """Since the first day of those on which the board could use the route all along."""
    a, past = assessments.c, assessment_history.alias("past")
    could_not = (
        select(func.max(past.c.on))
        .where(
            past.c.board_code == a.board_code,
            past.c.route == a.route,
            past.c.verdict != Verdict.ELIGIBLE.value,
        )
        .scalar_subquery()
    )
    h = assessment_history.c
    since = (
        select(func.min(h.on))
        .where(
            h.board_code == a.board_code,
            h.route == a.route,
            h.verdict == Verdict.ELIGIBLE.value,
            func.coalesce(h.on > could_not, true()),
        )
        .scalar_subquery()
    )
    row = row_of("assessments", a.board_code, a.route)
    return (
        happened(a.board_code, Midnight(func.coalesce(since, a.on)), row, source=SERVICE, about=a.route)
        .join(boards, boards.c.code == a.board_code)
        .where(a.verdict == Verdict.ELIGIBLE.value, IS_KNOWN)
    )


_WERE_TOLD = and_(
    alerts.c.kind.in_(TO_BOARDS),
    deliveries.c.role == Role.BOARD.value,
    deliveries.c.accepted_at.is_not(None),
)


def _told() -> Select[Any]:
    a, d = alerts.c, deliveries.c
    query = happened(
        a.board_code, d.accepted_at, row_of("alerts", a.id), source=SERVICE, about=a.about, value=a.kind
    )
    return query.select_from(alerts.join(deliveries)).where(_WERE_TOLD)


def _responded() -> Select[Any]:
    """Each telling that was answered, whichever came first."""
    o, d = outcomes.c, deliveries.c
    row = row_of("outcomes", o.board_code, o.portfolio_id, o.kind)
    said: _Said = {"source": _by(o.source), "about": o.portfolio_id, "after_at": d.accepted_at}
    answered = and_(o.board_code == alerts.c.board_code, o.portfolio_id == alerts.c.about)
    query = happened(o.board_code, o.at, row, **said)
    return (
        query.select_from(alerts.join(deliveries).join(outcomes, answered))
        .where(_WERE_TOLD, o.kind == OutcomeKind.OPENED.value)
        .distinct()
    )


def _by(source: ColumnElement[Any]) -> ColumnElement[Any]:
    """Who knows of an outcome: SECOP, or the board by its page and its messages."""
    return case((source == SECOP, SECOP), else_=BOARD)


def _outcome(kind: OutcomeKind, after: OutcomeKind | None = None) -> Select[Any]:
    """`row` is the contract, bid or award that shows it, where SECOP does."""
    o, first = outcomes.c, outcomes.alias("first")
    own = row_of("outcomes", o.board_code, o.portfolio_id, o.kind)
    of_secop = and_(o.source == SECOP, o.note.is_not(None))
    table = "bids" if kind is OutcomeKind.OFFERED else "contracts"
    is_award = and_(of_secop, processes.c.key.is_not(None), bids.c.key.is_(None))
    row = case((is_award, row_of("processes", o.note)), (of_secop, row_of(table, o.note)), else_=own)
    before = and_(
        first.c.board_code == o.board_code,
        first.c.portfolio_id == o.portfolio_id,
        first.c.kind == (after or kind).value,
    )
    query = happened(
        o.board_code,
        o.at,
        row,
        source=_by(o.source),
        about=o.portfolio_id,
        after_at=first.c.at if after else None,
        known_at=_seen(o),
    )
    joined: FromClause = outcomes
    for shown in (contracts, bids, processes):
        joined = joined.outerjoin(shown, shown.c.key == o.note)
    if after:
        joined = joined.outerjoin(first, before)
    return query.select_from(joined).where(o.kind == kind.value)


def _seen(o: Any) -> ColumnElement[Any]:
    """What SECOP shows is known since we had its row."""
    seen = func.coalesce(contracts.c.first_seen_at, bids.c.first_seen_at, processes.c.first_seen_at)
    return case((and_(o.source == SECOP, seen > o.at), seen), else_=o.at)


def _offered() -> Select[Any]:
    """With the bids of which a person has to say whose they are."""
    b, found, p = bids.c, bid_links.c, processes.c
    call = select(p.process_id, func.min(p.portfolio_id).label("id")).group_by(p.process_id).subquery()
    maybe = happened(
        found.board_code,
        Midnight(b.offered_on),
        row_of("bids", b.key),
        source=SECOP,
        about=func.coalesce(b.portfolio_id, call.c.id, b.process_id, b.key),
        sureness=Sureness.PROBABLE.value,
        known_at=_later(b.first_seen_at, found.linked_at),
    )
    known = bid_links.join(bids).outerjoin(call, call.c.process_id == b.process_id)
    maybe = maybe.select_from(known).where(found.verdict == Sureness.PROBABLE.value)
    return _either(_outcome(OutcomeKind.OFFERED, OutcomeKind.INTERESTED), maybe)


def _awarded() -> Select[Any]:
    """SECOP may tell an award in several rows, of lots and of suppliers that were chosen together."""
    p, found = processes.c, award_links.c
    query = happened(
        found.board_code,
        Midnight(p.awarded_on),
        row_of("processes", p.key),
        source=SECOP,
        about=p.portfolio_id,
        value=p.award_cop,
        sureness=found.verdict,
        known_at=_later(p.first_seen_at, found.linked_at),
    )
    return query.select_from(award_links.join(processes))


def _either(*parts: Select[Any]) -> Select[Any]:
    return select(union_all(*parts).subquery())


def _of_contract(
    on: ColumnElement[Any], about: ColumnElement[Any], value: ColumnElement[Any] | None = None
) -> Select[Any]:
    c, found = contracts.c, links.c
    query = happened(
        found.board_code,
        Midnight(on),
        row_of("contracts", c.key),
        source=SECOP,
        about=about,
        value=value,
        sureness=found.verdict,
        known_at=_later(c.first_seen_at, found.linked_at),
    )
    return query.select_from(links.join(contracts)).where(WAS_SIGNED, found.board_code.is_not(None))


def _signed() -> Select[Any]:
    c = contracts.c
    return _of_contract(c.signed_on, func.coalesce(c.portfolio_id, c.key), c.value_cop)


def _begun() -> Select[Any]:
    c = contracts.c
    return _of_contract(c.starts_on, c.key).where(Midnight(c.starts_on) <= NOW)


def _added() -> Select[Any]:
    """SECOP says how much was added, and not when: known since we saw the contract as it is."""
    c = contracts.c
    days, money = func.coalesce(c.added_days, 0), func.coalesce(c.added_cop, 0)
    said = cast(money, Text()).concat(" COP ").concat(cast(days, Text())).concat(" d")
    query = _of_contract(cast(null(), Date()), c.key, said)
    return query.where((days > 0) | (money > 0))


def _helped() -> Select[Any]:
    o = outcomes.c
    about = (help_cases.c.board_code == o.board_code, help_cases.c.about == o.portfolio_id)
    answered = (
        select(func.min(help_answers.c.at))
        .where(
            help_answers.c.board_code == o.board_code,
            help_answers.c.about == o.portfolio_id,
            help_answers.c.at >= o.at,
        )
        .scalar_subquery()
    )
    closed = select(help_cases.c.closed_at).where(*about, help_cases.c.closed_at >= o.at).scalar_subquery()
    first = case((answered < closed, answered), else_=func.coalesce(closed, answered))
    row = row_of("help_cases", o.board_code, o.portfolio_id)
    query = happened(o.board_code, first, row, source=OFFICE, about=o.portfolio_id, after_at=o.at)
    return query.where(o.kind == OutcomeKind.NEEDS_HELP.value, first.is_not(None))


def _took_back() -> Select[Any]:
    o, other = outcomes.c, outcomes.alias("other")
    row = row_of("outcomes", o.board_code, o.portfolio_id, o.kind)
    query = happened(
        o.board_code, other.c.at, row, source=BOARD, about=o.portfolio_id, after_at=o.at, value=other.c.kind
    )
    replaced = and_(
        other.c.board_code == o.board_code, other.c.portfolio_id == o.portfolio_id, other.c.at > o.at
    )
    return query.select_from(outcomes.join(other, replaced)).where(
        o.kind == OutcomeKind.NEEDS_HELP.value, other.c.kind.in_(_OTHER_ANSWERS)
    )


ROWS: Mapping[EventKind, Select[Any]] = MappingProxyType(
    {
        EventKind.LISTED: _listed(),
        EventKind.REACHED: _reached(),
        EventKind.KNOWN: _known(),
        EventKind.READY: _ready(),
        EventKind.TOLD: _told(),
        EventKind.RESPONDED: _responded(),
        EventKind.OPENED: _outcome(OutcomeKind.OPENED),
        EventKind.INTERESTED: _outcome(OutcomeKind.INTERESTED, OutcomeKind.OPENED),
        EventKind.NOT_FOR_US: _outcome(OutcomeKind.NOT_FOR_US),
        EventKind.NEEDS_HELP: _outcome(OutcomeKind.NEEDS_HELP),
        EventKind.HELPED: _helped(),
        EventKind.TOOK_BACK: _took_back(),
        EventKind.OFFERED: _offered(),
        EventKind.AWARDED: _awarded(),
        EventKind.SIGNED: _signed(),
        EventKind.WON: _outcome(OutcomeKind.WON, OutcomeKind.OFFERED),
        EventKind.BEGUN: _begun(),
        EventKind.ADDED: _added(),
        EventKind.FINISHED: _outcome(OutcomeKind.FINISHED, OutcomeKind.WON),
        **AMONG_US,
    }
)
"""What the rows of today show. `now` is to be bound."""
