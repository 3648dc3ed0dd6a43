"""On real rows, day by day as they were first seen, the fast match arrives where the plain match does."""

import gzip
import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import Engine

from harvesters.datasets.processes import Row, read_all
from matching.places.town_table import town_table
from tests.examples import a_board
from tests.flow.house import morning, settle
from tests.flow.match_town import Towns

pytestmark = pytest.mark.real_rows

DAYS = tuple(map(date.fromisoformat, ("2026-03-20", "2026-03-26", "2026-03-27", "2026-03-29")))
TOWNS = ("13001", "25871", "73001", "11001", "05001", "68001")


@pytest.fixture(scope="module")
def rows(shared: Path) -> Sequence[dict[str, Any]]:
    with gzip.open(shared / "data" / "soda" / "p6dx-8zbt.versions.jsonl.gz", "rt", encoding="utf-8") as file:
        return [row for line in file if (row := json.loads(line)).get("_first_seen")]


def test_real_rows_of_some_days_match_as_the_plain_rules_say(
    engine: Engine, rows: Sequence[dict[str, Any]]
) -> None:
    towns = Towns(engine, 1)
    named = town_table().names
    settle(
        engine,
        [
            a_board(code=f"JAC-{n}", name=f"JAC {named[town]}", municipality=town, barrio=None, unit=None)
            for n, town in enumerate(TOWNS)
        ],
        morning(DAYS[0]),
    )
    for day in DAYS:
        towns.now = morning(day)
        for process in read_all(
            [msgspec.convert(row, Row) for row in rows if row["_first_seen"] == day.isoformat()]
        ):
            towns.publish(process)
        towns.matched()
        assert towns.stands() == towns.plainly()
    assert towns.stands()[0]
    assert towns.missed() == 0
    assert towns.matched().pairs == 0
