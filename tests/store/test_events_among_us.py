"""What boards and the office do with each other becomes events, without a word that anybody wrote."""

from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import Connection

from api.desk.labels import FILTERS
from domain.access import StaffRole
from domain.accompaniment import Doer
from domain.days import BOGOTA
from domain.event import Event, EventKind
from domain.guide import KEPT_FOR
from domain.register import Reached, Stage
from store import accompaniment, boards, events, guides, inquiries, projects, register, staff
from store.inquiries import Asking
from store.vault import Vault
from tests.examples import NOW, TODAY, YESTERDAY, a_board
from tests.projects import a_wording

CODE, OTHER = a_board().code, "JAC-0002"
WORDS = "palabras de alguien"
LATER = NOW + timedelta(days=1)


@pytest.fixture
def db(unsaved: Connection) -> Connection:
    boards.save(unsaved, [a_board(), a_board(code=OTHER)], NOW)
    return unsaved


def held(db: Connection, *kinds: EventKind, code: str = CODE) -> list[Event]:
    return [one for one in events.OF_BOARD.ask(db, code=code) if one.kind in kinds]


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(), BOGOTA)


def test_a_plan_that_begins_and_what_was_done_of_it(db: Connection) -> None:
    owner = staff.add(db, Vault(["a key"]), "Ana", "ana@o.example", StaffRole.TRAINER, None, NOW)
    accompaniment.steer(db, CODE, owner, None, NOW)
    accompaniment.add(db, CODE, WORDS, Doer.BOARD, TODAY, None, NOW)
    done = accompaniment.add(db, CODE, WORDS, Doer.BOARD, TODAY, "RUT", NOW)
    accompaniment.finish(db, CODE, done, YESTERDAY, Doer.OFFICE, NOW)
    events.look(db, LATER)
    (begun,), (did,) = held(db, EventKind.ACCOMPANIED), held(db, EventKind.DID)
    assert (begun.at, begun.source, begun.row) == (NOW, "office", f"accompaniments/{CODE}")
    assert (did.about, did.value, did.source) == (str(done), "RUT", "office")
    assert (did.at, did.known_at) == (midnight(YESTERDAY), NOW)
    accompaniment.steer(db, CODE, owner, "R1", LATER)
    accompaniment.reopen(db, CODE, done)
    events.look(db, LATER)
    assert held(db, EventKind.ACCOMPANIED, EventKind.DID) == [begun]


def test_a_stage_that_the_office_writes_down(db: Connection) -> None:
    register.reach(db, CODE, Reached(Stage.DESIGN, YESTERDAY, WORDS), NOW)
    events.look(db, LATER)
    (one,) = held(db, EventKind.STAGE)
    assert (one.about, one.at, one.known_at, one.value) == ("design", midnight(YESTERDAY), NOW, None)
    assert one.row == f"stages/{CODE}/design"


def test_a_project_is_registered_and_published_for_as_long_as_the_board_wants(db: Connection) -> None:
    id_ = projects.register(db, CODE, a_wording(), NOW)
    projects.publish(db, id_, LATER)
    events.look(db, LATER)
    published, registered = held(db, EventKind.REGISTERED, EventKind.PUBLISHED)
    assert (registered.about, registered.at, registered.source) == (str(id_), NOW, "board")
    assert (published.about, published.at, published.after_at) == (str(id_), LATER, NOW)
    projects.publish(db, id_, None)
    events.look(db, LATER)
    assert held(db, EventKind.REGISTERED, EventKind.PUBLISHED) == [registered]


def test_a_question_and_its_answer_stay_told_when_their_words_are_forgotten(db: Connection) -> None:
    guides.agree(db, OTHER, WORDS, NOW)
    id_ = inquiries.ask(db, Asking(CODE, OTHER, "RUT", WORDS), NOW)
    assert isinstance(id_, int)
    inquiries.answer(db, OTHER, id_, WORDS, LATER)
    events.look(db, LATER)
    inquiries.forget_old(db, LATER + KEPT_FOR)
    events.look(db, LATER + KEPT_FOR)
    (asked,), (answered,) = held(db, EventKind.ASKED), held(db, EventKind.ANSWERED, code=OTHER)
    assert (asked.at, asked.value, asked.about) == (NOW, "RUT", str(id_))
    assert (answered.at, answered.after_at, answered.value) == (LATER, NOW, "RUT")


def test_each_kind_has_words() -> None:
    assert all(FILTERS["event"](kind) for kind in EventKind)
