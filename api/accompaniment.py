"""A board's plan of accompaniment as its pages tell it: what is to be done, and how far it came."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from api.board import Gap, gaps_of
from domain.accompaniment import Accompaniment, Action, Doer, Entry, Milestone, Passed
from domain.board import Board
from domain.personal import Personal, found_in
from domain.readiness import Requirement, Route, TrainingUnit
from readiness.catalogue import Catalogue, load
from readiness.days import after_business_days
from readiness.demands import open_routes
from readiness.states import best
from store import accompaniment, assessments, boards, evidence, milestones, unlocks
from store.questions import Together

_USUAL_DAYS = 10  # business days, where nobody knows how long a document takes: two weeks
_MOST_PROPOSED = 6

_ALL = Together(
    boards.ONE,
    assessments.OF_BOARD,
    evidence.OF_BOARD,
    unlocks.OF_BOARD,
    accompaniment.PLAN,
    accompaniment.ACTIONS,
    accompaniment.LOG,
    milestones.MILESTONES,
)

PERSONAL: Mapping[Personal, str] = {
    Personal.ADDRESS: "Ahí hay un correo electrónico. Quítenlo: aquí no van datos de personas.",
    Personal.NUMBER: "Ahí hay un número que parece de teléfono o de cédula. Quítenlo: aquí no van datos de "
    "personas. Si es plata, pónganle el signo $.",
}
"""Why a text is not taken."""


@dataclass(frozen=True)
class Proposed:
    """An action that follows from a gap. `unit` is what teaches it, where the action is to learn it."""

    requirement: Requirement
    unit: TrainingUnit | None
    due_on: date

    @property
    def doer(self) -> Doer:
        return Doer.TRAINER if self.unit else Doer.BOARD

    @property
    def what(self) -> str:
        if self.unit:
            return f"Taller «{self.unit.title}», para conseguir: {self.requirement.title}."
        return f"{self.requirement.title}. {self.requirement.steps[0]}"


@dataclass(frozen=True)
class Plan:
    """`proposed` are the gaps that no open action closes, each with the ways to close it. What `passed` does
    not have, the rows do not show.
    """

    board: Board
    plan: Accompaniment | None
    goal: Route | None
    actions: Sequence[Action]
    log: Sequence[Entry]
    passed: Mapping[Milestone, Passed]
    proposed: Sequence[Sequence[Proposed]]
    routes: Sequence[Route]  # those that a board may have for its goal

    @property
    def open(self) -> list[Action]:
        return [one for one in self.actions if one.is_open]

    @property
    def closed(self) -> list[Action]:
        return [one for one in self.actions if not one.is_open]


def read_plan(db: Connection, code: str, today: date) -> Plan | None:
    """All of a board's accompaniment, or None if there is no such board."""
    told = _ALL.ask(db, code=code)
    board = told.of(boards.ONE)
    if board is None:
        return None
    catalogue = load(today)
    routes = open_routes(catalogue, today)
    assessed = [one for one in told.of(assessments.OF_BOARD) if one.route in routes]
    held = best(catalogue, told.of(evidence.OF_BOARD), today)
    gaps = gaps_of(assessed, catalogue, held, told.of(unlocks.OF_BOARD), today)
    plan, actions = told.of(accompaniment.PLAN), told.of(accompaniment.ACTIONS)
    goal = catalogue.routes.get(plan.route or "") if plan else None
    return Plan(
        board=board,
        plan=plan,
        goal=goal,
        actions=actions,
        log=told.of(accompaniment.LOG),
        passed=told.of(milestones.MILESTONES),
        proposed=_proposed(catalogue, gaps, actions, goal, today),
        routes=[catalogue.routes[id_] for id_ in routes if catalogue.routes[id_].contracts],
    )


def proposed_for(catalogue: Catalogue, requirement: Requirement, today: date) -> list[Proposed]:
    """What may be done about a gap: fetch it, and learn it where a unit teaches it."""
    days = _USUAL_DAYS if requirement.days is None else max(requirement.days, 1)
    due_on = after_business_days(today, days)
    units = (None, *catalogue.units_of(requirement.id)[:1])
    return [Proposed(requirement, unit, due_on) for unit in units]


def personal_data_in(words: str) -> str:
    """Why these words are not taken; empty where they may be."""
    found = found_in(words)
    return PERSONAL[found] if found else ""


def _proposed(
    catalogue: Catalogue, gaps: Iterable[Gap], actions: Iterable[Action], goal: Route | None, today: date
) -> list[list[Proposed]]:
    """Those that hold the goal shut first, each part in the order of next steps."""
    begun = {one.requirement for one in actions if one.is_open}
    free = [gap for gap in gaps if gap.requirement.id not in begun]
    ordered = sorted(free, key=lambda gap: goal is not None and goal not in gap.routes)
    return [proposed_for(catalogue, gap.requirement, today) for gap in ordered[:_MOST_PROPOSED]]
