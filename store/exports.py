"""Tables as they are handed out: each export is one question, answered row by row."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    CompoundSelect,
    Connection,
    Select,
    and_,
    case,
    cast,
    exists,
    func,
    literal,
    null,
    select,
    union_all,
)

from domain.contact import Means, Role
from domain.event import EventKind, Sureness
from store import apart
from store.event_tables import events
from store.guide_tables import guide_consents
from store.kept_matches import DAYS
from store.links import seen_links
from store.matches import SCORE
from store.papers_tables import filings
from store.schema import Moment
from store.tables import (
    boards,
    group_unlocks,
    matches,
    outcomes,
    plan_matches,
    processes,
    refusals,
    unlocks,
)
from store.telling_tables import alerts, attempts, authorisations, contacts, deliveries

# Contact data of people stays out of what is handed out.
_BOARD = (
    boards.c.code,
    boards.c.name,
    boards.c.kind,
    boards.c.municipality,
    boards.c.locality,
    boards.c.barrio,
)


def rows(db: Connection, what: str) -> tuple[list[str], Iterator[tuple[object, ...]]]:
    """Column names and rows of an export. Raises KeyError for one that does not exist."""
    result = db.execute(_QUERIES[what])
    return list(result.keys()), (tuple(row) for row in result)


def names() -> tuple[str, ...]:
    return tuple(_QUERIES)


_STEPS = (
    EventKind.TOLD,
    EventKind.OPENED,
    EventKind.INTERESTED,
    EventKind.NOT_FOR_US,
    EventKind.NEEDS_HELP,
    EventKind.HELPED,
    EventKind.OFFERED,
    EventKind.AWARDED,
    EventKind.SIGNED,
    EventKind.FINISHED,
    EventKind.INVITED,
    EventKind.TRAINED,
)


def _participation() -> Select[*tuple[Any, ...]]:
    """A row a board: of how many calls, contracts or cohorts each step is held, for certain and maybe; the
    rows that each number counts are those of `events` with its board and kind.
    """
    e = events.c
    certain, maybe = e.sureness == Sureness.CERTAIN.value, e.sureness == Sureness.PROBABLE.value

    def counted(kind: EventKind, sure: ColumnElement[bool], name: str) -> Any:
        return func.count(case((and_(e.kind == kind.value, sure), e.about)).distinct()).label(name)

    signed = and_(e.kind == EventKind.SIGNED.value, certain)
    columns = [
        *(counted(kind, certain, kind.value) for kind in _STEPS),
        counted(EventKind.OFFERED, maybe, "maybe_offered"),
        counted(EventKind.AWARDED, maybe, "maybe_awarded"),
        counted(EventKind.SIGNED, maybe, "maybe_signed"),
        func.coalesce(func.sum(case((signed, cast(e.value, BigInteger)))), 0).label("signed_cop"),
        func.count(case((and_(signed, e.value.is_(None)), 1))).label("signed_without_value"),
    ]
    of_board = and_(e.board_code == boards.c.code, e.known_until.is_(None))
    return (
        select(*_BOARD, *columns)
        .select_from(boards.outerjoin(events, of_board))
        .where(apart.of_boards(boards.c.code))
        .group_by(*_BOARD)
        .order_by(boards.c.code)
    )


def _contacts() -> Select[*tuple[Any, ...]]:
    """A row a board's contact, without its address."""
    authorised = exists().where(
        authorisations.c.board_code == contacts.c.board_code, authorisations.c.withdrawn_at.is_(None)
    )
    columns = (contacts.c[name] for name in ("board_code", "channel", "position", "source", "added_at"))
    return (
        select(*columns, contacts.c.failed_at, authorised.label("is_authorised"))
        .where(contacts.c.role == Role.BOARD.value, apart.of_boards(contacts.c.board_code))
        .order_by(contacts.c.board_code, contacts.c.position, contacts.c.id)
    )


def _authorisations() -> CompoundSelect[*tuple[Any, ...]]:
    """The proofs: a row each time that a board let us do something with its data, by the notice or the words
    that it read. `covers` is what it let us do: write to it, look at a paper, let other boards ask it.
    """
    a, f, c = authorisations.c, filings.c, guide_consents.c
    page, unsaid = literal(Means.PAGE.value), literal("")

    def given(board: Any, covers: str, *columns: Any) -> Select[*tuple[Any, ...]]:
        names = "board_code", "covers", "given_at", "means", "notice", "words", "proof", "withdrawn_at"
        found = (board, literal(covers), *columns)
        return select(*(column.label(name) for column, name in zip(found, names, strict=True)))

    return union_all(
        given(a.board_code, "messages", a.given_at, a.means, a.notice, unsaid, a.proof, a.withdrawn_at).where(
            apart.of_boards(a.board_code)
        ),
        given(f.board_code, "paper", f.handed_in_at, page, f.notice, unsaid, f.id, cast(null(), Moment)),
        given(c.board_code, "questions", c.given_at, page, unsaid, c.words, unsaid, c.withdrawn_at),
    ).order_by("board_code", "given_at", "covers", "proof")


_QUERIES: dict[str, Select[*tuple[Any, ...]] | CompoundSelect[*tuple[Any, ...]]] = {
    "boards": select(*_BOARD, boards.c.unit, boards.c.nit, boards.c.trades, boards.c.added_at)
    .where(apart.of_boards(boards.c.code))
    .order_by(boards.c.code),
    "processes": select(*(c for c in processes.c if c.name != "hash"))
    .where(apart.of_calls(processes.c.portfolio_id))
    .order_by(processes.c.key),
    "matches": select(
        *(SCORE.label("score") if c.name == "score" else c for c in matches.c if c.name not in DAYS)
    )
    .where(apart.of_boards(matches.c.board_code))
    .order_by(matches.c.board_code, SCORE.desc()),
    "refusals": select(refusals).order_by(refusals.c.board_code, refusals.c.rule),
    "plan_matches": select(plan_matches).order_by(plan_matches.c.board_code, plan_matches.c.score.desc()),
    "contacts": _contacts(),
    "authorisations": _authorisations(),
    "alerts": select(alerts).where(apart.of_boards(alerts.c.board_code)).order_by(alerts.c.id),
    "deliveries": select(
        deliveries.c.id,
        deliveries.c.board_code,
        deliveries.c.channel,
        deliveries.c.queued_at,
        deliveries.c.accepted_at,
        deliveries.c.failed_at,
        attempts.c.number,
        attempts.c.started_at,
        attempts.c.finished_at,
        attempts.c.result,
        attempts.c.answer,
    )
    .select_from(deliveries.outerjoin(attempts))
    .where(apart.of_boards(deliveries.c.board_code))
    .order_by(deliveries.c.id, attempts.c.number),
    "links": seen_links(),
    "outcomes": select(outcomes)
    .where(apart.of_boards(outcomes.c.board_code))
    .order_by(outcomes.c.board_code, outcomes.c.portfolio_id, outcomes.c.at),
    "participation": _participation(),
    "events": select(events).order_by(events.c.board_code, events.c.at, events.c.id),
    "unlocks": select(boards.c.locality, unlocks)
    .join_from(unlocks, boards)
    .order_by(unlocks.c.board_code, unlocks.c.requirement),
    "group_unlocks": select(group_unlocks).order_by(group_unlocks.c.locality, group_unlocks.c.closes),
}
