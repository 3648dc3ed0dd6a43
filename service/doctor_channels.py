"""Whether the channels that are set up would take our messages, and our mailbox opens; nothing is sent."""

import smtplib
from collections.abc import Iterator
from contextlib import closing

from notifications.channels.gateway import GatewayChannel
from notifications.channels.telegram import TelegramChannel
from notifications.channels.twilio import TwilioChannel
from notifications.channels.whatsapp import WhatsAppChannel
from service import channels, mailbox
from service.channels import NoChannel
from service.finding import Finding, Health
from service.mailbox import MailboxUnavailable
from service.settings import Settings


def findings(chosen: Settings) -> list[Finding]:
    others = list(_others(chosen))
    return [_mail(chosen, is_alone=not others), *others, *_mailbox(chosen)]


def _mail(chosen: Settings, *, is_alone: bool) -> Finding:
    try:
        channel = channels.email(chosen)
        if channel is None:
            do = "set CONVITE_SMTP_URL to a mail server, for example smtp://user:password@host:587"
            if is_alone:
                return Finding("mail", Health.RED, "messages wait, for there is no mail server", do)
            return Finding("mail", Health.YELLOW, "not set up: boards with nothing but mail wait", do)
        with channel:
            channel.greet()
    except NoChannel as error:
        return Finding("mail", Health.RED, "the mail server cannot be used", str(error))
    except (OSError, smtplib.SMTPException) as error:
        says = f"the mail server does not answer: {error}"
        return Finding("mail", Health.RED, says, "check CONVITE_SMTP_URL")
    return Finding("mail", Health.GREEN, "the mail server answers")


def _others(chosen: Settings) -> Iterator[Finding]:
    for name, open_one in (
        ("whatsapp", channels.whatsapp),
        ("sms", channels.sms),
        ("telegram", channels.telegram),
    ):
        try:
            channel = open_one(chosen)
        except NoChannel as error:
            yield Finding(name, Health.RED, "it cannot be used", str(error))
            continue
        if channel:
            with closing(channel):
                yield _asked(name, channel)


def _asked(name: str, channel: WhatsAppChannel | TwilioChannel | GatewayChannel | TelegramChannel) -> Finding:
    if isinstance(channel, GatewayChannel):
        says = "a gateway is set up; it has no question that sends nothing"
        return Finding(name, Health.YELLOW, says, "try it: convite doctor --try sms:NUMBER")
    if why := channel.check():
        return Finding(name, Health.RED, why, "look up its settings in docs/channels.md")
    return Finding(name, Health.GREEN, "the provider knows us; only --try tells whether messages arrive")


def _mailbox(chosen: Settings) -> Iterator[Finding]:
    if not chosen.mailbox_url:
        if chosen.smtp_url and not chosen.mail_secret:
            do = "set CONVITE_MAILBOX_URL to the mailbox of CONVITE_MAIL_FROM"
            yield Finding("mailbox", Health.YELLOW, "nobody hears of mails that come back", do)
        return
    try:
        with mailbox.opened(chosen.mailbox_url):
            yield Finding("mailbox", Health.GREEN, "our own mailbox opens")
    except MailboxUnavailable as error:
        yield Finding("mailbox", Health.RED, str(error), "check CONVITE_MAILBOX_URL")
