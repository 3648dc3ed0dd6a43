"""A message in the forms that channels carry. Each is composed when a channel asks for it."""

from dataclasses import dataclass
from typing import Protocol

MOST_HTML_BYTES = 100_000  # Gmail hides what comes after 102 kB
MOST_CHAT_CHARACTERS = 1_024
MOST_LABEL_CHARACTERS = 20
MOST_SMS_SEPTETS = 160


class NotComposed(Exception):
    """A message that cannot be said whole: a value is missing, or what must stand in it does not fit.

    It is ours to mend, and nothing is lost: the message waits. Says no address and no name.
    """


@dataclass(frozen=True, slots=True)
class Mail:
    """What is said, as text and as HTML. `stop_link` is where a board says that it wants no more.

    A POST to `stop_link` stops at once (RFC 8058); opening it only asks. None to whom we write by office.
    """

    subject: str
    text: str
    html: str
    stop_link: str | None


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
    """What is to be said, in any form. `sms` has at most 160 characters of the GSM alphabet.

    Each raises NotComposed where the message cannot be said in that form.
    """

    def mail(self) -> Mail: ...

    def chat(self) -> Chat: ...

    def sms(self) -> str: ...
