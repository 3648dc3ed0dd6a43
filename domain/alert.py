"""Alerts: what a board is to be told, and the ledger of telling it."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum

from domain.contact import Channel, Role


class AlertKind(StrEnum):
    """What is told. Beside each, what the alert is `about`."""

    NEW_MATCH = "new_match"  # a process, by its portfolio; so are the next five
    DEADLINE_MOVED = "deadline_moved"
    VALUE_CHANGED = "value_changed"
    CANCELLED = "cancelled"
    NEW_DOCUMENTS = "new_documents"
    REMINDER = "reminder"
    EARLY_BELL = "early_bell"  # a planned purchase, by its line
    PAPER_EXPIRES = "paper_expires"  # a requirement
    NOTHING_NEW = "nothing_new"  # a month, such as 2026-11
    HELP_ASKED = "help_asked"  # a process; goes to a trainer
    ANSWER_NOTED = "answer_noted"  # a process: we confirm what the board answered
    CONFIRMATION = "confirmation"  # an authorisation that was given
    TEST = "test"  # the moment that it was asked for
    SIGN_IN = "sign_in"  # a wish to be let in (domain/access.py)
    TRAINING = "training"  # a cohort, by its id; `after` is its CohortNews
    HELP_ANSWERED = "help_answered"  # a process, or NO_CALL
    INQUIRY = "inquiry"  # a question between boards, by its id; `after` is its InquiryNews
    PAPERS_CHECKED = "papers_checked"  # an hour in which papers were decided on, such as 2026-11-22T15


OF_PROCESS = frozenset(
    {
        AlertKind.NEW_MATCH,
        AlertKind.DEADLINE_MOVED,
        AlertKind.VALUE_CHANGED,
        AlertKind.CANCELLED,
        AlertKind.NEW_DOCUMENTS,
        AlertKind.REMINDER,
        AlertKind.HELP_ASKED,
        AlertKind.ANSWER_NOTED,
    }
)


ALONE = frozenset({AlertKind.TRAINING, AlertKind.HELP_ANSWERED, AlertKind.PAPERS_CHECKED, AlertKind.INQUIRY})
"""Told in a message of its own, with nothing else: among calls an invitation would be overlooked."""


UNREAD = "not_understood"
"""`after` of a call for help that follows from words which no machine understood."""


NO_CALL = "-"
"""What a call for help is about where nobody knows of which call it speaks."""


@dataclass(frozen=True, slots=True)
class Alert:
    """One thing to tell one board: unique by board, what it is about, kind and version, for ever.

    `version` is empty for what is told once; for a change it is what the field changed to, so that a deadline
    that moves twice is told twice, and never the same move twice. New documents have the moment that we
    saw them: a buyer may give two files one name. A reminder has its days before and the closing day.
    """

    board_code: str
    about: str
    kind: AlertKind
    version: str = ""
    before: str | None = None
    after: str | None = None


class Priority(IntEnum):
    """In which order messages go out where not all can."""

    AWAITED = 0  # somebody waits for it: a test, a confirmation, an answer
    URGENT = 1  # cancelled, or closes within three business days
    NEW = 2
    REST = 3


class DeliveryResult(StrEnum):
    ACCEPTED = "accepted"
    TRY_AGAIN = "try_again"
    FAILED = "failed"  # for good, at this address
    MAYBE = "maybe"  # the sender died between sending and recording: may have arrived


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message that carries alerts about one board; every attempt to send it is kept beside it.

    `key` stays the same over all attempts, so that a provider or a reader can tell a second copy; what came
    back is handed over under another (`key_of_try`). `code` is what a reader checks with us that the message
    is genuine. `contact_id` is the only address that will do: the one somebody wrote from, or is to be tried.
    `recorded` counts the attempts whose end is known: where it lags behind `tries` by more than the one that
    now runs, a sender died.
    """

    id: int
    board_code: str
    role: Role
    contact_id: int | None
    key: str
    code: str
    priority: Priority
    tries: int
    recorded: int


def key_of_try(delivery_key: str, bounces: int) -> str:
    """What is handed over with a message that came back so often by this channel. A provider that takes a key
    once would send nothing for one that it knows, and a mail of the same name would bounce unheard.
    """
    return f"{delivery_key}.{bounces}" if bounces else delivery_key


def delivery_key(key: str) -> str:
    """Of which delivery a key is that was handed over."""
    return key.partition(".")[0]


class ProviderStatus(StrEnum):
    """What a provider tells of a message after it took it, in the order of a message's life."""

    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"


class Whose(StrEnum):
    """Whose trouble it is that a message was not taken or came back: what follows for message, address and
    channel. The same whether the provider says it at once or later.
    """

    ADDRESS = "address"  # nobody is reached there, now or later
    PERSON = "person"  # wants none of our messages: a stop, whatever other ways there are
    NOBODY = "nobody"  # of the hour: another try may fare better
    MESSAGE = "message"  # ours, of this one message: others pass, and the address is as good as before
    OURS = "ours"  # login, sender, template, quota: every message would fare the same


@dataclass(frozen=True, slots=True)
class StatusReport:
    """One word of a provider on one message. They come twice, late and in any order.

    `key` is what we handed over with the message, where the provider gives it back: it tells whose message it
    is even where the sender died before it could write the provider's id down.
    """

    channel: Channel
    provider_id: str
    status: ProviderStatus
    at: datetime
    answer: str = ""
    key: str | None = None
    whose: Whose | None = None  # of FAILED alone


@dataclass(frozen=True, slots=True)
class Reply:
    """What a person wrote or pressed, as it came in. `address` is where from, `id` the provider's.

    `payload` is what we put on a button; `in_reply_to` the provider's id of our message.
    `is_told`: nobody wrote to us; the provider tells what the person chose there.
    """

    channel: Channel
    id: str
    address: str
    at: datetime
    text: str = ""
    payload: str | None = None
    in_reply_to: str | None = None
    is_told: bool = False


@dataclass(frozen=True, slots=True)
class Ending:
    """How an attempt ended. `due_at` is when the message is tried again, there or at another address; without
    it, what was not accepted failed for good.

    `about` is the process that a bare "1" from this address answers.
    """

    delivery: Delivery
    result: DeliveryResult
    started_at: datetime
    finished_at: datetime
    answer: str = ""
    channel: Channel | None = None
    contact_id: int | None = None
    about: str | None = None
    provider_id: str | None = None
    due_at: datetime | None = None
