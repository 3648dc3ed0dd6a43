"""What judging needs of the store, read once: the profiles of boards, what boards did, and what the law says.

boards, contracts ─▶ Known ─▶ profiles, and the day of a match
processes, assessments, evidence, what documents say ─▶ who is eligible for what
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, lru_cache, partial
from typing import NamedTuple

from sqlalchemy import Connection, Engine

from domain.board import Board, names_a_board
from domain.contract import PlannedPurchase
from domain.document import Document
from domain.finding import Finding
from domain.match import Eligibility, Match
from domain.process import Process, Standing
from domain.readiness import Assessment, Evidence
from matching import features
from matching.match import Day, Eligible
from matching.precedents import Past, Precedent
from matching.prepare import Call, prepare
from matching.profile import Profile, profile
from readiness.assess import assess
from readiness.catalogue import Catalogue, load
from readiness.days import business_days_between
from readiness.demands import Demands
from readiness.eligibility import days_needed, eligibility, wanted_by
from readiness.plans_ahead import plan_eligibility, wanted_by_plan
from readiness.states import best
from store import assessments, document_files, outcomes, past, places
from store import evidence as evidence_store
from store.engine import reading
from store.past import State, Won

_FEW = 1_000  # boards of which it is asked by name

Assessments = Mapping[tuple[str, str], Assessment]  # by board and route
Near = Mapping[str, Mapping[str, float]]  # metres between barrios that are neighbours, names folded
Said = Mapping[str, Sequence[tuple[Document, Finding]]]  # by portfolio
Wanted = Callable[[str], Demands | None]  # of a portfolio; None where no route of a board leads to it


@dataclass(frozen=True)
class Known:
    """The profiles of some boards, in the order given, and what all boards are known to have done."""

    profiles: list[Profile]
    past: Past

    def day(self, today: date) -> Day:
        return Day(today, partial(business_days_between, today), self.past)


def known(db: Connection, some: Sequence[Board]) -> Known:
    """What judging these boards needs."""
    return _known(db, some, _done(db))


def known_of_late(db: Connection, some: Sequence[Board]) -> Known:
    """The same for a page: what boards anywhere did is remembered until something came."""
    state = past.state(db)
    return _known(db, some, _done(db) if state is None else _done_by(db.engine, state))


class _Done(NamedTuple):
    """What boards did, and the value of the largest contract of each."""

    past: Past
    largest: Mapping[str, int]


@lru_cache(maxsize=1)
def _done_by(engine: Engine, _state: State) -> _Done:
    with reading(engine) as db:
        return _done(db)


def _done(db: Connection) -> _Done:
    won = [one for one in past.won(db) if one.board_code or names_a_board(one.contract.supplier_name or "")]
    return _Done(_past(won), _largest(won))


def _known(db: Connection, some: Sequence[Board], done: _Done) -> Known:
    return Known(profiles(db, some, done.largest), done.past)


def profiles(
    db: Connection, some: Sequence[Board], largest: Mapping[str, int] | None = None
) -> list[Profile]:
    """The profiles of these boards; `largest` has the value of the largest contract of each, if it counts."""
    near = {town: places.neighbours(db, town) for town in {board.municipality for board in some}}
    codes = {board.code for board in some}
    dismissed = outcomes.dismissed(db, codes if len(codes) <= _FEW else None)
    return profiles_of(some, near, dismissed, largest)


def profiles_of(
    some: Sequence[Board],
    near: Mapping[str, Near],
    dismissed: Mapping[str, frozenset[str]],
    largest: Mapping[str, int] | None = None,
) -> list[Profile]:
    """The same of what was read: `near` by municipality, `dismissed` and `largest` by board."""
    return [
        profile(
            board,
            near[board.municipality],
            (largest or {}).get(board.code),
            dismissed.get(board.code, frozenset()),
        )
        for board in some
    ]


def law(
    db: Connection, asked: Sequence[Process], today: date, codes: Collection[str] | None = None
) -> Eligible:
    """How boards, all or some, stand for these processes today, as they were last assessed."""
    read = assessments.every(db) if codes is None else assessments.of_boards(db, codes)
    shown = evidence_store.every(db) if codes is None else evidence_store.of_boards(db, codes)
    return law_of(asked, today, read, shown, said_of(db, asked))


def law_of(
    asked: Sequence[Process],
    today: date,
    read: Assessments,
    shown: Mapping[str, Sequence[Evidence]],
    said: Said,
) -> Eligible:
    """The same of what was read of the boards, and of the documents of the calls."""
    catalogue = load(today)
    assessed, held = _by_board(read), _held(catalogue, today, shown)
    wanted = {p.portfolio_id: wanted_by(catalogue, p, today, said.get(p.portfolio_id, ())) for p in asked}

    def eligible(profile: Profile, call: Call) -> Eligibility | None:
        code = profile.board.code
        return eligibility(catalogue, assessed.get(code, {}), wanted[call.key], held.get(code, {}))

    return eligible


def law_ahead(db: Connection, planned: Sequence[PlannedPurchase], today: date) -> Eligible:
    """How boards, as they were last assessed, stand for planned purchases, by the route that serves each."""
    catalogue = load(today)
    assessed, held = _by_board(assessments.every(db)), _held(catalogue, today, evidence_store.every(db))
    wanted = {plan.key: wanted_by_plan(catalogue, plan, today) for plan in planned}

    def eligible(profile: Profile, call: Call) -> Eligibility | None:
        code = profile.board.code
        return plan_eligibility(catalogue, assessed.get(code, {}), wanted[call.key], held.get(code, {}))

    return eligible


def law_then(db: Connection, code: str, asked: Iterable[tuple[Process, date]]) -> Eligible:
    """How one board, with what it can show today, would have stood for processes on days of the past."""
    asked = list(asked)
    said = said_of(db, [process for process, _ in asked])
    wanted = wanted_then({process.portfolio_id: (process, on) for process, on in asked}, said)
    return law_by_then(evidence_store.of_board(db, code), wanted)


def wanted_then(asked: Mapping[str, tuple[Process, date]], said: Said) -> Wanted:
    """What each of these processes, by portfolio, demanded on its day; worked out once, for any board."""

    @cache
    def wanted(key: str) -> Demands | None:
        process, on = asked[key]
        return wanted_by(load(on), process, on, said.get(key, ()))

    return wanted


def law_by_then(items: Sequence[Evidence], wanted: Wanted) -> Eligible:
    """The same of a board that can show these items, for processes of which is known what they demanded."""
    stands = _stands_then(items)

    def eligible(_: Profile, call: Call) -> Eligibility | None:
        demands = wanted(call.key)
        if demands is None:
            return None
        catalogue, held, assessment = stands(demands.on, demands.route)
        return eligibility(catalogue, {demands.route: assessment}, demands, held)

    return eligible


def told_on(
    match: Match, closes_on: date | None, days_left: int | None, today: date, catalogue: Catalogue
) -> Match:
    """A match with what its days say, of which nothing is kept: it would be old on the next day."""
    reason = features.days(closes_on, today, days_left, days_needed(catalogue, match.missing))
    return replace(match, reasons=(*match.reasons, reason)) if reason else match


@lru_cache(maxsize=4096)  # eight weeks of a large municipality, but for what is by invitation
def prepared(process: Process, standing: Standing, home: str) -> Call:
    """A process as a call; worked out once, for the pages that ask of the same weeks again and again."""
    return prepare(process, standing, home)


def _stands_then(
    items: Sequence[Evidence],
) -> Callable[[date, str], tuple[Catalogue, Mapping[str, Evidence], Assessment]]:
    @cache
    def held(on: date) -> Mapping[str, Evidence]:
        return best(load(on), items, on)

    @cache
    def stands(on: date, route: str) -> tuple[Catalogue, Mapping[str, Evidence], Assessment]:
        catalogue = load(on)
        return catalogue, held(on), assess(catalogue, route, held(on), on)

    return stands


def _held(
    catalogue: Catalogue, today: date, shown: Mapping[str, Sequence[Evidence]]
) -> dict[str, Mapping[str, Evidence]]:
    return {code: best(catalogue, items, today) for code, items in shown.items()}


def said_of(db: Connection, asked: Sequence[Process]) -> Said:
    """What the documents of these processes say."""
    return document_files.findings_of(db, (process.portfolio_id for process in asked))


def _by_board(read: Assessments) -> dict[str, dict[str, Assessment]]:
    """Assessments by board and route."""
    found: dict[str, dict[str, Assessment]] = defaultdict(dict)
    for (code, route), assessment in read.items():
        found[code][route] = assessment
    return found


def _largest(won: Iterable[Won]) -> dict[str, int]:
    """The value of the largest contract of each board; one of none or no known value is left out."""
    largest: dict[str, int] = {}
    for code, _, contract in won:
        if code and contract.value_cop:
            largest[code] = max(largest.get(code, 0), contract.value_cop)
    return largest


def _past(won: Sequence[Won]) -> Past:
    """What boards are known to have done, and how often for each buyer."""
    done = [one for one in won if one.contract.object]
    return Past(
        (
            Precedent(code, municipality, contract.object or "", contract.buyer_name, contract.signed_on)
            for code, municipality, contract in done
        ),
        Counter(one.contract.buyer_nit for one in won if one.contract.buyer_nit),
    )
