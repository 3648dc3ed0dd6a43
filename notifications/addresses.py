"""Addresses as people write them, each read by the rules of its channel: the same address, or none."""

import re
from typing import assert_never
from urllib.parse import urlsplit

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from phonenumbers import PhoneNumberType

from domain.contact import Channel

_TAKES_SMS = {PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE}
_CHAT = re.compile(r"-?\d{1,20}")

# Services of apprise that show a message on this machine or write it into its logs, and reach nobody.
OF_THIS_MACHINE = {"dbus", "glib", "gnome", "kde", "macosx", "qt", "syslog", "windows"}

# What an address of a channel is, for whoever gave one that is none.
WANTED = {
    Channel.EMAIL: "a mail address, such as junta@example.org",
    Channel.WHATSAPP: "a mobile number, such as 300 000 0001 or +573000000001",
    Channel.SMS: "a mobile number, such as 300 000 0001 or +573000000001",
    Channel.TELEGRAM: "the number of a chat, such as 123456789",
    Channel.APPRISE: "an apprise address, such as ntfys://host/topic",
}


def read_address(channel: Channel, text: str) -> str | None:
    """The address in its one form, or None where it cannot be one of this channel."""
    match channel:
        case Channel.EMAIL:
            return read_email(text)
        case Channel.WHATSAPP | Channel.SMS:
            return read_mobile(text)
        case Channel.TELEGRAM:
            return text.strip() if _CHAT.fullmatch(text.strip()) else None
        case Channel.APPRISE:
            return text.strip() if _is_of_apprise(text.strip()) else None
        case _:
            assert_never(channel)


def _is_of_apprise(text: str) -> bool:
    """One address of a service that apprise knows, other than a screen or log of this machine."""
    from apprise import Apprise  # noqa: PLC0415 - slow to load, and seldom needed

    service = Apprise()
    try:
        scheme = urlsplit(text).scheme.casefold()
    except ValueError:  # `x://[`
        return False
    return scheme not in OF_THIS_MACHINE and service.add(text) and len(service) == 1


def read_email(text: str) -> str | None:
    try:
        return validate_email(text.strip(), check_deliverability=False).normalized
    except EmailNotValidError:
        return None


def read_mobile(text: str) -> str | None:
    """A number that takes text messages, in E.164: `+573001234567`. Without a country it is of Colombia."""
    try:
        number = phonenumbers.parse(text, "CO")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number) or phonenumbers.number_type(number) not in _TAKES_SMS:
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def masked(channel: Channel, address: str) -> str:
    """Enough of an address to know it again, and not enough to write to it: `j•••@example.org`, `•••0012`."""
    match channel:
        case Channel.EMAIL:
            name, _, domain = address.rpartition("@")
            return f"{name[:1]}•••@{domain}"
        case Channel.WHATSAPP | Channel.SMS | Channel.TELEGRAM:
            return f"•••{address[-4:]}" if len(address) > 6 else "•••"
        case Channel.APPRISE:
            return f"{address.partition('://')[0]}://•••"
        case _:
            assert_never(channel)
