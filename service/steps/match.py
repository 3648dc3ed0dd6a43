"""Match: which live processes suit which boards, and what each rule refused."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from time import perf_counter

from domain.board import Board
from domain.document import Document
from domain.finding import Finding
from domain.process import Process, standing
from domain.readiness import Assessment, Evidence
from domain.reason import Reason
from matching.gazetteer import Gazetteer
from matching.match import Eligibility, PreparedProcess, match, prepare
from readiness.assess import Demands, demands, for_process
from readiness.catalogue import Catalogue, load
from readiness.days import business_days_between
from readiness.routes import route_of
from readiness.states import best
from service.context import Context
from store import assessments, boards, document_files, matches, processes
from store import evidence as evidence_store
from store.engine import reading, writing


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
        assessed = assessments.every(db)
        shown = evidence_store.every(db)
        said = document_files.findings_of(db, (process.portfolio_id for process in live))
    gazetteer = Gazetteer.load(municipality)
    prepared = [prepare(process, standing(process, today), gazetteer) for process in live]
    catalogue = load(today)
    evidence = {code: best(catalogue, items, today) for code, items in shown.items()}
    asked = {p.portfolio_id: _demands(catalogue, p, said.get(p.portfolio_id, ()), today) for p in live}
    result = match(
        every_board,
        prepared,
        partial(_eligibility, catalogue, assessed, evidence, asked),
        today,
        partial(business_days_between, today),
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


def _demands(
    catalogue: Catalogue, process: Process, said: Sequence[tuple[Document, Finding]], today: date
) -> Demands | None:
    route = route_of(process)
    return demands(catalogue, process, route, today, said) if route else None


def _eligibility(
    catalogue: Catalogue,
    assessed: Mapping[tuple[str, str], Assessment],
    evidence: Mapping[str, Mapping[str, Evidence]],
    asked: dict[str, Demands | None],
    board: Board,
    prepared: PreparedProcess,
) -> Eligibility | None:
    """How a board stands for a process, or None where no route of a board leads there."""
    wanted = asked[prepared.process.portfolio_id]
    if wanted is None:
        return None
    assessment = assessed.get((board.code, wanted.route))
    if assessment is None:  # a board that came after the last assessment
        return None
    decided = for_process(catalogue, assessment, wanted, evidence.get(board.code, {}))
    return Eligibility(
        decided.route, decided.verdict, decided.blocking, _of_this_call(wanted, assessment, decided)
    )


def _of_this_call(wanted: Demands, assessment: Assessment, decided: Assessment) -> tuple[Reason, ...]:
    """What stands in the way of this call, or is told of it, and not of its route. What no board can change
    is told by the verdict.
    """
    if decided is assessment:
        return ()
    known = {*assessment.reasons, *wanted.obstacles}
    return tuple(reason for reason in decided.reasons if reason not in known)
