"""The text of an SMS, checked before it goes out: one that needs two costs twice and may come in halves."""

from notifications.channels import Receipt, refusals
from notifications.message import Message

LONGEST_SEPTETS = 160

# 3GPP TS 23.038, section 6.2.1: the default alphabet, and what needs an escape before it.
_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_ESCAPED = frozenset("\f^{}\\[~]|€")


def septets(text: str) -> int | None:
    """How much of an SMS the text takes; None where the alphabet lacks one of its characters."""
    if not set(text) <= _BASIC | _ESCAPED:
        return None
    return sum(2 if character in _ESCAPED else 1 for character in text)


def fitting(message: Message) -> str | Receipt:
    """The message's text, or the receipt for one that is no single SMS."""
    text = message.sms()
    length = septets(text)
    if not text.strip():
        fault = "the text is empty"
    elif length is None:
        fault = "the text has characters that an SMS of 160 cannot carry"
    elif length > LONGEST_SEPTETS:
        fault = f"the text takes {length} of {LONGEST_SEPTETS} characters"
    else:
        return text
    return refusals.receipt(refusals.message(fault), "sms")
