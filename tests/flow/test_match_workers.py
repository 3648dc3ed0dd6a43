"""It does not matter who judges: this process, workers of this machine, or those of a Dask scheduler."""

import gc
import os
import pickle
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from functools import cache, partial
from multiprocessing.connection import wait
from pathlib import Path
from typing import Any, TypeVar

import pytest
from distributed import LocalCluster
from sqlalchemy import Connection, delete

from service.context import Context
from service.match import fast as match_fast
from service.match import found, shared
from service.match import full as match_full
from service.match import inputs as match_inputs
from service.match import workers as match_workers
from service.match.gather import Answers
from service.match.part import Answer, Part, answer
from service.match.workers import alone, processes, workers
from service.shell import WrongUsage
from service.steps import assess
from service.steps import match as step
from store import leases, match_parts
from store.engine import DatabaseUnavailable, open_database, writing
from store.tables import match_boards, match_calls, match_rules, refusals
from store.tables import matches as kept
from tests.examples import NOW
from tests.flow.house import what_it_says
from tests.flow.match_town import Towns

A = TypeVar("A")
B = TypeVar("B")


@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    """The address of a Dask scheduler with two workers, each a process of its own."""
    with LocalCluster(  # type: ignore[no-untyped-call]
        n_workers=2, threads_per_worker=1, dashboard_address="127.0.0.1:0"
    ) as cluster:
        yield cluster.scheduler_address


@pytest.fixture
def towns(empty_sqlite: Path, tmp_path: Path) -> Iterator[Towns]:
    """Boards and calls of two departments, assessed. Workers know no database, so one kind is enough."""
    shutil.copy(empty_sqlite, tmp_path / "convite.db")
    engine = open_database(f"sqlite:///{tmp_path / 'convite.db'}")
    towns = Towns(engine, 3)
    towns.found(some_boards=14, calls=40)
    assess.run(towns.context)
    yield towns
    engine.dispose()


def said_by(towns: Towns, answers: Answers) -> dict[str, list[tuple[Any, ...]]]:
    """What the database says when these answered, to whom nothing was known before."""
    with writing(towns.context.engine) as db:
        for table in (kept, refusals, match_rules, match_boards, match_calls):
            db.execute(delete(table))
    inputs = match_inputs.read(towns.context)
    dated = cache(inputs.dated)
    match_fast.renew(towns.context, inputs, dated, answers)
    assert match_full.check(towns.context, inputs, dated, answers) == 0
    return what_it_says(towns.context.engine)


