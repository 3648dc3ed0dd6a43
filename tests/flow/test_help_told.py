"""A board hears that the office answered it, in a message of its own and whatever the call has come to."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from domain.alert import NO_CALL, Alert, AlertKind, Priority
from notifications.bulletin import HelpAnswered
from service.context import Context
from service.deliver.gather import gather
from service.progress import Progress
from store import alerts, boards, deliveries
from store.engine import writing
from tests.examples import NOW, a_board
from tests.flow.house import VAULT, settings
from tests.reached import reach

BOARD = a_board()


@pytest.mark.parametrize("about", ["CO1.BDOS.1", NO_CALL])
def test_an_answer_of_the_office_goes_out_as_one(engine: Engine, about: str) -> None:
    context = Context(engine, settings(engine, "", "", "13001"), lambda: NOW, Progress(quiet=True))
    with writing(engine) as db:
        boards.save(db, [BOARD], NOW)
        reach(db, VAULT, [BOARD.code])
        told = Alert(BOARD.code, about, AlertKind.HELP_ANSWERED, "2026-06-03")
        alerts.queue(db, [told], NOW, NOW, Priority.NEW)
        claimed = deliveries.claim(db, "test", NOW, NOW + timedelta(hours=1))
        (found,) = gather(context, db, claimed).values()
    assert isinstance(found, HelpAnswered)
    assert found.board == BOARD
