"""Cohorts: the boards of each, what they answered to the invitation, and who completed the unit."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    bindparam,
    case,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from domain.days import day_of
from domain.training import Begun, Cohort, Coming, Meeting, Member
from store.questions import CODE, Question, Rows
from store.schema import Moment
from store.training_tables import attendance, cohort_boards, cohorts, meetings
from store.upsert import insert_missing

STILL_IN = timedelta(days=30)  # after the last meeting, a board that did not complete may be asked again

_COHORT = tuple(Cohort.__dataclass_fields__)
_MEETING = tuple(Meeting.__dataclass_fields__)
_MEMBER = tuple(Member.__dataclass_fields__)


@dataclass(frozen=True, slots=True)
class Overview:
    """A cohort in numbers of boards; `starts_at` of its first meeting and `ends_at` of its last."""

    cohort: Cohort
    boards: int
    invited: int
    coming: int
    cannot: int
    completed: int
    starts_at: datetime | None
    ends_at: datetime | None


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation, as its board sees it."""

    cohort: Cohort
    member: Member
    meetings: tuple[Meeting, ...]


def make(db: Connection, cohort: Mapping[str, Any], codes: Collection[str], at: datetime) -> int:
    """Make a cohort of these boards and give its id. `cohort` has its unit, locality, commune and why."""
    made: int = db.execute(insert(cohorts).values(**cohort, made_at=at).returning(cohorts.c.id)).scalar_one()
    add_boards(db, made, codes, at)
    return made


def cancel(db: Connection, cohort_id: int, at: datetime) -> None:
    c = cohorts.c
    db.execute(update(cohorts).where(c.id == cohort_id, c.cancelled_at.is_(None)).values(cancelled_at=at))


def by_ids(db: Connection, ids: Collection[int]) -> dict[int, Cohort]:
    """Those of these cohorts that there are, by id."""
    query = select(*(cohorts.c[name] for name in _COHORT)).where(cohorts.c.id.in_(ids))
    return {row.id: Cohort(**row._asdict()) for row in db.execute(query)}


def overviews(db: Connection) -> list[Overview]:
    """All cohorts that were not cancelled, the one that met last or will meet last first."""
    board, first = cohort_boards.c, _bounds()
    counted = (
        select(
            board.cohort_id,
            func.count().label("boards"),
            func.count(board.invited_at).label("invited"),
            _count(board.coming == Coming.YES.value).label("coming"),
            _count(board.coming == Coming.NO.value).label("cannot"),
            func.count(board.completed_on).label("completed"),
        )
        .group_by(board.cohort_id)
        .subquery()
    )
    names = ("boards", "invited", "coming", "cannot", "completed")
    numbers = (func.coalesce(counted.c[name], 0).label(name) for name in names)
    query = (
        select(*(cohorts.c[name] for name in _COHORT), *numbers, first.c.starts_at, first.c.ends_at)
        .outerjoin(counted, counted.c.cohort_id == cohorts.c.id)
        .outerjoin(first, first.c.cohort_id == cohorts.c.id)
        .where(cohorts.c.cancelled_at.is_(None))
        .order_by(func.coalesce(first.c.ends_at, cohorts.c.made_at).desc(), cohorts.c.id.desc())
    )
    return [_overview(row._asdict()) for row in db.execute(query)]


def add_boards(db: Connection, cohort_id: int, codes: Collection[str], at: datetime) -> None:
    """Boards that are in it stay as they are."""
    rows = [{"cohort_id": cohort_id, "board_code": code, "added_at": at} for code in sorted(set(codes))]
    insert_missing(db, cohort_boards, rows)


def remove_board(db: Connection, cohort_id: int, code: str) -> bool:
    """Take out a board that was not invited yet; what others were told stays."""
    c = cohort_boards.c
    gone = db.execute(
        delete(cohort_boards).where(_of(cohort_id, [code]), c.invited_at.is_(None), c.completed_on.is_(None))
    )
    return gone.rowcount > 0


