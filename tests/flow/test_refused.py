"""What a provider refuses, told at once or later: what follows for message, person and channel."""

import pytest
from sqlalchemy import Engine

from domain.alert import DeliveryResult
from domain.contact import Channel
from notifications.channels import Receipt
from service.context import Context
from service.progress import Progress
from store import boards
from store.engine import reading
from tests.examples import NOW
from tests.flow.house import settings
from tests.flow.waiting_messages import FakeChannel, deliver, ledger, queue_for

WANTS_NONE = Receipt(DeliveryResult.FAILED, "whatsapp 131050: wants none", wants_none=True)
MOBILE = "+573000000001"


@pytest.fixture
def context(engine: Engine) -> Context:
    return Context(engine, settings(engine, "", "", "13001"), lambda: NOW, Progress(quiet=True))


def test_who_told_the_provider_to_stop_is_written_to_by_no_other_way(context: Context) -> None:
    queue_for(context, "A", "B", sms=MOBILE)
    chat, text = FakeChannel(Channel.EMAIL, lambda _address: WANTS_NONE), FakeChannel(Channel.SMS)
    deliver(context, chat, text)
    assert text.sent == []
    assert {why for (why,) in ledger(context, "why")} <= {"the board wants no messages", WANTS_NONE.answer}
    with reading(context.engine) as db:
        assert boards.stopped_among(db, ["A", "B"]) == {"A", "B"}
