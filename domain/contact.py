"""How a board is reached: its addresses, what it authorised, and when it wants to hear from us."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class Channel(StrEnum):
    EMAIL = "email"
    WHATSAPP = "whatsapp"
    SMS = "sms"
    TELEGRAM = "telegram"
    APPRISE = "apprise"  # any other service, by its apprise URL


class Role(StrEnum):
    """Who is written to."""

    BOARD = "board"
    TRAINER = "trainer"
    ADDRESS = "address"  # one address of a board and no other: it wrote to us, or is to be tried


class ContactSource(StrEnum):
    """Who named an address. A file replaces what a file said and leaves the rest."""

    FILE = "file"
    PAGE = "page"
    REPLY = "reply"  # the person wrote to us from there
    OFFICE = "office"


@dataclass(frozen=True, slots=True)
class Contact:
    """One address on one channel; of a board's, the lowest `position` is tried first.

    `address` is an e-mail address, a mobile number in E.164, a Telegram chat or an apprise URL. A trainer's
    contact belongs to no board; with a `locality` it serves the boards of that one first.
    """

    channel: Channel
    address: str = field(repr=False)
    board_code: str | None = None
    role: Role = Role.BOARD
    position: int = 0
    source: ContactSource = ContactSource.FILE
    locality: str | None = None


class Means(StrEnum):
    """By which an authorisation was given, or withdrawn."""

    FILE = "file"  # the office's spreadsheet says that the board signed
    PAGE = "page"
    REPLY = "reply"


@dataclass(frozen=True, slots=True)
class Authorisation:
    """That a board lets us treat its contact data (Ley 1581 de 2012, arts. 9 and 12), and the proof of it.

    `notice` is the version of the notice that was shown; empty where a paper was signed that we do not have.
    `proof` says where it can be looked up: file and row, or page and moment.
    """

    board_code: str
    notice: str
    given_at: datetime
    means: Means
    proof: str
    withdrawn_at: datetime | None = None


FIRST_HOUR, LAST_HOUR = 7, 19  # of a working day; Ley 2300 de 2023, art. 3


class Rhythm(StrEnum):
    AT_ONCE = "at_once"
    DAILY = "daily"  # at most one message a day
    WEEKLY = "weekly"  # on the first working day; what closes before then comes earlier


@dataclass(frozen=True, slots=True)
class Preferences:
    """When a board wants to hear from us. Hours are full hours in Bogotá, and narrow the usual ones.

    Raises ValueError for hours that are none, or of which nothing is left within a working day's.
    `urgent_any_time`: what cannot wait (a call that closes or is cancelled) may come outside all hours.
    `paused_until` is the first day on which messages go out again.
    """

    rhythm: Rhythm = Rhythm.DAILY
    opens_hour: int | None = None
    closes_hour: int | None = None
    urgent_any_time: bool = False
    paused_until: date | None = None

    def __post_init__(self) -> None:
        opens = FIRST_HOUR if self.opens_hour is None else self.opens_hour
        closes = LAST_HOUR if self.closes_hour is None else self.closes_hour
        if not (0 <= opens <= 23 and 1 <= closes <= 24):
            raise ValueError("an hour is one from 0 to 24")
        if max(opens, FIRST_HOUR) >= min(closes, LAST_HOUR):
            raise ValueError(f"these hours leave nothing of {FIRST_HOUR} to {LAST_HOUR}")
