"""Why a board heard nothing: the calls of some days, each judged as it was when it was published."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import Connection

from api import judging
from api.calls import Call
from api.judging import Known
from domain.board import Board
from domain.days import day_of
from domain.process import Process, as_published, standing
from domain.readiness import Requirement, Verdict
from matching.match import Eligible, today_of
from matching.miss_words import way_through
from matching.prepare import kept_from_all
from matching.why import Asked, Miss, Why, why
from readiness.catalogue import Catalogue, load
from store import boards, processes
from store.processes import Seen

PERIODS = (7, 30, 90)  # days, offered on the page; any number between them may be asked for
PERIOD = 30


class Told(NamedTuple):
    """A miss with its process as it is today, and what would have let it through."""

    call: Call
    days_left: int | None  # working days
    miss: Miss
    words: str


class Lacking(NamedTuple):
    """A requirement that the board lacked for some of the calls that came."""

    requirement: Requirement
    calls: int


@dataclass(frozen=True)
class WhyPage:
    """`days` to today; `ready` of the matches asked for nothing that the board lacks."""

    board: Board
    days: int
    first_day: date
    why: Why
    misses: list[Told]
    lacking: list[Lacking]
    ready: int


@dataclass(frozen=True)
class Offered:
    """The calls of some days for one board: those that any board could hear of, and the others by rule.

    `first_day` is the first of these days on which we know of a publication, None where we know of none.
    """

    first_day: date | None
    asked: list[Asked]
    kept: Counter[str]
    eligible: Eligible
    known: Known
    processes: dict[str, Process]


def read_why(db: Connection, code: str, days: int, today: date, home: str) -> WhyPage | None:
    """Why, over so many days to today, or None if there is no such board. `home`: see `matching.prepare`."""
    board = boards.get(db, code)
    if board is None:
        return None
    first_day = today - timedelta(days - 1)
    offered = read_offered(db, [board], first_day, today, home)
    found = why(offered.known.profiles[0], offered.asked, offered.eligible, offered.kept)
    return WhyPage(
        board=board,
        days=days,
        first_day=first_day,
        why=found,
        misses=[_told(offered.processes[miss.call.key], miss, today) for miss in found.misses],
        lacking=_lacking(found, load(today)),
        ready=sum(match.verdict is Verdict.ELIGIBLE for match in found.matches),
    )


def read_offered(db: Connection, guises: Sequence[Board], first_day: date, today: date, home: str) -> Offered:
    """What was offered in these days, and how one board, as it is today in every other way, stands for it.

    `guises` are the board with one setting or another; profiles come in their order.
    """
    kept: Counter[str] = Counter()
    heard: list[tuple[Process, date]] = []
    published = []
    for seen in processes.offered_within(db, first_day, today):
        on = min(published_on(seen), today)
        published.append(on)
        if rule := kept_from_all(standing(as_published(seen.process), on)):
            kept[rule] += 1
        else:
            heard.append((seen.process, on))
    known = judging.known(db, guises)
    return Offered(
        first_day=min((on for on in published if on >= first_day), default=None),
        asked=_asked(heard, known, home),
        kept=kept,
        eligible=judging.law_then(db, guises[0].code, heard),
        known=known,
        processes={process.portfolio_id: process for process, _ in heard},
    )


def _asked(heard: Iterable[tuple[Process, date]], known: Known, home: str) -> list[Asked]:
    days = {on: known.day(on) for _, on in heard}
    asked = []
    for process, on in heard:
        stood = as_published(process)
        call = judging.prepared(stood, standing(stood, on), home)
        asked.append(Asked(today_of(call, days[on]), days[on]))
    return asked


def published_on(seen: Seen) -> date:
    """The day of its publication; where the source does not say it, the day on which we first had it."""
    process = seen.process
    return process.published_on or process.last_published_on or day_of(seen.first_seen_at)


def _told(process: Process, miss: Miss, today: date) -> Told:
    call = Call(process, standing(process, today))
    return Told(call, call.days_left(today), miss, way_through(miss))


def _lacking(found: Why, catalogue: Catalogue) -> list[Lacking]:
    counts = Counter(id_ for match in found.matches for id_ in match.missing if id_ in catalogue.requirements)
    ranked: Sequence[tuple[str, int]] = sorted(counts.items(), key=lambda counted: (-counted[1], counted[0]))
    return [Lacking(catalogue.requirements[id_], calls) for id_, calls in ranked]
