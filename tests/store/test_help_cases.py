"""Calls for help: what waits, who attends, and what was answered."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, Engine

from domain import canary
from domain.access import StaffRole
from domain.alert import NO_CALL
from domain.contact import Channel
from domain.outcome import Outcome, OutcomeKind
from store import boards, help_cases, matches, outcomes, replies, staff
from store.engine import reading, writing
from store.vault import Vault
from tests.examples import NOW, a_board, a_match

POZON = a_board()
OLAYA = a_board(code="JAC-0002", name="JAC Olaya Herrera")
CALL = "CO1.BDOS.1"
LATER, MUCH_LATER = NOW + timedelta(hours=1), NOW + timedelta(hours=2)


@pytest.fixture
def town(engine: Engine) -> Engine:
    with writing(engine) as db:
        boards.save(db, [POZON, OLAYA, canary.BOARD], NOW)
        matches.replace(db, [a_match(missing=("RUT",))], [], NOW)
        for number in (1, 2):
            address = f"{number}@oficina.example"
            staff.add(db, Vault(["k"]), f"Persona {number}", address, StaffRole.TRAINER, None, NOW)
    return engine


def answers(db: Connection, kind: OutcomeKind, at: datetime, code: str = POZON.code) -> None:
    outcomes.record(db, Outcome(code, CALL, kind, at, "page", "el presupuesto"))


def writes(db: Connection, id_: str, about: str | None, code: str | None = POZON.code) -> None:
    replies.keep(db, replies.Taken("whatsapp", id_, code, "digest", "not_understood", about, b"sealed", NOW))


def test_a_board_that_asks_waits_with_what_it_lacks(town: Engine) -> None:
    with writing(town) as db:
        answers(db, OutcomeKind.NEEDS_HELP, NOW)
    with reading(town) as db:
        (one,) = help_cases.waiting(db)
    assert (one.board_name, one.about, one.at, one.note) == (POZON.name, CALL, NOW, "el presupuesto")
    assert (one.missing, one.reply_id, one.taken_by_name) == (["RUT"], None, None)


@pytest.mark.parametrize("kind", [OutcomeKind.INTERESTED, OutcomeKind.NOT_FOR_US])
def test_who_answered_something_else_since_waits_no_more(town: Engine, kind: OutcomeKind) -> None:
    with writing(town) as db:
        answers(db, OutcomeKind.NEEDS_HELP, NOW)
        answers(db, kind, LATER)
        assert help_cases.waiting(db) == []
        answers(db, OutcomeKind.NEEDS_HELP, MUCH_LATER)
        assert len(help_cases.waiting(db)) == 1


def test_words_that_nobody_read_wait_until_they_are_read(town: Engine) -> None:
    with writing(town) as db:
        writes(db, "1", None)
        writes(db, "2", CALL)
        writes(db, "of nobody", None, None)
        assert [(one.about, one.reply_id, one.source) for one in help_cases.waiting(db)] == [
            (NO_CALL, "1", "whatsapp"),
            (CALL, "2", "whatsapp"),
        ]
        assert replies.forget_words(db, Channel.WHATSAPP, "1")
        assert not replies.forget_words(db, Channel.WHATSAPP, "1")
        assert [one.reply_id for one in help_cases.waiting(db)] == ["2"]


def test_the_canary_asks_nobody_for_help(town: Engine) -> None:
    with writing(town) as db:
        answers(db, OutcomeKind.NEEDS_HELP, NOW, canary.BOARD_CODE)
        assert help_cases.waiting(db) == []


def test_one_person_attends_at_a_time(town: Engine) -> None:
    with writing(town) as db:
        answers(db, OutcomeKind.NEEDS_HELP, NOW)
        (asked,) = help_cases.waiting(db)
        assert help_cases.take(db, asked, 1, LATER)
        assert help_cases.take(db, asked, 1, LATER)
        assert not help_cases.take(db, asked, 2, LATER)
        assert {one.taken_by_name for one in help_cases.waiting(db)} == {"Persona 1"}
        help_cases.give_back(db, POZON.code, CALL)
        assert {one.taken_by_name for one in help_cases.waiting(db)} == {None}
        assert help_cases.take(db, asked, 2, LATER)


def test_what_was_read_waits_still_for_who_took_it(town: Engine) -> None:
    with writing(town) as db:
        writes(db, "1", None)
        (asked,) = help_cases.waiting(db)
        help_cases.take(db, asked, 1, LATER)
        replies.forget_words(db, Channel.WHATSAPP, "1")
        (one,) = help_cases.waiting(db)
    assert (one.about, one.at, one.reply_id, one.taken_by) == (NO_CALL, NOW, None, 1)


def test_what_was_closed_waits_no_more_until_the_board_asks_again(town: Engine) -> None:
    with writing(town) as db:
        answers(db, OutcomeKind.NEEDS_HELP, NOW)
        help_cases.take(db, help_cases.waiting(db)[0], 1, LATER)
        help_cases.close(db, POZON.code, CALL, LATER)
        assert help_cases.waiting(db) == []
        answers(db, OutcomeKind.NEEDS_HELP, LATER)
        assert help_cases.waiting(db) == []
        answers(db, OutcomeKind.NEEDS_HELP, MUCH_LATER)
        (again,) = help_cases.waiting(db)
        assert again.taken_by is None
        assert help_cases.take(db, again, 2, MUCH_LATER)


def test_only_the_boards_own_is_asked_for(town: Engine) -> None:
    with writing(town) as db:
        answers(db, OutcomeKind.NEEDS_HELP, NOW)
        answers(db, OutcomeKind.NEEDS_HELP, NOW, OLAYA.code)
        assert [one.board_code for one in help_cases.waiting(db, OLAYA.code)] == [OLAYA.code]


def test_a_board_is_told_who_attends_and_what_was_answered_newest_first(town: Engine) -> None:
    with writing(town) as db:
        answers(db, OutcomeKind.NEEDS_HELP, NOW)
        help_cases.take(db, help_cases.waiting(db)[0], 1, LATER)
        assert help_cases.of_board(db, POZON.code, NOW) == [
            help_cases.Told(CALL, "Persona 1", None, None, None, None)
        ]
        help_cases.answer(db, POZON.code, CALL, 1, "Vengan el lunes", LATER)
        help_cases.answer(db, POZON.code, CALL, 2, "Traigan el RUT", MUCH_LATER)
        help_cases.close(db, POZON.code, CALL, MUCH_LATER)
        told = help_cases.of_board(db, POZON.code, MUCH_LATER)
        assert [(one.by, one.words) for one in told] == [
            ("Persona 2", "Traigan el RUT"),
            ("Persona 1", "Vengan el lunes"),
        ]
        assert help_cases.of_board(db, POZON.code, MUCH_LATER + timedelta(seconds=1)) == []
        assert help_cases.of_board(db, OLAYA.code, NOW) == []
