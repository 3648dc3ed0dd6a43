"""What a stepped rollout holds back from the boards that wait, and what it never does, on both databases."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from domain.access import StaffRole
from domain.contact import Preferences
from domain.effect import Measure
from domain.outcome import OutcomeKind
from domain.plan_match import PlanMatch
from domain.readiness import Verdict
from domain.rollout import Thing, Turn
from store import boards, plan_matches, preferences, rollouts, staff
from store.contracts import PLANNED_PURCHASES
from store.engine import writing
from tests.examples import NOW, TODAY, a_board, a_planned_purchase, a_process
from tests.flow.house import VAULT
from tests.flow.test_alert import CODE, Office, _at

YESTERDAY, TURN = TODAY - timedelta(days=1), TODAY + timedelta(days=20)
FAR, SOON = TODAY + timedelta(days=25), TODAY + timedelta(days=2)


@pytest.fixture
def office(engine: Engine) -> Office:
    """An office in which the board's unidad comunera waits."""
    made = Office(engine)
    with writing(engine) as db:
        boards.save(db, [a_board(code=CODE, unit="6")], NOW)
        who = staff.add(db, VAULT, "Ana", "ana@oficina.example", StaffRole.SECRETARIAT, None, NOW)
        turns = (Turn("14", 0, YESTERDAY, 1), Turn("6", 1, TURN, 1))
        for thing in Thing:
            at, measure = NOW - timedelta(days=3), Measure.INTERESTED
            rollouts.register(db, "13001", thing, measure, timedelta(days=7), "lot", "", turns, who, at)
    return made


def end_all(office: Office) -> None:
    with writing(office.engine) as db:
        for one in rollouts.every(db, "13001"):
            rollouts.end(db, one.id, 1, "Ya se sabe.", office.now)


def test_a_board_that_waits_hears_of_a_new_call_when_its_turn_comes(office: Office) -> None:
    office.publish(a_process(closes_on=FAR))
    office.match((CODE, 1), closes_on=FAR)
    assert office.alert() == {}
    office.now = NOW + timedelta(days=20)
    assert office.alert() == {"new_match": 1}
    assert office.alert() == {}


def test_who_ends_a_rollout_lets_the_boards_hear_at_once_and_once(office: Office) -> None:
    office.publish(a_process(closes_on=FAR))
    office.match((CODE, 1), closes_on=FAR)
    assert office.alert() == {}
    end_all(office)
    assert office.alert() == {"new_match": 1}
    assert office.alert() == {}


def test_who_waits_loses_no_call(office: Office) -> None:
    office.publish(a_process(closes_on=SOON))
    office.match((CODE, 1), closes_on=SOON)
    assert office.alert() == {"new_match": 1}


def test_a_call_of_which_nobody_knows_when_it_closes_does_not_wait(office: Office) -> None:
    office.publish(a_process(closes_on=None))
    office.match((CODE, 1))
    assert office.alert() == {"new_match": 1}


def test_what_a_board_asked_for_and_papers_that_run_out_do_not_wait(office: Office) -> None:
    office.publish(a_process(closes_on=TODAY + timedelta(days=5)))
    office.answer(OutcomeKind.INTERESTED)
    office.show("RUT", TODAY + timedelta(days=6))
    office.now = _at("2026-06-05T08:00")
    assert set(office.alert()) == {"reminder", "paper_expires"}


def test_a_planned_purchase_waits_too(office: Office) -> None:
    plan = a_planned_purchase()
    with writing(office.engine) as db:
        PLANNED_PURCHASES.save(db, [plan], [b"1"], NOW)
        expected = TODAY + timedelta(days=60)
        found = PlanMatch(CODE, plan.key, 0.8, "R4", Verdict.ELIGIBLE, (), (), expected)
        plan_matches.replace(db, [found], NOW)
    assert office.alert() == {}
    end_all(office)
    assert office.alert() == {"early_bell": 1}


@pytest.mark.parametrize("chose", [False, True], ids=["waits to the end", "chose its rhythm meanwhile"])
def test_who_waited_is_not_told_that_nothing_came(office: Office, chose: bool) -> None:
    office.now = _at("2026-07-01T08:00")
    office.harvested(office.now)
    office.found("JAC-0002")
    with writing(office.engine) as db:
        boards.save(db, [a_board(code="JAC-0002", unit="14")], NOW)
        if chose:
            preferences.save(db, CODE, Preferences(), NOW + timedelta(days=10))
    assert office.alert() == {"nothing_new": 1}  # to the board that waited for nothing
