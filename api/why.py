"""Why a board heard nothing: the calls of some days, each judged as it was when it was published."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from sqlalchemy import Connection, Engine

from api import judging
from api.calls import Call
from api.judging import Known
from domain.board import Board
from domain.days import day_of
from domain.process import DATASET, Process, Signs, as_published, standing
from domain.readiness import Requirement, Verdict
from matching.match import Eligible, today_of
from matching.miss_words import way_through
from matching.places.sift import sift_for
from matching.prepare import kept_from_all, place_of
from matching.why import Asked, Miss, Why, why
from readiness.catalogue import Catalogue, load
from store import boards, harvests, offered
from store.engine import reading
from store.offered import Counted, Seen

PERIODS = (7, 30, 90)  # days, offered on the page; any number between them may be asked for
PERIOD = 30
_ANY_DAY = date(2000, 1, 1)  # for a deadline of which is only known whether it was past


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
    asked = read_offered(db, [board], first_day, today, home)
    found = why(asked.known.profiles[0], asked.asked, asked.eligible, asked.kept)
    return WhyPage(
        board=board,
        days=days,
        first_day=first_day,
        why=found,
        misses=[_told(asked.processes[miss.call.key], miss, today) for miss in found.misses],
        lacking=_lacking(found, load(today)),
        ready=sum(match.verdict is Verdict.ELIGIBLE for match in found.matches),
    )


def read_offered(db: Connection, guises: Sequence[Board], first_day: date, today: date, home: str) -> Offered:
    """What was offered in these days, and how one board, as it is today in every other way, stands for it.

    `guises` are the board with one setting or another; profiles come in their order. Only what may be in the
    board's reach is read and judged; all else is elsewhere, and counted by the database.
    """
    (town,) = {guise.municipality for guise in guises}
    tally = _Tally()
    for group in _counted(db, first_day, today):
        tally.add(group)
    heard: list[tuple[Process, date]] = []
    for seen in offered.nearby(db, first_day, today, tally.modalities, *sift_for(town)):
        process, on = as_published(seen.process), min(published_on(seen), today)
        rule = kept_from_all(standing(process, on))
        if not seen.is_dated:
            tally.add_one(rule, on)
        if rule is None and place_of(process, home).reaches(town):
            heard.append((seen.process, on))
    known = judging.known_of_late(db, guises)
    return Offered(
        first_day=min((day for day in tally.days if day >= first_day), default=None),
        asked=_asked(heard, known, home),
        kept=+(tally.kept + Counter(other_place=tally.open - len(heard))),
        eligible=judging.law_then(db, guises[0].code, heard),
        known=known,
        processes={process.portfolio_id: process for process, _ in heard},
    )


def _counted(db: Connection, first_day: date, today: date) -> Sequence[Counted]:
    """They are the same for all boards, and remembered until the next harvest."""
    harvest = harvests.newest_id(db, DATASET)
    if harvest is None:
        return offered.counted(db, first_day, today)
    return _counted_at(harvest, db.engine, first_day, today)


@lru_cache(maxsize=128)  # of each of the days that may be asked for
def _counted_at(_harvest: int, engine: Engine, first_day: date, today: date) -> Sequence[Counted]:
    with reading(engine) as db:
        return offered.counted(db, first_day, today)


@dataclass
class _Tally:
    """Calls wherever they are: those `kept` from all boards by their standing, by rule, and how many others,
    `open` on their day, of which modalities; and first days of publication.
    """

    kept: Counter[str] = field(default_factory=Counter)
    open: int = 0
    modalities: set[str] = field(default_factory=set)
    days: set[date] = field(default_factory=set)

    def add(self, group: Counted) -> None:
        ends = {None: None, True: date.min, False: date.max}[group.was_closed]
        signs = as_published(Signs(group.modality, group.status, group.phase, ends, group.awarded))
        if rule := kept_from_all(standing(signs, _ANY_DAY)):
            self.kept[rule] += group.calls
        else:
            self.open += group.calls
            self.modalities.update(filter(None, [group.modality]))
        if group.first_day:
            self.days.add(group.first_day)

    def add_one(self, rule: str | None, on: date) -> None:
        self.days.add(on)
        if rule:
            self.kept[rule] += 1
        else:
            self.open += 1


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
