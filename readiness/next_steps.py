"""What a board lacks and what to do about it tomorrow, the most rewarding step first."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from domain.readiness import Assessment, Effect, Office, Requirement
from domain.unlock import GapUnlock, Unlock
from readiness import words
from readiness.catalogue import Catalogue

# What is said of how the processes were counted, wherever a step says how many it opens.
COUNTED = (
    "Contamos los procesos que las entidades que seguimos publicaron en los últimos doce meses, y los que "
    "están abiertos hoy, por rutas abiertas a juntas y con las reglas de hoy. No todos son de lo que ustedes "
    "hacen."
)

# All of these only put the steps in order, and are shown to nobody.
_DAYS_WHERE_UNKNOWN = 10  # two working weeks: neither first nor last
_DAY_COP = 60_000  # what a day of work at the minimum wage costs, to add costs to days
_COST_WHERE_UNKNOWN_COP = _DAY_COP  # not free, and not dear


@dataclass(frozen=True, slots=True)
class Step:
    """One gap with its way out, ready for a page. `routes` are those that it holds shut: none where only some
    processes ask for it, or for more of it than the board has.

    `unlock` is what closing it would open, None where it was not counted or opens nothing; `opens` says it in
    words.
    """

    requirement: Requirement
    routes: tuple[str, ...]
    how: str
    law: str  # with the mark of how far it was verified
    priority: float
    office: Office  # which attends to it
    unlock: GapUnlock | None = None
    opens: str = ""


def next_steps(
    catalogue: Catalogue, assessed: Iterable[Assessment], unlocks: Sequence[GapUnlock] = ()
) -> list[Step]:
    """The gaps that block a board, on routes or for some processes alone, the most rewarding first: effect ×
    routes and money that they hold shut ÷ effort (days, cost).

    The money that a gap opens is a share of what the board's most rewarding gap opens, and that one weighs as
    much as all routes together (readiness guide, section 3.1).
    """
    found = list(assessed)
    routes: dict[str, list[str]] = {}
    for assessment in found:
        for id_ in assessment.blocking:
            if id_ in catalogue.requirements:
                routes.setdefault(id_, []).append(assessment.route)
    known = {gap.requirement: gap for gap in unlocks if gap.requirement in catalogue.requirements}
    for id_, gap in known.items():
        if gap.alone:
            routes.setdefault(id_, [])
    shares = _shares(known)
    steps = [
        _step(catalogue, id_, held, shares.get(id_, 0.0) * len(found), known.get(id_))
        for id_, held in routes.items()
    ]
    return sorted(steps, key=lambda step: (-step.priority, step.requirement.id))


def opens(catalogue: Catalogue, gap: GapUnlock) -> str:
    """What closing the gap would open, alone and with its best partner, in one or two sentences."""
    partner = catalogue.requirements.get(gap.partner or "")
    told = [f"Si cierran sólo esto, podrían aspirar a {_counted(gap.alone)}."] if gap.alone else []
    if partner and gap.together != gap.alone:
        start = "Si además cierran" if told else "Si cierran esto y también"
        told.append(f"{start} «{partner.title}», podrían aspirar a {_counted(gap.together)}.")
    return " ".join(told)


def _step(
    catalogue: Catalogue, id_: str, routes: Iterable[str], money: float, unlock: GapUnlock | None
) -> Step:
    requirement, held = catalogue.requirements[id_], tuple(sorted(set(routes)))
    effects = [_effect(catalogue, id_, route) for route in held]
    strongest = max(effects, default=catalogue.weights.effects[Effect.BLOCKS])
    return Step(
        requirement=requirement,
        routes=held,
        how=requirement.steps[0],
        law=words.law(requirement.law, requirement.verified),
        priority=(sum(effects) + strongest * money) / _effort(requirement),
        office=catalogue.offices[requirement.office],
        unlock=unlock,
        opens=opens(catalogue, unlock) if unlock else "",
    )


def _effect(catalogue: Catalogue, id_: str, route: str) -> int:
    # What a call names may be something that its route never asks for: it blocks all the same.
    effects: Mapping[str, Effect] = catalogue.asked[route]
    return catalogue.weights.effects[effects.get(id_, Effect.BLOCKS)]


def _effort(requirement: Requirement) -> float:
    """In days. What is not known is neither none nor endless."""
    days = _DAYS_WHERE_UNKNOWN if requirement.days is None else requirement.days
    cost_cop = _COST_WHERE_UNKNOWN_COP if requirement.cost_cop is None else requirement.cost_cop
    return 1 + days + cost_cop / _DAY_COP


def _shares(known: Mapping[str, GapUnlock]) -> dict[str, float]:
    """0–1: the money that each gap opens beside that of the largest. A pair shares what only both open."""
    typical = _typical_cop(known.values())
    opened = {}
    for id_, gap in known.items():
        alone, together = _worth(gap.alone, typical), _worth(gap.together, typical)
        partner = known.get(gap.partner or "")
        theirs = _worth(partner.alone, typical) if partner else 0.0
        opened[id_] = alone + max(0.0, together - alone - theirs) / 2
    most = max(opened.values(), default=0.0)
    return {id_: worth / most for id_, worth in opened.items()} if most else {}


def _typical_cop(found: Iterable[GapUnlock]) -> float:
    """What a process without value is taken to be worth: the mean of those with one."""
    unlocks = [unlock for gap in found for unlock in (gap.alone, gap.together)]
    valued = sum(unlock.processes - unlock.without_value for unlock in unlocks)
    return sum(unlock.value_cop for unlock in unlocks) / valued if valued else 1.0


def _worth(unlock: Unlock, typical_cop: float) -> float:
    return unlock.value_cop + unlock.without_value * typical_cop


def _counted(unlock: Unlock) -> str:
    parts = [_processes(unlock.processes)]
    if unlock.without_value == unlock.processes:
        parts[0] += " de valor desconocido"
    else:
        parts[0] += f" por {words.pesos(unlock.value_cop)}"
        if unlock.without_value:
            parts.append(f"sin contar {unlock.without_value} de valor desconocido")
    if unlock.open_now:
        parts.append("1 abierto hoy" if unlock.open_now == 1 else f"{unlock.open_now} abiertos hoy")
    return ", ".join(parts)


def _processes(count: int) -> str:
    return "1 proceso" if count == 1 else f"{count} procesos"
