"""What is asked for by id, found in what we hold: closed processes, matches, buyers."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, Engine

from domain.match import Match
from domain.readiness import Verdict
from store import bids, documents, matches, processes, purchasing_plans
from store import boards as board_store
from store.engine import writing
from store.records import Records
from tests.examples import IN_TEN_DAYS, NOW, TODAY, TOMORROW, YESTERDAY, a_board, a_process


def test_documents_are_wanted_of_matches_that_may_still_be_answered(engine: Engine) -> None:
    board = a_board()
    days = {"CO1.BDOS.1": TODAY, "CO1.BDOS.2": YESTERDAY, "CO1.BDOS.3": None, "CO1.BDOS.4": TOMORROW}
    found = [Match(board.code, id_, 0.5, "R4", Verdict.ELIGIBLE, (), (), day) for id_, day in days.items()]
    with writing(engine) as db:
        board_store.save(db, [board], NOW)
        matches.replace(db, found, [], NOW)
        matches.replace(db, found[:3], [], NOW + timedelta(hours=1))
        assert documents.wanted(db, TODAY) == ["CO1.BDOS.1", "CO1.BDOS.3"]


def test_bids_are_asked_for_once_a_process_has_closed_and_for_sixty_days(engine: Engine) -> None:
    sixty, more = TODAY - timedelta(days=60), TODAY - timedelta(days=61)
    known = [
        a_process(number=1, closes_on=YESTERDAY),
        a_process(number=2, closes_on=TODAY),
        a_process(number=3, closes_on=sixty),
        a_process(number=4, closes_on=more),
        a_process(number=5, closes_on=None, awarded=True),
        a_process(number=6, closes_on=IN_TEN_DAYS, awarded=True),
        a_process(number=7, closes_on=YESTERDAY, portfolio_id="CO1.BDOS.1"),
    ]
    with writing(engine) as db:
        save(db, processes.RECORDS, known)
        assert bids.closed_processes(db, TODAY) == [f"CO1.REQ.{n}" for n in (1, 3, 6, 7)]
        assert bids.closed_portfolios(db, TODAY) == [f"CO1.BDOS.{n}" for n in (1, 3, 6)]


def test_plans_are_asked_for_by_the_codes_of_the_buyers_we_know(engine: Engine) -> None:
    codes = ("702", "701", None, "701")
    with writing(engine) as db:
        save(db, processes.RECORDS, [a_process(number=n, buyer_code=code) for n, code in enumerate(codes)])
        assert purchasing_plans.buyer_codes(db, TODAY) == ["701", "702"]


def save(db: Connection, records: Records, found: Sequence[tuple[Any, ...]]) -> None:
    records.save(db, found, [str(n).encode() for n, _ in enumerate(found)], NOW)
