"""Cohorts, who came to them and what boards answered, as the database keeps it."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, Engine

from domain.readiness import Verdict
from domain.training import Candidate, Coming, Meeting, Member, Proposal, Seat, Standing
from domain.unlock import Unlock
from store import assessments, attendance, boards, proposals, standings, training
from store.engine import writing
from tests.api.town import an_assessment
from tests.examples import NOW, TODAY, TOMORROW, YESTERDAY, a_board
from tests.store.waiting import ON_POSTGRESQL, waits

A, B, C = "JAC-0001", "JAC-0002", "JAC-0003"
OF = {"unit": "TESORERIA", "locality": "De la Virgen y Turística", "commune": "6", "why": "Porque sí."}
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def db(unsaved: Connection) -> Connection:
    boards.save(unsaved, [a_board(code=code) for code in (A, B, C)], NOW)
    return unsaved


def invitations(db: Connection, code: str, since: datetime) -> list[training.Invited]:
    asked = {"code": code, "invited_since": since}
    return training.with_meetings(training.INVITED.ask(db, **asked), training.MEETINGS.ask(db, **asked))


def a_cohort(db: Connection, *codes: str, meets: timedelta | None = timedelta(days=7)) -> int:
    id_ = training.make(db, OF, codes or (A, B), NOW)
    if meets is not None:
        training.add_meeting(db, id_, NOW + meets, "Salón comunal de El Pozón")
    return id_


def test_a_cohort_counts_its_boards_by_what_they_answered(db: Connection) -> None:
    id_ = a_cohort(db, A, B, C)
    training.invite(db, id_, [A, B], NOW)
    assert training.answer(db, id_, A, Coming.YES, NOW)
    assert training.answer(db, id_, B, Coming.NO, NOW)
    training.complete(db, id_, [A], TODAY)
    (found,) = training.overviews(db)
    assert (found.boards, found.invited, found.coming, found.cannot, found.completed) == (3, 2, 1, 1, 1)
    assert found.cohort.unit == "TESORERIA"
    assert found.starts_at == found.ends_at == NOW + timedelta(days=7)


def test_a_cohort_without_boards_or_meetings_is_there_too(db: Connection) -> None:
    id_ = a_cohort(db, A, meets=None)
    training.remove_board(db, id_, A)
    (found,) = training.overviews(db)
    assert (found.boards, found.starts_at) == (0, None)


def test_a_board_that_was_not_invited_answers_nothing(db: Connection) -> None:
    id_ = a_cohort(db)
    assert not training.answer(db, id_, A, Coming.YES, NOW)
    assert not training.answer(db, id_, C, Coming.YES, NOW)
    assert training.members(db, [id_])[id_][A] == Member(A, NOW)


def test_the_newest_answer_holds_until_the_cohort_is_cancelled(db: Connection) -> None:
    id_ = a_cohort(db)
    training.invite(db, id_, [A], NOW)
    training.answer(db, id_, A, Coming.YES, NOW)
    training.answer(db, id_, A, Coming.NO, LATER)
    assert training.members(db, [id_])[id_][A] == Member(A, NOW, NOW, Coming.NO, LATER)
    training.cancel(db, id_, LATER)
    assert not training.answer(db, id_, A, Coming.YES, LATER)
    assert training.overviews(db) == []


def test_who_was_invited_or_completed_before_was_then(db: Connection) -> None:
    id_ = a_cohort(db)
    for at, on in ((NOW, TODAY), (LATER, TOMORROW)):
        training.invite(db, id_, [A], at)
        training.complete(db, id_, [A], on)
    assert training.members(db, [id_])[id_][A] == Member(A, NOW, NOW, completed_on=TODAY)
    training.take_back(db, id_, [A])
    assert training.members(db, [id_])[id_][A].completed_on is None


def test_a_board_is_taken_out_only_before_it_is_invited(db: Connection) -> None:
    id_ = a_cohort(db)
    training.invite(db, id_, [A], NOW)
    assert [training.remove_board(db, id_, code) for code in (A, B, C)] == [False, True, False]
    training.add_boards(db, id_, [A, C], LATER)
    added = {code: one.added_at for code, one in training.members(db, [id_])[id_].items()}
    assert added == {A: NOW, C: LATER}


def test_a_meeting_that_somebody_came_to_stays(db: Connection) -> None:
    id_ = a_cohort(db)
    (meeting,) = training.meetings_of(db, [id_])[id_]
    assert meeting == Meeting(meeting.id, id_, NOW + timedelta(days=7), "Salón comunal de El Pozón")
    attendance.save(db, meeting.id, A, {Seat.TREASURER: 1})
    assert not training.remove_meeting(db, meeting.id)
    attendance.save(db, meeting.id, A, {Seat.TREASURER: 0})
    assert training.remove_meeting(db, meeting.id)
    assert training.meeting(db, meeting.id) is None


def test_attendance_said_again_is_corrected_and_never_added_up(db: Connection) -> None:
    id_ = a_cohort(db)
    (meeting,) = training.meetings_of(db, [id_])[id_]
    attendance.save(db, meeting.id, A, {Seat.TREASURER: 1, Seat.AFFILIATE: 4})
    attendance.save(db, meeting.id, A, {Seat.AFFILIATE: 3, Seat.FISCAL: 0})
    assert attendance.of_cohort(db, id_) == {meeting.id: {A: {Seat.TREASURER: 1, Seat.AFFILIATE: 3}}}


def test_a_board_sees_the_invitations_that_are_not_over(db: Connection) -> None:
    over, coming, undated = (a_cohort(db, meets=meets) for meets in (-timedelta(days=1), timedelta(0), None))
    for id_ in (over, coming, undated):
        training.invite(db, id_, [A], NOW)
    assert [one.cohort.id for one in invitations(db, A, NOW)] == [undated, coming]
    assert invitations(db, B, NOW) == []
    training.cancel(db, coming, NOW)
    assert [one.meetings for one in invitations(db, A, NOW)] == [()]


@pytest.mark.parametrize(
    ("ended", "coming", "completed", "is_taken"),
    [
        (timedelta(days=1), None, False, True),  # still to come
        (-training.STILL_IN, None, False, True),
        (-training.STILL_IN - timedelta(seconds=1), None, False, False),  # it may be asked again
        (-training.STILL_IN - timedelta(days=900), None, True, True),
        (timedelta(days=1), Coming.NO, False, False),
        (timedelta(days=1), Coming.YES, False, True),
        (None, None, False, True),  # no meeting yet
    ],
)
def test_a_board_is_taken_while_it_learns_a_unit_and_once_it_has(
    db: Connection, ended: timedelta | None, coming: Coming | None, completed: bool, is_taken: bool
) -> None:
    id_ = a_cohort(db, A, meets=ended)
    training.invite(db, id_, [A], NOW)
    if coming:
        training.answer(db, id_, A, coming, NOW)
    if completed:
        training.complete(db, id_, [A], TODAY)
    assert training.taken(db, NOW) == ({("TESORERIA", A)} if is_taken else set())


def test_a_cancelled_cohort_takes_nobody(db: Connection) -> None:
    training.cancel(db, a_cohort(db), NOW)
    assert training.taken(db, NOW) == set()


def a_proposal(key: str = "a", value_cop: int = 80_000_000, reached: bool = True) -> Proposal:
    some = (Candidate(A, 2, value_cop, reached), Candidate(B, 1, 0, False))
    unlock = Unlock(3, 1, value_cop, 0)
    return Proposal(
        key, "TESORERIA", "Industrial y de la Bahía", None, TODAY, 7, 1, some, unlock, unlock + unlock
    )


def test_proposals_are_read_as_they_were_kept_the_weightiest_first(db: Connection) -> None:
    small, nobody_reached, large = a_proposal("s", 1), a_proposal("n", 10**12, False), a_proposal("l")
    proposals.replace(db, [small, nobody_reached, large])
    assert proposals.every(db) == [large, small, nobody_reached]
    proposals.replace(db, [small])
    assert (proposals.get(db, "s"), proposals.get(db, "l")) == (small, None)


@ON_POSTGRESQL
def test_two_that_make_cohorts_of_proposals_take_turns(engine: Engine) -> None:
    with writing(engine) as one:
        proposals.replace(one, [a_proposal()])
    assert waits(engine, proposals.hold, proposals.hold)


def test_a_standing_is_what_was_known_before_the_day(db: Connection) -> None:
    def assess(route: str, score: int, day: object, verdict: Verdict = Verdict.ELIGIBLE_IF) -> None:
        assessments.save(db, [(A, an_assessment(route, score=score, on=day, verdict=verdict))])

    assess("R1", 40, YESTERDAY)
    assess("R4", 60, YESTERDAY)
    assess("R7", 90, YESTERDAY, Verdict.CLOSED)
    assess("R4", 80, TODAY, Verdict.ELIGIBLE)
    found = standings.on_days(db, [YESTERDAY, TODAY, TOMORROW], a_board().municipality)
    assert found == {
        YESTERDAY: {},
        TODAY: {A: Standing(50, False)},
        TOMORROW: {A: Standing(60, True)},
    }
    assert standings.on_days(db, [TOMORROW], "05001") == {TOMORROW: {}}
    assert standings.on_days(db, [], a_board().municipality) == {}
