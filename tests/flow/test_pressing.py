"""What became urgent while it waited goes another way, within the hours of its board."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine

from domain.contact import Channel
from domain.days import BOGOTA
from service.context import Context
from service.progress import Progress
from tests.examples import NOW
from tests.flow.house import settings
from tests.flow.waiting_messages import REFUSES_US, FakeChannel, deliver, queue_for

MOBILE = "+573000000001"
FRIDAY = datetime(2026, 6, 5, 8, tzinfo=BOGOTA)  # four business days before the call closes on the 13th
TUESDAY = datetime(2026, 6, 9, 8, tzinfo=BOGOTA)  # three; the Monday is a holiday


@pytest.fixture
def context(engine: Engine) -> Context:
    return Context(engine, settings(engine, "", "", "13001"), lambda: NOW, Progress(quiet=True))


def _at(context: Context, now: datetime) -> Context:
    return replace(context, clock=lambda: now)


def test_a_call_that_closes_soon_does_not_wait_for_a_channel_that_refuses_us(context: Context) -> None:
    queue_for(context, "A", sms=MOBILE)
    mail, text = FakeChannel(Channel.EMAIL, lambda _address: REFUSES_US), FakeChannel(Channel.SMS)
    deliver(context, mail, text)
    deliver(_at(context, FRIDAY), mail, text)
    assert text.sent == []
    deliver(_at(context, TUESDAY - timedelta(hours=2)), mail, text)  # not in the hours of the board
    assert text.sent == []
    deliver(_at(context, TUESDAY), mail, text)
    assert text.sent == [MOBILE]