def members(db: Connection, ids: Collection[int]) -> dict[int, dict[str, Member]]:
    """The boards of cohorts, by cohort and code."""
    c = cohort_boards.c
    query = select(c.cohort_id, *(c[name] for name in _MEMBER)).where(c.cohort_id.in_(ids))
    found: dict[int, dict[str, Member]] = {id_: {} for id_ in ids}
    for row in db.execute(query.order_by(c.board_code)).mappings():
        fields = {name: row[name] for name in _MEMBER}
        found[row["cohort_id"]][row["board_code"]] = _member(fields)
    return found


def invite(db: Connection, cohort_id: int, codes: Collection[str], at: datetime) -> None:
    """Note that these boards were invited; who was before, was then."""
    c = cohort_boards.c
    db.execute(
        update(cohort_boards).where(_of(cohort_id, codes), c.invited_at.is_(None)).values(invited_at=at)
    )


def answer(db: Connection, cohort_id: int, code: str, coming: Coming, at: datetime) -> bool:
    """Keep what a board answers: the newest word holds. False where it was not invited, or not any more."""
    standing = select(cohorts.c.id).where(cohorts.c.cancelled_at.is_(None))
    c = cohort_boards.c
    done = db.execute(
        update(cohort_boards)
        .where(_of(cohort_id, [code]), c.invited_at.is_not(None), c.cohort_id.in_(standing))
        .values(coming=coming.value, answered_at=at)
    )
    return done.rowcount > 0


def complete(db: Connection, cohort_id: int, codes: Collection[str], on: date) -> None:
    """Note that these boards completed the unit; who did before, did then."""
    c = cohort_boards.c
    db.execute(
        update(cohort_boards).where(_of(cohort_id, codes), c.completed_on.is_(None)).values(completed_on=on)
    )


def take_back(db: Connection, cohort_id: int, codes: Collection[str]) -> None:
    """These boards did not complete it after all."""
    db.execute(update(cohort_boards).where(_of(cohort_id, codes)).values(completed_on=None))


def add_meeting(db: Connection, cohort_id: int, starts_at: datetime, place: str) -> int:
    row = {"cohort_id": cohort_id, "starts_at": starts_at, "place": place}
    made: int = db.execute(insert(meetings).values(row).returning(meetings.c.id)).scalar_one()
    return made


def remove_meeting(db: Connection, meeting_id: int) -> bool:
    """Take out a meeting that nobody came to; False where somebody did."""
    came = select(attendance.c.meeting_id).where(attendance.c.meeting_id == meeting_id)
    gone = db.execute(delete(meetings).where(meetings.c.id == meeting_id, ~came.exists()))
    return gone.rowcount > 0


def meetings_of(db: Connection, ids: Collection[int]) -> dict[int, list[Meeting]]:
    """The meetings of cohorts, the first ones first, by cohort."""
    found = _by_cohort(db.execute(_MEETINGS.where(meetings.c.cohort_id.in_(ids))).all())
    return {id_: found.get(id_, []) for id_ in ids}


def meeting(db: Connection, meeting_id: int) -> Meeting | None:
    query = select(*(meetings.c[name] for name in _MEETING)).where(meetings.c.id == meeting_id)
    row = db.execute(query).one_or_none()
    return Meeting(**row._asdict()) if row else None


def with_meetings(
    invited: Sequence[tuple[Cohort, Member]], met: Mapping[int, Sequence[Meeting]]
) -> list[Invited]:
    """Invitations of a board; `met` are the meetings of each cohort."""
    return [Invited(cohort, member, tuple(met.get(cohort.id, ()))) for cohort, member in invited]


