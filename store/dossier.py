"""All that a board's own page tells, in two statements: what there is, then the calls that it shows."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta

from sqlalchemy import Connection, select

from domain.days import BOGOTA
from domain.process import DATASET
from store import (
    assessments,
    boards,
    buyers,
    contracts,
    evidence,
    filings,
    harvests,
    help_cases,
    listed,
    matches,
    plan_matches,
    plans,
    processes,
    rollouts,
    training,
    unlocks,
)
from store.questions import CODE, PORTFOLIOS, Together, Told
from store.tables import plan_matches as plan_match_rows
from store.tables import processes as process_rows

ANSWERS_SHOWN_FOR = timedelta(days=60)
"""How long what the office answered is shown still after it was closed."""

BUYERS = buyers.known_of(select(process_rows.c.buyer_nit).where(process_rows.c.portfolio_id.in_(PORTFOLIOS)))
"""What is told of whoever published some calls, by NIT."""
PLANNED = plans.still_planned_of(
    select(plan_match_rows.c.plan_key).where(
        plan_match_rows.c.board_code == CODE, plan_match_rows.c.withdrawn_at.is_(None)
    )
)
"""The planned purchases that match the board, by key."""

_LIST = Together(boards.ONE, listed.OF_BOARD, rollouts.WAITS_OF_BOARD)
_CALLS = Together(matches.AMONG, processes.NEWEST, BUYERS)
_ALL = Together(
    boards.ONE,
    boards.IS_STOPPED,
    listed.OF_BOARD,
    rollouts.WAITS_OF_BOARD,
    matches.REFUSALS_OF_BOARD,
    plan_matches.OF_BOARD,
    PLANNED,
    assessments.OF_BOARD,
    evidence.OF_BOARD,
    unlocks.OF_BOARD,
    contracts.OF_BOARD,
    contracts.OF_PEERS,
    filings.WAITING_OF_BOARD,
    training.INVITED,
    training.MEETINGS,
    help_cases.TOLD_TO_BOARD,
    harvests.DATA_DATE,
)


def read(db: Connection, code: str, today: date) -> Told:
    """What there is of a board today, by the questions of the modules of this folder: all but its calls, of
    which it has the list.
    """
    morning = datetime.combine(today, time(), BOGOTA)
    return _ALL.ask(
        db,
        code=code,
        today=today,
        invited_since=morning,
        answered_since=morning - ANSWERS_SHOWN_FOR,
        dataset=DATASET,
        waits_on=today,
    )


def read_list(db: Connection, code: str, today: date) -> Told:
    """The board, and the list of its calls."""
    return _LIST.ask(db, code=code, today=today, waits_on=today)


def read_calls(db: Connection, code: str, portfolios: Collection[str]) -> Told:
    """These calls as they are and as they match the board, and who published them."""
    return _CALLS.ask(db, code=code, portfolios=list(portfolios))
