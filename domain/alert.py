"""Alerts: what a board is to be told, and the ledger of telling it."""

from dataclasses import dataclass
from enum import StrEnum


class AlertKind(StrEnum):
    NEW_MATCH = "new_match"
    DEADLINE_MOVED = "deadline_moved"
    VALUE_CHANGED = "value_changed"
    CANCELLED = "cancelled"
    NEW_DOCUMENTS = "new_documents"


@dataclass(frozen=True, slots=True)
class Alert:
    """One thing to tell one board about one process: unique by board, process, kind and version.

    `version` is empty for a new match; for a change it is what the field changed to, so that a deadline
    that moves twice is told twice, and never the same move twice. New documents have the moment that we
    saw them: a buyer may give two files one name.
    """

    board_code: str
    portfolio_id: str
    kind: AlertKind
    version: str = ""
    before: str | None = None
    after: str | None = None


class DeliveryResult(StrEnum):
    ACCEPTED = "accepted"
    TRY_AGAIN = "try_again"
    FAILED = "failed"  # for good
    MAYBE = "maybe"  # the sender died between sending and recording: may have arrived


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message to one board that carries its alerts; every attempt to send it is kept beside it.

    `key` stays the same over all attempts, so that a provider or a reader can tell a second copy.
    """

    id: int
    board_code: str
    channel: str
    key: str
    tries: int
