"""The worker over a ledger on both databases, with channels of the test's own."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select

from domain.alert import Alert, AlertKind, DeliveryResult, Priority
from domain.contact import Channel, ContactSource, Preferences
from notifications.channels import Receipt
from notifications.message import Message
from service.context import Context
from service.deliver import senders
from service.deliver.halt import told_to_end
from service.deliver.roadside import Roadside
from service.deliver.senders import Senders
from service.deliver.worker import Tally, Worker
from service.progress import Counter, Progress
from store import alerts, authorisations, boards, channel_states, contacts, preferences, processes, stopping
from store.engine import reading, writing
from store.telling_tables import attempts, deliveries
from tests.examples import NOW, a_board, a_contact, a_process, an_authorisation
from tests.flow.house import settings

ACCEPTED = Receipt(DeliveryResult.ACCEPTED, "250 ok", "id")
REFUSES_US = Receipt(DeliveryResult.TRY_AGAIN, "operator: login refused", is_ours=True)
NOBODY = Receipt(DeliveryResult.FAILED, "550 nobody")
LOST_ANSWER = Receipt(DeliveryResult.TRY_AGAIN, "the connection broke", may_have_arrived=True)

Answers = Callable[[str], Receipt]


class FakeChannel:
    """Answers as it is told to, and remembers to whom it sent."""

    def __init__(self, name: Channel, answer: Answers = lambda _address: ACCEPTED) -> None:
        self.name = name
        self.answer = answer
        self.sent: list[str] = []

    def send(self, address: str, message: Message, *, key: str) -> Receipt:
        assert message
        assert key
        receipt = self.answer(address)
        self.sent.append(address)
        return receipt


@pytest.fixture
def context(engine: Engine) -> Context:
    return Context(engine, settings(engine, "", "", "13001"), lambda: NOW, Progress(quiet=True))


def _boards(context: Context, *codes: str, priority: Priority = Priority.NEW, **more: str) -> None:
    """Boards with a mail address, a mobile where `sms` is given, and a message that waits for each."""
    with writing(context.engine) as db:
        boards.save(db, [a_board(code=code) for code in codes], NOW)
        processes.RECORDS.save(db, [a_process()], [b"1"], NOW)
        for code in codes:
            named = [a_contact(board_code=code, address=_address(code))]
            if "sms" in more:
                named.append(a_contact(board_code=code, channel=Channel.SMS, address=more["sms"], position=1))
            contacts.save(db, context.vault, {code: named}, ContactSource.FILE, NOW)
            alerts.queue(db, [Alert(code, "CO1.BDOS.1", AlertKind.NEW_MATCH)], NOW, NOW, priority)
        authorisations.give(db, [an_authorisation(board_code=code) for code in codes])


def _address(code: str) -> str:
    return f"{code.lower()}@juntas.example"


def _deliver(
    context: Context, *channels: FakeChannel, threads: int = 1, daily: Mapping[Channel, int] | None = None
) -> Tally:
    by_name = {channel.name: channel for channel in channels}

    @contextmanager
    def opened() -> Iterator[dict[Channel, Any]]:
        yield by_name

    roadside = Roadside(frozenset(by_name), daily or {})
    with Senders(threads, opened, context.clock, roadside.left_out) as them:
        worker = Worker(context, them, roadside, Counter())
        worker.run()
    return worker.tally


def _ledger(context: Context, *names: str) -> list[tuple[Any, ...]]:
    columns = (deliveries.c[name] for name in names)
    with reading(context.engine) as db:
        return [tuple(row) for row in db.execute(select(*columns).order_by(deliveries.c.id))]


def _results(context: Context) -> list[str]:
    with reading(context.engine) as db:
        query = select(attempts.c.result).order_by(attempts.c.delivery_id, attempts.c.number)
        return list(db.execute(query).scalars())


def test_every_board_is_written_to_once_by_many_threads_and_again_by_none(context: Context) -> None:
    codes = [f"JAC-{nth:02}" for nth in range(40)]
    _boards(context, *codes)
    mail = FakeChannel(Channel.EMAIL)
    tally = _deliver(context, mail, threads=4)
    assert sorted(mail.sent) == sorted(map(_address, codes))
    assert (tally.results, tally.by_channel) == ({DeliveryResult.ACCEPTED: 40}, {Channel.EMAIL: 40})
    assert _deliver(context, mail).results == {}


def test_what_a_slow_provider_holds_up_is_given_back_and_read_again(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(senders, "STALE_SECONDS", 0.05)
    _boards(context, "A", "B", "C")
    waits = iter([0.3])

    def slow(_address: str) -> Receipt:
        time.sleep(next(waits, 0))
        return ACCEPTED

    mail = FakeChannel(Channel.EMAIL, slow)
    tally = _deliver(context, mail)
    assert sorted(mail.sent) == ["a@juntas.example", "b@juntas.example", "c@juntas.example"]
    assert (tally.results[DeliveryResult.ACCEPTED], tally.put_back) == (3, 2)
    assert _results(context) == ["accepted"] * 3


def test_a_worker_that_is_told_to_end_gives_back_what_it_has_not_sent(context: Context) -> None:
    _boards(context, "A", "B", "C")

    def end(_address: str) -> Receipt:
        told_to_end.set()
        return ACCEPTED

    mail = FakeChannel(Channel.EMAIL, end)
    try:
        tally = _deliver(context, mail)
    finally:
        told_to_end.clear()
    assert (len(mail.sent), tally.put_back) == (1, 2)
    left = [row for row in _ledger(context, "accepted_at", "claimed_by", "tries", "due_at") if not row[0]]
    assert left == [(None, None, 0, NOW)] * 2


def test_a_channel_that_refuses_us_is_left_and_the_messages_wait_unspent(context: Context) -> None:
    codes = [f"JAC-{nth:02}" for nth in range(16)]
    _boards(context, *codes)

    def refuse(_address: str) -> Receipt:
        time.sleep(0.05)
        return REFUSES_US

    mail = FakeChannel(Channel.EMAIL, refuse)
    tally = _deliver(context, mail)
    assert 3 <= len(mail.sent) < len(codes)
    assert tally.results == {DeliveryResult.TRY_AGAIN: len(mail.sent)}
    assert tally.put_back == len(codes) - len(mail.sent)
    with reading(context.engine) as db:
        assert channel_states.read(db)[Channel.EMAIL].trouble == "operator: login refused"
    later = Context(context.engine, context.settings, lambda: NOW + timedelta(hours=1), context.progress)
    mail.answer = lambda _address: ACCEPTED
    assert _deliver(later, mail).results == {DeliveryResult.ACCEPTED: len(codes)}
    with reading(context.engine) as db:
        assert channel_states.read(db)[Channel.EMAIL].trouble is None


def test_an_address_that_is_none_gives_way_to_the_next_within_the_run(context: Context) -> None:
    _boards(context, "A", sms="+573000000001")
    text = FakeChannel(Channel.SMS)
    tally = _deliver(context, FakeChannel(Channel.EMAIL, lambda _address: NOBODY), text)
    assert text.sent == ["+573000000001"]
    assert tally.results == {DeliveryResult.TRY_AGAIN: 1, DeliveryResult.ACCEPTED: 1}
    with reading(context.engine) as db:
        (mail, mobile) = contacts.of_boards(db, context.vault, ["A"])["A"]
    assert (mail.failed_at, mobile.failed_at) == (NOW, None)


def test_without_another_address_it_failed_for_good_and_says_why(context: Context) -> None:
    _boards(context, "A")
    tally = _deliver(context, FakeChannel(Channel.EMAIL, lambda _address: NOBODY))
    assert tally.results == {DeliveryResult.FAILED: 1}
    assert _ledger(context, "failed_at", "why") == [(NOW, "550 nobody")]


def test_who_stopped_or_did_not_authorise_is_not_written_to_and_who_paused_is_later(context: Context) -> None:
    _boards(context, "PAUSED", "STOPPED", "UNASKED", "WILLING")
    with writing(context.engine) as db:
        stopping.stop(db, context.vault, "STOPPED", ContactSource.PAGE, NOW)
        authorisations.withdraw(db, "UNASKED", NOW)
        preferences.save(db, "PAUSED", Preferences(paused_until=date(2026, 6, 10)), NOW)
    mail = FakeChannel(Channel.EMAIL)
    tally = _deliver(context, mail)
    assert mail.sent == ["willing@juntas.example"]
    assert (tally.results[DeliveryResult.FAILED], tally.put_back) == (2, 1)
    paused, stopped, unasked, _ = _ledger(context, "why", "due_at", "tries")
    assert (stopped[0], unasked[0]) == (
        "the board wants no messages",
        "the board has not authorised messages",
    )
    assert paused == (None, datetime(2026, 6, 10, 7, tzinfo=NOW.tzinfo), 0)


def test_one_message_that_breaks_the_sender_does_not_hold_up_the_others(context: Context) -> None:
    _boards(context, "A", "B", "C", "D", "E")

    def break_at_most(address: str) -> Receipt:
        if address.startswith("e"):
            return ACCEPTED
        raise KeyError(address)

    tally = _deliver(context, FakeChannel(Channel.EMAIL, break_at_most))
    assert tally.results == {DeliveryResult.TRY_AGAIN: 4, DeliveryResult.ACCEPTED: 1}
    with reading(context.engine) as db:
        assert set(db.execute(select(attempts.c.answer)).scalars()) == {"operator: KeyError", "250 ok"}


@pytest.mark.parametrize("is_keyed", [True, False])
def test_a_copy_after_a_lost_answer_counts_as_maybe_twice_unless_the_provider_takes_keys(
    is_keyed: bool, context: Context
) -> None:
    _boards(context, "A")
    mail = FakeChannel(Channel.EMAIL, lambda _address: LOST_ANSWER)
    assert _deliver(context, mail).results == {DeliveryResult.TRY_AGAIN: 1}
    mail.answer = lambda _address: Receipt(DeliveryResult.ACCEPTED, "ok", "id", is_keyed=is_keyed)
    later = Context(context.engine, context.settings, lambda: NOW + timedelta(hours=1), context.progress)
    assert _deliver(later, mail).maybe_twice == (0 if is_keyed else 1)
    assert _results(context) == ["maybe", "accepted"]


def test_beyond_the_people_of_the_day_messages_wait_until_there_is_room(context: Context) -> None:
    _boards(context, "A", "B", "C")
    mail = FakeChannel(Channel.EMAIL)
    tally = _deliver(context, mail, daily={Channel.EMAIL: 2})
    assert (len(mail.sent), tally.put_back) == (2, 1)
    (waiting,) = [row for row in _ledger(context, "accepted_at", "due_at") if not row[0]]
    assert waiting[1] == NOW + timedelta(hours=24)


@pytest.mark.parametrize("is_there", [True, False])
def test_what_is_for_one_address_never_goes_to_another(context: Context, is_there: bool) -> None:
    _boards(context, "A", sms="+573000000001")
    _deliver(context, FakeChannel(Channel.EMAIL))
    with writing(context.engine) as db:
        _, mobile = contacts.of_boards(db, context.vault, ["A"])["A"]
        asked = Alert("A", NOW.isoformat(), AlertKind.TEST)
        alerts.queue(db, [asked], NOW, NOW, Priority.AWAITED, contact_id=mobile.id)
        if not is_there:
            contacts.remove(db, mobile.id)
    mail, text = FakeChannel(Channel.EMAIL), FakeChannel(Channel.SMS)
    _deliver(context, mail, text)
    assert (mail.sent, text.sent) == ([], ["+573000000001"] if is_there else [])
    assert [why for (why,) in _ledger(context, "why")] == [None, None if is_there else "there is no address"]