def taken(db: Connection, now: datetime) -> set[tuple[str, str]]:
    """(training unit, board code) of who completed the unit, or is in a cohort of it that still goes on."""
    board, last = cohort_boards.c, _bounds()
    goes_on = and_(
        func.coalesce(board.coming, "") != Coming.NO.value,
        func.coalesce(last.c.ends_at, now) >= now - STILL_IN,
    )
    query = (
        select(cohorts.c.unit, board.board_code)
        .join(cohort_boards, board.cohort_id == cohorts.c.id)
        .outerjoin(last, last.c.cohort_id == cohorts.c.id)
        .where(cohorts.c.cancelled_at.is_(None), or_(board.completed_on.is_not(None), goes_on))
    )
    return {(unit, code) for unit, code in db.execute(query)}


def begun(db: Connection, now: datetime) -> list[Begun]:
    """The boards of all cohorts that met for the first time before now, the newest cohort first."""
    first = _bounds()
    c, board = cohorts.c, cohort_boards.c
    query = (
        select(c.id, c.unit, c.locality, c.commune, first.c.starts_at, board.board_code, board.completed_on)
        .join(first, first.c.cohort_id == c.id)
        .join(cohort_boards, board.cohort_id == c.id)
        .where(c.cancelled_at.is_(None), first.c.starts_at <= now)
        .order_by(first.c.starts_at.desc(), c.id.desc(), board.board_code)
    )
    return [Begun(*row[:4], day_of(row.starts_at), *row[5:]) for row in db.execute(query)]


def _bounds() -> Any:
    """The first and last meeting of each cohort."""
    c = meetings.c
    first, last = func.min(c.starts_at, type_=c.starts_at.type), func.max(c.starts_at, type_=c.starts_at.type)
    query = select(c.cohort_id, first.label("starts_at"), last.label("ends_at")).group_by(c.cohort_id)
    return query.subquery()


def _count(where: ColumnElement[bool]) -> Any:
    return func.coalesce(func.sum(case((where, 1), else_=0)), 0)


def _of(cohort_id: int, codes: Collection[str]) -> ColumnElement[bool]:
    return and_(cohort_boards.c.cohort_id == cohort_id, cohort_boards.c.board_code.in_(codes))


def _member(row: Mapping[str, Any]) -> Member:
    return Member(**{**row, "coming": Coming(row["coming"]) if row["coming"] else None})


def _overview(row: dict[str, Any]) -> Overview:
    return Overview(Cohort(**{name: row.pop(name) for name in _COHORT}), **row)


def _by_cohort(rows: Rows) -> dict[int, list[Meeting]]:
    found: dict[int, list[Meeting]] = {}
    for row in rows:
        found.setdefault(row.cohort_id, []).append(Meeting(**row._asdict()))
    return found


def _invited(*columns: ColumnElement[Any]) -> Select[*tuple[Any, ...]]:
    """Of the cohorts to which a board is invited that are not over."""
    last = _bounds()
    return (
        select(*columns)
        .select_from(cohorts)
        .join(cohort_boards, cohort_boards.c.cohort_id == cohorts.c.id)
        .outerjoin(last, last.c.cohort_id == cohorts.c.id)
        .where(
            cohort_boards.c.board_code == CODE,
            cohort_boards.c.invited_at.is_not(None),
            cohorts.c.cancelled_at.is_(None),
            or_(last.c.ends_at.is_(None), last.c.ends_at >= bindparam("invited_since", type_=Moment)),
        )
    )


_MEETINGS = select(*(meetings.c[name] for name in _MEETING)).order_by(meetings.c.starts_at, meetings.c.id)
MEETINGS = Question(_MEETINGS.where(meetings.c.cohort_id.in_(_invited(cohorts.c.id))), _by_cohort)
"""The meetings of what a board is invited to, the first ones first, by cohort."""
INVITED = Question(
    _invited(
        *(cohorts.c[name] for name in _COHORT),
        *(cohort_boards.c[name].label(f"member_{name}") for name in _MEMBER),
    ).order_by(cohorts.c.id.desc()),
    lambda rows: [
        (
            Cohort(**{name: getattr(row, name) for name in _COHORT}),
            _member({name: getattr(row, f"member_{name}") for name in _MEMBER}),
        )
        for row in rows
    ],
)
"""To what a board is invited that is not over, the newest first."""
