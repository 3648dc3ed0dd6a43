"""Workers over one database: who leads, what is made up, and what is written by whom."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select

from service import work
from service.context import Context
from service.deliver.halt import told_to_end
from service.progress import Progress
from service.schedule import JOBS, Scheduled, next_at
from service.settings import Settings
from service.work import Worker
from store import jobs, leases, troubles
from store.engine import reading, writing
from store.jobs import Job, Outcome
from store.tables import leases as table
from tests.examples import NOW

MINUTE = timedelta(minutes=1)


class Clock:
    """The database's clock, moved by hand."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def context(engine: Engine, clock: Clock) -> Context:
    return Context(engine, Settings(_env_file=None), clock, Progress(quiet=True))  # type: ignore[call-arg]


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """The runs of the job `sweep`, which does nothing else here."""
    found: list[datetime] = []
    _does(monkeypatch, lambda context: found.append(context.now))
    return found


@pytest.fixture(autouse=True)
def not_told_to_end() -> Iterator[None]:
    told_to_end.clear()
    yield
    told_to_end.clear()


def _does(monkeypatch: pytest.MonkeyPatch, do: Callable[[Context], object], **options: Any) -> None:
    monkeypatch.setitem(JOBS, "sweep", replace(JOBS["sweep"], do=do, **options))


def a_worker(context: Context) -> Worker:
    return Worker(context, frozenset({"sweep"}))


def look(worker: Worker) -> bool:
    """And wait for what it began."""
    leads = worker.look()
    for thread in worker._running().values():
        thread.join()
    return leads


def the_job(context: Context) -> Job:
    with reading(context.engine) as db:
        return jobs.read(db)["sweep"]


def test_what_was_missed_while_nobody_worked_is_made_up_once_by_one(
    context: Context, clock: Clock, ran: list[datetime]
) -> None:
    assert look(a_worker(context))
    due = next_at("sweep", context.settings, NOW)
    assert (the_job(context).next_at, ran) == (due, [])
    clock.now = due + timedelta(days=3)  # it died, and three nights went by
    one, other = a_worker(context), a_worker(context)
    assert [look(one), look(other), look(one), look(other)] == [True, False, True, False]
    assert ran == [clock.now]
    assert the_job(context).next_at == due + timedelta(days=4)


def test_what_was_missed_for_too_long_is_let_go(
    context: Context, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[datetime] = []
    _does(monkeypatch, lambda context: ran.append(context.now), within=timedelta(hours=1))
    look(a_worker(context))
    due = next_at("sweep", context.settings, NOW)
    clock.now = due + timedelta(hours=1, microseconds=1)
    look(a_worker(context))
    assert (ran, the_job(context).next_at) == ([], due + timedelta(days=1))
    clock.now = due + timedelta(days=1, hours=1)
    look(a_worker(context))
    assert ran == [clock.now]


def test_when_the_leader_dies_another_leads_within_a_minute(
    context: Context, clock: Clock, ran: list[datetime]
) -> None:
    assert look(a_worker(context))
    other = a_worker(context)
    clock.now += timedelta(seconds=39)
    assert not look(other)
    clock.now += timedelta(seconds=1)
    assert look(other)


def test_the_run_of_who_lost_the_lease_writes_nothing_and_is_made_up_by_who_has_it(
    context: Context, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    goes_on, begun = threading.Event(), threading.Event()
    wrote: list[str] = []

    def do(context: Context) -> None:
        with writing(context.engine) as db:
            troubles.note(db, "before", NOW)
        if not begun.is_set():
            begun.set()
            goes_on.wait(20)
        with writing(context.engine) as db:
            troubles.note(db, "after", NOW)
        wrote.append(threading.current_thread().name)

    _does(monkeypatch, do)
    paused = a_worker(context)
    paused.look()
    clock.now = next_at("sweep", context.settings, NOW)
    paused.look()
    assert begun.wait(20)
    clock.now += MINUTE
    other = a_worker(context)
    assert look(other)
    assert (len(wrote), the_job(context).runs, the_job(context).failures) == (1, 2, 1)
    goes_on.set()
    for thread in paused._running().values():
        thread.join()
    assert not look(paused)
    look(other)
    found = the_job(context)
    assert (len(wrote), found.outcome, found.runs, found.failures) == (1, Outcome.DONE, 2, 1)


def test_a_worker_that_is_told_to_end_breaks_off_between_two_transactions_and_gives_the_lease_back(
    context: Context, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = threading.Event()

    def do(context: Context) -> None:
        begun.set()
        while True:
            with writing(context.engine) as db:
                troubles.note(db, "one more", NOW)

    _does(monkeypatch, do)
    worker = a_worker(context)
    worker.look()
    clock.now = next_at("sweep", context.settings, NOW)
    worker.look()
    assert begun.wait(20)
    told_to_end.set()
    assert worker.end()
    with reading(context.engine) as db:
        assert db.execute(select(table.c.name)).all() == []
    assert (the_job(context).outcome, the_job(context).next_at) == (Outcome.BROKEN_OFF, clock.now)


def test_what_fails_says_why_and_nothing_of_what_it_was_given(
    context: Context, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: Context) -> None:
        raise KeyError("Ana María, 300 123 4567")

    _does(monkeypatch, fail)
    look(a_worker(context))
    clock.now = next_at("sweep", context.settings, NOW)
    look(a_worker(context))
    found = the_job(context)
    assert (found.outcome, found.error, found.failures) == (Outcome.FAILED, "KeyError", 1)
    assert found.next_at > clock.now


def test_who_does_not_lead_lends_a_hand_once_a_run_with_what_has_claims(
    context: Context, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_it: list[str] = []
    both = threading.Barrier(2, timeout=20)

    def do(_: Context) -> None:
        at_it.append(threading.current_thread().name)
        both.wait()

    monkeypatch.setitem(JOBS, "sweep", Scheduled(JOBS["sweep"].when, do, has_claims=True))
    leader, other = a_worker(context), a_worker(context)
    leader.look()
    look(other)
    clock.now = next_at("sweep", context.settings, NOW)
    leader.look()
    other.look()
    look(leader)
    look(other)
    assert len(at_it) == 2
    assert (the_job(context).outcome, the_job(context).runs) == (Outcome.DONE, 1)


def test_a_worker_that_died_is_not_among_those_that_are_there(context: Context, clock: Clock) -> None:
    one, other = a_worker(context), a_worker(context)
    look(one)
    look(other)
    with reading(context.engine) as db:
        assert leases.alive(db, clock.now) == {one.name, other.name}
    clock.now += MINUTE
    look(other)
    with reading(context.engine) as db:
        assert leases.alive(db, clock.now) == {other.name}


def test_a_worker_is_alive_before_its_sessions_bear_its_name(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who takes over just then ends the sessions of the dead, which bear a name that nobody alive has."""
    alive: list[set[str]] = []

    def named(engine: Engine, session: str) -> None:
        with reading(engine) as db:
            alive.append({leases.session_of(worker) for worker in leases.alive(db, context.now)})
        assert session in alive[-1]

    monkeypatch.setattr(work, "name_sessions", named)
    a_worker(context).begin()
    assert alive
