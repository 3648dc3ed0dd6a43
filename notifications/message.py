"""A message as every channel takes it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Message:
    """What is said, as text and as HTML. `stop_link` is where a board says that it wants no more.

    A POST to `stop_link` stops at once (RFC 8058); opening it only asks.
    """

    subject: str
    text: str
    html: str
    stop_link: str
