"""What the codes of WhatsApp's Cloud API mean for one message.

Codes and their meaning: "Error codes", WhatsApp Business Platform, as of May 2026
(developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes). The same codes come
as the answer to a message and, for messages that were taken first, in a webhook. Codes decide and not HTTP
statuses, as that page asks for.
"""

from notifications.channels.refusals import (
    REST_SECONDS,
    Refusal,
    address,
    by_status,
    later,
    message,
    ours,
    person,
)

REFUSALS = {
    # The person
    131026: address("not on WhatsApp, or with an app too old for it"),
    131050: person("the person wants no messages of this kind from us"),
    131021: address("the number is our own"),
    131049: later("WhatsApp holds it back: the person had many such messages; it fares no better at once"),
    130472: later("the person is in an experiment of WhatsApp and gets no such messages"),
    131056: later("too many messages to this person in a short time"),
    # One message
    131047: message("a free text, and the person wrote more than 24 hours ago: it needs a template"),
    132005: message("the template with its parameters is too long"),
    131008: message("a required parameter is missing"),
    131009: message("a parameter has a value that is not allowed"),
    131051: message("a kind of message that is not supported"),
    100: message("a parameter is wrong, or the number cannot be on WhatsApp"),
    135000: message("the parameters were not understood"),
    # Templates
    132000: ours("the template has another number of parameters"),
    132001: ours("there is no such template in this language, or it is not approved"),
    132007: ours("the template breaks WhatsApp's rules"),
    132012: ours("the template's parameters have another form"),
    132015: ours("the template is paused for its low quality"),
    132016: ours("the template is disabled for its low quality"),
    # Login and account
    0: ours("the token is no longer valid"),
    3: ours("the token lacks a permission"),
    10: ours("the token lacks a permission"),
    190: ours("the token has expired"),
    131005: ours("the token lacks a permission"),
    33: ours("the sending number was deleted"),
    133010: ours("the sending number is not registered"),
    368: ours("the account is restricted for breaking a rule"),
    130497: ours("the account may not write to this country"),
    131031: ours("the account is locked"),
    131042: ours("the account's payment is not in order"),
    131045: ours("the sending number's certificate is not in order"),
    131030: ours("a test number writes to the numbers on its list alone"),
    # Rates
    4: later("the app called too often", REST_SECONDS),
    80007: later("the account sent too much", REST_SECONDS),
    130429: later("too many messages a second", REST_SECONDS),
    131048: ours("too many of our messages were blocked or reported", 3600),
    # The hour
    1: later("WhatsApp could not say what went wrong"),
    2: later("WhatsApp is down or too busy", REST_SECONDS),
    131000: later("WhatsApp could not say what went wrong"),
    131016: later("WhatsApp is too busy", REST_SECONDS),
    131057: later("the account is being maintained", REST_SECONDS),
}

_PERMISSION = ours("the token lacks a permission")


def refusal(code: int | None, status: int = 400) -> Refusal:
    """What a code says, or without one that we know, the HTTP status."""
    if code is not None and 200 <= code <= 299:
        return _PERMISSION
    return (REFUSALS.get(code) if code is not None else None) or by_status(status)
