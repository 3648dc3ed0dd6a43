"""How a board stands for one call, as matching asks it: by which route, and what is missing."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from domain.document import Document
from domain.finding import Finding
from domain.match import Eligibility
from domain.process import Process
from domain.readiness import Assessment, Evidence, Verdict
from domain.reason import Reason
from readiness.assess import for_process
from readiness.catalogue import Catalogue
from readiness.demands import Demands, demands
from readiness.routes import route_of


def wanted_by(
    catalogue: Catalogue, process: Process, on: date, said: Sequence[tuple[Document, Finding]] = ()
) -> Demands | None:
    """What a process demands by its route, or None where no route of a board leads to it."""
    route = route_of(process)
    return demands(catalogue, process, route, on, said) if route else None


def eligibility(
    catalogue: Catalogue,
    assessments: Mapping[str, Assessment],
    wanted: Demands | None,
    evidence: Mapping[str, Evidence],
) -> Eligibility | None:
    """How a board, by its assessments of each route, stands for what a call demands.

    None where no route leads there, and for a board that came after the last assessment.
    """
    assessment = assessments.get(wanted.route) if wanted else None
    if wanted is None or assessment is None:
        return None
    decided = for_process(catalogue, assessment, wanted, evidence)
    return Eligibility(
        decided.route,
        decided.verdict,
        decided.blocking,
        _of_this_call(wanted, assessment, decided),
        days_needed(catalogue, decided.blocking),
        _beyond_the_board(catalogue, decided),
    )


def days_needed(catalogue: Catalogue, missing: Iterable[str]) -> int | None:
    """The working days that the longest of these requirements takes to get, of those that are known."""
    known = (catalogue.requirements[id_].days for id_ in missing if id_ in catalogue.requirements)
    return max((days for days in known if days is not None), default=None)


def _of_this_call(wanted: Demands, assessment: Assessment, decided: Assessment) -> tuple[Reason, ...]:
    """What stands in the way of this call, or is told of it, and not of its route. What no board can change
    is told by the verdict.
    """
    if decided is assessment:
        return ()
    known = {*assessment.reasons, *wanted.obstacles}
    return tuple(reason for reason in decided.reasons if reason not in known)


def _beyond_the_board(catalogue: Catalogue, decided: Assessment) -> tuple[Reason, ...]:
    if decided.verdict is Verdict.CLOSED:
        return decided.reasons
    if decided.verdict is not Verdict.NOT_ELIGIBLE:
        return ()
    beyond = set(decided.blocking) - catalogue.requirements.keys()
    return tuple(reason for reason in decided.reasons if reason.rule in beyond)
