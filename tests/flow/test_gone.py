"""Calls that the source has no more are not offered, and are offered again when they come back."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from service.demo.soda_server import Fault
from store.engine import reading
from store.processes import live
from tests.examples import NOW
from tests.flow.house import publish
from tests.flow.source import DAY_BEFORE, LATER, NEXT_DAY, ROWS, Town, a_town


@pytest.fixture
def town(engine: Engine) -> Iterator[Town]:
    with a_town(engine) as town:
        assert town.harvest(DAY_BEFORE).complete
        yield town


def offered(town: Town) -> set[str]:
    with reading(town.context.engine) as db:
        return {process.process_id for process in live(db, NOW.date())}


def test_a_call_that_the_source_took_back_is_not_offered_until_it_comes_back(town: Town) -> None:
    before = offered(town)
    taken_back = {"CO1.REQ.1", "CO1.REQ.30"}  # one within the window of the next harvest, one long before it
    assert taken_back < before
    publish(town.soda, NOW, [row for row in ROWS if row["id_del_proceso"] not in taken_back])
    assert town.harvest(NOW).complete
    assert offered(town) == before - taken_back
    publish(town.soda, NEXT_DAY, list(ROWS))
    assert town.harvest(NEXT_DAY).complete
    assert offered(town) == before


def test_a_harvest_that_is_incomplete_takes_nothing_back(town: Town) -> None:
    before = offered(town)
    publish(town.soda, NOW, [row for row in ROWS if row["id_del_proceso"] != "CO1.REQ.1"])
    town.at(lambda page: True, lambda _: Fault(status=503, headers={"Retry-After": "0"}))
    assert not town.harvest(LATER).complete
    assert offered(town) == before


def test_a_source_that_shows_a_part_takes_nothing_back_until_it_kept_to_it_for_a_fortnight(
    town: Town,
) -> None:
    before = offered(town)
    publish(town.soda, NOW, ROWS[:9])
    for now in (NOW, NEXT_DAY):  # within the window, and a full harvest
        assert not town.harvest(now).complete
        assert offered(town) == before
    a_fortnight_later = DAY_BEFORE + timedelta(days=14, hours=1)
    publish(town.soda, a_fortnight_later, ROWS[:9])
    assert town.harvest(a_fortnight_later).complete
    assert len(offered(town)) == 9
