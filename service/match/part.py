"""The match of a department: boards with calls that may reach them, by arrays, and what matches in words.

It needs nothing but what it is handed, so it runs as well in another process, or on another machine.
"""

import zlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, partial
from typing import Any

import msgspec
import numpy as np
import structlog
from numpy.typing import NDArray

from domain.match import Eligibility, Match
from domain.readiness import Assessment, Evidence
from matching.arrays.by_pair import MATCH, OfCall, by_pair
from matching.arrays.columns import Columns, columns_of
from matching.arrays.loops import RULES
from matching.arrays.packed import Law
from matching.match import DISMISSED, Dated, Day, Eligible, judge, lasting, match_of
from matching.prepare import Call
from matching.profile import Profile
from matching.weights import weights
from readiness import columns as evidence
from readiness.assess import assess
from readiness.catalogue import Catalogue, load
from readiness.days import business_days_between
from readiness.demands import Demands
from readiness.eligibility import eligibility
from readiness.law_columns import law_columns
from readiness.states import best
from service.match.told import coded

Numbers = NDArray[Any]

_ENCODER, _DECODER = msgspec.msgpack.Encoder(), msgspec.msgpack.Decoder(list[Match])

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class BoardPart:
    """A board: what it can show, the routes that it was assessed for, and its number in what is told."""

    profile: Profile
    number: int
    shown: tuple[Evidence, ...]
    assessed: frozenset[str]


@dataclass(frozen=True, slots=True)
class CallPart:
    """A call on the day, and what it demands; None where no route of a board leads to it."""

    dated: Dated
    wanted: Demands | None


@dataclass(frozen=True, slots=True)
class Part:
    """Boards of one department, and the calls that may reach it; `name` is that of Inputs.parts. `is_later`
    where they were judged before and nothing but the day is another: then what matches is not put into words
    again.
    """

    name: str
    today: date
    boards: tuple[BoardPart, ...]
    calls: tuple[CallPart, ...]
    is_later: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """Of a part, by its name, the matches, none where it is of later days; and of each call that reaches a
    board what keeps it from which (service.match.told). Matches are packed (`unpack`), for they go between
    processes and through a file by the million.
    """

    part: str
    matches: bytes
    told: dict[str, Numbers]


def pack(matches: list[Match]) -> bytes:
    """In a tenth of the room at least: their reasons say nearly the same."""
    return zlib.compress(_ENCODER.encode(matches), 1)


def unpack(packed: bytes) -> list[Match]:
    """What `pack` made bytes of."""
    return _DECODER.decode(zlib.decompress(packed))


def answer(part: Part) -> Answer:
    """Match these boards with these calls."""
    catalogue = load(part.today)
    columns = columns_of([board.profile for board in part.boards], [call.dated for call in part.calls])
    day = Day(part.today, partial(business_days_between, part.today))
    numbers = np.array([board.number for board in part.boards], np.uint32)
    eligible = _eligible(catalogue, part)
    dismissed = _dismissed(part)
    matches: list[Match] = []
    told: dict[str, Numbers] = {}
    for one in by_pair(columns, _law(catalogue, part, columns), day.bar):
        key = part.calls[one.call].dated.call.key
        if key in dismissed:
            one.rules[np.isin(one.boards, dismissed[key]) & (one.rules == MATCH)] = RULES.index(DISMISSED)
        if not part.is_later:
            matches.extend(_in_words(part, one, eligible, day))
        told[key] = coded(numbers[one.boards], one.rules)
    return Answer(part.name, pack(matches), told)


def _in_words(part: Part, one: OfCall, eligible: Eligible, day: Day) -> Iterator[Match]:
    """What matches, by the plain rules. Tests hold arrays and rules against each other; should they differ,
    nobody is told of a match that the rules refuse, and the rule that speaks is written into `one`.
    """
    dated = part.calls[one.call].dated
    for nth in np.flatnonzero(one.rules == MATCH).tolist():
        profile = part.boards[one.boards[nth]].profile
        judged = judge(profile, dated, eligible, day)
        if judged.refusal:
            log.error("arrays and rules differ", board=profile.board.code, call=dated.call.key)
            one.rules[nth] = RULES.index(judged.refusal)
        else:
            yield lasting(match_of(profile, dated.call, judged), dated.days_left)


def _dismissed(part: Part) -> dict[str, list[int]]:
    """By call, the boards that said that it is not for them: of that the arrays know nothing."""
    found: dict[str, list[int]] = defaultdict(list)
    for nth, board in enumerate(part.boards):
        for key in board.profile.dismissed:
            found[key].append(nth)
    return found


def _eligible(catalogue: Catalogue, part: Part) -> Eligible:
    """How these boards stand for these calls today: assessed anew, for papers may have run out since."""
    boards = {board.profile.board.code: board for board in part.boards}
    wanted = {call.dated.call.key: call.wanted for call in part.calls}

    @cache
    def held(code: str) -> Mapping[str, Evidence]:
        return best(catalogue, boards[code].shown, part.today)

    @cache
    def stands(code: str, route: str) -> Assessment:
        return assess(catalogue, route, held(code), part.today)

    def eligible(profile: Profile, call: Call) -> Eligibility | None:
        code, asked = profile.board.code, wanted[call.key]
        if asked is None or asked.route not in boards[code].assessed:
            return None
        return eligibility(catalogue, {asked.route: stands(code, asked.route)}, asked, held(code))

    return eligible


def _law(catalogue: Catalogue, part: Part, columns: Columns) -> Law:
    """What the law says, for the boards and calls in the order of their columns."""
    boards = [part.boards[row] for row in columns.boards.row.tolist()]
    shown = evidence.columns_of(catalogue, [board.shown for board in boards])
    held = evidence.hold(catalogue, shown, len(boards), part.today)
    found = law_columns(catalogue, held, [part.calls[row].wanted for row in columns.calls.row.tolist()])
    of_routes = [weights().route.get(route, np.nan) for route in found.routes]
    assessed = [[route in board.assessed for route in found.routes] for board in boards]
    return Law(
        gaps=found.gaps,
        unmet=found.unmet,
        limit_cop=found.limit_cop,
        assessed=np.array(assessed, np.bool_).reshape(found.gaps.shape),
        route=found.route,
        triggered=found.triggered,
        obstacle=found.obstacle,
        value_cop=found.value_cop,
        is_limited=found.is_limited,
        route_score=np.array([*of_routes, np.nan])[found.route],  # the last is that of no route
        days=found.days,
        limit_bit=found.limit_bit,
    )
