"""The history of a board, as it is read: all that we know happened with it, in one list."""

from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from domain.days import day_of


class EntryKind(StrEnum):
    """What happened. Beside each, what `about`, `said` and `value` hold; where SECOP shows it, `said` is how
    sure it is the board's (domain/event.py).
    """

    ADDED = "added"  # to the list of boards
    STOPPED = "stopped"
    AUTHORISED = "authorised"  # said: by which means
    WITHDREW = "withdrew"
    SHOWED = "showed"  # about: a requirement; said: the source; value: the level
    STOOD = "stood"  # about: a route; said: the level; value: the score
    TOLD = "told"  # about: kinds of alerts, one a line; said: channel and fate, one a line
    ANSWERED = "answered"  # about: a portfolio; said: the outcome's kind
    HELPED = "helped"  # about: a portfolio, or none (domain/alert.py); said: answered or closed
    MAYBE_OFFERED = "maybe_offered"  # about: a portfolio, where the bid's is known
    AWARDED = "awarded"  # about: the call's title; value: COP
    SIGNED = "signed"  # about: the contract's object; value: COP
    BEGUN = "begun"  # about: the contract's object
    EXTENDED = "extended"  # about: the contract's object; days, one a line with how sure; value: COP
    FINISHED = "finished"  # about: the contract's object
    INVITED = "invited"  # about: a training unit
    REPLIED = "replied"  # to the invitation; about: a training unit; said: coming
    ATTENDED = "attended"  # about: a training unit; value: people
    TRAINED = "trained"  # about: a training unit
    HANDED_IN = "handed_in"  # about: a requirement; value: files
    CHECKED = "checked"  # about: a requirement; said: what became of it; value: files
    ACCOMPANIED = "accompanied"  # the office began a plan with it
    DID = "did"  # about: an action of its plan, in words; said: by whom
    STAGE = "stage"  # about: a stage of the register that it came to
    REGISTERED = "registered"  # about: a project's title
    PUBLISHED = "published"  # about: a project's title
    ASKED_BOARD = "asked_board"  # about: the other board's name
    ANSWERED_BOARD = "answered_board"  # about: the other board's name


class Fate(StrEnum):
    """What became of a message, as far as we were told."""

    READ = "read"
    DELIVERED = "delivered"
    ACCEPTED = "accepted"  # by the provider, and nothing more is known
    FAILED = "failed"
    WAITING = "waiting"


class Entry(NamedTuple):
    """Something that happened at a moment, or where the source says no hour on a day. `url` is where SECOP
    shows it.
    """

    kind: EntryKind
    at: datetime | None
    on: date | None
    about: str | None
    said: str | None
    value: int | None
    url: str | None = None

    @property
    def day(self) -> date | None:
        """The day in Bogotá."""
        return day_of(self.at) if self.at else self.on
