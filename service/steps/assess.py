"""Assess: how ready each board is for each open route today, by its own papers and by what SECOP proves."""

from collections import Counter
from dataclasses import dataclass
from time import perf_counter

from domain.readiness import Effect
from readiness.assess import assess
from readiness.catalogue import Catalogue, load
from readiness.states import best
from service.context import Context
from service.steps import prove
from service.steps.prove import ProofSummary
from store import assessments, boards
from store import evidence as evidence_store
from store.engine import reading, writing


@dataclass(frozen=True)
class AssessSummary:
    boards: int
    routes: int
    changed: int
    levels: dict[str, int]
    proofs: ProofSummary
    seconds: float


def run(context: Context) -> AssessSummary:
    """Assess every board for every route that the law still offers; only what changed is written."""
    started = perf_counter()
    proofs = prove.run(context)
    catalogue = load(context.today)
    routes = open_routes(catalogue)
    with reading(context.engine) as db:
        codes = [board.code for board in boards.every(db)]
        found_evidence = evidence_store.every(db)
    evidence = {code: best(catalogue, found_evidence.get(code, ()), context.today) for code in codes}
    found = [
        (code, assess(catalogue, route, evidence[code], context.today)) for code in codes for route in routes
    ]
    with writing(context.engine) as db:
        changed = assessments.save(db, found)
    levels = Counter(assessment.level for _, assessment in found)
    return AssessSummary(len(codes), len(routes), changed, dict(levels), proofs, perf_counter() - started)


def open_routes(catalogue: Catalogue) -> list[str]:
    """The routes that a board can use, in the catalogue's order."""
    return [id_ for id_ in catalogue.routes if _leads_to_contracts(catalogue, id_)]


def _leads_to_contracts(catalogue: Catalogue, route_id: str) -> bool:
    """Whether a board can contract by the route: it is not closed, and not a mere setting of priorities."""
    is_closed = catalogue.routes[route_id].closed_from is not None
    return not is_closed and Effect.BLOCKS in catalogue.asked[route_id].values()
