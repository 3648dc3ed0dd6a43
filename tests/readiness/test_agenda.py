"""The agenda of the next month: by weight, week by week, no board twice in one, no more than trainers can."""

from datetime import date, timedelta

import pytest

from domain.training import Candidate, Proposal
from domain.unlock import Unlock
from readiness.agenda import Agenda, Held, Hindrance, agenda

TODAY = date(2026, 11, 22)
FIRST = date(2026, 11, 30)  # the Monday of the week whose Saturday is the first of December


def a_proposal(key: str, *codes: str, is_reached: bool = True) -> Proposal:
    boards = tuple(Candidate(code, 1, 0, is_reached) for code in codes)
    return Proposal(key, "DIGITAL", None, None, TODAY, len(codes), 1, boards, Unlock(), Unlock())


def weeks(found: Agenda) -> list[list[str]]:
    return [[entry.proposal.key for entry in week.entries] for week in found.weeks]


def test_the_weeks_are_those_whose_saturday_lies_in_the_next_month() -> None:
    found = agenda([], [], TODAY, 1)
    assert found.month == date(2026, 12, 1)
    assert [week.monday for week in found.weeks] == [FIRST + n * timedelta(7) for n in range(4)]
    assert [week.meets_on.day for week in found.weeks] == [5, 12, 19, 26]


@pytest.mark.parametrize(
    ("today", "first"),
    [(date(2026, 11, 25), 5), (date(2026, 11, 26), 12), (date(2026, 12, 31), 16), (date(2027, 1, 31), 13)],
)
def test_boards_hear_of_a_meeting_ten_days_before(today: date, first: int) -> None:
    assert agenda([], [], today, 1).weeks[0].meets_on.day == first


def test_a_saturday_that_is_a_holiday_gives_way_to_its_sunday() -> None:
    # 1 May 2027 is a Saturday.
    assert agenda([], [], date(2027, 4, 2), 1).weeks[0].meets_on == date(2027, 5, 2)


def test_the_weightiest_come_first_and_each_week_has_what_trainers_can_hold() -> None:
    found = agenda([a_proposal(str(n), str(n)) for n in range(9)], [], TODAY, 2)
    assert weeks(found) == [["0", "1"], ["2", "3"], ["4", "5"], ["6", "7"]]
    assert [(one.key, why) for one, why in found.left_out] == [("8", Hindrance.FULL)]
    assert [entry.place for entry in found.weeks[1].entries] == [3, 4]


def test_no_board_meets_twice_in_a_week() -> None:
    found = agenda([a_proposal("a", "1", "2"), a_proposal("b", "2", "3"), a_proposal("c", "4")], [], TODAY, 2)
    assert weeks(found)[:2] == [["a", "c"], ["b"]]
    (passed,) = found.weeks[1].entries[0].passed_over
    assert (passed.monday, passed.why, passed.boards) == (FIRST, Hindrance.MEETS, 1)


def test_what_is_on_the_calendar_takes_room_and_keeps_its_boards() -> None:
    sunday = Held(FIRST + timedelta(6), frozenset({"1"}))
    monday = Held(FIRST + timedelta(7), frozenset({"9"}))
    found = agenda([a_proposal("a", "1"), a_proposal("b", "2")], [sunday, monday], TODAY, 2)
    assert weeks(found)[:2] == [["b"], ["a"]]
    assert [week.meetings for week in found.weeks] == [2, 2, 0, 0]


def test_who_cannot_be_written_to_is_looked_for_first() -> None:
    found = agenda([a_proposal("a", "1", is_reached=False)], [], TODAY, 2)
    assert found.left_out == ((a_proposal("a", "1", is_reached=False), Hindrance.UNREACHED),)


def test_a_proposal_whose_boards_meet_in_every_week_is_left_out() -> None:
    held = [Held(FIRST + n * timedelta(7), frozenset({"1"})) for n in range(4)]
    found = agenda([a_proposal("a", "1")], held, TODAY, 3)
    assert [why for _, why in found.left_out] == [Hindrance.MEETS]
