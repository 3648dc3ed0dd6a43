"""It does not matter who judges: this process, workers of this machine, or those of a Dask scheduler."""

import shutil
import sys
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from distributed import LocalCluster
from sqlalchemy import delete

from service.match import fast as match_fast
from service.match import full as match_full
from service.match import inputs as match_inputs
from service.match.gather import Answers
from service.match.workers import alone, processes, workers
from service.shell import WrongUsage
from service.steps import assess
from service.steps import match as step
from store.engine import open_database, writing
from store.tables import match_boards, match_calls, match_rules, refusals
from store.tables import matches as kept
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
    towns: Towns, scheduler: str
) -> None:
    by_one = said_by(towns, alone)
    assert len(by_one["matches"]) > 10
    with processes(2) as answers:
        assert said_by(towns, answers) == by_one
    with workers(2, scheduler) as answers:
        assert said_by(towns, answers) == by_one


def test_a_full_match_asks_the_scheduler_of_the_settings(towns: Towns, scheduler: str) -> None:
    settings = towns.context.settings.model_copy(update={"dask_scheduler": scheduler})
    summary = step.run(replace(towns.context, settings=settings), full=True)
    assert summary.missed == 0
    assert towns.stands() == towns.plainly()


def test_for_one_department_no_process_is_started() -> None:
    with workers(1, None) as answers:
        assert answers is alone


def test_a_scheduler_without_its_package_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(WrongUsage, match=r"pip install 'convite\[dask\]'"), workers(1, "tcp://127.0.0.1:1"):
        pass


def test_a_scheduler_that_does_not_answer_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(WrongUsage, match="CONVITE_DASK_SCHEDULER"), workers(1, "nowhere"):
        pass
