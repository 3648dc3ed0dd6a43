"""What a provider refuses, told at once or later: what follows for message, person and channel."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from domain.alert import DeliveryResult, Priority, ProviderStatus, StatusReport, Whose
from domain.contact import Channel
from notifications.channels import Receipt
from notifications.retry import MOST_TRIES
from service.context import Context
from service.progress import Progress
from store import boards, channel_states, statuses
from store.engine import reading, writing
from tests.examples import NOW
from tests.flow.house import settings
from tests.flow.waiting_messages import ACCEPTED, FakeChannel, deliver, ledger, queue_for

WANTS_NONE = Receipt(DeliveryResult.FAILED, "whatsapp 131050: wants none", wants_none=True)
MOBILE = "+573000000001"


class TakesFirst(FakeChannel):
    """Takes every message under an id of its own."""

    def __init__(self, name: Channel) -> None:
        super().__init__(name, lambda _address: self._take())
        self.ids: list[str] = []

    def _take(self) -> Receipt:
        self.ids.append(f"{self.name}-{len(self.ids)}")
        return replace(ACCEPTED, provider_id=self.ids[-1])


def _at(context: Context, hours: float) -> Context:
    return replace(context, clock=lambda: NOW + timedelta(hours=hours))


def _told_later(context: Context, channel: TakesFirst, whose: Whose) -> None:
    """The provider tells of every message that it took that it could not bring it."""
    failed = ProviderStatus.FAILED
    with writing(context.engine) as db:
        reports = [
            StatusReport(channel.name, id_, failed, context.now, "operator: why", whose=whose)
            for id_ in channel.ids
        ]
        statuses.report(db, reports, context.now)


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


def test_for_a_fault_of_ours_that_is_told_later_no_message_is_given_up(context: Context) -> None:
    queue_for(context, "A", priority=Priority.AWAITED)
    mail = TakesFirst(Channel.EMAIL)
    for hours in range(2 * MOST_TRIES):
        deliver(_at(context, hours), mail)
        _told_later(_at(context, hours), mail, Whose.OURS)
        deliver(_at(context, hours + 0.5), mail)
    assert len(mail.sent) == 2 * MOST_TRIES
    with reading(context.engine) as db:
        assert channel_states.read(db)[Channel.EMAIL].trouble == "operator: why"
    deliver(_at(context, 2 * MOST_TRIES), mail)
    assert ledger(context, "failed_at", "channel") == [(None, "email")]
    with reading(context.engine) as db:
        assert channel_states.read(db)[Channel.EMAIL].trouble is None


def test_while_a_channel_rests_for_a_fault_of_ours_messages_go_another_way(context: Context) -> None:
    queue_for(context, "A", sms=MOBILE)
    mail, text = TakesFirst(Channel.EMAIL), FakeChannel(Channel.SMS)
    deliver(context, mail, text)
    _told_later(context, mail, Whose.OURS)
    queue_for(context, "B", sms="+573000000002")
    deliver(context, mail, text)
    assert (mail.sent, sorted(text.sent)) == (["a@juntas.example"], [MOBILE, "+573000000002"])


def test_a_message_that_a_carrier_filtered_is_not_sent_there_again(context: Context) -> None:
    queue_for(context, "A", sms=MOBILE)
    mail, text = TakesFirst(Channel.EMAIL), TakesFirst(Channel.SMS)
    for hours in range(5):
        deliver(_at(context, hours), mail, text)
        _told_later(_at(context, hours), mail, Whose.MESSAGE)
        _told_later(_at(context, hours), text, Whose.MESSAGE)
    assert (len(mail.sent), len(text.sent)) == (1, 1)
    assert ledger(context, "why") == [("email: the address failed; sms: the address failed",)]
