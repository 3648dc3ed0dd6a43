"""What happened to boards, as it is kept: what and when, and from when until when it was held for true."""

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple


class EventKind(StrEnum):
    """What happened. Beside each: what it is `about`, what it came `after`, and its `value`."""

    LISTED = "listed"  # about: the municipality; value: the locality
    REACHED = "reached"  # can be written to
    KNOWN = "known"  # showed or told something of itself
    READY = "ready"  # about: a route that it may use
    TOLD = "told"  # about: a call; value: the kind of the alert
    RESPONDED = "responded"  # about: a call; after: that it was told
    OPENED = "opened"  # about: a call; answered something for the first time
    INTERESTED = "interested"  # about: a call; after: opened
    NOT_FOR_US = "not_for_us"
    NEEDS_HELP = "needs_help"
    HELPED = "helped"  # about: a call; after: that it asked
    TOOK_BACK = "took_back"  # about: a call; after: that it asked for help, by another answer
    OFFERED = "offered"  # about: a call; after: interested
    AWARDED = "awarded"  # about: a call; value: COP
    SIGNED = "signed"  # about: a call or a contract; value: COP
    WON = "won"  # about: a call; after: offered
    BEGUN = "begun"  # about: a contract; its first day of work
    ADDED = "added"  # about: a contract; value: COP and days
    FINISHED = "finished"  # about: a call; after: won
    INVITED = "invited"  # about: a cohort; value: the training unit
    ATTENDED = "attended"  # about: a cohort; value: people
    TRAINED = "trained"  # about: a cohort; after: invited; value: the training unit
    HANDED_IN = "handed_in"  # about: a filing; value: the requirement
    CHECKED = "checked"  # about: a filing; after: handed in; value: its fate
    RENEWED = "renewed"  # about: a requirement; value: the level; a word of the board's or of the office's
    ACCOMPANIED = "accompanied"  # the office began a plan with it
    DID = "did"  # about: an action of its plan; value: the requirement that it closes, if any
    STAGE = "stage"  # about: a stage of the register that it came to
    REGISTERED = "registered"  # about: a project
    PUBLISHED = "published"  # about: a project; after: registered
    ASKED = "asked"  # about: a question to another board; value: the requirement or call, if any
    ANSWERED = "answered"  # about: a question of another board; after: it was asked; value: as asked


STATES = frozenset({EventKind.LISTED, EventKind.REACHED, EventKind.KNOWN, EventKind.READY})
"""What is or is not, whenever it began: the others happened at a moment."""

KEPT = frozenset(
    {
        EventKind.TOLD,
        EventKind.RESPONDED,
        EventKind.HELPED,
        EventKind.CHECKED,
        EventKind.RENEWED,
        EventKind.ASKED,
        EventKind.ANSWERED,
    }
)
"""What happened once and for all: that its row is deleted, for it told of a person or has aged, unmakes
nothing. What SECOP shows, and what a board or the office may say otherwise, is taken back instead.
"""


class Sureness(StrEnum):
    """Whose it is."""

    CERTAIN = "certain"
    PROBABLE = "probable"  # a person has to say


class Event(NamedTuple):
    """Something that happened to a board, or that was so. Moments are aware; what is not known is None.

    `row` is what proves it: `dataset/key` of the source, or `table/key` of ours. It was held for true from
    `known_at` to before `known_until`.
    """

    id: int
    board_code: str
    kind: EventKind
    about: str
    at: datetime | None
    after_at: datetime | None
    value: str | None
    source: str  # secop, board, office, service
    row: str
    sureness: Sureness
    known_at: datetime
    known_until: datetime | None
