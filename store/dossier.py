"""All that a board's own page tells, in one statement."""

from datetime import date, datetime, time, timedelta

from sqlalchemy import Connection, select, union

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
    matches,
    outcomes,
    plan_matches,
    plans,
    processes,
    rollouts,
    training,
    unlocks,
)
from store.help_tables import help_cases as help_case_rows
from store.questions import CODE, Together, Told
from store.tables import matches as match_rows
from store.tables import outcomes as outcome_rows
from store.tables import plan_matches as plan_match_rows
from store.tables import processes as process_rows

ANSWERS_SHOWN_FOR = timedelta(days=60)
"""How long what the office answered is shown still after it was closed."""

_MATCHING = select(match_rows.c.portfolio_id).where(
    match_rows.c.board_code == CODE, match_rows.c.withdrawn_at.is_(None)
)
_NAMED = union(
    _MATCHING,
    select(outcome_rows.c.portfolio_id).where(outcome_rows.c.board_code == CODE),
    select(help_case_rows.c.about).where(help_case_rows.c.board_code == CODE),
).subquery()
CALLS = processes.newest_of(select(_NAMED.c.portfolio_id))
"""The calls that match the board, those that it answered, and those that it asked about, by portfolio."""
BUYERS = buyers.known_of(select(process_rows.c.buyer_nit).where(process_rows.c.portfolio_id.in_(_MATCHING)))
"""What is told of whoever published the calls that match the board, by NIT."""
PLANNED = plans.still_planned_of(
    select(plan_match_rows.c.plan_key).where(
        plan_match_rows.c.board_code == CODE, plan_match_rows.c.withdrawn_at.is_(None)
    )
)
"""The planned purchases that match the board, by key."""

_OF_OFFERS = (matches.OF_BOARD, matches.SPOKEN_OF, outcomes.OF_BOARD, CALLS)
_OFFERS = Together(*_OF_OFFERS)
_ALL = Together(
    boards.ONE,
    boards.IS_STOPPED,
    *_OF_OFFERS,
    BUYERS,
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
    """What there is of a board today, by the questions of the modules of this folder."""
    morning = datetime.combine(today, time(), BOGOTA)
    return _ALL.ask(
        db,
        code=code,
        invited_since=morning,
        answered_since=morning - ANSWERS_SHOWN_FOR,
        dataset=DATASET,
        waits_on=today,
    )


def read_offers(db: Connection, code: str) -> Told:
    """What there is of the calls that suit a board."""
    return _OFFERS.ask(db, code=code)
