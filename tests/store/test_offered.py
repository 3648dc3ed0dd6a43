"""What was offered within some days: the newest row of each procedure, and both edges of the days."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from domain.process import Process
from store import offered, processes
from store.engine import reading, writing
from tests.examples import NOW, TODAY, TOMORROW, YESTERDAY, a_process

LONG_AGO = TODAY - timedelta(days=200)


def offered_keys(engine: Engine, rows: Iterable[Process], at: datetime = NOW) -> list[str]:
    """The keys of those that could be answered yesterday or today."""
    rows = list(rows)
    with writing(engine) as db:
        processes.RECORDS.save(db, rows, [row.key.encode() for row in rows], at)
    with reading(engine) as db:
        return [seen.process.key for seen in offered.within(db, YESTERDAY, TODAY)]


@pytest.mark.parametrize(
    ("fields", "is_offered"),
    [
        ({"published_on": TODAY, "closes_on": TOMORROW}, True),
        ({"published_on": TOMORROW, "closes_on": TOMORROW}, False),
        ({"published_on": LONG_AGO, "closes_on": YESTERDAY}, True),
        ({"published_on": LONG_AGO, "closes_on": YESTERDAY - timedelta(days=1)}, False),
        ({"published_on": YESTERDAY, "closes_on": None}, True),
        ({"published_on": LONG_AGO, "closes_on": None}, False),
        ({"published_on": None, "last_published_on": TODAY, "closes_on": None}, True),
        ({"published_on": None, "last_published_on": TOMORROW, "closes_on": None}, False),
        ({"awarded": True, "status": "Adjudicado"}, True),
        ({"status": "Cancelado"}, True),
    ],
)
def test_a_process_was_offered_on_these_days_or_not(
    engine: Engine, fields: dict[str, Any], is_offered: bool
) -> None:
    assert offered_keys(engine, [a_process(**fields)]) == (["CO1.REQ.1"] if is_offered else [])


@pytest.mark.parametrize(("days_ago", "is_offered"), [(1, True), (2, False)])
def test_a_process_without_any_date_counts_from_the_day_we_first_had_it(
    engine: Engine, days_ago: int, is_offered: bool
) -> None:
    undated = a_process(published_on=None, last_published_on=None, closes_on=None)
    assert bool(offered_keys(engine, [undated], NOW - timedelta(days=days_ago))) is is_offered


def test_the_newest_row_of_a_procedure_speaks_for_it(engine: Engine) -> None:
    old = a_process(key="old", last_published_on=LONG_AGO, closes_on=TODAY)
    new = a_process(key="new", last_published_on=TODAY, closes_on=TOMORROW)
    moved = a_process(number=2, key="was", last_published_on=LONG_AGO, closes_on=TODAY)
    away = a_process(number=2, key="is", last_published_on=TODAY, closes_on=LONG_AGO)
    assert offered_keys(engine, [old, new, moved, away]) == ["new"]


def test_what_the_source_has_no_more_was_not_offered(engine: Engine) -> None:
    process = a_process()
    assert offered_keys(engine, [process]) == [process.key]
    with writing(engine) as db:
        processes.RECORDS.mark_gone(db, [process.key], NOW)
    with reading(engine) as db:
        assert offered.within(db, YESTERDAY, TODAY) == []
