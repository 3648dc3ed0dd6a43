"""How far a project came: from the rows that it was tied to, and those that came of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from typing import NamedTuple

from domain.contract import NEVER_SIGNED, Contract, PlannedPurchase
from domain.process import DATASET as PROCESSES
from domain.process import Process, Standing, standing
from domain.project import Aside, ProjectState, Waypoint
from domain.text import fold

BUDGET, PLANS, CONTRACTS, SECOP_I = "budget_lines", "9sue-ezhx", "jbjy-vk9h", "f789-7hwg"

# As SECOP II and SECOP I write them, folded. A contract runs by the first, by the others from its first day.
_RUNS = "en ejecucion"
_SIGNED = frozenset({"modificado", "cedido", "suspendido", "activo", "prorrogado", "celebrado"})
_OFF = "cancelado"
_CHANGED = frozenset({"modificado", "cedido", "prorrogado"})
_SUSPENDED = "suspendido"


class TiedLine(NamedTuple):
    """A line of a plan as its newest version says it, the day on which we first saw it, and whether the
    newest version of its plan left it out.
    """

    line: PlannedPurchase
    seen_on: date
    is_left_out: bool


@dataclass(frozen=True)
class Tied:
    """What one project is tied to, and what came of it. `calls` says of each procedure whether it is sure."""

    budget_lines: Sequence[str] = ()
    lines: Sequence[TiedLine] = ()
    calls: Mapping[str, bool] = field(default_factory=dict)
    processes: Mapping[str, Process] = field(default_factory=dict)
    contracts: Sequence[Contract] = ()  # of the sure calls, and those that were tied themselves


def way(tied: Tied, today: date) -> list[Waypoint]:
    """The waypoints that hold on this day (in Bogotá), each once."""
    found = chain(_planned(tied), _called(tied, today), _contracted(tied, today))
    return list(dict.fromkeys(found))


def _planned(tied: Tied) -> Iterator[Waypoint]:
    for line_id in tied.budget_lines:
        yield Waypoint(ProjectState.PRIORITISED, line_id, BUDGET, None)
    for one in tied.lines:
        yield Waypoint(ProjectState.PLANNED, one.line.key, PLANS, one.seen_on)
        if one.is_left_out:
            yield Waypoint(Aside.LEFT_PLAN, one.line.key, PLANS, None)


def _called(tied: Tied, today: date) -> Iterator[Waypoint]:
    for portfolio_id, is_sure in tied.calls.items():
        process = tied.processes.get(portfolio_id)
        if process is None:
            continue
        if standing(process, today) is not Standing.CANCELLED:
            kind: ProjectState | Aside = ProjectState.CALLED
        else:
            kind = Aside.CALLED_OFF
        on = process.published_on if kind is ProjectState.CALLED else None
        yield Waypoint(kind, portfolio_id, PROCESSES, on, is_sure)


def _contracted(tied: Tied, today: date) -> Iterator[Waypoint]:
    signed = [one for one in tied.contracts if _was_signed(one) and not _is_off(one)]
    is_all_over = bool(signed) and all(one.is_finished for one in signed) and not _waits(tied, signed, today)
    for one in tied.contracts:
        dataset = CONTRACTS if one.key.startswith("CO1.") else SECOP_I
        if _is_off(one):
            yield Waypoint(Aside.CONTRACT_OFF, one.key, dataset, None)
        if one not in signed:
            continue
        yield Waypoint(ProjectState.CONTRACTED, one.key, dataset, one.signed_on)
        status = fold(one.status or "")
        has_begun = one.starts_on is not None and one.starts_on <= today
        if status == _RUNS or one.is_finished or (status in _SIGNED and has_begun):
            yield Waypoint(ProjectState.RUNNING, one.key, dataset, one.starts_on if has_begun else None)
        if one.is_finished:
            kind = ProjectState.FINISHED if is_all_over else Aside.PART_FINISHED
            yield Waypoint(kind, one.key, dataset, None)  # SECOP tells the day it was due, not when it ended
        if one.added_days or one.added_cop:
            yield Waypoint(Aside.EXTENDED, one.key, dataset, None)
        elif status in _CHANGED:
            yield Waypoint(Aside.CHANGED, one.key, dataset, None)
        if status == _SUSPENDED:
            yield Waypoint(Aside.SUSPENDED, one.key, dataset, None)


def _waits(tied: Tied, signed: Sequence[Contract], today: date) -> bool:
    """Whether something was surely called for it, not called off, and has no contract yet."""
    served = {one.portfolio_id for one in signed}
    return any(
        standing(process, today) is not Standing.CANCELLED
        for portfolio_id, process in tied.processes.items()
        if tied.calls[portfolio_id] and portfolio_id not in served
    )


def _was_signed(contract: Contract) -> bool:
    """SECOP I lists calls beside contracts: what has no day of signing needs a status that contracts have."""
    if contract.signed_on is not None:
        return True
    status = fold(contract.status or "")
    return status not in NEVER_SIGNED and (status == _RUNS or status in _SIGNED or contract.is_finished)


def _is_off(contract: Contract) -> bool:
    return fold(contract.status or "") == _OFF
