"""What became urgent while it waited goes another way, within the hours of its board."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine

from domain.contact import Channel
from domain.days import BOGOTA
from service.context import Context
from service.progress import Progress
from store import processes
from store.engine import writing
from tests.examples import NOW, a_process
from tests.flow.house import settings
from tests.flow.waiting_messages import REFUSES_US, FakeChannel, deliver, queue_for

MOBILE = "+573000000001"
CLOSES_ON = datetime(2026, 6, 16, tzinfo=BOGOTA).date()  # a Tuesday; the Monday before is a holiday
SOON_ENOUGH = datetime(2026, 6, 9, 8, tzinfo=BOGOTA)  # four business days before it
PRESSING = datetime(2026, 6, 10, 8, tzinfo=BOGOTA)


@pytest.fixture
def context(engine: Engine) -> Context:
    return Context(engine, settings(engine, "", "", "13001"), lambda: NOW, Progress(quiet=True))


def _queue(context: Context) -> None:
    queue_for(context, "A", sms=MOBILE)
    with writing(context.engine) as db:
        processes.RECORDS.save(db, [a_process(closes_on=CLOSES_ON)], [b"2"], NOW)


def _at(context: Context, now: datetime) -> Context:
    return replace(context, clock=lambda: now)


def test_a_call_that_closes_soon_does_not_wait_for_a_channel_that_refuses_us(context: Context) -> None:
    _queue(context)
    mail, text = FakeChannel(Channel.EMAIL, lambda _address: REFUSES_US), FakeChannel(Channel.SMS)
    deliver(context, mail, text)
    deliver(_at(context, SOON_ENOUGH), mail, text)
    assert text.sent == []
    deliver(_at(context, PRESSING - timedelta(hours=2)), mail, text)  # not in the hours of the board
    assert text.sent == []
    deliver(_at(context, PRESSING), mail, text)
    assert text.sent == [MOBILE]
