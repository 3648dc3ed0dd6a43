"""Trainers are told that a board asks for help, in hours in which people are written to."""

from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import Engine

from domain.alert import Alert, AlertKind, Priority
from domain.contact import Channel, Role
from domain.days import BOGOTA
from service.context import Context
from service.progress import Progress
from store import alerts, contacts
from store.engine import writing
from tests.examples import NOW, a_contact
from tests.flow.house import settings
from tests.flow.waiting_messages import FakeChannel, deliver, queue_for

AT_NIGHT = datetime(2026, 6, 4, 3, tzinfo=BOGOTA)  # a Thursday
IN_THE_MORNING = datetime(2026, 6, 4, 7, tzinfo=BOGOTA)
TRAINER = "ayuda@oficina.example"


@pytest.fixture
def context(engine: Engine) -> Context:
    return Context(engine, settings(engine, "", "", "13001"), lambda: NOW, Progress(quiet=True))


def test_who_asks_for_help_at_night_wakes_no_trainer(context: Context) -> None:
    queue_for(context, "A")
    deliver(context, FakeChannel(Channel.EMAIL))
    with writing(context.engine) as db:
        contacts.add(db, context.vault, a_contact(board_code=None, role=Role.TRAINER, address=TRAINER), NOW)
        asked = Alert("A", "CO1.BDOS.1", AlertKind.HELP_ASKED)
        alerts.queue(db, [asked], AT_NIGHT, AT_NIGHT, Priority.AWAITED, role=Role.TRAINER)
    mail = FakeChannel(Channel.EMAIL)
    deliver(replace(context, clock=lambda: AT_NIGHT), mail)
    assert mail.sent == []
    deliver(replace(context, clock=lambda: IN_THE_MORNING), mail)
    assert mail.sent == [TRAINER]
