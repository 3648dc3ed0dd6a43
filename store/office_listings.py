"""What the office works on, as programs read it: a part at a time, without anybody's name or words."""

from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from store import apart, help_cases
from store.help_tables import help_cases as cases
from store.listings import Filter, Listing, exactly, since
from store.papers_tables import filings
from store.register_tables import dignitaries, stages
from store.tables import plan_matches
from store.training_tables import attendance, cohort_boards, cohorts, meetings


def _help() -> Listing:
    """What waits, a row for each board and what it asks about."""
    asked = help_cases.asks()
    is_open = (
        (cases.c.board_code == asked.c.board_code)
        & (cases.c.about == asked.c.about)
        & cases.c.closed_at.is_(None)
    )
    one = (
        select(
            asked.c.board_code,
            asked.c.about,
            func.min(asked.c.at).label("asked_at"),
            func.max(cases.c.taken_at).label("taken_at"),
        )
        .outerjoin(cases, is_open)
        .where(apart.of_boards(asked.c.board_code))
        .group_by(asked.c.board_code, asked.c.about)
        .subquery()
    )
    key = one.c.board_code, one.c.about
    return Listing("help", select(one), key, exactly(board=one.c.board_code, process=one.c.about))


def _cohorts() -> Select[Any]:
    board, met = cohort_boards.c, meetings.c

    def counted(which: ColumnElement[Any], *where: ColumnElement[bool]) -> Any:
        return select(func.count(which)).where(board.cohort_id == cohorts.c.id, *where).scalar_subquery()

    def bound(of: Any) -> Any:
        return select(of(met.starts_at, type_=met.starts_at.type)).where(met.cohort_id == cohorts.c.id)

    return select(
        cohorts,
        counted(board.board_code).label("boards"),
        counted(board.invited_at).label("invited"),
        counted(board.coming, board.coming == "yes").label("coming"),
        counted(board.completed_on).label("completed"),
        bound(func.min).scalar_subquery().label("starts_at"),
        bound(func.max).scalar_subquery().label("ends_at"),
    )


_F, _C, _M, _A, _D, _S, _P = (
    *(filings.c, cohorts.c, cohort_boards.c, attendance.c),
    *(dignitaries.c, stages.c, plan_matches.c),
)

HELP = _help()
FILINGS = Listing(
    "filings",
    select(_F.id, _F.board_code, _F.requirement, _F.kind, _F.handed_in_at, _F.decided_at, _F.fate).where(
        apart.of_boards(_F.board_code)
    ),
    (_F.id,),
    {
        **exactly(board=_F.board_code, requirement=_F.requirement, fate=_F.fate),
        "waiting": Filter(_F.decided_at.is_(None).__eq__),
        "since": since(_F.handed_in_at),
    },
)
COHORTS = Listing("cohorts", _cohorts(), (_C.id,), exactly(unit=_C.unit, locality=_C.locality))
MEMBERS = Listing(
    "cohort-members",
    select(cohort_boards).where(apart.of_boards(_M.board_code)),
    (_M.cohort_id, _M.board_code),
    exactly(cohort=_M.cohort_id, board=_M.board_code),
)
ATTENDANCE = Listing(
    "attendance",
    select(attendance, meetings.c.cohort_id, meetings.c.starts_at)
    .join(meetings, meetings.c.id == _A.meeting_id)
    .where(apart.of_boards(_A.board_code)),
    (_A.meeting_id, _A.board_code, _A.seat),
    exactly(cohort=meetings.c.cohort_id, board=_A.board_code),
)
STAGES = Listing(
    "stages",
    select(_S.board_code, _S.stage, _S.on).where(apart.of_boards(_S.board_code)),
    (_S.board_code, _S.stage),
    exactly(board=_S.board_code, stage=_S.stage),
)
PERIODS = Listing(
    "periods",
    select(_D.id, _D.board_code, _D.post, _D.since, _D.until, _D.ended_on).where(
        apart.of_boards(_D.board_code)
    ),
    (_D.id,),
    exactly(board=_D.board_code, post=_D.post),
)
PLANS = Listing(
    "plan-matches",
    select(plan_matches).where(_P.withdrawn_at.is_(None), apart.of_boards(_P.board_code)),
    (_P.board_code, _P.plan_key),
    exactly(board=_P.board_code, route=_P.route),
)
