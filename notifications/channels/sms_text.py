"""The text of an SMS, checked before it goes out: one that needs two costs twice and may come in halves."""

from notifications.channels import Receipt, refusals
from notifications.gsm import septets
from notifications.message import MOST_SMS_SEPTETS, Message


def fitting(message: Message) -> str | Receipt:
    """The message's text, or the receipt for one that is no single SMS. Raises NotComposed."""
    text = message.sms()
    fault = _fault(text)
    return text if fault is None else refusals.receipt(refusals.message(fault), "sms")


def _fault(text: str) -> str | None:
    if not text.strip():
        return "the text is empty"
    try:
        length = septets(text)
    except ValueError as error:
        return f"the text is no SMS of {MOST_SMS_SEPTETS}: {error}"
    return f"the text takes {length} of {MOST_SMS_SEPTETS} septets" if length > MOST_SMS_SEPTETS else None
