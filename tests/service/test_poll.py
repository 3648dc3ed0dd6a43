"""The hourly poll: one small question a dataset, and a harvest only where there is news."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from domain.days import BOGOTA
from service import schedule
from service.feeds import FEEDS, DatasetName
from service.steps import poll
from store import sources
from store.engine import reading
from tests.examples import NOW
from tests.flow.house import House, a_house, a_wire_row

DATASETS = {feed.dataset.id: feed.dataset for feeds in FEEDS.values() for feed in feeds}
COLUMNS = {
    one.id: dict.fromkeys([*one.columns, *([one.date] if one.date else [])], "text")
    for one in DATASETS.values()
}
PROCESSES = "p6dx-8zbt"
LATER = NOW + timedelta(hours=3)


@pytest.fixture
def house(engine: Engine) -> Iterator[House]:
    with a_house(engine, NOW) as house:
        for dataset in DATASETS:
            publish(house, [a_wire_row()] if dataset == PROCESSES else [], NOW - timedelta(hours=1), dataset)
        yield house


def publish(house: House, rows: list[dict[str, Any]], updated_at: datetime, dataset: str = PROCESSES) -> None:
    house.soda.put(dataset, rows, columns=COLUMNS[dataset], updated_at=updated_at)


def at(house: House, moment: datetime) -> House:
    return replace(house, context=replace(house.context, clock=lambda: moment))


def asked(house: House) -> list[str]:
    """The paths that the source was asked since the last look."""
    paths = [path for path, _ in house.soda.requests]
    house.soda.requests.clear()
    return paths


def test_what_was_never_harvested_is_news(house: House) -> None:
    assert DatasetName.PROCESSES in poll.run(house.context)


def test_a_source_that_did_not_change_is_asked_once_a_dataset_and_left_alone(house: House) -> None:
    house.cycle(NOW)
    asked(house)
    assert poll.run(house.context) == []
    assert asked(house) == [f"/api/views/{dataset}.json" for dataset in DATASETS]
    assert "nothing new" in str(schedule.JOBS["poll"].do(house.context))
    assert asked(house) == [f"/api/views/{dataset}.json" for dataset in DATASETS]


def test_only_what_was_renewed_is_harvested_and_then_no_more(house: House) -> None:
    house.cycle(NOW)
    rows = [a_wire_row(), a_wire_row(number=2)]
    publish(house, rows, LATER - timedelta(minutes=42))
    later = at(house, LATER).context
    asked(house)
    assert poll.run(later) == [DatasetName.PROCESSES]
    schedule.JOBS["poll"].do(later)
    rows_of = {path.split("/")[2] for path in asked(house) if path.startswith("/resource/")}
    assert rows_of == {"p6dx-8zbt.json"}
    assert poll.run(later) == []
    with reading(later.engine) as db:
        lag = sources.freshness(db)[PROCESSES].lag
    assert lag
    assert timedelta(minutes=42) <= lag < timedelta(minutes=43)


def test_a_harvest_that_came_incomplete_is_asked_for_again(house: House) -> None:
    columns = {name: kind for name, kind in COLUMNS[PROCESSES].items() if name != "id_del_proceso"}
    house.soda.put(PROCESSES, [a_wire_row()], columns=columns, updated_at=NOW)
    house.cycle(NOW)
    assert poll.run(house.context) == [DatasetName.PROCESSES]


def test_what_the_source_said_is_kept_with_the_moment_it_changed(house: House) -> None:
    poll.run(house.context)
    poll.run(at(house, LATER).context)
    with reading(house.context.engine) as db:
        state = sources.states(db)[PROCESSES]
    assert (state.changed_at, state.asked_at) == (NOW, LATER)
    publish(house, [], LATER)
    poll.run(at(house, LATER).context)
    with reading(house.context.engine) as db:
        state = sources.states(db)[PROCESSES]
    assert (state.changed_at, state.rows_updated_at) == (LATER, LATER)


def test_a_dataset_that_does_not_answer_keeps_no_other_from_being_asked(engine: Engine) -> None:
    with a_house(engine, NOW) as house:
        publish(house, [], NOW, "jbjy-vk9h")
        assert poll.run(house.context) == [DatasetName.CONTRACTS]


def next_times(job: str, since: datetime, count: int) -> list[str]:
    trigger = schedule.JOBS[job].when
    moments, last = [], since
    for _ in range(count):
        last = trigger.get_next_fire_time(None, last)
        moments.append(f"{last:%H:%M}")
        last += timedelta(seconds=1)
    return moments


def test_the_poll_is_hourly_and_the_cycles_have_their_fixed_hours() -> None:
    noon = datetime(2026, 6, 3, 12, 0, tzinfo=BOGOTA)
    assert next_times("poll", noon, 3) == ["12:17", "13:17", "14:17"]
    assert next_times("cycle", noon, 3) == ["16:30", "05:30", "16:30"]
