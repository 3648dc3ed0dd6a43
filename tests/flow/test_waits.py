"""How long messages wait for a reason of ours is known, and the operator is told after a day."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import Engine

from domain.alert import Alert, AlertKind, DeliveryResult, Priority
from domain.contact import Channel, Preferences
from notifications.channels import Receipt
from service import watch
from service.context import Context
from service.progress import Progress
from store import alerts, channel_states, contacts, deliveries, leases, preferences
from store.engine import reading, writing
from tests.examples import NOW, a_contact
from tests.flow.house import settings
from tests.flow.waiting_messages import ACCEPTED, REFUSES_US, FakeChannel, deliver, queue_for
from tests.pages import Pages

DAY = timedelta(hours=24)


@pytest.fixture
def operator() -> Iterator[Pages]:
    with Pages().open() as pages:
        yield pages


@pytest.fixture
def context(engine: Engine, operator: Pages) -> Context:
    chosen = settings(engine, "", "", "13001").model_copy(update={"operator": operator.url})
    return Context(engine, chosen, lambda: NOW, Progress(quiet=True))


def _at(context: Context, later: timedelta) -> Context:
    return replace(context, clock=lambda: NOW + later)


def _is_told_of_the_queue(context: Context, later: timedelta, *channels: FakeChannel) -> bool:
    """With a worker that looks each quarter of an hour until then."""
    quarters = later // timedelta(minutes=15)
    for number in range(quarters + 1):
        deliver(_at(context, number * timedelta(minutes=15)), *channels)
    return "queue" in watch.run(_at(context, later)).troubles


def _waiting_since(context: Context) -> datetime | None:
    with reading(context.engine) as db:
        return deliveries.waiting(db)[1]


def test_the_operator_is_told_of_messages_that_wait_a_day_for_a_channel_stopped_by_hand(
    context: Context, operator: Pages
) -> None:
    queue_for(context, "A")
    with writing(context.engine) as db:
        channel_states.stop(db, Channel.EMAIL, "by hand", NOW)
    mail = FakeChannel(Channel.EMAIL)
    assert not _is_told_of_the_queue(context, DAY, mail)
    assert _is_told_of_the_queue(context, DAY + timedelta(minutes=1), mail)
    assert "1 messages wait, the oldest for more than a day" in operator.bodies[-1]
    with writing(context.engine) as db:
        channel_states.start(db, Channel.EMAIL)
    assert not _is_told_of_the_queue(context, DAY + timedelta(minutes=31), mail)
    assert mail.sent == ["a@juntas.example"]


def test_the_operator_is_told_of_messages_that_are_refused_for_a_day_for_a_reason_of_ours(
    context: Context,
) -> None:
    queue_for(context, *"ABCDEFGH")
    refusing = FakeChannel(Channel.EMAIL, lambda _address: REFUSES_US)
    assert not _is_told_of_the_queue(context, DAY, refusing)
    assert _is_told_of_the_queue(context, DAY + timedelta(minutes=1), refusing)


def test_the_operator_is_told_of_a_message_that_cannot_be_composed_for_a_day(context: Context) -> None:
    queue_for(context, "A")

    def break_(_address: str) -> Receipt:
        raise KeyError

    assert _is_told_of_the_queue(context, DAY + timedelta(minutes=1), FakeChannel(Channel.EMAIL, break_))


def test_what_waits_for_the_hours_or_the_pause_of_its_board_is_not_late(context: Context) -> None:
    queue_for(context, "A")
    with writing(context.engine) as db:
        preferences.save(db, "A", Preferences(paused_until=date(2026, 6, 10)), NOW)
    deliver(context, FakeChannel(Channel.EMAIL))
    assert _waiting_since(context) == datetime(2026, 6, 10, 7, tzinfo=NOW.tzinfo)


def test_what_a_provider_holds_off_is_due_later_and_not_late(context: Context) -> None:
    queue_for(context, "A")
    busy = FakeChannel(Channel.EMAIL, lambda _address: Receipt(DeliveryResult.TRY_AGAIN, "451 later"))
    deliver(context, busy)
    since = _waiting_since(context)
    assert since
    assert since > NOW


def test_an_alert_that_joins_a_message_set_aside_has_it_looked_at_again(context: Context) -> None:
    queue_for(context, "A")
    with writing(context.engine) as db:
        channel_states.rest(db, Channel.EMAIL, NOW + DAY)
    mail, text = FakeChannel(Channel.EMAIL), FakeChannel(Channel.SMS)
    deliver(context, mail)
    with writing(context.engine) as db:
        channel_states.start(db, Channel.EMAIL)
        moved = Alert("A", "CO1.BDOS.1", AlertKind.DEADLINE_MOVED, "2026-06-05")
        alerts.queue(db, [moved], NOW, NOW, Priority.URGENT)
    deliver(_at(context, timedelta(minutes=1)), mail, text)
    assert mail.sent == ["a@juntas.example"]


def test_two_workers_together_reach_no_more_people_than_the_day_has(context: Context) -> None:
    queue_for(context, *(f"JAC-{nth:02}" for nth in range(20)))  # four more than the first claims
    limit = {Channel.EMAIL: 2}
    other, later = FakeChannel(Channel.EMAIL), FakeChannel(Channel.EMAIL)
    starts = iter([True])

    def answer(_address: str) -> Receipt:
        if next(starts, False):
            deliver(context, other, daily=limit)
        return ACCEPTED

    first = FakeChannel(Channel.EMAIL, answer)
    deliver(context, first, daily=limit)
    deliver(_at(context, timedelta(minutes=2)), later, daily=limit)
    assert (len(first.sent), other.sent, later.sent) == (2, [], [])
    deliver(_at(context, DAY + timedelta(minutes=2)), later, daily=limit)
    assert len(later.sent) == 2


def test_what_cannot_wait_goes_another_way_while_another_worker_writes_there(context: Context) -> None:
    queue_for(context, "A", sms="+573000000001", priority=Priority.URGENT)
    with writing(context.engine) as db:
        leases.take(db, "people email", "another", NOW, NOW + DAY)
    mail, text = FakeChannel(Channel.EMAIL), FakeChannel(Channel.SMS)
    deliver(context, mail, text, daily={Channel.EMAIL: 2})
    assert (mail.sent, text.sent) == ([], ["+573000000001"])


def test_who_must_wait_a_day_by_one_channel_is_written_to_by_the_next_at_once(context: Context) -> None:
    queue_for(context, "A", sms="+573000000001")
    holds_off = Receipt(DeliveryResult.TRY_AGAIN, "429", retry_after_seconds=86_400.0)
    mail, text = FakeChannel(Channel.EMAIL, lambda _address: holds_off), FakeChannel(Channel.SMS)
    deliver(context, mail, text)
    deliver(_at(context, timedelta(minutes=5)), mail, text)
    assert (len(mail.sent), text.sent) == (1, ["+573000000001"])


def test_no_provider_puts_its_channel_to_rest_for_longer_than_a_day(context: Context) -> None:
    queue_for(context, "A")
    holds_off = Receipt(DeliveryResult.TRY_AGAIN, "429", retry_after_seconds=1e15)
    mail = FakeChannel(Channel.EMAIL, lambda _address: holds_off)
    deliver(context, mail)
    mail.answer = lambda _address: ACCEPTED
    deliver(_at(context, DAY - timedelta(minutes=1)), mail)
    assert len(mail.sent) == 1
    deliver(_at(context, DAY), mail)
    assert len(mail.sent) == 2


def test_a_run_ends_where_every_channel_that_anybody_has_is_shut(context: Context) -> None:
    queue_for(context, *(f"JAC-{nth:02}" for nth in range(40)))
    with writing(context.engine) as db:
        channel_states.stop(db, Channel.EMAIL, "by hand", NOW)
    mail, other = FakeChannel(Channel.EMAIL), FakeChannel(Channel.APPRISE)
    assert deliver(context, mail, other).put_back == 16  # what it claims first
    assert other.sent == []


def test_a_run_goes_on_for_the_one_board_that_has_another_channel(context: Context) -> None:
    queue_for(context, *(f"JAC-{nth:02}" for nth in range(40)))
    with writing(context.engine) as db:
        channel_states.stop(db, Channel.EMAIL, "by hand", NOW)
        asks = a_contact(board_code="JAC-39", channel=Channel.APPRISE, address="ntfy://host.example/topic")
        contacts.add(db, context.vault, asks, NOW)
    mail, other = FakeChannel(Channel.EMAIL), FakeChannel(Channel.APPRISE)
    deliver(context, mail, other)
    assert other.sent == ["ntfy://host.example/topic"]
