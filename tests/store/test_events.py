"""What happened to boards: found in the rows of all that is known, and kept as it was known."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, delete

from domain import canary
from domain.alert import Alert, AlertKind, DeliveryResult, Ending, Priority
from domain.contact import Channel
from domain.days import BOGOTA
from domain.event import Event, EventKind, Sureness
from domain.outcome import Outcome, OutcomeKind
from domain.readiness import Evidence, Verdict
from store import alerts, assessments, boards, contracts, deliveries, events, evidence, links, outcomes
from store.events import Looked
from store.links import SupplierLink
from store.telling_tables import deliveries as delivery_rows
from tests.api.town import an_assessment
from tests.examples import NOW, TODAY, a_board, a_contract

JAC = a_board()
CODE = JAC.code
LATER = NOW + timedelta(days=1)
SIGNED = a_contract(signed_on=TODAY - timedelta(days=9), starts_on=TODAY, value_cop=40_000_000)
CERTAIN = SupplierLink(SIGNED.key, CODE, 99.0, "certain")


@pytest.fixture
def db(unsaved: Connection) -> Connection:
    boards.save(unsaved, [JAC], NOW - timedelta(days=30))
    return unsaved


def signs(db: Connection, found: Sequence[SupplierLink] = (CERTAIN,), **fields: Any) -> None:
    contracts.CONTRACTS.save(db, [SIGNED._replace(**fields)], [b"1"], NOW)
    links.replace_of_contracts(db, found, NOW)


def held(db: Connection, *kinds: EventKind) -> list[Event]:
    return [one for one in events.OF_BOARD.ask(db, code=CODE) if not kinds or one.kind in kinds]


def _midnight(days_ago: int) -> datetime:
    return datetime.combine(TODAY - timedelta(days=days_ago), time(), BOGOTA)


def test_who_looks_again_finds_nothing_new(db: Connection) -> None:
    signs(db)
    evidence.save(db, [(CODE, Evidence("RUT", 3))], NOW)
    outcomes.record(db, Outcome(CODE, "P1", OutcomeKind.INTERESTED, NOW, "page"))
    first = events.look(db, NOW)
    assert Counter(one.kind for one in held(db)) == Counter(
        {
            EventKind.LISTED: 1,
            EventKind.KNOWN: 1,
            EventKind.RENEWED: 1,
            EventKind.INTERESTED: 1,
            EventKind.SIGNED: 1,
            EventKind.BEGUN: 1,
        }
    )
    assert first == Looked(6, 0)
    assert events.look(db, LATER) == Looked(0, 0)
    assert events.looked_at(db) == LATER


def test_what_the_first_look_finds_is_known_since_its_row_is_and_later_what_is_found(db: Connection) -> None:
    outcomes.record(db, Outcome(CODE, "P1", OutcomeKind.OPENED, NOW - timedelta(days=3), "page"))
    events.look(db, NOW)
    outcomes.record(db, Outcome(CODE, "P2", OutcomeKind.OPENED, NOW - timedelta(days=2), "page"))
    events.look(db, LATER)
    known = {one.about: one.known_at for one in held(db, EventKind.OPENED)}
    assert known == {"P1": NOW - timedelta(days=3), "P2": LATER}


def test_an_answer_that_is_given_again_is_another_and_the_first_one_stays_told(db: Connection) -> None:
    opened = NOW - timedelta(days=1)
    outcomes.record(db, Outcome(CODE, "P1", OutcomeKind.OPENED, opened, "page"))
    outcomes.record(db, Outcome(CODE, "P1", OutcomeKind.INTERESTED, NOW, "page"))
    events.look(db, NOW)
    outcomes.record(db, Outcome(CODE, "P1", OutcomeKind.INTERESTED, LATER, "page"))
    assert events.look(db, LATER) == Looked(1, 1)
    (one,) = held(db, EventKind.INTERESTED)
    assert (one.at, one.after_at, one.known_at) == (LATER, opened, LATER)


@pytest.mark.parametrize("sureness", list(Sureness))
def test_a_contract_is_as_surely_the_boards_as_its_link(db: Connection, sureness: Sureness) -> None:
    signs(db, [CERTAIN._replace(verdict=sureness.value)])
    events.look(db, NOW)
    (one,) = held(db, EventKind.SIGNED)
    assert (one.sureness, one.row, one.value) == (sureness, f"contracts/{SIGNED.key}", "40000000")
    assert one.at == _midnight(9)


def test_a_contract_that_a_person_says_is_anothers_is_taken_back(db: Connection) -> None:
    signs(db)
    events.look(db, NOW)
    links.replace_of_contracts(db, [], LATER)
    assert events.look(db, LATER) == Looked(0, 2)
    assert held(db, EventKind.SIGNED, EventKind.BEGUN) == []


def test_work_that_has_yet_to_begin_has_not_begun(db: Connection) -> None:
    signs(db, starts_on=TODAY + timedelta(days=1))
    events.look(db, NOW)
    assert held(db, EventKind.BEGUN) == []
    events.look(db, LATER)
    assert len(held(db, EventKind.BEGUN)) == 1


@pytest.mark.parametrize(("days", "money", "said"), [(30, None, "0 COP 30 d"), (None, 5, "5 COP 0 d")])
def test_what_was_added_bears_no_day(db: Connection, days: int | None, money: int | None, said: str) -> None:
    signs(db, added_days=days, added_cop=money)
    events.look(db, NOW)
    (one,) = held(db, EventKind.ADDED)
    assert (one.at, one.value) == (None, said)
    assert held(db)[-1] == one


def test_nothing_added_is_no_event(db: Connection) -> None:
    signs(db, added_days=0, added_cop=None)
    events.look(db, NOW)
    assert held(db, EventKind.ADDED) == []


def test_a_board_is_ready_since_the_first_day_of_those_on_which_it_was_all_along(db: Connection) -> None:
    evidence.save(db, [(CODE, Evidence("RUT", 3))], NOW)
    days = {20: Verdict.ELIGIBLE, 15: Verdict.ELIGIBLE_IF, 10: Verdict.ELIGIBLE, 5: Verdict.ELIGIBLE}
    for score, (ago, verdict) in enumerate(days.items()):
        one = an_assessment("R1", verdict=verdict, score=score, on=TODAY - timedelta(days=ago))
        assessments.save(db, [(CODE, one)])
    events.look(db, NOW)
    (ready,) = held(db, EventKind.READY)
    assert (ready.about, ready.at) == ("R1", _midnight(10))
    stopped = an_assessment("R1", verdict=Verdict.ELIGIBLE_IF, on=TODAY + timedelta(days=1))
    assessments.save(db, [(CODE, stopped)])
    events.look(db, LATER)
    assert held(db, EventKind.READY) == []


def test_a_message_that_went_out_stays_told_when_its_row_is_swept(db: Connection) -> None:
    alerts.queue(db, [Alert(CODE, "P1", AlertKind.NEW_MATCH)], NOW, NOW, Priority.NEW)
    (one,) = deliveries.claim(db, "w", NOW, LATER)
    ending = Ending(one, DeliveryResult.ACCEPTED, NOW, NOW, "", Channel.EMAIL, provider_id="1")
    deliveries.finish(db, [ending])
    outcomes.record(db, Outcome(CODE, "P1", OutcomeKind.OPENED, LATER, "page"))
    events.look(db, LATER)
    (responded,) = held(db, EventKind.RESPONDED)
    assert (responded.at, responded.after_at) == (LATER, NOW)
    db.execute(delete(delivery_rows))
    events.look(db, LATER + timedelta(days=1))
    (told,) = held(db, EventKind.TOLD)
    assert (told.about, told.value, told.at) == ("P1", "new_match", NOW)


def test_another_locality_is_another_state(db: Connection) -> None:
    events.look(db, NOW)
    boards.save(db, [replace(JAC, locality="Otra")], LATER)
    assert events.look(db, LATER) == Looked(1, 1)
    (one,) = held(db, EventKind.LISTED)
    assert (one.about, one.value, one.known_at) == (JAC.municipality, "Otra", LATER)


def test_the_canary_is_no_board(db: Connection) -> None:
    boards.save(db, [canary.BOARD], NOW)
    assert events.look(db, NOW) == Looked(1, 0)
