"""The calls that suit a board and may still be answered: little of each, for there may be hundreds."""

from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import Date, Row, and_, bindparam, or_, select

from domain.outcome import ANSWERS, Outcome, OutcomeKind
from domain.process import Signs
from store import processes
from store.matches import SCORE
from store.questions import CODE, Question, Rows
from store.tables import matches, outcomes


class Listed(NamedTuple):
    """A call by its portfolio, what tells how it stands, and the board's newest answer to it. One that is
    withdrawn matches the board no more.
    """

    portfolio_id: str
    is_withdrawn: bool
    signs: Signs
    answer: Outcome | None

    @property
    def is_dismissed(self) -> bool:
        return self.answer is not None and self.answer.kind is OutcomeKind.NOT_FOR_US


_M, _O = matches.c, outcomes.c
_DISMISSED = select(_O.portfolio_id).where(_O.board_code == CODE, _O.kind == OutcomeKind.NOT_FOR_US.value)
_ITS = (_M.board_code == CODE, or_(_M.withdrawn_at.is_(None), _M.portfolio_id.in_(_DISMISSED)))
_SIGNS = processes.signs_of(select(_M.portfolio_id).where(*_ITS))
_TODAY = bindparam("today", type_=Date)


def _listed(rows: Rows) -> list[Listed]:
    return [_call(list(some)) for _, some in groupby(rows, key=lambda row: row.portfolio_id)]


def _call(rows: list[Row[Any]]) -> Listed:
    """One row an answer, the newest first."""
    call = rows[0]
    answer = (
        Outcome(call.board_code, call.portfolio_id, OutcomeKind(call.kind), call.at, call.source, call.note)
        if call.kind
        else None
    )
    return Listed(
        call.portfolio_id,
        call.withdrawn,
        Signs(call.modality, call.status, call.phase, call.closes_on, bool(call.any_award)),
        answer,
    )


OF_BOARD = Question(
    select(
        _M.board_code,
        _M.portfolio_id,
        _M.withdrawn_at.is_not(None).label("withdrawn"),
        *(_SIGNS.c[name] for name in ("modality", "status", "phase", "closes_on", "any_award")),
        *(_O[name] for name in ("kind", "at", "source", "note")),
    )
    .join(_SIGNS, _SIGNS.c.portfolio_id == _M.portfolio_id)
    .outerjoin(
        outcomes,
        and_(
            _O.board_code == _M.board_code,
            _O.portfolio_id == _M.portfolio_id,
            _O.kind.in_([kind.value for kind in ANSWERS]),
        ),
    )
    .where(*_ITS, _SIGNS.c.any_award == 0, or_(_SIGNS.c.closes_on.is_(None), _SIGNS.c.closes_on >= _TODAY))
    .order_by(SCORE.desc(), _M.portfolio_id, _O.at.desc()),
    _listed,
)
"""Those of one board that nobody was awarded and whose deadline is not past `today`: the calls that match
it, and those that matched it and of which it said that they are not for it.
"""
