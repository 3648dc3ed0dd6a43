"""Boards that ask for help: who waits, who of the office attends, and what was answered.

Nothing is written when a board asks: what waits is found in its answers, in what it wrote that no machine
understood, and in what somebody took and did not close.
"""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Subquery,
    Text,
    bindparam,
    cast,
    func,
    insert,
    null,
    or_,
    select,
    union_all,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from domain.alert import NO_CALL
from domain.outcome import ANSWERS, OutcomeKind
from store import apart
from store.access_tables import staff
from store.help_tables import help_answers, help_cases
from store.questions import CODE, Question
from store.schema import Moment
from store.tables import boards, matches, outcomes
from store.telling_tables import replies


class Ask(NamedTuple):
    """One thing that waits. Several may be of one board and about the same: its answer, each reply that is
    still unread (`reply_id`, come by `source`), the case that somebody opened of them.

    `missing` is what the board lacks for a call that it matches; `taken_by` who attends, since `taken_at`.
    """

    board_code: str
    board_name: str
    barrio: str | None
    locality: str | None
    about: str
    at: datetime
    source: str
    note: str | None
    reply_id: str | None
    missing: list[str] | None
    taken_by: int | None
    taken_by_name: str | None
    taken_at: datetime | None


class Told(NamedTuple):
    """What became of one thing that a board asked: who attends, and an answer, if there is one."""

    about: str
    attended_by: str | None
    closed_at: datetime | None
    at: datetime | None
    by: str | None
    words: str | None


def waiting(db: Connection, code: str | None = None) -> list[Ask]:
    """All that waits, of all boards or of one."""
    one = asks()
    is_open = (
        (help_cases.c.board_code == one.c.board_code)
        & (help_cases.c.about == one.c.about)
        & help_cases.c.closed_at.is_(None)
    )
    of_match = (matches.c.board_code == one.c.board_code) & (matches.c.portfolio_id == one.c.about)
    query = (
        select(
            one.c.board_code,
            boards.c.name,
            boards.c.barrio,
            boards.c.locality,
            one.c.about,
            one.c.at,
            one.c.source,
            one.c.note,
            one.c.reply_id,
            matches.c.missing,
            help_cases.c.taken_by,
            staff.c.name.label("taken_by_name"),
            help_cases.c.taken_at,
        )
        .join_from(one, boards, boards.c.code == one.c.board_code)
        .outerjoin(help_cases, is_open)
        .outerjoin(staff, staff.c.id == help_cases.c.taken_by)
        .outerjoin(matches, of_match)
        .where(apart.of_boards(one.c.board_code))
        .order_by(one.c.at, one.c.board_code, one.c.about, one.c.reply_id)
    )
    if code is not None:
        query = query.where(one.c.board_code == code)
    return [Ask._make(row) for row in db.execute(query)]


def take(db: Connection, asked: Ask, staff_id: int, now: datetime) -> bool:
    """This person attends to it from now on. False where somebody else does already."""
    made = postgresql.insert if db.dialect.name == "postgresql" else sqlite.insert
    row = {
        "asked_at": asked.at,
        "source": asked.source,
        "taken_by": staff_id,
        "taken_at": now,
        "closed_at": None,
    }
    statement = made(help_cases).values(board_code=asked.board_code, about=asked.about, **row)
    nobodys = or_(
        help_cases.c.taken_by.is_(None),
        help_cases.c.taken_by == staff_id,
        help_cases.c.closed_at.is_not(None),
    )
    taken = statement.on_conflict_do_update(
        index_elements=list(help_cases.primary_key), set_=row, where=nobodys
    ).returning(help_cases.c.board_code)
    return db.execute(taken).first() is not None


def give_back(db: Connection, code: str, about: str) -> None:
    """Nobody attends for now."""
    db.execute(update(help_cases).where(*_of(code, about)).values(taken_by=None, taken_at=None))


def close(db: Connection, code: str, about: str, now: datetime) -> None:
    """It waits no more, until the board asks again."""
    db.execute(update(help_cases).where(*_of(code, about)).values(closed_at=now))


def answer(db: Connection, code: str, about: str, staff_id: int, words: str, now: datetime) -> None:
    """Say something to the board, on a case that somebody took."""
    row = {"board_code": code, "about": about, "staff_id": staff_id, "at": now, "words": words}
    db.execute(insert(help_answers).values(row))


def of_board(db: Connection, code: str, since: datetime) -> list[Told]:
    """What became of what a board asked, the newest answer first; without what was closed before `since`."""
    return TOLD_TO_BOARD.ask(db, code=code, answered_since=since)


_ATTENDS, _ANSWERS = staff.alias("attends"), staff.alias("answers")
TOLD_TO_BOARD = Question(
    select(
        help_cases.c.about,
        _ATTENDS.c.name,
        help_cases.c.closed_at,
        help_answers.c.at,
        _ANSWERS.c.name.label("by"),
        help_answers.c.words,
    )
    .outerjoin(_ATTENDS, _ATTENDS.c.id == help_cases.c.taken_by)
    .outerjoin(
        help_answers,
        (help_answers.c.board_code == help_cases.c.board_code) & (help_answers.c.about == help_cases.c.about),
    )
    .outerjoin(_ANSWERS, _ANSWERS.c.id == help_answers.c.staff_id)
    .where(
        help_cases.c.board_code == CODE,
        or_(
            help_cases.c.closed_at.is_(None),
            help_cases.c.closed_at >= bindparam("answered_since", type_=Moment),
        ),
    )
    .order_by(help_answers.c.at.desc().nulls_last(), help_answers.c.id.desc(), help_cases.c.about),
    lambda rows: [Told._make(row) for row in rows],
)
"""What became of what a board asked, the newest answer first, since a moment."""


def _of(code: str, about: str) -> tuple[ColumnElement[bool], ...]:
    return help_cases.c.board_code == code, help_cases.c.about == about


def asks() -> Subquery:
    """Calls for help by an answer that is the board's newest and not attended to since; words that nobody
    read; and what somebody took and did not close.
    """
    newer = outcomes.alias("newer")
    others = [kind.value for kind in ANSWERS if kind is not OutcomeKind.NEEDS_HELP]
    changed = (
        select(newer.c.kind)
        .where(
            newer.c.board_code == outcomes.c.board_code,
            newer.c.portfolio_id == outcomes.c.portfolio_id,
            newer.c.kind.in_(others),
            newer.c.at > outcomes.c.at,
        )
        .exists()
    )
    closed = (
        select(help_cases.c.about)
        .where(
            help_cases.c.board_code == outcomes.c.board_code,
            help_cases.c.about == outcomes.c.portfolio_id,
            help_cases.c.closed_at >= outcomes.c.at,
        )
        .exists()
    )
    nothing = cast(null(), Text)
    answered = select(
        outcomes.c.board_code,
        outcomes.c.portfolio_id.label("about"),
        outcomes.c.at,
        outcomes.c.source,
        outcomes.c.note,
        nothing.label("reply_id"),
    ).where(outcomes.c.kind == OutcomeKind.NEEDS_HELP.value, ~changed, ~closed)
    unread = select(
        replies.c.board_code,
        func.coalesce(replies.c.about, NO_CALL),
        replies.c.received_at,
        replies.c.channel,
        nothing,
        replies.c.id,
    ).where(replies.c.sealed.is_not(None), replies.c.board_code.is_not(None))
    taken = select(
        help_cases.c.board_code,
        help_cases.c.about,
        help_cases.c.asked_at,
        help_cases.c.source,
        nothing,
        nothing,
    ).where(help_cases.c.closed_at.is_(None))
    return union_all(answered, unread, taken).subquery()
