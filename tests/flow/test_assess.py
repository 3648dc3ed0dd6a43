"""The step that assesses: what the plain assessment says, written where something changed, and unlocks."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, update

from domain.readiness import Assessment, Evidence
from domain.unlock import GapUnlock, Unlock
from readiness.assess import assess as plain
from readiness.catalogue import load
from readiness.demands import open_routes
from readiness.states import best
from service.context import Context
from service.progress import Progress
from service.steps import assess
from store import assessments, boards, evidence, processes, unlocks
from store import tables as t
from store.engine import reading, writing
from tests.examples import NOW, TODAY, YESTERDAY, a_board, a_process
from tests.flow.house import settings
from tests.readiness.test_arrays import random_boards

FAR = TODAY + timedelta(days=300)
LAST_YEAR = TODAY - timedelta(days=365)


@pytest.fixture
def context(engine: Engine) -> Context:
    return Context(engine, settings(engine, "", "", "13001"), lambda: NOW, Progress(quiet=True))


def settle(engine: Engine, shown: Mapping[str, Sequence[Evidence]], **fields: Any) -> None:
    with writing(engine) as db:
        boards.save(db, [a_board(code=code, **fields) for code in shown], NOW)
        evidence.save(db, [(code, item) for code, items in shown.items() for item in items], NOW)


def everything(without: str = "") -> list[Evidence]:
    return [Evidence(id_, 4, YESTERDAY, FAR) for id_ in load(TODAY).requirements if id_ != without]


def publish(engine: Engine, **call: Any) -> None:
    with writing(engine) as db:
        processes.RECORDS.save(db, [a_process(**call)], [repr(call).encode()], NOW)


def opened(engine: Engine, code: str = "JAC-0001") -> list[GapUnlock]:
    with reading(engine) as db:
        return unlocks.of_board(db, code)


def test_what_is_kept_is_what_the_plain_assessment_says(engine: Engine, context: Context) -> None:
    catalogue = load(TODAY)
    # The store keeps one piece of a source for each requirement; SECOP's own come from its rows alone.
    shown = {
        f"JAC-{nth:04}": list({(i.requirement, i.source): i for i in board if i.source != "secop"}.values())
        for nth, board in enumerate(random_boards(catalogue, 25, TODAY, seed=2))
    }
    settle(engine, shown)
    assess.run(context)
    with reading(engine) as db:
        kept = assessments.every(db)
    routes = open_routes(catalogue, TODAY)
    said: dict[tuple[str, str], Assessment] = {
        (code, route): plain(catalogue, route, best(catalogue, board, TODAY), TODAY)
        for code, board in shown.items()
        for route in routes
    }
    assert kept == said


def test_a_second_run_finds_nothing_to_write_and_counts_the_same(engine: Engine, context: Context) -> None:
    settle(engine, {"JAC-0001": everything("RUT"), "JAC-0002": []})
    first, second = assess.run(context), assess.run(context)
    assert (first.changed, second.changed) == (2 * first.routes, 0)
    assert first.levels == second.levels
    assert sum(first.levels.values()) == 2 * first.routes


def test_only_the_routes_that_something_touched_are_written_anew(engine: Engine, context: Context) -> None:
    settle(engine, {"JAC-0001": everything("RUP"), "JAC-0002": []})
    assess.run(context)
    settle(engine, {"JAC-0001": [Evidence("RUP", 4, YESTERDAY, FAR)]})
    with reading(engine) as db:
        before = assessments.fingerprints(db)
    assert assess.run(context).changed == 1
    with reading(engine) as db:
        after = assessments.fingerprints(db)
    assert [key for key in after if after[key] != before[key]] == [("JAC-0001", "R5")]


def test_an_assessment_that_nobody_marked_is_written_anew_and_stands(
    engine: Engine, context: Context
) -> None:
    settle(engine, {"JAC-0001": everything("RUT")})
    assess.run(context)
    with writing(engine) as db:
        db.execute(update(t.assessments).values(fingerprint=None))
    assert assess.run(context).changed == 0
    with reading(engine) as db:
        assert None not in assessments.fingerprints(db).values()


def test_the_next_day_writes_only_what_the_day_changed(engine: Engine, context: Context) -> None:
    runs_out = Evidence("RUP", 4, YESTERDAY, TODAY)
    settle(engine, {"JAC-0001": [*everything("RUP"), runs_out]})
    assess.run(context)
    tomorrow = replace(context, clock=lambda: NOW + timedelta(days=1))
    assert assess.run(tomorrow).changed == 1


def test_a_gap_opens_the_years_processes_with_their_money(engine: Engine, context: Context) -> None:
    settle(engine, {"JAC-0001": everything("RUT"), "JAC-0002": everything()})
    publish(engine, price_cop=60_000_000)
    publish(engine, number=2, price_cop=None, awarded=True, last_published_on=LAST_YEAR, closes_on=LAST_YEAR)
    assess.run(context)
    assert opened(engine) == [GapUnlock("RUT", Unlock(2, 1, 60_000_000, 1))]
    assert opened(engine, "JAC-0002") == []
    with reading(engine) as db:
        groups = {(group.locality, group.closes): group for group in unlocks.of_groups(db)}
    assert (groups[None, "RUT"].lacking, groups[None, "RUT"].boards) == (1, 1)
    assert groups["De la Virgen y Turística", "RUT"].unlock == Unlock(2, 1, 60_000_000, 1)


@pytest.mark.parametrize(
    "call",
    [
        {"last_published_on": LAST_YEAR - timedelta(days=1), "closes_on": LAST_YEAR},
        {"status": "Cancelado"},
        {"modality": "Licitación pública"},
    ],
    ids=["older than a year", "called off", "no route of a board"],
)
def test_what_no_board_could_have_answered_opens_nothing(
    engine: Engine, context: Context, call: dict[str, Any]
) -> None:
    settle(engine, {"JAC-0001": everything("RUT")})
    publish(engine, **call)
    assess.run(context)
    assert opened(engine) == []


def test_a_board_elsewhere_opens_nothing_of_this_municipality(engine: Engine, context: Context) -> None:
    settle(engine, {"JAC-0001": everything("RUT")}, municipality="05001")
    publish(engine)
    assess.run(context)
    assert opened(engine) == []


def test_what_a_board_no_longer_lacks_opens_nothing_more(engine: Engine, context: Context) -> None:
    settle(engine, {"JAC-0001": everything("RUT")})
    publish(engine)
    assess.run(context)
    settle(engine, {"JAC-0001": [Evidence("RUT", 4, YESTERDAY, FAR)]})
    assess.run(context)
    assert opened(engine) == []
