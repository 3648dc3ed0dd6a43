"""What a board lacks and what to do about it tomorrow, the most rewarding step first."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from domain.readiness import Assessment, Effect, Requirement
from readiness import words
from readiness.catalogue import Catalogue

_DAYS_WHERE_UNKNOWN = 10  # two working weeks: neither first nor last


@dataclass(frozen=True, slots=True)
class Step:
    """One gap with its way out, ready for a page. `routes` are those that it holds shut."""

    requirement: Requirement
    routes: tuple[str, ...]
    how: str
    law: str  # with the mark of how far it was verified
    priority: float


def next_steps(catalogue: Catalogue, assessed: Iterable[Assessment]) -> list[Step]:
    """The gaps that block a board, by effect × routes held shut ÷ effort (readiness guide, section 3.1)."""
    routes: dict[str, list[str]] = {}
    for assessment in assessed:
        for id_ in assessment.blocking:
            if id_ in catalogue.requirements:
                routes.setdefault(id_, []).append(assessment.route)
    found = [_step(catalogue, catalogue.requirements[id_], held) for id_, held in routes.items()]
    return sorted(found, key=lambda step: (-step.priority, step.requirement.id))


def _step(catalogue: Catalogue, requirement: Requirement, routes: Iterable[str]) -> Step:
    held = tuple(sorted(set(routes)))
    gain = sum(_effect(catalogue, requirement.id, route) for route in held)
    return Step(
        requirement=requirement,
        routes=held,
        how=requirement.steps[0],
        law=words.law(requirement.law, requirement.verified),
        priority=gain / _effort(requirement),
    )


def _effect(catalogue: Catalogue, id_: str, route: str) -> int:
    # What a call names may be something that its route never asks for: it blocks all the same.
    effects: Mapping[str, Effect] = catalogue.asked[route]
    return catalogue.weights.effects[effects.get(id_, Effect.BLOCKS)]


def _effort(requirement: Requirement) -> int:
    return 1 + (_DAYS_WHERE_UNKNOWN if requirement.days is None else requirement.days)
