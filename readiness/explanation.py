"""Why a board has its level and its score on a route, in Spanish, and what lifts it to the next level."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from domain.readiness import Assessment, Dimension, Evidence, Verdict
from readiness import words
from readiness.assess import (
    ALMOST_READY,
    INITIAL,
    LEVELS,
    READY,
    READY_WITH_CONDITIONS,
    assess,
    states,
    weighing,
)
from readiness.catalogue import Catalogue
from readiness.states import CHECKED, VALID, State, is_waived


@dataclass(frozen=True, slots=True)
class Explanation:
    """Sentences for people. `lift` is empty at the highest level, and where nothing a board does lifts it."""

    level: str
    score: str
    dimensions: tuple[str, ...]
    lift: str

    @property
    def sentences(self) -> tuple[str, ...]:
        return tuple(said for said in (self.level, self.score, *self.dimensions, self.lift) if said)


@dataclass(frozen=True, slots=True)
class Lift:
    """What together reaches a higher level, with the level and the score that a board then has.

    `closed` are got, renewed or shown to be valid; `checked`, valid already, are seen by an officer.
    """

    level: str
    score: int
    closed: tuple[str, ...]
    checked: tuple[str, ...]


def explain(catalogue: Catalogue, assessment: Assessment, evidence: Mapping[str, Evidence]) -> Explanation:
    """The words for an assessment of a route by `assess`, from the evidence that it was made of."""
    return Explanation(
        level=_level(catalogue, assessment),
        score=_score(catalogue, assessment, evidence),
        dimensions=tuple(_dimensions(catalogue, assessment, evidence)),
        lift=_lift(catalogue, assessment, evidence),
    )


def lift(catalogue: Catalogue, assessment: Assessment, evidence: Mapping[str, Evidence]) -> Lift | None:
    """Steps to a higher level: what blocks first, then what weighs most, as many as it takes. None at
    the highest level, and on a route that the law closed.
    """
    if assessment.verdict is Verdict.CLOSED or assessment.level == READY:
        return None
    steps = _steps(catalogue, assessment, evidence)

    def after(count: int) -> Assessment:
        return assess(catalogue, assessment.route, _with(evidence, steps[:count]), assessment.on)

    # More steps never make it worse, so the first that lifts is found by halving.
    now = LEVELS.index(assessment.level)
    counts = range(1, len(steps) + 1)
    place = bisect_left(counts, True, key=lambda count: LEVELS.index(after(count).level) > now)
    if place == len(counts):
        return None
    then, done = after(counts[place]), steps[: counts[place]]
    return Lift(
        then.level,
        then.score,
        closed=tuple(id_ for id_, level in done if level != CHECKED),
        checked=tuple(id_ for id_, level in done if level == CHECKED),
    )


def _with(evidence: Mapping[str, Evidence], steps: Iterable[tuple[str, int]]) -> dict[str, Evidence]:
    """The evidence once these steps are taken: what is got or renewed does not run out."""
    held = dict(evidence)
    for id_, level in steps:
        known = held.get(id_) or Evidence(id_, 0)
        if level != CHECKED:
            known = replace(known, issued_on=None, expires_on=None)
        held[id_] = replace(known, level=max(level, known.level))
    return held


def _steps(
    catalogue: Catalogue, assessment: Assessment, evidence: Mapping[str, Evidence]
) -> list[tuple[str, int]]:
    """What can be done, each with the level (0–4) that it brings, the most telling first."""
    asked = catalogue.asked[assessment.route]
    found = states(catalogue, asked, evidence, assessment.on)
    runs_out = weighing(catalogue, assessment.expiring)

    def rank(step: tuple[str, int]) -> tuple[bool, bool, int, str]:
        id_, level = step
        weight = catalogue.weights.effects[asked[id_]]
        return level == CHECKED, id_ not in assessment.blocking, -weight, id_

    open_ = [
        (id_, VALID)
        for id_, state in found.items()
        if id_ in runs_out or not (state.is_met or state is State.NOT_APPLICABLE)
    ]
    to_check = [
        (id_, CHECKED)
        for id_ in asked
        if not is_waived(catalogue.requirements[id_], shown := evidence.get(id_))
        and (shown is None or shown.level < CHECKED)
    ]
    return sorted([*open_, *to_check], key=rank)


def _level(catalogue: Catalogue, assessment: Assessment) -> str:
    route = catalogue.routes[assessment.route]
    if assessment.verdict is Verdict.CLOSED:
        return words.closed(route)
    obstacles = [id_ for id_ in assessment.blocking if id_ not in catalogue.requirements]
    told = (reason.words for reason in assessment.reasons if reason.rule in obstacles)
    return " ".join((f"Nivel «{assessment.level}» en «{route.title}»: {_why(catalogue, assessment)}.", *told))


def _why(catalogue: Catalogue, assessment: Assessment) -> str:
    weights = catalogue.weights
    if gaps := [id_ for id_ in assessment.blocking if id_ in catalogue.requirements]:
        low = f" y el puntaje no llega a {weights.developing}" if assessment.level == INITIAL else ""
        return f"{_count(gaps)} para contratar por esta ruta{low}"
    nothing_missing = "no falta nada indispensable"
    runs_out = weighing(catalogue, assessment.expiring)
    if assessment.level == READY:
        return f"{nothing_missing}, y el puntaje es de {weights.ready} o más"
    if assessment.level == READY_WITH_CONDITIONS:
        return f"{nothing_missing}, pero vence pronto: {_titles(catalogue, runs_out)}"
    if assessment.level == ALMOST_READY:
        return f"{nothing_missing}, pero el puntaje no llega a {weights.ready}"
    if assessment.score < weights.almost_ready:
        return f"{nothing_missing}, pero el puntaje no llega a {weights.almost_ready}"
    allowed = weights.expiring_allowed
    return (
        f"{nothing_missing}, pero hay {len(runs_out)} soportes por vencer y «{ALMOST_READY}» admite {allowed}"
    )


def _score(catalogue: Catalogue, assessment: Assessment, evidence: Mapping[str, Evidence]) -> str:
    about = _about(catalogue, assessment, evidence)
    if not about:
        return ""
    parts = (
        f"{words.DIMENSIONS[d].lower()} {assessment.scores[d]} (pesa {catalogue.weights.dimensions[d]})"
        for d in Dimension
        if d in about
    )
    return f"Puntaje: {assessment.score} de 100. Sale de promediar {words.listed(parts)}."


def _dimensions(
    catalogue: Catalogue, assessment: Assessment, evidence: Mapping[str, Evidence]
) -> Iterable[str]:
    about = _about(catalogue, assessment, evidence)
    for dimension in Dimension:
        if ids := about.get(dimension):
            found = states(catalogue, ids, evidence, assessment.on)
            met = [id_ for id_ in ids if found[id_].is_met]
            lacking = sorted(
                (id_ for id_ in ids if id_ not in met), key=lambda id_: (id_ not in assessment.blocking, id_)
            )
            yield _dimension(catalogue, assessment, dimension, len(met), lacking)


def _dimension(
    catalogue: Catalogue, assessment: Assessment, dimension: Dimension, met: int, lacking: list[str]
) -> str:
    asked, score = met + len(lacking), assessment.scores[dimension]
    counted = f"{met} de {asked} {'requisito' if asked == 1 else 'requisitos'} al día"
    said = f"{words.DIMENSIONS[dimension]} {score} de 100: {counted}"
    if lacking:
        return f"{said}; {'falta' if len(lacking) == 1 else 'faltan'} {_titles(catalogue, lacking)}."
    return f"{said}{'' if score == 100 else ', y no todos revisados por un funcionario'}."


def _lift(catalogue: Catalogue, assessment: Assessment, evidence: Mapping[str, Evidence]) -> str:
    if assessment.verdict is Verdict.CLOSED:
        return ""
    if assessment.level == READY:
        return "Es el nivel más alto. Para conservarlo, renueven cada soporte antes de que venza."
    found = lift(catalogue, assessment, evidence)
    if found is None:
        return ""
    steps = []
    if found.closed:
        steps.append(f"pongan al día {_titles(catalogue, found.closed)}")
    if found.checked:
        steps.append(f"pidan a un funcionario que revise {_titles(catalogue, found.checked)}")
    return f"Para pasar a «{found.level}»: {words.listed(steps)}. Así tendrían {found.score} puntos de 100."


def _about(
    catalogue: Catalogue, assessment: Assessment, evidence: Mapping[str, Evidence]
) -> dict[Dimension, list[str]]:
    """What the route asks this board for and weighs in the score, by dimension."""
    about: dict[Dimension, list[str]] = {}
    for id_ in catalogue.asked[assessment.route]:
        requirement = catalogue.requirements[id_]
        if not is_waived(requirement, evidence.get(id_)):
            about.setdefault(requirement.dimension, []).append(id_)
    return about


def _count(gaps: list[str]) -> str:
    return (
        "falta un requisito indispensable"
        if len(gaps) == 1
        else f"faltan {len(gaps)} requisitos indispensables"
    )


_MOST_TITLES = 5


def _titles(catalogue: Catalogue, ids: Iterable[str]) -> str:
    titles = [f"«{catalogue.requirements[id_].title}»" for id_ in ids]
    more = len(titles) - _MOST_TITLES
    return words.listed(titles if more <= 0 else [*titles[:_MOST_TITLES], f"{more} más"])
