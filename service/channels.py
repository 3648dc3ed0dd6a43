"""The channels that the settings make possible, opened."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TypeVar

from domain.contact import Channel
from notifications.channels.apprise_url import AppriseChannel
from notifications.channels.email import EmailChannel
from notifications.channels.gateway import GatewayChannel
from notifications.channels.telegram import TelegramChannel
from notifications.channels.twilio import SCHEME as TWILIO
from notifications.channels.twilio import TwilioChannel
from notifications.channels.whatsapp import WhatsAppChannel
from service.settings import Settings

Opened = EmailChannel | WhatsAppChannel | TwilioChannel | GatewayChannel | TelegramChannel | AppriseChannel


One = TypeVar("One")


class NoChannel(Exception):
    """No channel is configured that could carry messages, or one is in no usable way. Says which settings."""


@contextmanager
def open_channels(settings: Settings) -> Iterator[dict[Channel, Opened]]:
    """All that are configured, until the end of the context; each belongs to the thread that opened it.

    What goes by apprise needs no settings, and comes along with any other. Raises NoChannel.
    """
    with ExitStack() as stack:
        opened: dict[Channel, Opened] = {}
        for open_one in (email, whatsapp, sms, telegram):
            if channel := open_one(settings):
                stack.callback(channel.close)
                opened[channel.name] = channel
        if not opened:
            raise NoChannel(
                "set CONVITE_SMTP_URL to a mail server, or one of the channels of docs/channels.md"
            )
        opened[Channel.APPRISE] = AppriseChannel()
        yield opened


def email(settings: Settings) -> EmailChannel | None:
    """None where it is not configured. Raises NoChannel."""
    url = settings.smtp_url
    if not url:
        return None
    return _open("CONVITE_SMTP_URL or CONVITE_MAIL_FROM", lambda: EmailChannel(url, settings.mail_from))


def whatsapp(settings: Settings) -> WhatsAppChannel | None:
    """None where it is not configured. Raises NoChannel."""
    url, token, phone_id = settings.whatsapp_url, settings.whatsapp_token, settings.whatsapp_phone_id
    if not token and not phone_id:
        return None
    if not token or not phone_id:
        missing = "CONVITE_WHATSAPP_PHONE_ID" if token else "CONVITE_WHATSAPP_TOKEN"
        raise NoChannel(f"{missing} is missing for WhatsApp")
    names = "CONVITE_WHATSAPP_URL or CONVITE_WHATSAPP_PHONE_ID"
    return _open(names, lambda: WhatsAppChannel(url, token, phone_id))


def sms(settings: Settings) -> TwilioChannel | GatewayChannel | None:
    """None where it is not configured. Raises NoChannel."""
    url = settings.sms_url
    if not url:
        return None
    if not url.startswith(TWILIO):
        return _open("CONVITE_SMS_URL", lambda: GatewayChannel(url))
    return _open("CONVITE_SMS_URL", lambda: TwilioChannel(url, status_url=_twilio_calls(settings)))


def tells_of_text_messages(settings: Settings) -> bool:
    """Whether word can come of what became of a text message."""
    if not settings.sms_url or not settings.sms_secret:
        return False
    return not settings.sms_url.startswith(TWILIO) or _twilio_calls(settings) is not None


def _twilio_calls(settings: Settings) -> str | None:
    """Where Twilio tells of each message; it calls nothing but https."""
    public = settings.public_url.rstrip("/")
    return f"{public}/webhooks/sms" if public.startswith("https://") else None


def telegram(settings: Settings) -> TelegramChannel | None:
    """None where it is not configured. Raises NoChannel."""
    token = settings.telegram_token
    if not token:
        return None
    names = "CONVITE_TELEGRAM_URL or CONVITE_TELEGRAM_TOKEN"
    return _open(names, lambda: TelegramChannel(settings.telegram_url, token))


def _open(names: str, open_one: Callable[[], One]) -> One:
    try:
        return open_one()
    except ValueError as error:
        raise NoChannel(f"{names}: {error}") from error
