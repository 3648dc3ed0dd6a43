"""What doctor says of the channels that are set up, asked without sending anything."""

from typing import Any

from service import doctor_channels
from service.demo.smtp_server import SmtpServer
from service.finding import Health
from service.settings import Settings
from tests.notifications.servers.telegram import TOKEN as BOT
from tests.notifications.servers.telegram import TelegramServer
from tests.notifications.servers.whatsapp import PHONE_ID, WhatsAppServer

NOWHERE = "127.0.0.1:9"


def seen(**fields: Any) -> dict[str, tuple[Health, str]]:
    chosen = Settings(_env_file=None, mail_from="Convite <convite@convite.example>", **fields)  # type: ignore[call-arg]
    return {one.what: (one.health, one.says) for one in doctor_channels.findings(chosen)}


def test_each_channel_that_is_set_up_is_asked_and_none_is_sent_by() -> None:
    with SmtpServer() as smtp, WhatsAppServer() as whatsapp, TelegramServer() as telegram:
        found = seen(
            smtp_url=smtp.url,
            mailbox_url=f"imap://convite:x@{NOWHERE}/INBOX",
            whatsapp_url=whatsapp.url,
            whatsapp_token="one that ran out",
            whatsapp_phone_id=PHONE_ID,
            sms_url=f"http://{NOWHERE}/sms",
            telegram_url=telegram.url,
            telegram_token=BOT,
        )
    colours = {what: health.value for what, (health, _) in found.items()}
    assert colours == {
        "mail": "green",
        "whatsapp": "red",
        "sms": "yellow",  # a gateway has no such question
        "telegram": "green",
        "mailbox": "red",
    }
    assert "whatsapp 190" in found["whatsapp"][1]
    assert "ran out" not in found["whatsapp"][1]
    assert (smtp.messages, whatsapp.accepted, telegram.accepted) == ((), [], [])


def test_without_any_channel_messages_wait_and_without_mail_only_those_of_mail() -> None:
    assert seen() == {"mail": (Health.RED, "messages wait, for there is no mail server")}
    assert seen(sms_url=f"http://{NOWHERE}/sms")["mail"][0] is Health.YELLOW
    assert seen(whatsapp_token="x")["whatsapp"] == (Health.RED, "it cannot be used")
    unread = seen(smtp_url=f"smtp://{NOWHERE}")
    assert (unread["mail"][0], unread["mailbox"][0]) == (Health.RED, Health.YELLOW)
