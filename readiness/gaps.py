"""What of a board is not simply met on the routes that it can use: what it holds shut, how to close it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from domain.readiness import Effect, Evidence, Requirement
from readiness import words
from readiness.catalogue import Catalogue
from readiness.states import State, is_charge, last_day_of, state_of

_STRONGEST_FIRST = (Effect.BLOCKS, Effect.BLOCKS_IF, Effect.SCORED)


@dataclass(frozen=True, slots=True)
class Gap:
    """A requirement that is not met, or not for long, or that was said not to apply.

    `routes` are those that it holds shut; `effect` the strongest that it has on any route. `how` is empty
    where nothing is to be done.
    """

    requirement: Requirement
    state: State
    last_day: date | None
    routes: tuple[str, ...]
    effect: Effect
    how: str
    evidence: Evidence | None


def gaps(
    catalogue: Catalogue, routes: Iterable[str], evidence: Mapping[str, Evidence], on: date
) -> list[Gap]:
    """The gaps on these routes, what holds most of them shut first. Evidence as `states.best` gives it."""
    effects: dict[str, dict[str, Effect]] = {}
    for route in routes:
        for id_, effect in catalogue.asked[route].items():
            effects.setdefault(id_, {})[route] = effect
    found = [
        _gap(catalogue, catalogue.requirements[id_], by_route, evidence.get(id_), on)
        for id_, by_route in effects.items()
    ]
    not_met = [gap for gap in found if gap.state is not State.MET]
    return sorted(not_met, key=lambda gap: (-len(gap.routes), gap.effect, gap.requirement.id))


def _gap(
    catalogue: Catalogue,
    requirement: Requirement,
    by_route: Mapping[str, Effect],
    evidence: Evidence | None,
    on: date,
) -> Gap:
    state = state_of(catalogue, requirement, evidence, on)
    routes = tuple(route for route, effect in by_route.items() if effect is Effect.BLOCKS)
    dated = evidence is not None and state not in (State.MISSING, State.NOT_APPLICABLE)
    last_day = last_day_of(catalogue, requirement, evidence) if evidence and dated else None
    held = () if state.is_met else routes
    return Gap(
        requirement=requirement,
        state=state,
        last_day=last_day,
        routes=held,
        effect=min(by_route.values(), key=_STRONGEST_FIRST.index),
        how=_how(requirement, state, evidence, last_day, on, is_shut=bool(held)),
        evidence=evidence,
    )


def _how(
    requirement: Requirement,
    state: State,
    evidence: Evidence | None,
    last_day: date | None,
    on: date,
    *,
    is_shut: bool,
) -> str:
    """The first step."""
    first = words.first_step(requirement, state, evidence.level if evidence else 0)
    match state:
        case State.EXPIRING if last_day:
            return f"Renuévenlo antes del {words.day(last_day)}. {first}"
        case State.NOT_APPLICABLE if not is_shut:
            return ""
        case State.MISSING if evidence and is_charge(evidence, on):
            return f"{first} Luego pidan a la oficina que los acompaña que lo revise y lo anote."
        case _:
            return first