def test_processes_and_a_dask_scheduler_say_what_one_process_says_to_the_last_row(
    towns: Towns, scheduler: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_one = said_by(towns, alone)
    assert len(by_one["matches"]) > 10
    with processes(2, in_hand=4) as spread:
        assert said_by(towns, partial(spread, answer)) == by_one
    monkeypatch.setattr(match_workers, "MANY_PAIRS", 1)
    with workers(asked(towns, scheduler)) as answers:
        assert said_by(towns, answers) == by_one


def parts_of(towns: Towns) -> list[Part]:
    """Those of a match to which nothing was known before."""
    parts: list[Part] = []

    def listening(some: Iterable[Part]) -> Iterator[Answer]:
        for part in some:
            parts.append(part)
            yield from alone([part])

    said_by(towns, listening)
    return parts


def test_small_parts_and_matches_that_lie_in_a_file_say_the_same(
    towns: Towns, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_one = said_by(towns, alone)
    monkeypatch.setattr(match_inputs, "TOGETHER", 3)
    monkeypatch.setattr(found, "MOST_HELD", 4)
    parts = parts_of(towns)
    assert what_it_says(towns.context.engine) == by_one
    assert max(len(part.boards) for part in parts) == 3 < len(parts)


@pytest.mark.parametrize(("room", "together"), [(0, ["13001 13836"]), (-1, ["13001", "13836"])])
def test_towns_of_a_department_are_judged_together_where_all_their_boards_fit(
    towns: Towns, monkeypatch: pytest.MonkeyPatch, room: int, together: list[str]
) -> None:
    inputs = match_inputs.read(towns.context)
    town_of = {code: profile.board.municipality for code, profile in inputs.profiles.items()}
    monkeypatch.setattr(match_inputs, "TOGETHER", sum(town[:2] == "13" for town in town_of.values()) + room)
    parts = [" ".join(sorted({town_of[code] for code in codes})) for codes in inputs.parts.values()]
    assert [towns for towns in parts if towns.startswith("13")] == together
    assert sorted(code for codes in inputs.parts.values() for code in codes) == sorted(inputs.profiles)


def asked(towns: Towns, scheduler: str) -> Context:
    settings = towns.context.settings.model_copy(update={"dask_scheduler": scheduler})
    return replace(towns.context, settings=settings)


def test_a_full_match_asks_the_scheduler_of_the_settings(
    towns: Towns, scheduler: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(match_workers, "MANY_PAIRS", 1)
    summary = step.run(asked(towns, scheduler), full=True)
    assert summary.missed == 0
    assert towns.stands() == towns.plainly()


@pytest.mark.parametrize("is_later", [False, True])
def test_others_are_asked_where_the_pairs_are_many_and_not_for_one_pair_less(
    towns: Towns, monkeypatch: pytest.MonkeyPatch, is_later: bool
) -> None:
    """Pairs that have but fewer days are answered fifty times as fast: so many more of them are few."""
    parts = [replace(part, is_later=is_later) for part in parts_of(towns)]
    pairs = sum(len(part.boards) * len(part.calls) // (50 if is_later else 1) for part in parts)
    context = asked(towns, "nowhere")
    monkeypatch.setattr(match_workers, "MANY_PAIRS", pairs + 1)
    with workers(context) as answers:
        assert [one.part for one in answers(parts)] == [part.name for part in parts]
    monkeypatch.setattr(match_workers, "MANY_PAIRS", pairs)
    with workers(context) as answers, pytest.raises(WrongUsage, match=r"CONVITE_DASK_SCHEDULER.*nowhere"):
        list(answers(parts))


class Broken(Exception):
    pass


def breaking(do: Callable[[A], B], to: Iterable[A]) -> Iterator[B]:
    """Fails over the first that there is."""
    for _ in to:
        raise Broken
    yield from map(do, to)


class OtherWorker:
    """Lends a hand where a part is open, one a time. What it claims first it may die with, or fail over."""

    def __init__(self, context: Context, first: str) -> None:
        self.context = replace(context, worker="other", clock=lambda: NOW)
        self.answered = 0
        self.first = first

    def work(self, until: threading.Event) -> None:
        while not until.wait(0.01):
            if self.first == "dies":
                with writing(self.context.engine) as db:
                    if match_parts.claim(db, "other", {"one", "other"}):
                        leases.end(db, "other")  # it is dead from here
                        return
            elif self.first == "fails":
                try:
                    shared.lend_a_hand(self.context, breaking)
                except Broken:
                    self.first = "helps"
            else:
                self.answered += shared.lend_a_hand(self.context, map)


def slowly(do: Callable[[A], B], to: Iterable[A]) -> Iterator[B]:
    """So that another finds something to do as well."""
    for one in to:
        time.sleep(0.2)
        yield do(one)


@pytest.fixture
def one(towns: Towns) -> Context:
    """The worker who leads, beside another."""
    with writing(towns.context.engine) as db:
        for name in ("one", "other"):
            leases.be_alive(db, name, NOW, NOW + timedelta(seconds=40))
    return replace(towns.context, worker="one", clock=lambda: NOW)


@pytest.mark.parametrize("first", ["helps", "dies", "fails"])
def test_workers_that_share_by_claims_say_what_one_says_and_one_that_dies_or_fails_is_not_waited_for(
    towns: Towns, one: Context, first: str
) -> None:
    by_one = said_by(towns, alone)
    assert shared.has_others(one)
    other, over = OtherWorker(one, first), threading.Event()
    thread = threading.Thread(target=other.work, args=[over])
    thread.start()
    try:
        with shared.among_all(one, slowly) as answers:
            assert said_by(towns, answers) == by_one
    finally:
        over.set()
        thread.join()
    assert first == "fails" or bool(other.answered) is (first == "helps")
    assert other.first == ("dies" if first == "dies" else "helps")
    assert not shared.is_open(one)


def test_what_a_worker_failed_over_while_the_database_was_away_is_given_back_once_it_is_there(
    one: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = iter([DatabaseUnavailable("gone"), None])
    give_back = match_parts.give_back

    def at_the_second_try(db: Connection, worker: str) -> None:
        if error := next(away):
            raise error
        give_back(db, worker)

    monkeypatch.setattr(match_parts, "give_back", at_the_second_try)
    monkeypatch.setattr(shared, "_TRY_EVERY_SECONDS", 0.01)
    with writing(one.engine) as db:
        match_parts.post(db, "a run", "one", signed(one, "a run"))
    with pytest.raises(Broken):
        shared.lend_a_hand(replace(one, worker="other"), breaking)
    assert shared.is_open(one)


def test_of_a_match_that_fails_nothing_is_left_to_do_and_of_another_all(one: Context) -> None:
    with writing(one.engine) as db:
        kept = match_parts.post(db, "another run", "one", signed(one, "another run"))
    with pytest.raises(Broken), shared.among_all(one, breaking) as answers:
        list(answers([a_part(), a_part()]))
    with writing(one.engine) as db:
        open_still = iter(lambda: match_parts.claim(db, "other", {"one", "other"}), None)
        assert [claimed.id for claimed in open_still] == [kept]


def a_part() -> Part:
    return Part("13001/0", NOW.date(), (), ())


def signed(context: Context, run: str) -> bytes:
    return shared._packed(shared._key(context), run, a_part())


def test_processes_take_no_more_parts_than_they_may_have_in_hand() -> None:
    """What waits for one worker's processes another could be at."""
    taken = 0

    def parts() -> Iterator[Part]:
        nonlocal taken
        while True:
            taken += 1
            yield a_part()

    with processes(1, in_hand=2) as spread:
        answers = spread(answer, parts())
        for answered in range(3):
            assert next(answers).part == a_part().name
            assert taken == answered + 2


def test_processes_end_with_who_was_killed() -> None:
    """As `kill -9` does, or a system without memory: what it started would wait for work for ever."""
    script = """
import multiprocessing, sys, time
from service.match.part import answer
from service.match.workers import processes
from tests.flow.test_match_workers import a_part
with processes(1, in_hand=1) as spread:
    list(spread(answer, [a_part()]))
    print(*(child.pid for child in multiprocessing.active_children()), flush=True)
    time.sleep(600)
"""
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        child = os.pidfd_open(int(parent.stdout.readline()))
        parent.kill()
        assert wait([child], timeout=30) == [child]


def test_a_part_that_was_not_made_by_us_is_not_opened(one: Context) -> None:
    with writing(one.engine) as db:
        match_parts.post(db, "a run", "one", bytes(32) + pickle.dumps("anything"))
    with pytest.raises(shared.ForgedPart):
        shared.lend_a_hand(one, map)


def test_a_scheduler_without_its_package_says_what_to_install(
    towns: Towns, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    monkeypatch.setattr(match_workers, "MANY_PAIRS", 1)
    with pytest.raises(WrongUsage, match=r"pip install 'convite\[dask\]'"):
        step.run(asked(towns, "tcp://127.0.0.1:1"))


@pytest.mark.parametrize("fails", [False, True])
def test_the_collector_looks_as_often_as_before_once_a_match_is_over(fails: bool) -> None:
    before = gc.get_threshold()
    with suppress(Broken), match_workers.seldom_collected():
        assert gc.get_threshold() > before
        if fails:
            raise Broken
    assert gc.get_threshold() == before
