"""Assess: how ready each board is for each open route today, by its own papers and by what SECOP proves,
which processes of the last twelve months it would open by closing what it lacks, and whom to train together.

Arrays tell what changed; words are written for that alone.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from time import perf_counter

import numpy as np
from sqlalchemy import Connection

from domain.board import Board
from domain.contact import Channel
from domain.process import standing
from domain.training import Proposal
from readiness import cohorts
from readiness.arrays import Assessed, assess_all
from readiness.assess import LEVELS, assess
from readiness.catalogue import Catalogue, load
from readiness.cohorts import Asked
from readiness.columns import SOURCES, Columns, Held, hold, requirement_ids
from readiness.demands import demands, open_routes
from readiness.fingerprints import fingerprints
from readiness.routes import route_of
from readiness.states import best
from readiness.what_if import Opening, WhatIf, by_group, what_if
from service.context import Context
from service.steps import prove
from service.steps.measured import measured
from service.steps.prove import ProofSummary
from store import (
    assessments,
    boards,
    document_files,
    evidence,
    evidence_columns,
    processes,
    proposals,
    reach,
    training,
    unlocks,
)
from store.engine import reading, writing

_YEAR = timedelta(days=365)
_BOARDS_AT_ONCE = 1_000


@dataclass(frozen=True)
class AssessSummary:
    boards: int
    routes: int
    changed: int
    levels: dict[str, int]
    proofs: ProofSummary
    seconds: float


@measured("assess")
def run(context: Context) -> AssessSummary:
    """Assess every board for every route that the law still offers; only what changed is written."""
    started = perf_counter()
    proofs = prove.run(context)
    catalogue = load(context.today)
    routes = open_routes(catalogue, context.today)
    with reading(context.engine) as db:
        every_board = boards.every(db)
        held = held_of(db, catalogue, [board.code for board in every_board], context.today)
        before = assessments.fingerprints(db)
    found = assess_all(catalogue, routes, held)
    changed = _write(context, catalogue, _news(catalogue, every_board, held, found, before))
    _keep_unlocks(context, catalogue, every_board, held)
    counts = Counter(found.level.ravel().tolist())
    levels = {LEVELS[level]: count for level, count in counts.items()}
    return AssessSummary(len(every_board), len(routes), changed, levels, proofs, perf_counter() - started)


def held_of(db: Connection, catalogue: Catalogue, codes: Sequence[str], today: date) -> Held:
    """How these boards stand with each requirement on a day, by what they can show."""
    shown = evidence_columns.read(db, codes, requirement_ids(catalogue), [source.value for source in SOURCES])
    return hold(catalogue, Columns(*shown), len(codes), today)


def _news(
    catalogue: Catalogue,
    every_board: Sequence[Board],
    held: Held,
    found: Assessed,
    before: Mapping[tuple[str, str], int | None],
) -> dict[str, list[tuple[str, int]]]:
    """The routes on which a board's assessment follows from something else than before, by board code."""
    news: dict[str, list[tuple[str, int]]] = {}
    for board, numbers in zip(every_board, fingerprints(catalogue, found, held).tolist(), strict=True):
        for route, number in zip(found.routes, numbers, strict=True):
            if before.get((board.code, route)) != number:
                news.setdefault(board.code, []).append((route, number))
    return news


def _write(context: Context, catalogue: Catalogue, news: Mapping[str, Sequence[tuple[str, int]]]) -> int:
    """Put into words what follows from something else, and give how many say something else."""
    changed = 0
    for codes in _in_parts(sorted(news)):
        with writing(context.engine) as db:
            pieces = evidence.of_boards(db, codes)
            shown = {code: best(catalogue, pieces.get(code, ()), context.today) for code in codes}
            said = [
                (code, assess(catalogue, route, shown[code], context.today))
                for code in codes
                for route, _ in news[code]
            ]
            changed += assessments.save(db, said)
            assessments.mark(db, [(code, route, number) for code in codes for route, number in news[code]])
    return changed


def _in_parts(codes: Sequence[str]) -> Iterator[Sequence[str]]:
    return (codes[start : start + _BOARDS_AT_ONCE] for start in range(0, len(codes), _BOARDS_AT_ONCE))


def _keep_unlocks(context: Context, catalogue: Catalogue, every_board: Sequence[Board], held: Held) -> None:
    """What the boards of the municipality would open: processes are harvested for it alone."""
    is_ours = np.array(
        [board.municipality == context.settings.municipality for board in every_board], np.bool_
    )
    ours = [board for board in every_board if board.municipality == context.settings.municipality]
    held = held.of(is_ours)
    with reading(context.engine) as db:
        openings = _openings(db, catalogue, context.today)
    found = what_if(catalogue, held, openings)
    groups = by_group(catalogue, found, held, [board.locality for board in ours])
    worth_while = _cohorts(context, catalogue, ours, found, held)
    with writing(context.engine) as db:
        unlocks.replace(db, zip((board.code for board in ours), found.of_each_board(), strict=True), groups)
        proposals.replace(db, worth_while)


def _cohorts(
    context: Context, catalogue: Catalogue, ours: Sequence[Board], found: WhatIf, held: Held
) -> list[Proposal]:
    """Which of these boards to train together, of those that do not learn the same already."""
    with reading(context.engine) as db:
        ways, taken = reach.every(db), training.taken(db, context.now)
    asked = [
        Asked(board.code, board.locality, board.unit, isinstance(ways[board.code].way, Channel))
        for board in ours
    ]
    return cohorts.proposals(catalogue, found, held, asked, taken)


def _openings(db: Connection, catalogue: Catalogue, today: date) -> list[Opening]:
    """The processes of the last twelve months, and those that may be answered today, by routes of boards.

    They are held against the rules of today: what if the like of them came again.
    """
    year, live = processes.published_since(db, today - _YEAR), processes.live(db, today)
    offered = [process for process in live if standing(process, today).is_offered]
    found = {process.portfolio_id: process for process in (*year, *offered)}
    routed = [(process, route) for process in found.values() if (route := route_of(process))]
    said = document_files.findings_of(db, (process.portfolio_id for process, _ in routed))
    return [
        Opening(
            demands(catalogue, process, route, today, said.get(process.portfolio_id, ())),
            standing(process, today).is_offered,
        )
        for process, route in routed
    ]
