"""The worker over a ledger on both databases, with channels of the test's own."""

import time
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import Engine, select

from domain.alert import Alert, AlertKind, DeliveryResult, Priority
from domain.contact import Channel, ContactSource, Preferences
from notifications.channels import Receipt
from service.context import Context
from service.deliver import senders
from service.deliver.halt import told_to_end
from service.progress import Progress
from store import alerts, authorisations, channel_states, contacts, preferences, stopping
from store import deliveries as stored
from store.engine import reading, writing
from store.telling_tables import attempts
from tests.examples import NOW
from tests.flow.house import settings
from tests.flow.waiting_messages import (
    ACCEPTED,
    LOST_ANSWER,
    NOBODY,
    REFUSES_US,
    FakeChannel,
    address_of,
    deliver,
    ledger,
    queue_for,
    results,
)


@pytest.fixture
def context(engine: Engine) -> Context:
    return Context(engine, settings(engine, "", "", "13001"), lambda: NOW, Progress(quiet=True))


def test_every_board_is_written_to_once_by_many_threads_and_again_by_none(context: Context) -> None:
    codes = [f"JAC-{nth:02}" for nth in range(40)]
    queue_for(context, *codes)
    mail = FakeChannel(Channel.EMAIL)
    tally = deliver(context, mail, threads=4)
    assert sorted(mail.sent) == sorted(map(address_of, codes))
    assert (tally.results, tally.by_channel) == ({DeliveryResult.ACCEPTED: 40}, {Channel.EMAIL: 40})
    assert deliver(context, mail).results == {}


