"""What the match of a day follows from, read once: boards, calls that may be answered, their marks."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from sqlalchemy import Connection

from api import judging
from domain.canary import TOWN, is_canary
from domain.process import Process, Standing, standing
from matching.match import Dated, Day, today_of
from matching.prepare import Call, prepare
from matching.profile import Profile
from readiness.catalogue import Catalogue, load
from readiness.days import business_days_between
from readiness.demands import Demands
from readiness.eligibility import wanted_by
from service.context import Context
from service.match import marks as match_marks
from service.steps.assess import held_of
from store import assessments, boards, document_files, processes
from store.engine import reading

RULES, PAST = "rules", "past"

_prepared: dict[tuple[Process, Standing, str], Call] = {}  # for the last match of this process

TOGETHER = 500  # boards whose matches are held in memory at once; a city such as Cartagena has fewer


@dataclass(frozen=True, slots=True)
class Asked:
    """A process as it stands today, and what it demands; None where no route of a board leads to it."""

    process: Process
    standing: Standing
    wanted: Demands | None


@dataclass(frozen=True)
class Inputs:
    """Boards by code, calls by portfolio, and the marks of both and of the rules.

    `assessed` are the routes for which a board was assessed.
    """

    home: str
    day: Day
    profiles: dict[str, Profile]
    assessed: dict[str, frozenset[str]]
    asked: dict[str, Asked]
    rules: dict[str, str]
    board_marks: dict[str, str]
    call_marks: dict[str, str]

    @cached_property
    def parts(self) -> dict[str, list[str]]:
        """The codes of boards that are judged together, by the name of their part: those of whole towns of a
        department, as many as TOGETHER allows, so that few parts need the same calls; of a large town some.
        """
        of_town: dict[str, list[str]] = defaultdict(list)
        for code, profile in sorted(self.profiles.items()):
            of_town[profile.board.municipality].append(code)
        parts: dict[str, list[str]] = {}
        name = ""
        for town, codes in sorted(of_town.items()):
            for start in range(0, len(codes), TOGETHER):
                some = codes[start : start + TOGETHER]
                is_near = department_of(name) == department_of(town)
                if is_near and len(parts[name]) + len(some) <= TOGETHER:
                    parts[name] += some
                else:
                    name = f"{town}/{start}"
                    parts[name] = some
        return parts

    @cached_property
    def part_of(self) -> dict[str, str]:
        """The name of its part, by a board's code."""
        return {code: name for name, codes in self.parts.items() for code in codes}

    def dated(self, key: str) -> Dated:
        """A call on the day, with what boards did that it is like."""
        one = self.asked[key]
        call = _call(one.process, one.standing, self.home)
        return today_of(in_its_town(call) if is_canary(key) else call, self.day)


def department_of(municipality: str) -> str:
    """The department of a municipality, both by their DANE code."""
    return municipality[:2]


def read(context: Context) -> Inputs:
    """Everything that the match of today follows from, but for the evidence itself."""
    today, home = context.today, context.settings.municipality
    catalogue = load(today)
    with reading(context.engine) as db:
        every_board = boards.with_canary(db)
        known = judging.known(db, every_board)
        assessed = _assessed(db)
        held = held_of(db, catalogue, [board.code for board in every_board], today)
        asked = _asked(db, catalogue, processes.live(db, today, with_canary=True), context)
    day = known.day(today)
    _forget_all_but(asked, home)
    return Inputs(
        home=home,
        day=day,
        profiles={profile.board.code: profile for profile in known.profiles},
        assessed=assessed,
        asked=asked,
        rules={
            RULES: match_marks.of_rules(catalogue, home),
            PAST: match_marks.of_past(day.past),
        },
        board_marks=match_marks.of_boards(known.profiles, held, assessed),
        call_marks={key: _mark(one, day) for key, one in asked.items()},
    )


def _call(process: Process, standing: Standing, home: str) -> Call:
    """A process as a call. Most are the same in the next match: as many are remembered as may be answered, a
    few hundred in a city, in a country more than any fixed number would do for.
    """
    key = process, standing, home
    if (known := _prepared.get(key)) is None:
        known = _prepared[key] = prepare(*key)
    return known


def _forget_all_but(asked: Mapping[str, Asked], home: str) -> None:
    for key in _prepared.keys() - {(one.process, one.standing, home) for one in asked.values()}:
        _prepared.pop(key, None)


def in_its_town(call: Call) -> Call:
    """The canary's call reaches the canary's board, wherever its words may seem to lead."""
    nowhere: frozenset[str] = frozenset()
    return replace(
        call,
        municipality=TOWN,
        department=TOWN[:2],
        others=(),
        places=(),
        barrios=nowhere,
        units=nowhere,
        localities=nowhere,
    )


def _assessed(db: Connection) -> dict[str, frozenset[str]]:
    routes: dict[str, set[str]] = defaultdict(set)
    for code, route in assessments.fingerprints(db):
        routes[code].add(route)
    return {code: frozenset(some) for code, some in routes.items()}


def _asked(db: Connection, catalogue: Catalogue, live: list[Process], context: Context) -> dict[str, Asked]:
    stands = {process.portfolio_id: standing(process, context.today) for process in live}
    offered = [process for process in live if stands[process.portfolio_id].is_offered]
    said = document_files.findings_of(db, (process.portfolio_id for process in offered))
    wanted = {
        process.portfolio_id: wanted_by(catalogue, process, context.today, said.get(process.portfolio_id, ()))
        for process in offered
    }
    return {
        process.portfolio_id: Asked(process, stands[process.portfolio_id], wanted.get(process.portfolio_id))
        for process in live
    }


def _mark(one: Asked, day: Day) -> str:
    closes_on = one.process.closes_on
    return match_marks.of_call(
        one.process,
        one.standing,
        one.wanted,
        contracts=day.past.with_boards.get(one.process.buyer_nit or "", 0),
        days_left=business_days_between(day.today, closes_on) if closes_on else None,
    )
