"""What is asked together is answered as it is one by one, on both databases."""

from datetime import timedelta

import pytest
from sqlalchemy import Connection, LargeBinary, literal, select

from domain.match import Refusal
from domain.outcome import Outcome, OutcomeKind
from domain.plan_match import PlanMatch
from domain.readiness import Evidence, EvidenceSource, Verdict
from domain.training import Coming
from domain.unlock import GapUnlock, Unlock
from store import (
    assessments,
    boards,
    contracts,
    dossier,
    evidence,
    links,
    listed,
    matches,
    outcomes,
    plan_matches,
    processes,
    training,
    unlocks,
)
from store.links import SupplierLink
from store.questions import Question, Together
from tests.api.town import OLAYA, POZON, a_match, an_assessment
from tests.examples import NOW, TODAY, TOMORROW, a_contract, a_planned_purchase, a_process

ASKED = {
    "code": POZON.code,
    "today": TODAY,
    "portfolios": ["CO1.BDOS.1"],
    "invited_since": NOW,
    "answered_since": NOW,
    "dataset": "p6dx-8zbt",
    "waits_on": TODAY,
}
AT = NOW + timedelta(microseconds=1)


def settle(db: Connection) -> None:
    call, plan = a_process(title='Aseo "fino" de ñame\n%'), a_planned_purchase()
    boards.save(db, [POZON, OLAYA], NOW)
    processes.RECORDS.save(db, [call], [b"1"], NOW)
    contracts.PLANNED_PURCHASES.save(db, [plan], [b"1"], NOW)
    contracts.CONTRACTS.save(db, [a_contract()], [b"1"], NOW)
    found = [a_match(call, score=0.1 + 0.2), a_match(call, OLAYA)]
    matches.replace(db, found, [Refusal(POZON.code, "trade", 3)], NOW)
    plan_matches.replace(db, [PlanMatch(POZON.code, plan.key, 0.8, "R1", Verdict.ELIGIBLE, ())], NOW)
    outcomes.record(db, Outcome(POZON.code, call.portfolio_id, OutcomeKind.INTERESTED, AT, "page"))
    shown = Evidence("RUT", 4, TODAY, TOMORROW, source=EvidenceSource.OFFICER, applies=True)
    evidence.save(db, [(POZON.code, shown)], NOW)
    assessments.save(db, [(POZON.code, an_assessment()), (OLAYA.code, an_assessment())])
    unlocks.replace(db, [(POZON.code, [GapUnlock("RUT", Unlock(1, 1, 2), None, Unlock())])], [])
    links.replace_of_contracts(db, [SupplierLink(a_contract().key, POZON.code, 1.0, "certain")], NOW)
    cohort = training.make(
        db, {"unit": "U1", "locality": None, "commune": None, "why": ""}, [POZON.code], NOW
    )
    training.add_meeting(db, cohort, NOW + timedelta(days=1), "Salón comunal")
    training.invite(db, cohort, [POZON.code], NOW)
    training.answer(db, cohort, POZON.code, Coming.YES, AT)


def test_each_answer_is_the_one_that_the_question_alone_gets(unsaved: Connection) -> None:
    settle(unsaved)
    read = dossier.read(unsaved, POZON.code, TODAY), dossier.read_calls(unsaved, POZON.code, ["CO1.BDOS.1"])
    for told in read:
        for question in told.questions:
            needed = question.query.compile().params.keys() & ASKED.keys()
            assert told.of(question) == question.ask(unsaved, **{name: ASKED[name] for name in needed})
    filled = [question for told in read for question in told.questions if told.of(question)]
    assert len(filled) >= 13


def test_the_mark_differs_when_an_answer_does_and_only_then(unsaved: Connection) -> None:
    settle(unsaved)
    mark = dossier.read(unsaved, POZON.code, TODAY).mark
    assert dossier.read(unsaved, POZON.code, TODAY).mark == mark
    outcomes.record(unsaved, Outcome(OLAYA.code, "CO1.BDOS.1", OutcomeKind.INTERESTED, NOW, "page"))
    assert dossier.read(unsaved, POZON.code, TODAY).mark == mark
    outcomes.record(unsaved, Outcome(POZON.code, "CO1.BDOS.1", OutcomeKind.NEEDS_HELP, NOW, "page"))
    assert dossier.read(unsaved, POZON.code, TODAY).mark != mark


def test_a_board_that_is_not_there_is_told_of_as_none(unsaved: Connection) -> None:
    told = dossier.read(unsaved, "JAC-9999", TODAY)
    assert told.of(boards.ONE) is None
    assert told.of(listed.OF_BOARD) == []


def test_bytes_are_not_asked_for_together() -> None:
    with pytest.raises(TypeError, match="no bytes"):
        Together(Question(select(literal(b"1", LargeBinary)), list))
