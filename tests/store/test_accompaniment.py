"""Plans of accompaniment in both databases, and the milestones that rows show."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine

from domain.access import Permission, StaffRole
from domain.accompaniment import ActionState, Doer, Milestone
from domain.alert import Alert, AlertKind, DeliveryResult, Ending, Priority
from domain.filing import Fate, FileKind, Filing
from domain.outcome import Outcome, OutcomeKind
from domain.readiness import Evidence, EvidenceSource
from domain.training import Seat
from store import (
    accompaniment,
    alerts,
    attendance,
    boards,
    contracts,
    deliveries,
    evidence,
    filings,
    links,
    milestones,
    outcomes,
    staff,
    training,
)
from store.engine import reading, writing
from store.links import SupplierLink
from store.vault import Vault
from tests.examples import NOW, TODAY, TOMORROW, YESTERDAY, a_board, a_contract
from tests.store.waiting import ON_POSTGRESQL, waits

CODE = a_board().code


def _owner(db: Connection) -> int:
    boards.save(db, [a_board(), a_board(code="JAC-0002", name="JAC Olaya")], NOW)
    return staff.add(db, Vault(["a key"]), "Ana de Prueba", "ana@o.example", StaffRole.TRAINER, None, NOW)


def test_a_plan_keeps_the_day_it_began_whoever_owns_it(engine: Engine) -> None:
    with writing(engine) as db:
        owner = _owner(db)
        accompaniment.steer(db, CODE, owner, None, NOW)
        accompaniment.steer(db, CODE, owner, "R1", NOW + timedelta(days=3))
        plan = accompaniment.PLAN.ask(db, code=CODE)
        assert accompaniment.PLAN.ask(db, code="JAC-0002") is None
    assert plan
    assert (plan.owner, plan.route, plan.opened_at) == ("Ana de Prueba", "R1", NOW)


def test_an_action_is_open_until_it_is_done_dropped_or_opened_again(engine: Engine) -> None:
    def state() -> ActionState:
        (one,) = accompaniment.ACTIONS.ask(db, code=CODE)
        return one.state(TODAY)

    with writing(engine) as db:
        accompaniment.steer(db, CODE, _owner(db), None, NOW)
        id_ = accompaniment.add(db, CODE, "Renovar el RUT", Doer.BOARD, TODAY, "RUT", NOW)
        assert state() is ActionState.OPEN  # through the whole of its day
        assert not accompaniment.finish(db, "JAC-0002", id_, TODAY, Doer.OFFICE, NOW)
        assert not accompaniment.finish(db, CODE, id_, TODAY, Doer.BOARD, NOW, Doer.OFFICE)
        assert accompaniment.refuse(db, CODE, id_, "No hay cita", NOW)
        assert state() is ActionState.CANNOT
        assert accompaniment.postpone(db, CODE, id_, YESTERDAY)
        assert state() is ActionState.OVERDUE
        assert accompaniment.finish(db, CODE, id_, TODAY, Doer.BOARD, NOW, Doer.BOARD)
        assert not accompaniment.drop(db, CODE, id_, "tarde", NOW)
        assert state() is ActionState.DONE
        assert accompaniment.reopen(db, CODE, id_)
        assert not accompaniment.reopen(db, CODE, id_)
        assert accompaniment.drop(db, CODE, id_, "Ya no hace falta", NOW)
        assert state() is ActionState.DROPPED


def test_what_only_the_board_may_refuse_is_its_own(engine: Engine) -> None:
    with writing(engine) as db:
        accompaniment.steer(db, CODE, _owner(db), None, NOW)
        id_ = accompaniment.add(db, CODE, "Llevar los formatos", Doer.OFFICE, None, None, NOW)
        assert not accompaniment.refuse(db, CODE, id_, "no es nuestro", NOW)


def test_a_line_of_the_log_corrects_one_of_the_same_board_alone(engine: Engine) -> None:
    with writing(engine) as db:
        owner = _owner(db)
        assert accompaniment.note(db, CODE, owner, YESTERDAY, "Hablamos", None, NOW)
        (first,) = accompaniment.LOG.ask(db, code=CODE)
        assert accompaniment.note(db, CODE, owner, TODAY, "No hablamos", first.id, NOW)
        assert not accompaniment.note(db, "JAC-0002", owner, TODAY, "ajena", first.id, NOW)
        log = accompaniment.LOG.ask(db, code=CODE)
    assert [(one.words, one.corrects) for one in log] == [("No hablamos", first.id), ("Hablamos", None)]


def test_the_list_begins_with_who_cannot_and_counts_what_is_overdue(engine: Engine) -> None:
    with writing(engine) as db:
        owner = _owner(db)
        for code in (CODE, "JAC-0002"):
            accompaniment.steer(db, code, owner, None, NOW)
        accompaniment.add(db, CODE, "a", Doer.BOARD, YESTERDAY, None, NOW)
        accompaniment.add(db, CODE, "b", Doer.BOARD, TODAY, None, NOW)
        done = accompaniment.add(db, CODE, "c", Doer.BOARD, YESTERDAY, None, NOW)
        accompaniment.finish(db, CODE, done, TODAY, Doer.OFFICE, NOW)
        cannot = accompaniment.add(db, "JAC-0002", "d", Doer.BOARD, YESTERDAY, None, NOW)
        accompaniment.refuse(db, "JAC-0002", cannot, "no", NOW)
        first, second = accompaniment.every(db, TODAY)
    assert (first.board_code, first.open, first.overdue, first.cannot) == ("JAC-0002", 1, 0, 1)
    assert (first.late_since, first.next_on) == (None, None)
    assert (second.open, second.overdue, second.done) == (2, 1, 1)
    assert (second.late_since, second.next_on) == (YESTERDAY, TODAY)


@ON_POSTGRESQL
def test_a_plan_is_added_to_by_one_at_a_time(engine: Engine) -> None:
    def take_up(db: Connection) -> None:
        accompaniment.hold(db, CODE)

    with writing(engine) as db:
        accompaniment.steer(db, CODE, _owner(db), None, NOW)
        assert not accompaniment.hold(db, "JAC-0002")
    assert waits(engine, take_up, take_up)


def test_each_milestone_is_the_first_row_that_shows_it(engine: Engine) -> None:
    with writing(engine) as db:
        _owner(db)
        _fill(db)
        found = milestones.MILESTONES.ask(db, code=CODE)
        assert milestones.MILESTONES.ask(db, code="JAC-0002") == {}
    assert {name: (one.on, one.source, one.at_latest) for name, one in found.items()} == {
        Milestone.CONTACT: (TODAY, "deliveries", False),
        Milestone.SURVEY: (TODAY, "evidence", True),
        Milestone.TRAINING: (YESTERDAY, "attendance", False),
        Milestone.PAPER: (TODAY, "filings", False),
        Milestone.ANSWER: (TODAY, "outcomes", True),  # it had opened the call days before
        Milestone.CONTRACT: (YESTERDAY, "contracts", False),
    }
    assert found[Milestone.CONTRACT].row == "A"
    assert found[Milestone.ANSWER].row == "CO1.BDOS.1 interested"


def test_a_contract_without_a_day_may_have_been_the_first(engine: Engine) -> None:
    with writing(engine) as db:
        _owner(db)
        _sign(db, [("A", TODAY), ("B", None)])
        both = milestones.MILESTONES.ask(db, code=CODE)[Milestone.CONTRACT]
        _sign(db, [("B", None)])
        alone = milestones.MILESTONES.ask(db, code=CODE)[Milestone.CONTRACT]
    assert (both.on, both.at_latest) == (TODAY, True)
    assert (alone.on, alone.row) == (None, "B")


def test_an_answer_that_was_given_again_may_have_been_given_before(engine: Engine) -> None:
    def answer(*kinds: OutcomeKind, at: datetime) -> bool:
        for kind in kinds:
            outcomes.record(db, Outcome(CODE, "CO1.BDOS.1", kind, at, "page"))
        return milestones.MILESTONES.ask(db, code=CODE)[Milestone.ANSWER].at_latest

    with writing(engine) as db:
        _owner(db)
        assert not answer(OutcomeKind.OPENED, OutcomeKind.INTERESTED, at=NOW)
        assert answer(OutcomeKind.INTERESTED, at=NOW + timedelta(days=1))


def test_who_left_or_may_not_accompany_owns_no_plan(engine: Engine) -> None:
    with writing(engine) as db:
        gone, here = _owner(db), Vault(["a key"])
        id_ = staff.add(db, here, "Beatriz de Prueba", "b@o.example", StaffRole.SECRETARIAT, None, NOW)
        staff.add(db, here, "Carla de Prueba", "c@o.example", StaffRole.OBSERVER, None, NOW)
        staff.disable(db, gone, NOW)
    with reading(engine) as db:
        assert staff.who_may(db, Permission.ACCOMPANY) == {id_: "Beatriz de Prueba"}


def _fill(db: Connection) -> None:
    told = Alert(CODE, "CO1.BDOS.1", AlertKind.NEW_MATCH)
    alerts.queue(db, [told], NOW, NOW, Priority.NEW)
    (delivery,) = deliveries.claim(db, "w", NOW, NOW)
    deliveries.finish(db, [Ending(delivery, DeliveryResult.ACCEPTED, NOW, NOW, provider_id="<1>")])
    evidence.save(db, [(CODE, Evidence("RUT", 1, source=EvidenceSource.SURVEY))], NOW)
    cohort = training.make(db, {"unit": "DIGITAL", "locality": None, "commune": None, "why": ""}, [CODE], NOW)
    for days in (0, 1):
        meeting = training.add_meeting(db, cohort, NOW - timedelta(days=days), "Salón")
        attendance.save(db, meeting, CODE, {Seat.TREASURER: 1})
    training.add_meeting(db, cohort, NOW - timedelta(days=9), "Salón")  # nobody came
    filings.add(db, Filing("0" * 32, CODE, "RUT", FileKind.PNG, 9, NOW), "")
    filings.decide(db, ["0" * 32], Fate.ACCEPTED, "office", NOW)
    for kind, days in ((OutcomeKind.INTERESTED, 0), (OutcomeKind.OPENED, 3)):
        outcomes.record(db, Outcome(CODE, "CO1.BDOS.1", kind, NOW - timedelta(days=days), "page"))
    _sign(db, [("A", YESTERDAY), ("B", TOMORROW)])


def _sign(db: Connection, signed: list[tuple[str, object]]) -> None:
    rows = [a_contract(key=key, signed_on=on) for key, on in signed]
    contracts.CONTRACTS.save(db, rows, [f"{key}{on}".encode() for key, on in signed], NOW)
    links.replace_of_contracts(
        db, [SupplierLink(key, CODE, 99.0, "certain", "k", "13001", "") for key, _ in signed], NOW
    )
