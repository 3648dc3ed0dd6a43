"""What boards handed in, as the database keeps it."""

import threading
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, Engine

from domain.filing import MOST_WAITING, WAITS_AT_MOST, Fate, FileKind, Filing
from store import boards, filings
from store.engine import reading, writing
from tests.examples import NOW, a_board

OTHER = a_board(code="JAC-0002", name="JAC Olaya Herrera", locality="Industrial y de la Bahía")


@pytest.fixture
def db(unsaved: Connection) -> Connection:
    boards.save(unsaved, [a_board(), OTHER], NOW)
    return unsaved


def a_filing(**fields: Any) -> Filing:
    return Filing(
        **{
            "id": filings.new_id(),
            "board_code": "JAC-0001",
            "requirement": "RUT",
            "kind": FileKind.PDF,
            "size_bytes": 1200,
            "handed_in_at": NOW,
            **fields,
        }
    )


def hand_in(db: Connection, at: datetime = NOW, **fields: Any) -> Filing:
    filing = a_filing(handed_in_at=at, **fields)
    filings.add(db, filing, "2026-11-22")
    return filing


def test_a_filing_waits_until_somebody_decides(db: Connection) -> None:
    filing = hand_in(db)
    assert filings.get(db, filing.id) == filing
    assert filing.is_waiting
    assert filings.decide(db, [filing.id], Fate.REFUSED, "Formación", NOW, "No se lee.")
    decided = filings.get(db, filing.id)
    assert decided
    assert (decided.fate, decided.words, decided.decided_by) == (Fate.REFUSED, "No se lee.", "Formación")
    assert filings.waiting(db, 10) == []


def test_what_is_decided_once_is_not_decided_again_nor_taken_back(db: Connection) -> None:
    first, second = hand_in(db), hand_in(db)
    assert filings.decide(db, [first.id], Fate.ACCEPTED, "Formación", NOW)
    assert not filings.decide(db, [first.id, second.id], Fate.REFUSED, "Secretaría", NOW)
    assert filings.take_back(db, "JAC-0001", first.id) == []
    found = filings.get(db, first.id)
    assert found
    assert found.fate is Fate.ACCEPTED
    assert filings.ids_waiting(db) == {second.id}


def test_a_board_takes_back_what_waits_of_its_own(db: Connection) -> None:
    mine, theirs = hand_in(db), hand_in(db, board_code=OTHER.code)
    assert filings.take_back(db, "JAC-0001", theirs.id) == []
    assert filings.take_back(db, "JAC-0001", mine.id) == [mine.id]
    more = {hand_in(db).id, hand_in(db, requirement="PJ").id}
    assert set(filings.take_back(db, "JAC-0001")) == more
    assert filings.ids_waiting(db) == {theirs.id}


def test_what_waits_longest_is_first_and_the_files_of_one_requirement_are_one_row(db: Connection) -> None:
    hand_in(db, NOW + timedelta(hours=1), requirement="PJ")
    hand_in(db, NOW + timedelta(hours=2))
    hand_in(db, NOW, board_code=OTHER.code)
    hand_in(db, NOW + timedelta(minutes=1))
    found = filings.waiting(db, 10)
    assert [(one.board_code, one.requirement, one.files) for one in found] == [
        (OTHER.code, "RUT", 1),
        ("JAC-0001", "RUT", 2),
        ("JAC-0001", "PJ", 1),
    ]
    assert found[1].since == NOW + timedelta(minutes=1)
    assert filings.count_to_look_at(db) == 3
    assert len(filings.waiting(db, 2)) == 2


def test_the_boards_of_a_locality_come_first_for_whoever_serves_it(db: Connection) -> None:
    hand_in(db, NOW)
    hand_in(db, NOW + timedelta(days=1), board_code=OTHER.code)
    assert [one.board_code for one in filings.waiting(db, 10, OTHER.locality)] == [OTHER.code, "JAC-0001"]


def test_all_files_of_a_board_for_a_requirement_are_looked_at_together(db: Connection) -> None:
    first = hand_in(db)
    second = hand_in(db, NOW + timedelta(hours=1))
    hand_in(db, requirement="PJ")
    hand_in(db, board_code=OTHER.code)
    assert filings.waiting_beside(db, second) == [first, second]


def test_as_many_files_wait_as_may_and_no_more(db: Connection) -> None:
    for _ in range(MOST_WAITING):
        last = hand_in(db)
    with pytest.raises(filings.TooManyWaiting):
        hand_in(db)
    assert hand_in(db, board_code=OTHER.code)
    filings.take_back(db, "JAC-0001", last.id)
    assert hand_in(db)


def test_two_that_come_at_once_do_not_both_take_the_last_place(engine: Engine) -> None:
    with writing(engine) as db:
        boards.save(db, [a_board()], NOW)
        for _ in range(MOST_WAITING - 1):
            hand_in(db)

    def come() -> None:
        try:
            with writing(engine) as db:
                hand_in(db)
        except filings.TooManyWaiting:
            pass

    threads = [threading.Thread(target=come) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with reading(engine) as db:
        assert filings.count_waiting(db, "JAC-0001") == MOST_WAITING


def test_what_nobody_looked_at_in_time_is_forgotten(db: Connection) -> None:
    filing = hand_in(db)
    assert filings.forget_unseen(db, NOW + WAITS_AT_MOST) == 0
    assert filings.forget_unseen(db, NOW + WAITS_AT_MOST + timedelta(seconds=1)) == 1
    found = filings.get(db, filing.id)
    assert found
    assert found.fate is Fate.UNSEEN
    assert filings.ids_waiting(db) == set()
