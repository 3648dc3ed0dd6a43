"""What a message says, before it has a form: a board's bulletin, and the small messages of their own."""

from dataclasses import dataclass
from datetime import date, datetime

from domain.board import Board
from domain.contact import Channel
from domain.contract import PlannedPurchase
from domain.guide import InquiryNews
from domain.outcome import OutcomeKind
from domain.plan_match import PlanMatch
from domain.process import Process
from domain.training import CohortNews
from notifications.parts import Entry, in_order

Step = tuple[str, str]
"""What is missing, by its title, and how to get it."""


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What stands on every message, whatever it says.

    `link` is the signed link to the board's page (to a trainer: an open page), `stop_link` where messages are
    stopped, None for who gets them by office. `data_at` is when SECOP's data were published, `municipality`
    its name, `code` the delivery's eight characters and `verify_link` where they are checked. `short_link`
    leads where `link` does and is for messages of 160 characters; `link` itself where there is none.
    `sample` says that everything is invented.
    """

    link: str
    stop_link: str | None
    verify_link: str
    code: str
    today: date
    data_at: datetime | None
    municipality: str
    sample: bool = False
    short_link: str | None = None


@dataclass(frozen=True, slots=True)
class PlanEntry:
    """A planned purchase for a board: no call yet. `missing` is what to have ready, with how to get each."""

    plan: PlannedPurchase
    match: PlanMatch | None = None
    missing: tuple[Step, ...] = ()
    place: str | None = None
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ExpiringPaper:
    """A document of the board that soon counts no more. `where` says who attends, where and when."""

    title: str
    last_day: date
    first_step: str
    where: str | None = None
    business_days_left: int | None = None


@dataclass(frozen=True, slots=True)
class NearestMiss:
    """The call that came nearest to reaching the board, and the words for what would have let it through."""

    process: Process
    words: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NothingNew:
    """Why a month brought nothing: how many purchases were looked at, what kept them away, in words.

    `month` is any day of it; `refusals` the most frequent first. `advice` is one thing to do.
    """

    month: date
    calls: int
    refusals: tuple[tuple[str, int], ...]
    advice: str
    nearest: NearestMiss | None = None


@dataclass(frozen=True, slots=True)
class Bulletin:
    """All that a board is told in one message. Raises ValueError where there is nothing to tell."""

    board: Board
    letterhead: Letterhead
    entries: tuple[Entry, ...] = ()
    plans: tuple[PlanEntry, ...] = ()
    papers: tuple[ExpiringPaper, ...] = ()
    nothing: NothingNew | None = None

    def __post_init__(self) -> None:
        if not (self.entries or self.plans or self.papers or self.nothing):
            raise ValueError("a bulletin without content would tell the board nothing")

    @property
    def head(self) -> str | None:
        """The portfolio of the most urgent call: the one that a chat or a text message names."""
        calls = in_order(self.entries, self.letterhead.today)
        return calls[0][0].process.portfolio_id if calls else None


@dataclass(frozen=True, slots=True)
class HelpAsked:
    """To a trainer: a board asks for help, about a call or, without `process`, about something else.

    `missing` is what the board lacks. `is_unread`: the board wrote what no machine understood.
    """

    board: Board
    letterhead: Letterhead
    process: Process | None = None
    missing: tuple[Step, ...] = ()
    business_days_left: int | None = None
    place: str | None = None
    names: tuple[str, ...] = ()
    is_unread: bool = False

    @property
    def head(self) -> str | None:
        return self.process.portfolio_id if self.process else None


@dataclass(frozen=True, slots=True)
class AnswerNoted:
    """To the address that just answered: what we understood, of which call, and what comes next."""

    board: Board
    letterhead: Letterhead
    answer: OutcomeKind
    process: Process
    business_days_left: int | None = None
    names: tuple[str, ...] = ()

    @property
    def head(self) -> str | None:
        return self.process.portfolio_id


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """To the address that just wrote what no machine understood: a person will read it."""

    board: Board
    letterhead: Letterhead

    @property
    def head(self) -> str | None:
        return None


@dataclass(frozen=True, slots=True)
class Confirmation:
    """That a board authorised us to write: on which channels, by which version of the notice.

    `notice` is empty where a paper was signed that we do not have. `notice_link` is where it can be read.
    With `first` it tells, at the address that was first until now, by which channel its page wants us to
    write from now on: whoever has the board's link may have asked for that.
    """

    board: Board
    letterhead: Letterhead
    channels: tuple[Channel, ...]
    given_on: date
    notice: str
    notice_link: str
    first: Channel | None = None

    @property
    def head(self) -> str | None:
        return None


@dataclass(frozen=True, slots=True)
class Trial:
    """A test message: that this address can be reached."""

    letterhead: Letterhead
    board: Board | None = None

    @property
    def head(self) -> str | None:
        return None


@dataclass(frozen=True, slots=True)
class Entrance:
    """To an address that asks to be let in as its board: `letterhead.link` lets in once, as does `code`,
    six digits. Both hold until `until`.
    """

    board: Board
    letterhead: Letterhead
    code: str
    until: datetime

    @property
    def head(self) -> str | None:
        return None


@dataclass(frozen=True, slots=True)
class Training:
    """That a board is invited to learn a unit with others, when and where, or what changed in that.

    `teaches` are the titles of what the unit helps to get; `meetings` those still to come, with their places.
    """

    board: Board
    letterhead: Letterhead
    news: CohortNews
    unit: str
    teaches: tuple[str, ...]
    meetings: tuple[tuple[datetime, str], ...]

    @property
    def head(self) -> str | None:
        return None


@dataclass(frozen=True, slots=True)
class PapersChecked:
    """What became of papers that a board handed in, by the titles of what they are for. Why some do not count
    stands on its page alone: this may be forwarded.
    """

    board: Board
    letterhead: Letterhead
    accepted: tuple[str, ...]
    refused: tuple[str, ...]

    @property
    def head(self) -> str | None:
        return None


@dataclass(frozen=True, slots=True)
class HelpAnswered:
    """That the office answered what a board asked. What it answered stands on the board's page alone."""

    board: Board
    letterhead: Letterhead

    @property
    def head(self) -> str | None:
        return None


@dataclass(frozen=True, slots=True)
class BetweenBoards:
    """That another board asked this one, or answered it. The words stand on the board's page alone."""

    board: Board
    letterhead: Letterhead
    news: InquiryNews

    @property
    def head(self) -> str | None:
        return None


OfOneAlert = (
    HelpAsked
    | HelpAnswered
    | AnswerNoted
    | NotUnderstood
    | Confirmation
    | Trial
    | Entrance
    | Training
    | PapersChecked
    | BetweenBoards
)
Sayable = Bulletin | OfOneAlert
"""Whatever `compose.message` gives a form to."""
