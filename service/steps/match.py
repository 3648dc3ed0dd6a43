"""Match: which live processes suit which boards, and what each rule refused."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from time import perf_counter

from domain.board import Board, names_a_board
from domain.match import Eligibility
from domain.process import standing
from domain.readiness import Assessment, Evidence
from matching.match import Day, match
from matching.precedents import Past, Precedent
from matching.prepare import Call, prepare
from matching.profile import Profile, profile
from readiness.catalogue import Catalogue, load
from readiness.days import business_days_between
from readiness.demands import Demands
from readiness.eligibility import eligibility, wanted_by
from readiness.states import best
from service.context import Context
from store import assessments, boards, document_files, matches, past, processes
from store import evidence as evidence_store
from store.engine import reading, writing
from store.past import Won


@dataclass(frozen=True)
class MatchSummary:
    boards: int
    processes: int
    pairs: int
    matches: int
    new: int
    changed: int
    withdrawn: int
    boards_matched: int
    refusals: dict[str, int]
    seconds: float


def run(context: Context) -> MatchSummary:
    """Match every board of the municipality with every process that may still be answered."""
    started = perf_counter()
    today, municipality = context.today, context.settings.municipality
    with reading(context.engine) as db:
        every_board = boards.every(db, municipality)
        live = processes.live(db, today)
        assessed = _by_board(assessments.every(db))
        shown = evidence_store.every(db)
        said = document_files.findings_of(db, (process.portfolio_id for process in live))
        won = [
            one for one in past.won(db) if one.board_code or names_a_board(one.contract.supplier_name or "")
        ]
    calls = [prepare(process, standing(process, today), municipality) for process in live]
    catalogue = load(today)
    evidence = {code: best(catalogue, items, today) for code, items in shown.items()}
    asked = {
        process.portfolio_id: wanted_by(catalogue, process, today, said.get(process.portfolio_id, ()))
        for process in live
    }
    result = match(
        _profiles(every_board, won),
        calls,
        partial(_eligible, catalogue, assessed, evidence, asked),
        Day(today, partial(business_days_between, today), _past(won)),
    )
    with writing(context.engine) as db:
        replaced = matches.replace(db, result.matches, result.refusals, context.now)
        refused = matches.refusals_by_rule(db)
    return MatchSummary(
        boards=len(every_board),
        processes=len(live),
        pairs=result.pairs,
        matches=len(result.matches),
        new=replaced.new,
        changed=replaced.changed,
        withdrawn=replaced.withdrawn,
        boards_matched=len({m.board_code for m in result.matches}),
        refusals=refused,
        seconds=perf_counter() - started,
    )


def _by_board(assessed: Mapping[tuple[str, str], Assessment]) -> dict[str, dict[str, Assessment]]:
    found: dict[str, dict[str, Assessment]] = defaultdict(dict)
    for (code, route), assessment in assessed.items():
        found[code][route] = assessment
    return found


def _profiles(every_board: Sequence[Board], won: Iterable[Won]) -> list[Profile]:
    largest: dict[str, int] = {}
    for code, _, contract in won:
        if code:
            largest[code] = max(largest.get(code, 0), contract.value_cop or 0)
    return [profile(board, largest_cop=largest.get(board.code) or None) for board in every_board]


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


def _eligible(
    catalogue: Catalogue,
    assessed: Mapping[str, Mapping[str, Assessment]],
    evidence: Mapping[str, Mapping[str, Evidence]],
    asked: Mapping[str, Demands | None],
    profile: Profile,
    call: Call,
) -> Eligibility | None:
    code = profile.board.code
    return eligibility(catalogue, assessed.get(code, {}), asked[call.key], evidence.get(code, {}))
