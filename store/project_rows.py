"""What is known of one project, with the rows behind its waypoints, all in one statement."""

from typing import NamedTuple

from sqlalchemy import Connection, Select, Text, cast, select

from domain.contract import Contract, PlannedPurchase
from domain.process import DATASET as PROCESSES
from domain.process import Process
from domain.project import Found, Tie
from domain.project_way import BUDGET, CONTRACTS, PLANS, SECOP_I
from store import processes, project_ties, projects
from store import waypoints as found
from store.budget_lines import Kept, kept_of
from store.project_tables import budget_lines, waypoints
from store.projects import PROJECT, Said
from store.questions import Question, Together
from store.records import record_columns
from store.tables import contracts, planned_purchases


class Behind(NamedTuple):
    """The rows, by what a waypoint is about. One that is gone from the source may be missing."""

    budget_lines: dict[str, Kept]
    lines: dict[str, PlannedPurchase]
    processes: dict[str, Process]
    contracts: dict[str, Contract]


class Known(NamedTuple):
    """All that was ever found, what it was tied to, what its board said before, and the rows."""

    found: list[Found]
    ties: list[Tie]
    former: list[Said]
    behind: Behind


def _about(*datasets: str) -> Select[str]:
    of_project = waypoints.c.project_id == PROJECT
    return select(waypoints.c.about).where(of_project, waypoints.c.dataset.in_(datasets))


_BUDGET_LINES = Question(
    select(budget_lines).where(cast(budget_lines.c.id, Text).in_(_about(BUDGET))),
    lambda rows: {str(row.id): kept_of(row._mapping) for row in rows},
)
_LINES = Question(
    select(*record_columns(planned_purchases)).where(planned_purchases.c.key.in_(_about(PLANS))),
    lambda rows: {row.key: PlannedPurchase._make(row) for row in rows},
)
_PROCESSES = processes.newest_of(_about(PROCESSES))
_CONTRACTS = Question(
    select(*record_columns(contracts)).where(contracts.c.key.in_(_about(CONTRACTS, SECOP_I))),
    lambda rows: {row.key: Contract._make(row) for row in rows},
)
_BEHIND = (_BUDGET_LINES, _LINES, _PROCESSES, _CONTRACTS)
_TOGETHER = Together(found.OF_PROJECT, project_ties.OF_PROJECT, projects.FORMER, *_BEHIND)


def known(db: Connection, project_id: int) -> Known:
    """Of one project."""
    told = _TOGETHER.ask(db, project=project_id)
    return Known(
        told.of(found.OF_PROJECT),
        told.of(project_ties.OF_PROJECT),
        told.of(projects.FORMER),
        Behind(told.of(_BUDGET_LINES), told.of(_LINES), told.of(_PROCESSES), told.of(_CONTRACTS)),
    )
