"""Jobs as rows: what was missed is made up by one, once, and a run that nobody is at is known as such."""

from datetime import timedelta

import pytest
from sqlalchemy import Connection

from store import jobs
from store.jobs import Job, Outcome
from tests.examples import NOW

LATER = NOW + timedelta(hours=1)
MOMENT = timedelta(microseconds=1)


@pytest.fixture
def db(unsaved: Connection) -> Connection:
    jobs.settle(unsaved, {"cycle": LATER}, NOW)
    return unsaved


def the(db: Connection) -> Job:
    return jobs.read(db)["cycle"]


def test_a_job_begins_when_it_is_due_and_nobody_else_begins_the_same_run(db: Connection) -> None:
    after = LATER + timedelta(hours=1)
    assert not jobs.begin(db, "cycle", "one", LATER - MOMENT, after)
    assert jobs.begin(db, "cycle", "one", LATER, after)
    assert not jobs.begin(db, "cycle", "two", LATER, after)
    assert (the(db).running_by, the(db).last_started_at, the(db).next_at) == ("one", LATER, after)


def test_a_run_that_took_past_its_next_time_is_followed_by_one_and_not_by_two_at_once(db: Connection) -> None:
    jobs.begin(db, "cycle", "one", LATER, LATER + MOMENT)
    assert not jobs.begin(db, "cycle", "one", LATER + MOMENT, LATER + 2 * MOMENT)
    assert jobs.end(db, the(db), Outcome.DONE, None, LATER + MOMENT)
    assert jobs.begin(db, "cycle", "one", LATER + MOMENT, LATER + 2 * MOMENT)


def test_what_came_of_a_run_is_written_down(db: Connection) -> None:
    jobs.begin(db, "cycle", "one", LATER, LATER + timedelta(hours=9))
    assert jobs.end(db, the(db), Outcome.FAILED, "the source", LATER + timedelta(seconds=7))
    found = the(db)
    assert (found.outcome, found.error, found.seconds) == (Outcome.FAILED, "the source", 7.0)
    assert (found.runs, found.failures, found.running_by) == (1, 1, None)
    jobs.begin(db, "cycle", "one", found.next_at, NOW + timedelta(days=9))
    assert jobs.end(db, the(db), Outcome.DONE, None, found.next_at)
    assert (the(db).outcome, the(db).error, the(db).runs, the(db).failures) == (Outcome.DONE, None, 2, 1)


def test_a_run_of_a_process_that_died_is_made_up_at_once_but_not_without_end(db: Connection) -> None:
    next_at = LATER + timedelta(hours=9)
    for nth in range(4):
        assert jobs.begin(db, "cycle", "one", LATER, next_at), nth
        assert jobs.break_off(db, "one", {"cycle"}, LATER) == []
        assert jobs.break_off(db, "one" if nth % 2 else "two", [], LATER) == ["cycle"]
    assert not jobs.begin(db, "cycle", "one", LATER, next_at)
    assert (the(db).next_at, the(db).outcome) == (next_at, Outcome.BROKEN_OFF)
    assert jobs.begin(db, "cycle", "one", next_at, next_at + MOMENT)
    assert jobs.end(db, the(db), Outcome.DONE, None, next_at)
    assert the(db).broken_in_a_row == 0


def test_who_was_taken_for_dead_writes_nothing_over_the_run_of_another(db: Connection) -> None:
    jobs.begin(db, "cycle", "one", LATER, LATER)
    paused = the(db)
    jobs.break_off(db, "two", [], LATER)
    jobs.begin(db, "cycle", "two", LATER + MOMENT, LATER + timedelta(hours=9))
    assert not jobs.end(db, paused, Outcome.DONE, None, LATER + MOMENT)
    assert the(db).running_by == "two"


def test_what_was_missed_stays_due_and_what_is_to_come_moves_with_the_settings(db: Connection) -> None:
    moved = LATER + timedelta(days=1)
    jobs.settle(db, {"cycle": moved}, LATER)
    assert the(db).next_at == LATER
    jobs.settle(db, {"cycle": moved}, LATER - MOMENT)
    assert the(db).next_at == moved
