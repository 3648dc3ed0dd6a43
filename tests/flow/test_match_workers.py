"""It does not matter who judges: this process, workers of this machine, or those of a Dask scheduler."""

import pickle
import shutil
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from distributed import LocalCluster
from sqlalchemy import delete

from service.context import Context
from service.match import fast as match_fast
from service.match import found, shared
from service.match import full as match_full
from service.match import inputs as match_inputs
from service.match import workers as match_workers
from service.match.gather import Answers
from service.match.part import Answer, Part
from service.match.workers import alone, processes, workers
from service.shell import WrongUsage
from service.steps import assess
from service.steps import match as step
from store import leases, match_parts
from store.engine import open_database, writing
from store.tables import match_boards, match_calls, match_rules, refusals
from store.tables import matches as kept
from tests.examples import NOW
from tests.flow.house import what_it_says
from tests.flow.match_town import Towns


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
    with processes(2) as answers:
        assert said_by(towns, answers) == by_one
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
    with workers(context) as answers, pytest.raises(WrongUsage, match="nowhere"):
        list(answers(parts))


class OtherWorker:
    """Lends a hand whenever a part is open, one part a time, until it dies: then it keeps what it claimed."""

    def __init__(self, context: Context, dies: bool) -> None:
        self.context = replace(context, worker="other", clock=lambda: NOW)
        self.answered = 0
        self.claims_once = dies

    def work(self, until: threading.Event) -> None:
        while not until.wait(0.01):
            if self.claims_once:
                with writing(self.context.engine) as db:
                    if match_parts.claim(db, "other", {"one", "other"}):
                        leases.end(db, "other")  # it is dead from here
                        return
            else:
                self.answered += shared.lend_a_hand(self.context, alone)


def slowly(parts: Iterable[Part]) -> Iterator[Answer]:
    """So that another finds something to do as well."""
    for part in parts:
        time.sleep(0.2)
        yield from alone([part])


@pytest.mark.parametrize("dies", [False, True])
def test_workers_that_share_by_claims_say_what_one_says_and_one_that_dies_is_not_waited_for(
    towns: Towns, dies: bool
) -> None:
    by_one = said_by(towns, alone)
    context = replace(towns.context, worker="one", clock=lambda: NOW)
    with writing(context.engine) as db:
        for name in ("one", "other"):
            leases.be_alive(db, name, NOW, NOW + timedelta(seconds=40))
    assert shared.has_others(context)
    other, over = OtherWorker(context, dies), threading.Event()
    thread = threading.Thread(target=other.work, args=[over])
    thread.start()
    try:
        assert said_by(towns, shared.among_all(context, slowly)) == by_one
    finally:
        over.set()
        thread.join()
    assert bool(other.answered) is not dies
    assert not shared.is_open(context)


def test_a_part_that_was_not_made_by_us_is_not_opened(towns: Towns) -> None:
    context = replace(towns.context, worker="one", clock=lambda: NOW)
    with writing(context.engine) as db:
        leases.be_alive(db, "one", NOW, NOW + timedelta(seconds=40))
        match_parts.post(db, "a run", "one", bytes(32) + pickle.dumps("anything"))
    with pytest.raises(shared.ForgedPart):
        shared.lend_a_hand(context, alone)


def test_a_scheduler_without_its_package_says_what_to_install(
    towns: Towns, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    monkeypatch.setattr(match_workers, "MANY_PAIRS", 1)
    with pytest.raises(WrongUsage, match=r"pip install 'convite\[dask\]'"):
        step.run(asked(towns, "tcp://127.0.0.1:1"))
