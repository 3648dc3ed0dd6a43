"""What the codes of Twilio's messaging mean for one message.

Codes and their meaning: "Error and Warning Dictionary" (twilio.com/docs/api/errors). Those from 20000
and 21000 answer a message, those from 30000 come later, in a webhook.
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
    21211: address("not a valid number"),
    21214: address("the number cannot be reached"),
    21217: address("not a valid number"),
    21265: address("a short code cannot be written to"),
    21266: address("the number is our own"),
    21610: person("the person answered STOP to this sender"),
    21614: address("not a mobile number"),
    30004: address("the number is blocked from receiving messages"),
    30005: address("the number is unknown or no longer in service"),
    30006: address("a landline, or a carrier that cannot be reached"),
    30003: later("the telephone is switched off or out of reach"),
    # One message
    21602: message("the text is missing"),
    21605: message("the text is too long"),
    21617: message("the text is too long"),
    21612: message("this sender cannot reach this number"),
    30007: message("the carrier filtered the text"),
    # Login, account and sender
    20003: ours("the login is not accepted"),
    20404: ours("there is no such account"),
    20005: ours("the account is not active"),
    21212: ours("the sender is not a valid number"),
    21408: ours("the account may not write to this country"),
    21603: ours("the sender is missing"),
    21606: ours("the sender cannot send messages"),
    21608: ours("a trial account writes to verified numbers alone"),
    21609: ours("the address for statuses is not valid: check CONVITE_PUBLIC_URL"),
    21659: ours("the sender is not ours"),
    21660: ours("the sender belongs to another account"),
    21703: ours("the messaging service has no sender"),
    21705: ours("there is no such messaging service"),
    30002: ours("the account is suspended"),
    30010: ours("the price is above the limit that we set"),
    30023: ours("the sender's daily limit is used up"),
    30032: ours("the sender is not verified"),
    30034: ours("the sender is not registered"),
    # Rates and the hour
    20429: later("too many requests", REST_SECONDS),
    21611: later("too many messages wait at this sender", REST_SECONDS),
    30001: later("Twilio's queue was full"),
    30008: later("the carrier did not say what went wrong"),
    30009: later("a part of the message was lost on the way"),
    30017: later("the carrier is congested"),
    30022: later("too many messages a second for this sender"),
    30410: later("the carrier did not answer in time"),
}


def refusal(code: int | None, status: int = 400) -> Refusal:
    """What a code says, or without one that we know, the HTTP status."""
    return (REFUSALS.get(code) if code is not None else None) or by_status(status)
