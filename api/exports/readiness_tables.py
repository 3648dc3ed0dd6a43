"""Readiness as tables to hand out: what each board lacks, how it stands on each route. Values in Spanish."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection

from domain.board import Board
from domain.readiness import Assessment, Dimension, Effect, EvidenceSource, Requirement, Verdict
from domain.unlock import GapUnlock, Unlock
from readiness import words
from readiness.catalogue import Catalogue, load
from readiness.demands import open_routes
from readiness.gaps import Gap, gaps
from readiness.states import best
from store import assessments as assessment_store
from store import boards, evidence, unlocks


class GapRow(NamedTuple):
    """What a board lacks. `routes_held_shut` are ids; `working_days` and `cost` as far as they are known.

    `opens_…` says which processes of the last twelve months the board could answer if it closed this gap
    alone, `together_…` if it also closed `best_with`; blank where nothing is lacking or it was not counted.
    """

    board_code: str
    board_name: str
    locality: str | None
    unit: str | None
    requirement: str
    title: str
    state: str
    last_day: date | None
    routes_held_shut: str
    effect: str
    opens_processes: int | None
    opens_now: int | None
    opens_value_cop: int | None
    opens_without_value: int | None
    best_with: str | None
    together_processes: int | None
    together_value_cop: int | None
    how_to_close: str
    bring: str
    attends: str
    where: str
    hours: str
    link: str | None
    cost: str
    working_days: int | None
    law: str
    law_source: str
    training_units: str
    evidence_level: int | None
    evidence_source: str | None
    checked_by: str | None
    note: str | None
    proof: str | None
    on: date


class AssessmentRow(NamedTuple):
    """How a board stands on a route, whatever the process. `why` are the sentences that explain it."""

    board_code: str
    board_name: str
    locality: str | None
    unit: str | None
    route: str
    route_title: str
    on: date
    verdict: str
    may_contract: str
    level: str
    score: int
    score_legal: int
    score_documentary: int
    score_technical: int
    score_administrative: int
    score_digital: int
    blocking: str
    expiring: str
    why: str


_TO_CONFIRM = "por confirmar"
_MAY_CONTRACT = {
    Verdict.ELIGIBLE: "puede contratar por esta ruta",
    Verdict.ELIGIBLE_IF: "puede si completa lo que le falta",
    Verdict.NOT_ELIGIBLE: "no puede hoy, por algo que la junta no puede cambiar",
    Verdict.CLOSED: "la ley cerró esta ruta",
    Verdict.UNKNOWN: "por confirmar: falta el presupuesto de la entidad",
}
_CONDITIONS = {
    "works": "bloquea si es una obra",
    "with_minors": "bloquea si participan menores de edad",
    "asked": "bloquea si la convocatoria lo pide",
}
_SOURCES = {
    EvidenceSource.BOARD: "junta",
    EvidenceSource.SURVEY: "encuesta",
    EvidenceSource.OFFICER: "funcionario",
    EvidenceSource.SECOP: "SECOP",
}


def gap_rows(db: Connection, today: date) -> Iterator[GapRow]:
    """A row for each board and requirement that is not simply met on a route that it can use."""
    catalogue, shown, opened = load(today), evidence.every(db), unlocks.every(db)
    routes, every_board = open_routes(catalogue, today), boards.every(db)
    counted = {board.municipality for board in every_board if board.code in opened}
    for board in every_board:
        held = best(catalogue, shown.get(board.code, ()), today)
        for gap in gaps(catalogue, routes, held, today):
            lacks = board.municipality in counted and not gap.state.is_met
            nothing = GapUnlock(gap.requirement.id, Unlock()) if lacks else None
            unlock = opened.get(board.code, {}).get(gap.requirement.id, nothing)
            yield _gap_row(catalogue, board, gap, unlock, today)


def assessment_rows(db: Connection, today: date) -> Iterator[AssessmentRow]:
    """A row for each board and route, as it was last assessed."""
    catalogue, named = load(today), {board.code: board for board in boards.every(db)}
    for (code, _), found in sorted(assessment_store.every(db).items()):
        yield _assessment_row(catalogue, named[code], found)


def _gap_row(catalogue: Catalogue, board: Board, gap: Gap, unlock: GapUnlock | None, today: date) -> GapRow:
    rule, shown, office = gap.requirement, gap.evidence, catalogue.offices[gap.requirement.office]
    return GapRow(
        board_code=board.code,
        board_name=board.name,
        locality=board.locality,
        unit=board.unit,
        requirement=rule.id,
        title=rule.title,
        state=gap.state.value,
        last_day=gap.last_day,
        routes_held_shut=" ".join(gap.routes),
        effect=_effect(rule, gap.effect),
        opens_processes=unlock.alone.processes if unlock else None,
        opens_now=unlock.alone.open_now if unlock else None,
        opens_value_cop=unlock.alone.value_cop if unlock else None,
        opens_without_value=unlock.alone.without_value if unlock else None,
        best_with=unlock.partner if unlock else None,
        together_processes=unlock.together.processes if unlock and unlock.partner else None,
        together_value_cop=unlock.together.value_cop if unlock and unlock.partner else None,
        how_to_close=gap.how,
        bring="; ".join(rule.documents),
        attends=office.name,
        where=office.where or _TO_CONFIRM,
        hours=office.hours or _TO_CONFIRM,
        link=rule.link or office.link,
        cost=rule.cost,
        working_days=rule.days,
        law=words.law(rule.law, rule.verified),
        law_source=rule.source,
        training_units="; ".join(unit.title for unit in catalogue.units_of(rule.id)),
        evidence_level=shown.level if shown else None,
        evidence_source=_SOURCES[shown.source] if shown else None,
        checked_by=shown.checked_by if shown else None,
        note=shown.note if shown else None,
        proof=shown.proof if shown else None,
        on=today,
    )


def _effect(requirement: Requirement, effect: Effect) -> str:
    match effect:
        case Effect.BLOCKS:
            return "bloquea"
        case Effect.BLOCKS_IF:
            return _CONDITIONS[requirement.condition or "asked"]
        case Effect.SCORED:
            return "da puntaje"


def _assessment_row(catalogue: Catalogue, board: Board, found: Assessment) -> AssessmentRow:
    return AssessmentRow(
        board_code=board.code,
        board_name=board.name,
        locality=board.locality,
        unit=board.unit,
        route=found.route,
        route_title=catalogue.routes[found.route].title,
        on=found.on,
        verdict=found.verdict.value,
        may_contract=_MAY_CONTRACT[found.verdict],
        level=found.level,
        score=found.score,
        score_legal=found.scores[Dimension.LEGAL],
        score_documentary=found.scores[Dimension.DOCUMENTARY],
        score_technical=found.scores[Dimension.TECHNICAL],
        score_administrative=found.scores[Dimension.ADMINISTRATIVE],
        score_digital=found.scores[Dimension.DIGITAL],
        blocking=" ".join(found.blocking),
        expiring=" ".join(found.expiring),
        why=" ".join(reason.words for reason in found.reasons),
    )
