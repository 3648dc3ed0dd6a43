"""How ready a board is for a route, and for one process by that route. The gate comes before the score.

catalogue + evidence + day ─▶ states ─▶ gate (what blocks) ─▶ scores ─▶ level
assessment + demands of a process + evidence ─▶ verdict for that process
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from domain.readiness import Assessment, Dimension, Effect, Evidence, Verdict
from domain.reason import Reason
from readiness import words
from readiness.catalogue import Catalogue
from readiness.demands import AUTHORISATION, CAP_UNKNOWN, Demands, ban_on, demands, is_closed
from readiness.states import VALID, State, counted_level, is_waived, last_day_of, state_of

__all__ = ["Demands", "assess", "demands", "for_process", "states"]

INITIAL, DEVELOPING, ALMOST_READY = "Inicial", "En desarrollo", "Casi lista"
READY, READY_WITH_CONDITIONS = "Lista", "Lista con condiciones"
LEVELS = (INITIAL, DEVELOPING, ALMOST_READY, READY_WITH_CONDITIONS, READY)  # the lowest first


def assess(catalogue: Catalogue, route_id: str, evidence: Mapping[str, Evidence], on: date) -> Assessment:
    """How a board stands on a route, whatever the process. Raises KeyError for an unknown route.

    A condition is a fact about a process, so what blocks only under one does not block here.
    """
    route, asked = catalogue.routes[route_id], catalogue.asked[route_id]
    found = states(catalogue, asked, evidence, on)
    scores = _scores(catalogue, asked, found, evidence)
    score = _overall(catalogue, asked, evidence, scores)
    if is_closed(route, on):
        reason = Reason("CERRADA", 0.0, words.closed(route))
        level = _level(catalogue, score, (), blocked=True)
        return Assessment(route.id, on, Verdict.CLOSED, level, score, scores, reasons=(reason,))
    gaps = _unmet(found, (id_ for id_, effect in asked.items() if effect is Effect.BLOCKS))
    obstacles = (ban,) if (ban := ban_on(catalogue, route, on)) else ()
    expiring = tuple(sorted(id_ for id_, state in found.items() if state is State.EXPIRING))
    return Assessment(
        route=route.id,
        on=on,
        verdict=_verdict(obstacles, blocked=bool(gaps)),
        level=_level(catalogue, score, expiring, blocked=bool(gaps)),
        score=score,
        scores=scores,
        blocking=_sorted_ids(gaps, obstacles),
        expiring=expiring,
        reasons=(*obstacles, *_reasons(catalogue, found, evidence, (*gaps, *expiring))),
    )


def for_process(
    catalogue: Catalogue, assessment: Assessment, asked: Demands, evidence: Mapping[str, Evidence]
) -> Assessment:
    """The assessment of a board for one process: what its route asks and what this process asks besides."""
    if asked.closed:
        return assessment
    permit = _permit(catalogue, assessment, asked, evidence.get(AUTHORISATION))
    if not (asked.obstacles or asked.triggered or asked.notes or permit):
        return assessment
    found = states(catalogue, asked.triggered, evidence, asked.on)
    lacking = _unmet(found, (id_ for id_ in asked.triggered if id_ not in assessment.blocking))
    ends = tuple(id_ for id_ in found if found[id_] is State.EXPIRING and id_ not in assessment.expiring)
    if not (asked.obstacles or asked.notes or lacking or ends or permit):
        return assessment
    stops = (AUTHORISATION,) if permit and asked.value_cop is not None else ()
    expiring = tuple(sorted((*assessment.expiring, *ends)))
    gaps = {*stops, *lacking, *(id_ for id_ in assessment.blocking if id_ in catalogue.requirements)}
    return replace(
        assessment,
        verdict=_verdict(asked.obstacles, blocked=bool(gaps)),
        level=_level(catalogue, assessment.score, expiring, blocked=bool(gaps)),
        blocking=_sorted_ids(gaps, asked.obstacles),
        expiring=expiring,
        reasons=(
            *asked.obstacles,
            *([permit] if permit else ()),
            *_told(catalogue, asked, _reasons(catalogue, found, evidence, (*lacking, *ends))),
            *(reason for reason in assessment.reasons if reason not in asked.obstacles),
        ),
    )


def states(
    catalogue: Catalogue, ids: Iterable[str], evidence: Mapping[str, Evidence], on: date
) -> dict[str, State]:
    """The state of each of these requirements."""
    return {id_: state_of(catalogue, catalogue.requirements[id_], evidence.get(id_), on) for id_ in ids}


def _unmet(found: Mapping[str, State], ids: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(id_ for id_ in ids if not found[id_].is_met))


def weighing(catalogue: Catalogue, expiring: Iterable[str]) -> tuple[str, ...]:
    """Those about to expire that weigh on the level: not a certificate of thirty days, which always is."""
    lives = ((id_, catalogue.requirements[id_].valid_days) for id_ in expiring)
    return tuple(id_ for id_, days in lives if days is None or days > catalogue.weights.expiring_days)


def _permit(
    catalogue: Catalogue, assessment: Assessment, asked: Demands, evidence: Evidence | None
) -> Reason | None:
    """What the limit of the assembly's authorisation says of this value, where it says anything."""
    if evidence is None or evidence.limit_cop is None or AUTHORISATION in assessment.blocking:
        return None
    requirement = catalogue.requirements.get(AUTHORISATION)
    is_asked = AUTHORISATION in catalogue.asked[asked.route] or AUTHORISATION in asked.triggered
    if requirement is None or not is_asked:
        return None
    if not state_of(catalogue, requirement, evidence, asked.on).is_met:
        return None
    if asked.value_cop is None:
        return Reason(AUTHORISATION, 0.5, words.value_to_confirm(evidence.limit_cop))
    if asked.value_cop <= evidence.limit_cop:
        return None
    return Reason(AUTHORISATION, 0.0, words.above_limit(requirement, asked.value_cop, evidence.limit_cop))


