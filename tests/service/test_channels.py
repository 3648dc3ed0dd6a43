"""From settings to channels that are open."""

from typing import Any

import pytest

from domain.alert import DeliveryResult
from domain.contact import Channel
from notifications.channels.gateway import GatewayChannel
from notifications.channels.twilio import TwilioChannel
from notifications.compose import message
from service.channels import NoChannel, open_channels
from service.message_examples import examples
from service.settings import Settings
from tests.notifications.said import Said
from tests.notifications.servers import gateway, telegram, twilio, whatsapp

TO = "+573000000001"
MAIL = {"smtp_url": "smtp://127.0.0.1:1"}
META = {"whatsapp_token": whatsapp.TOKEN, "whatsapp_phone_id": whatsapp.PHONE_ID}


def settings(**fields: Any) -> Settings:
    return Settings(_env_file=None, **fields)  # type: ignore[call-arg]


def test_only_what_is_configured_is_open_and_apprise_beside_it() -> None:
    with open_channels(settings(**MAIL)) as opened:
        assert set(opened) == {Channel.EMAIL, Channel.APPRISE}
    with open_channels(settings(**META, telegram_token=telegram.TOKEN)) as opened:
        assert set(opened) == {Channel.WHATSAPP, Channel.TELEGRAM, Channel.APPRISE}


def test_every_kind_of_message_that_we_compose_is_taken_by_every_provider() -> None:
    addresses = {Channel.WHATSAPP: TO, Channel.SMS: TO, Channel.TELEGRAM: "7000000001"}
    with (
        whatsapp.WhatsAppServer() as meta,
        gateway.GatewayServer() as sms,
        telegram.TelegramServer() as bot,
        open_channels(
            settings(
                **META,
                whatsapp_url=meta.url,
                sms_url=sms.url,
                telegram_url=bot.url,
                telegram_token=telegram.TOKEN,
            )
        ) as opened,
    ):
        assert all(channel.name is name for name, channel in opened.items())
        for number, said in enumerate(examples().values()):
            for name, address in addresses.items():
                receipt = opened[name].send(address, message(said), key=str(number))
                assert receipt.result is DeliveryResult.ACCEPTED, receipt.answer
    assert len(meta.accepted) == len(sms.accepted) == len(bot.accepted) == len(examples())


def test_the_sms_url_chooses_the_provider() -> None:
    server = twilio.TwilioServer()
    with open_channels(settings(sms_url=server.url)) as opened:
        assert isinstance(opened[Channel.SMS], TwilioChannel)
    with open_channels(settings(sms_url="https://gateway.example/sms")) as opened:
        assert isinstance(opened[Channel.SMS], GatewayChannel)


@pytest.mark.parametrize(
    ("public_url", "told"),
    [
        ("https://convite.example/", "https://convite.example/webhooks/sms?key=k"),
        ("http://127.0.0.1:8000", None),
    ],
)
def test_twilio_is_told_where_to_post_statuses_if_it_can_reach_us(public_url: str, told: str | None) -> None:
    with (
        twilio.TwilioServer() as server,
        open_channels(settings(sms_url=server.url, public_url=public_url)) as opened,
    ):
        opened[Channel.SMS].send(TO, Said(), key="k")
    assert server.accepted[0].body.get("StatusCallback") == told


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({}, "CONVITE_SMTP_URL"),
        ({"smtp_url": "", "sms_url": "", "telegram_token": "", "whatsapp_token": ""}, "CONVITE_SMTP_URL"),
        ({"smtp_url": "http://mail.example"}, "CONVITE_SMTP_URL"),
        ({**MAIL, "mail_from": "nobody"}, "CONVITE_MAIL_FROM"),
        ({"whatsapp_token": "t"}, "CONVITE_WHATSAPP_PHONE_ID"),
        ({"whatsapp_phone_id": "1"}, "CONVITE_WHATSAPP_TOKEN"),
        ({**META, "whatsapp_url": "http://graph.example"}, "CONVITE_WHATSAPP_URL"),
        ({**MAIL, "sms_url": "http://gateway.example"}, "CONVITE_SMS_URL"),
        ({"sms_url": "twilio+https://api.twilio.com"}, "CONVITE_SMS_URL"),
        ({"telegram_token": "x"}, "CONVITE_TELEGRAM_TOKEN"),
    ],
)
def test_what_cannot_be_used_is_said_by_the_variable_s_name(fields: dict[str, Any], named: str) -> None:
    with pytest.raises(NoChannel, match=named), open_channels(settings(**fields)):
        pass


def test_what_is_said_of_a_url_does_not_have_its_password_in_it() -> None:
    with (
        pytest.raises(NoChannel) as refused,
        open_channels(settings(sms_url="https://user:pass/word@gateway.example/sms")),
    ):
        pass
    assert "pass" not in str(refused.value)
    assert "word" not in str(refused.value)
