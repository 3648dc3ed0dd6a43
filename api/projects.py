"""A project as its page tells it: each stretch of its way with the rows that show it, if any does."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection

from domain.contract import Contract, PlannedPurchase
from domain.days import day_of
from domain.process import DATASET as PROCESSES
from domain.process import Process
from domain.project import STALLED_AFTER, Aside, Found, Project, ProjectState, Tie
from domain.project_way import BUDGET, PLANS
from store import project_rows, projects
from store.budget_lines import Kept
from store.project_rows import Behind
from store.projects import Listed, Said

Row = Kept | PlannedPurchase | Process | Contract
_WAY = tuple(ProjectState)


class Told(NamedTuple):
    """A waypoint with its row, None where the source has it no more. `was_due_on` is of a contract that
    should be over and of which nobody says so; `is_again` is of a row that was told before.
    """

    found: Found
    row: Row | None
    was_due_on: date | None = None
    is_again: bool = False


class Stretch(NamedTuple):
    """One state of the way and what shows it. Reached without `told`, nobody knows how."""

    state: ProjectState
    told: list[Told]
    is_reached: bool


@dataclass(frozen=True)
class Way:
    """`maybe` is what only may be the project's; `gone` was found and holds no more."""

    listed: Listed
    ties: list[Tie]
    former: list[Said]  # what its board said before
    stretches: list[Stretch]
    asides: list[Told]
    maybe: list[Told]
    gone: list[Told]
    last_on: date
    is_stalled: bool

    @property
    def project(self) -> Project:
        return self.listed.project


def read_way(db: Connection, id_: int, today: date) -> Way | None:
    """All that is known of a project, or None if there is none, in two statements."""
    listed = projects.one(db, id_)
    if listed is None:
        return None
    known = project_rows.known(db, id_)
    every = [_told(one, known.behind, today) for one in known.found]
    standing = [one for one in every if one.found.gone_at is None]
    sure = [one for one in standing if one.found.waypoint.is_sure]
    last_on = last_day(listed.project, known.found)
    return Way(
        listed=listed,
        ties=known.ties,
        former=known.former,
        stretches=list(_stretches(listed, sure)),
        asides=list(_asides(sure)),
        maybe=[one for one in standing if not one.found.waypoint.is_sure],
        gone=[one for one in every if one.found.gone_at],
        last_on=last_on,
        is_stalled=is_stalled(listed.state, last_on, today),
    )


def last_day(project: Project, found: Sequence[Found]) -> date:
    """The day of the newest thing that surely holds, in Bogotá: the row's own where it tells one."""
    sure = (one for one in found if one.gone_at is None and one.waypoint.is_sure)
    days = [one.waypoint.on or day_of(one.found_at) for one in sure]
    return max((day_of(project.registered_at), *days))


def is_stalled(state: ProjectState, last_on: date, today: date) -> bool:
    return state is not ProjectState.FINISHED and today - last_on > STALLED_AFTER


def _stretches(listed: Listed, sure: Sequence[Told]) -> Iterator[Stretch]:
    reached, before = _WAY.index(listed.state), set[str]()
    for number, state in enumerate(_WAY):
        own = [one for one in sure if one.found.waypoint.kind is state]
        told = [one._replace(is_again=one.found.waypoint.about in before) for one in own]
        before |= {one.found.waypoint.about for one in own}
        yield Stretch(state, told, number <= reached)


def _asides(sure: Sequence[Told]) -> Iterator[Told]:
    on_the_way = {
        one.found.waypoint.about for one in sure if isinstance(one.found.waypoint.kind, ProjectState)
    }
    for one in sure:
        if isinstance(one.found.waypoint.kind, Aside):
            yield one._replace(is_again=one.found.waypoint.about in on_the_way)


def _told(found: Found, rows: Behind, today: date) -> Told:
    row = _row(found, rows)
    is_aside = isinstance(found.waypoint.kind, Aside)
    if is_aside or not isinstance(row, Contract) or row.is_finished or row.ends_on is None:
        return Told(found, row)
    return Told(found, row, row.ends_on if row.ends_on < today else None)


def _row(found: Found, rows: Behind) -> Row | None:
    of_dataset: dict[str, Mapping[str, Row]] = {
        BUDGET: rows.budget_lines,
        PLANS: rows.lines,
        PROCESSES: rows.processes,
    }
    return of_dataset.get(found.waypoint.dataset, rows.contracts).get(found.waypoint.about)
