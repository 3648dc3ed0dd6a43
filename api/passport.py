"""A board's passport: what it may contract by, which documents it can show until when, and what is next.

It is assessed anew for the day it is shown on, so that levels and clocks always agree.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from urllib.parse import quote

from sqlalchemy import Connection

from domain.board import Board, BoardKind
from domain.readiness import Assessment, Evidence, Requirement, Route
from domain.text import fold
from readiness import words
from readiness.assess import assess, states
from readiness.catalogue import Catalogue, load
from readiness.demands import BANNED, open_routes
from readiness.next_steps import Step, next_steps
from readiness.states import best, last_day_of
from store import boards, evidence, unlocks

_KINDS = {
    BoardKind.JAC: "Junta de Acción Comunal",
    BoardKind.JVC: "Junta de Vivienda Comunitaria",
    BoardKind.ASSOCIATION: "Asociación de juntas",
}


class Path(NamedTuple):
    """How the board stands on a route that is open; `ban` says why nothing is signed by it these days."""

    route: Route
    level: str
    score: int
    law: str  # with the mark of how far it was verified
    ban: str | None


class Paper(NamedTuple):
    """A document that counts today. Without a last day it does not end, or nobody wrote down its date."""

    requirement: Requirement
    last_day: date | None
    days_left: int | None
    is_undated: bool
    limit_cop: int | None
    checked_by: str | None


@dataclass(frozen=True)
class Passport:
    """`paths` in the catalogue's order, `papers` those that end soonest first, `steps` in order of reward."""

    board: Board
    kind: str
    on: date
    paths: list[Path]
    papers: list[Paper]
    steps: list[Step]

    @property
    def place(self) -> str:
        return " · ".join(part for part in (self.board.barrio, self.board.locality) if part)


def read_passport(db: Connection, code: str, today: date) -> Passport | None:
    """The passport of a board, or None if there is no such board."""
    board = boards.get(db, code)
    if board is None:
        return None
    catalogue = load(today)
    held = best(catalogue, evidence.of_board(db, code), today)
    assessed = [assess(catalogue, route, held, today) for route in open_routes(catalogue, today)]
    return Passport(
        board=board,
        kind=_KINDS[board.kind],
        on=today,
        paths=[_path(catalogue.routes[found.route], found) for found in assessed],
        papers=papers_of(catalogue, held, today),
        steps=next_steps(catalogue, assessed, unlocks.of_board(db, code)),
    )


def papers_of(catalogue: Catalogue, held: Mapping[str, Evidence], today: date) -> list[Paper]:
    """The documents of a board that count today, those that end soonest first."""
    found = states(catalogue, held, held, today)
    papers = [
        _paper(catalogue, catalogue.requirements[id_], held[id_], today)
        for id_, state in found.items()
        if state.is_met
    ]
    return sorted(papers, key=lambda paper: (paper.last_day or date.max, fold(paper.requirement.title)))


def public_path(code: str) -> str:
    """Where everyone sees the board's passport, without what it lacks."""
    return f"/juntas/{quote(code, safe='')}/pasaporte"


def _path(route: Route, found: Assessment) -> Path:
    ban = next((reason.words for reason in found.reasons if reason.rule == BANNED), None)
    return Path(route, found.level, found.score, words.law(route.law, route.verified), ban)


def _paper(catalogue: Catalogue, requirement: Requirement, item: Evidence, today: date) -> Paper:
    last_day = last_day_of(catalogue, requirement, item)
    return Paper(
        requirement=requirement,
        last_day=last_day,
        days_left=(last_day - today).days if last_day else None,
        is_undated=last_day is None and requirement.valid_days is not None,
        limit_cop=item.limit_cop,
        checked_by=item.checked_by,
    )