def _told(catalogue: Catalogue, asked: Demands, stands: Iterable[Reason]) -> tuple[Reason, ...]:
    """What this process asks, in its own words where its documents have them, with how the board stands."""
    notes = {note.rule: note for note in asked.notes}
    told = []
    for reason in stands:
        note = notes.pop(reason.rule, None)
        why = note.words if note else words.asked_here(catalogue.requirements[reason.rule])
        told.append(replace(reason, words=f"{why} {reason.words}"))
    return (*told, *notes.values())


def _sorted_ids(gaps: Iterable[str], obstacles: Iterable[Reason]) -> tuple[str, ...]:
    return tuple(sorted({*gaps, *(reason.rule for reason in obstacles)}))


def _verdict(obstacles: Iterable[Reason], *, blocked: bool) -> Verdict:
    """What cannot be changed outweighs what is not known, and that what can still be fetched."""
    rules = {reason.rule for reason in obstacles}
    if rules - {CAP_UNKNOWN}:
        return Verdict.NOT_ELIGIBLE
    if rules:
        return Verdict.UNKNOWN
    return Verdict.ELIGIBLE_IF if blocked else Verdict.ELIGIBLE


def _scores(
    catalogue: Catalogue,
    asked: Mapping[str, Effect],
    found: Mapping[str, State],
    evidence: Mapping[str, Evidence],
) -> dict[Dimension, int]:
    """0–100 by dimension: the mean of the levels, weighted by effect; 0 where the route asks nothing."""
    reached, possible = dict.fromkeys(Dimension, 0), dict.fromkeys(Dimension, 0)
    for id_, effect in asked.items():
        requirement, shown = catalogue.requirements[id_], evidence.get(id_)
        if is_waived(requirement, shown):
            continue
        weight = catalogue.weights.effects[effect]
        reached[requirement.dimension] += weight * counted_level(found[id_], shown)
        possible[requirement.dimension] += weight * 4
    return {d: round(100 * reached[d] / possible[d]) if possible[d] else 0 for d in Dimension}


def _overall(
    catalogue: Catalogue,
    asked: Iterable[str],
    evidence: Mapping[str, Evidence],
    scores: Mapping[Dimension, int],
) -> int:
    """The weighted mean of the dimensions that the route asks this board about; 100 where nothing applies."""
    requirements = (catalogue.requirements[id_] for id_ in asked)
    about = {r.dimension for r in requirements if not is_waived(r, evidence.get(r.id))}
    total = sum(catalogue.weights.dimensions[d] for d in about)
    return round(sum(scores[d] * catalogue.weights.dimensions[d] for d in about) / total) if total else 100


def _level(catalogue: Catalogue, score: int, expiring: Iterable[str], *, blocked: bool) -> str:
    weights = catalogue.weights
    if blocked:
        return INITIAL if score < weights.developing else DEVELOPING
    running_out = len(weighing(catalogue, expiring))
    if score >= weights.ready:
        return READY_WITH_CONDITIONS if running_out else READY
    if score >= weights.almost_ready and running_out <= weights.expiring_allowed:
        return ALMOST_READY
    return DEVELOPING


def _reasons(
    catalogue: Catalogue, found: Mapping[str, State], evidence: Mapping[str, Evidence], ids: Iterable[str]
) -> tuple[Reason, ...]:
    return tuple(_reason(catalogue, id_, found[id_], evidence.get(id_)) for id_ in ids)


def _reason(catalogue: Catalogue, id_: str, state: State, evidence: Evidence | None) -> Reason:
    requirement = catalogue.requirements[id_]
    last_day = last_day_of(catalogue, requirement, evidence) if evidence else None
    if state is State.EXPIRING:
        return Reason(id_, 1.0, words.expiring(requirement, last_day))
    part_way = min(evidence.level, VALID) / 4 if evidence and state is State.UNVERIFIED else 0.0
    return Reason(id_, part_way, words.gap(requirement, state, last_day, evidence.level if evidence else 0))
