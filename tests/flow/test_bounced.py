"""What came back goes out again as another message, to providers that take one key or one id once."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, select

from domain.alert import ProviderStatus, StatusReport, Whose
from domain.contact import Channel, ContactSource
from notifications.channels.email import EmailChannel
from notifications.channels.gateway import GatewayChannel
from service.context import Context
from service.demo.smtp_server import SmtpServer
from service.progress import Progress
from store import contacts, statuses
from store.engine import reading, writing
from store.statuses import Reported
from store.telling_tables import attempts, deliveries
from tests.examples import NOW, a_contact
from tests.flow.house import settings
from tests.flow.waiting_messages import deliver, ledger, queue_for
from tests.notifications.servers.base import Fault
from tests.notifications.servers.gateway import GatewayServer

MOBILES = "+573000000001", "+573000000002"
MAILS = "una@juntas.example", "otra@juntas.example", "tercera@juntas.example"


@pytest.fixture
def context(engine: Engine) -> Context:
    made = Context(engine, settings(engine, "", "", "13001"), lambda: NOW, Progress(quiet=True))
    queue_for(made, "A")
    return made


def _reached_at(context: Context, channel: Channel, addresses: Sequence[str]) -> None:
    named = [
        a_contact(board_code="A", channel=channel, address=one, position=nth)
        for nth, one in enumerate(addresses)
    ]
    with writing(context.engine) as db:
        contacts.save(db, context.vault, {"A": named}, ContactSource.FILE, NOW)


def _after(context: Context, hours: int) -> Context:
    return replace(context, clock=lambda: NOW + timedelta(hours=hours))


def _handed_over(context: Context) -> list[str]:
    """What the provider calls each try, the first first."""
    with reading(context.engine) as db:
        return list(db.execute(select(attempts.c.provider_id).order_by(attempts.c.number)).scalars())


def _comes_back(
    context: Context, channel: Channel, whose: Whose | None, at: datetime, key: str | None = None
) -> Reported:
    newest = _handed_over(context)[-1]
    told = StatusReport(channel, newest, ProviderStatus.FAILED, at, "it came back", key, whose)
    with writing(context.engine) as db:
        return statuses.report(db, [told], at)


def test_a_text_that_came_back_goes_to_the_next_number_by_a_gateway_that_takes_a_key_once(
    context: Context,
) -> None:
    _reached_at(context, Channel.SMS, MOBILES)
    with GatewayServer() as server, closing(GatewayChannel(server.url)) as gateway:
        deliver(context, gateway)
        _comes_back(context, Channel.SMS, Whose.ADDRESS, NOW)
        deliver(_after(context, 2), gateway)
        assert [one.to for one in server.accepted] == list(MOBILES)
    assert len(set(_handed_over(context))) == 2


def test_a_text_that_came_back_for_now_goes_to_the_same_number_again(context: Context) -> None:
    _reached_at(context, Channel.SMS, MOBILES[:1])
    with GatewayServer() as server, closing(GatewayChannel(server.url)) as gateway:
        deliver(context, gateway)
        _comes_back(context, Channel.SMS, None, NOW)
        deliver(_after(context, 2), gateway)
        assert [one.to for one in server.accepted] == [MOBILES[0]] * 2


def test_a_text_in_doubt_is_asked_after_with_the_key_that_it_had(context: Context) -> None:
    """Also after one that came back: only what is known to be lost is another message."""
    _reached_at(context, Channel.SMS, MOBILES[:1])
    faults: list[Fault | None] = [None, Fault.DROP_AFTER, None]
    with GatewayServer(lambda _to: faults.pop(0)) as server, closing(GatewayChannel(server.url)) as gateway:
        deliver(context, gateway)
        _comes_back(context, Channel.SMS, None, NOW)
        deliver(_after(context, 2), gateway)
        deliver(_after(context, 24), gateway)
        assert len(server.accepted) == 2
    assert [row[0] is None for row in ledger(context, "accepted_at")] == [False]


def test_our_second_key_given_back_closes_the_doubt_of_a_sender_that_died(context: Context) -> None:
    _reached_at(context, Channel.SMS, MOBILES[:1])
    with GatewayServer() as server, closing(GatewayChannel(server.url)) as gateway:
        deliver(context, gateway)
        _comes_back(context, Channel.SMS, None, NOW)
        later = _after(context, 2)
        deliver(later, gateway)
        second = server.accepted[-1].key
    with writing(context.engine) as db:  # as if it had not been heard
        db.execute(attempts.update().where(attempts.c.number == 2).values(result="maybe", provider_id=None))
        db.execute(deliveries.update().values(accepted_at=None, channel=None))
        told = StatusReport(Channel.SMS, "g-2", ProviderStatus.DELIVERED, later.now, key=second)
        assert statuses.report(db, [told], later.now) == Reported(1, 0, 0)
    assert [row[0] is None for row in ledger(context, "accepted_at")] == [False]


def test_a_mail_that_comes_back_from_one_address_after_the_other_reaches_the_third(context: Context) -> None:
    _reached_at(context, Channel.EMAIL, MAILS)
    with SmtpServer() as server, EmailChannel(server.url, "Convite <convite@convite.example>") as mail:
        for hours in (0, 2, 4):
            now = _after(context, hours)
            deliver(now, mail)
            assert _comes_back(now, Channel.EMAIL, Whose.ADDRESS, now.now) == Reported(1, 0, 0)
        assert [one.recipient for one in server.messages] == list(MAILS)
    assert len(set(_handed_over(context))) == 3