def test_what_a_slow_provider_holds_up_is_given_back_and_read_again(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(senders, "STALE_SECONDS", 0.05)
    queue_for(context, "A", "B", "C")
    waits = iter([0.3])

    def slow(_address: str) -> Receipt:
        time.sleep(next(waits, 0))
        return ACCEPTED

    mail = FakeChannel(Channel.EMAIL, slow)
    tally = deliver(context, mail)
    assert sorted(mail.sent) == ["a@juntas.example", "b@juntas.example", "c@juntas.example"]
    assert (tally.results[DeliveryResult.ACCEPTED], tally.put_back) == (3, 2)
    assert results(context) == ["accepted"] * 3


def test_a_worker_that_is_told_to_end_gives_back_what_it_has_not_sent(context: Context) -> None:
    queue_for(context, "A", "B", "C")

    def end(_address: str) -> Receipt:
        told_to_end.set()
        return ACCEPTED

    mail = FakeChannel(Channel.EMAIL, end)
    try:
        tally = deliver(context, mail)
    finally:
        told_to_end.clear()
    assert (len(mail.sent), tally.put_back) == (1, 2)
    left = [row for row in ledger(context, "accepted_at", "claimed_by", "tries", "due_at") if not row[0]]
    assert left == [(None, None, 0, NOW)] * 2


def test_a_channel_that_refuses_us_is_left_and_the_messages_wait_unspent(context: Context) -> None:
    codes = [f"JAC-{nth:02}" for nth in range(16)]
    queue_for(context, *codes)

    def refuse(_address: str) -> Receipt:
        time.sleep(0.05)
        return REFUSES_US

    mail = FakeChannel(Channel.EMAIL, refuse)
    tally = deliver(context, mail)
    assert 3 <= len(mail.sent) < len(codes)
    assert tally.results == {DeliveryResult.TRY_AGAIN: len(mail.sent)}
    assert tally.put_back == len(codes) - len(mail.sent)
    with reading(context.engine) as db:
        assert channel_states.read(db)[Channel.EMAIL].trouble == "operator: login refused"
    later = Context(context.engine, context.settings, lambda: NOW + timedelta(hours=1), context.progress)
    mail.answer = lambda _address: ACCEPTED
    assert deliver(later, mail).results == {DeliveryResult.ACCEPTED: len(codes)}
    with reading(context.engine) as db:
        assert channel_states.read(db)[Channel.EMAIL].trouble is None


def test_an_address_that_is_none_gives_way_to_the_next_within_the_run(context: Context) -> None:
    queue_for(context, "A", sms="+573000000001")
    text = FakeChannel(Channel.SMS)
    tally = deliver(context, FakeChannel(Channel.EMAIL, lambda _address: NOBODY), text)
    assert text.sent == ["+573000000001"]
    assert tally.results == {DeliveryResult.TRY_AGAIN: 1, DeliveryResult.ACCEPTED: 1}
    with reading(context.engine) as db:
        (mail, mobile) = contacts.of_boards(db, context.vault, ["A"])["A"]
    assert (mail.failed_at, mobile.failed_at) == (NOW, None)


def test_without_another_address_it_failed_for_good_and_says_why(context: Context) -> None:
    queue_for(context, "A")
    tally = deliver(context, FakeChannel(Channel.EMAIL, lambda _address: NOBODY))
    assert tally.results == {DeliveryResult.FAILED: 1}
    assert ledger(context, "failed_at", "why") == [(NOW, "550 nobody")]


def test_who_stopped_or_did_not_authorise_is_not_written_to_and_who_paused_is_later(context: Context) -> None:
    queue_for(context, "PAUSED", "STOPPED", "UNASKED", "WILLING")
    with writing(context.engine) as db:
        stopping.stop(db, context.vault, "STOPPED", ContactSource.PAGE, NOW)
        authorisations.withdraw(db, "UNASKED", NOW)
        preferences.save(db, "PAUSED", Preferences(paused_until=date(2026, 6, 10)), NOW)
    mail = FakeChannel(Channel.EMAIL)
    tally = deliver(context, mail)
    assert mail.sent == ["willing@juntas.example"]
    assert (tally.results[DeliveryResult.FAILED], tally.put_back) == (2, 1)
    paused, stopped, unasked, _ = ledger(context, "why", "due_at", "tries")
    assert (stopped[0], unasked[0]) == (
        "the board wants no messages",
        "the board has not authorised messages",
    )
    assert paused == (None, datetime(2026, 6, 10, 7, tzinfo=NOW.tzinfo), 0)


def test_one_message_that_breaks_the_sender_does_not_hold_up_the_others(context: Context) -> None:
    queue_for(context, "A", "B", "C", "D", "E")

    def break_at_most(address: str) -> Receipt:
        if address.startswith("e"):
            return ACCEPTED
        raise KeyError(address)

    tally = deliver(context, FakeChannel(Channel.EMAIL, break_at_most))
    assert tally.results == {DeliveryResult.TRY_AGAIN: 4, DeliveryResult.ACCEPTED: 1}
    with reading(context.engine) as db:
        assert set(db.execute(select(attempts.c.answer)).scalars()) == {"operator: KeyError", "250 ok"}


@pytest.mark.parametrize("is_keyed", [True, False])
def test_a_copy_after_a_lost_answer_counts_as_maybe_twice_unless_the_provider_takes_keys(
    is_keyed: bool, context: Context
) -> None:
    queue_for(context, "A")
    mail = FakeChannel(Channel.EMAIL, lambda _address: LOST_ANSWER)
    assert deliver(context, mail).results == {DeliveryResult.TRY_AGAIN: 1}
    mail.answer = lambda _address: Receipt(DeliveryResult.ACCEPTED, "ok", "id", is_keyed=is_keyed)
    later = Context(context.engine, context.settings, lambda: NOW + timedelta(hours=1), context.progress)
    assert deliver(later, mail).maybe_twice == (0 if is_keyed else 1)
    assert results(context) == ["maybe", "accepted"]


@pytest.mark.parametrize("died", [True, False])
def test_a_provider_that_takes_keys_tells_nothing_of_a_copy_that_went_another_way(
    died: bool, context: Context
) -> None:
    queue_for(context, "A", sms="+573000000001")
    if died:
        with writing(context.engine) as db:
            stored.claim(db, "who died", NOW, NOW + timedelta(minutes=1))
    else:
        deliver(context, FakeChannel(Channel.EMAIL, lambda _address: LOST_ANSWER))
    text = FakeChannel(Channel.SMS, lambda _address: replace(ACCEPTED, is_keyed=True))
    later = replace(context, clock=lambda: NOW + timedelta(hours=2))
    assert (deliver(later, text).maybe_twice, len(text.sent)) == (1, 1)


def test_where_there_is_one_way_alone_a_sender_that_died_sent_by_it(context: Context) -> None:
    queue_for(context, "A")
    with writing(context.engine) as db:
        stored.claim(db, "who died", NOW, NOW + timedelta(minutes=1))
    mail = FakeChannel(Channel.EMAIL, lambda _address: replace(ACCEPTED, is_keyed=True))
    later = replace(context, clock=lambda: NOW + timedelta(hours=2))
    assert (deliver(later, mail).maybe_twice, len(mail.sent)) == (0, 1)


def test_beyond_the_people_of_the_day_messages_wait_until_there_is_room(context: Context) -> None:
    queue_for(context, "A", "B", "C")
    mail = FakeChannel(Channel.EMAIL)
    tally = deliver(context, mail, daily={Channel.EMAIL: 2})
    assert (len(mail.sent), tally.put_back) == (2, 1)
    (waiting,) = [row for row in ledger(context, "accepted_at", "due_at", "claimed_until") if not row[0]]
    assert waiting[1:] == (NOW, NOW + timedelta(hours=24))


@pytest.mark.parametrize("is_there", [True, False])
def test_what_is_for_one_address_never_goes_to_another(context: Context, is_there: bool) -> None:
    queue_for(context, "A", sms="+573000000001")
    deliver(context, FakeChannel(Channel.EMAIL))
    with writing(context.engine) as db:
        _, mobile = contacts.of_boards(db, context.vault, ["A"])["A"]
        asked = Alert("A", NOW.isoformat(), AlertKind.TEST)
        alerts.queue(db, [asked], NOW, NOW, Priority.AWAITED, contact_id=mobile.id)
        if not is_there:
            contacts.remove(db, mobile.id)
    mail, text = FakeChannel(Channel.EMAIL), FakeChannel(Channel.SMS)
    deliver(context, mail, text)
    assert (mail.sent, text.sent) == ([], ["+573000000001"] if is_there else [])
    assert [why for (why,) in ledger(context, "why")] == [None, None if is_there else "there is no address"]
