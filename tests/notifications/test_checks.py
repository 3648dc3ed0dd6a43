"""Each provider is asked whether it would take our messages, and none is sent."""

from collections.abc import Callable
from contextlib import closing

import pytest

from notifications.channels.telegram import TelegramChannel
from notifications.channels.twilio import TwilioChannel
from notifications.channels.whatsapp import WhatsAppChannel
from tests.notifications.servers import telegram, twilio, whatsapp
from tests.notifications.servers.base import ProviderServer

Check = Callable[[ProviderServer], str | None]


def asked(channel: WhatsAppChannel | TwilioChannel | TelegramChannel) -> str | None:
    with closing(channel):
        return channel.check()


def whatsapp_with(token: str) -> Check:
    return lambda server: asked(WhatsAppChannel(server.url, token, whatsapp.PHONE_ID))


def twilio_with(token: str) -> Check:
    good = twilio.AUTH_TOKEN.replace(" ", "%20")
    return lambda server: asked(TwilioChannel(server.url.replace(good, token)))


def telegram_with(token: str) -> Check:
    return lambda server: asked(TelegramChannel(server.url, token))


CASES: list[tuple[type[ProviderServer], Check, Check]] = [
    (whatsapp.WhatsAppServer, whatsapp_with(whatsapp.TOKEN), whatsapp_with("another")),
    (
        twilio.TwilioServer,
        twilio_with(twilio.AUTH_TOKEN.replace(" ", "%20")),
        twilio_with("another"),
    ),
    (telegram.TelegramServer, telegram_with(telegram.TOKEN), telegram_with("1:another")),
]


@pytest.mark.parametrize(("server", "good", "bad"), CASES, ids=[case[0].name for case in CASES])
def test_a_login_is_known_before_anything_is_sent(
    server: type[ProviderServer], good: Check, bad: Check
) -> None:
    with server() as provider:
        assert good(provider) is None
        says = bad(provider)
    assert provider.accepted == []
    assert says
    assert "another" not in says
    assert says.startswith("operator: ")
    assert "could not be asked" in (good(provider) or "")


def test_an_account_that_is_suspended_does_not_work() -> None:
    with twilio.TwilioServer() as provider:
        provider.account = "suspended"
        assert CASES[1][1](provider) == "operator: twilio: the account is suspended"
