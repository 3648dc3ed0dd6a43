"""A message in the forms that channels carry. Each is composed when a channel asks for it."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Mail:
    """What is said, as text and as HTML. `stop_link` is where a board says that it wants no more.

    A POST to `stop_link` stops at once (RFC 8058); opening it only asks.
    """

    subject: str
    text: str
    html: str
    stop_link: str


@dataclass(frozen=True, slots=True)
class Button:
    """What a person may press. `payload` comes back to us as it is; `label` has at most 20 characters."""

    label: str
    payload: str


@dataclass(frozen=True, slots=True)
class Chat:
    """A chat message: `text` is the whole of it, at most 1,024 characters with line breaks.

    Services that let us write first only by an approved `template` put the `parameters` into it, which hold
    no line breaks, and show the same buttons; the text is then what the reader sees in the end.
    """

    text: str
    template: str
    parameters: tuple[str, ...]
    buttons: tuple[Button, ...] = ()


class Message(Protocol):
    """What is to be said, in any form. `sms` has at most 160 characters of the GSM alphabet."""

    def mail(self) -> Mail: ...

    def chat(self) -> Chat: ...

    def sms(self) -> str: ...
