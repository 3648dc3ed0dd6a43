"""A project of a board's plan: what it wants done, what that was tied to, and how far it came."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from domain.board import Trade

STALLED_AFTER = timedelta(days=90)
"""Without news for so long a project that is not finished is said to stand still."""


class CostBasis(StrEnum):
    """What a cost is based on."""

    OWN_ESTIMATE = "own_estimate"
    QUOTATION = "quotation"
    UNKNOWN = "unknown"


class ProjectState(StrEnum):
    """How far a project came, in the order of the way."""

    REGISTERED = "registered"
    PRIORITISED = "prioritised"  # tied to a line of the participatory budget
    PLANNED = "planned"  # tied to a line of a purchasing plan
    CALLED = "called"  # a process was published for it
    CONTRACTED = "contracted"
    RUNNING = "running"
    FINISHED = "finished"


class Aside(StrEnum):
    """What rows say besides, and what takes a project no further."""

    LEFT_PLAN = "left_plan"  # the newest version of the plan has the line no more
    CALLED_OFF = "called_off"
    CONTRACT_OFF = "contract_off"
    EXTENDED = "extended"  # the contract got more days or money
    CHANGED = "changed"  # the contract; SECOP does not say what of it
    SUSPENDED = "suspended"
    PART_FINISHED = "part_finished"  # one of its contracts, while others are not


@dataclass(frozen=True, slots=True)
class Wording:
    """What a board says of its project. `locality` is that of the barrio; None is what nobody said.

    `what` is to be done, for `whom`; `spot` says where in words. `approved_on` is the day on which the
    assembly approved the plan. Nothing of it may name or reach a person.
    """

    title: str
    what: str
    trade: Trade
    barrio: str | None = None
    locality: str | None = None
    spot: str = ""
    cost_cop: int | None = None
    basis: CostBasis = CostBasis.UNKNOWN
    people: int | None = None
    households: int | None = None
    whom: str = ""
    approved_on: date | None = None


@dataclass(frozen=True, slots=True)
class Project:
    """`said_at` is since when its words are these. A board publishes, takes back and withdraws it; the office
    may hide it for a reason.
    """

    id: int
    board_code: str
    said: Wording
    registered_at: datetime
    said_at: datetime
    published_at: datetime | None = None
    withdrawn_at: datetime | None = None
    hidden_at: datetime | None = None
    hidden_why: str = ""

    @property
    def is_public(self) -> bool:
        return self.published_at is not None and self.withdrawn_at is None and self.hidden_at is None


class TieKind(StrEnum):
    BUDGET_LINE = "budget_line"
    PLAN_LINE = "plan_line"
    PROCESS = "process"
    CONTRACT = "contract"


@dataclass(frozen=True, slots=True)
class Tie:
    """What a person of the office tied a project to. `about` is the id or key of the row, `source` where the
    person knows it from, `by` who. One that was taken back stays, with who and why.
    """

    id: int
    project_id: int
    kind: TieKind
    about: str
    why: str
    source: str
    by: str
    tied_at: datetime
    untied_at: datetime | None = None
    untied_by: str | None = None
    untied_why: str | None = None


class BudgetLine(NamedTuple):
    """A line of a participatory budget, of a list that the office brought in; `source` says which list.

    The number is the list's own, of that year, entity and locality. `commune` is the unidad comunera. What
    the list does not say is empty, or None for money (whole COP).
    """

    year: int
    entity: str
    locality: str
    number: str
    title: str
    commune: str
    amount_cop: int | None
    source: str


class Waypoint(NamedTuple):
    """That a project came so far, or an aside, by a row: its `dataset` and key (`about`).

    `on` is the day that the row tells, None where it tells none. One that is not sure never counts.
    """

    kind: ProjectState | Aside
    about: str
    dataset: str
    on: date | None
    is_sure: bool = True


class Found(NamedTuple):
    """A waypoint, since when we know it, and since when it holds no more."""

    waypoint: Waypoint
    found_at: datetime
    gone_at: datetime | None = None


def kind_of(value: str) -> ProjectState | Aside:
    """Of how it is kept."""
    return ProjectState(value) if value in set(ProjectState) else Aside(value)
