"""What a board handed in, as its own page shows it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from sqlalchemy import Connection

from domain.board import Board
from domain.filing import MOST_WAITING, Filing
from domain.readiness import Requirement
from domain.text import fold
from readiness.assess import states
from readiness.catalogue import Catalogue, load
from readiness.states import best
from store import evidence, filings

_MOST_DECIDED = 20


@dataclass(frozen=True)
class HandedIn:
    """What the board handed in for one requirement: files that wait together, the oldest first, or that were
    decided on together.

    `title` is the id where the catalogue has the requirement no more.
    """

    title: str
    files: list[Filing]

    @property
    def first(self) -> Filing:
        return self.files[0]


@dataclass(frozen=True)
class Papers:
    """`lacking` and `others` are what a file may be for, by title."""

    board: Board
    waiting: list[HandedIn]
    decided: list[HandedIn]  # the newest word on each requirement, the newest first
    lacking: list[Requirement]
    others: list[Requirement]

    @property
    def has_room(self) -> bool:
        return sum(len(one.files) for one in self.waiting) < MOST_WAITING


def read_papers(db: Connection, board: Board, today: date) -> Papers:
    catalogue = load(today)
    found = filings.of_board(db, board.code)
    held = best(catalogue, evidence.of_board(db, board.code), today)
    met = {id_ for id_, state in states(catalogue, held, held, today).items() if state.is_met}
    by_title = sorted(catalogue.requirements.values(), key=lambda one: fold(one.title))
    return Papers(
        board=board,
        waiting=_waiting(catalogue, found),
        decided=_decided(catalogue, found)[:_MOST_DECIDED],
        lacking=[one for one in by_title if one.id not in met],
        others=[one for one in by_title if one.id in met],
    )


def in_review(waiting: Iterable[Filing], catalogue: Catalogue) -> dict[str, HandedIn]:
    """What waits to be looked at of a board, by requirement."""
    found = _waiting(catalogue, waiting)
    return {one.first.requirement: one for one in found}


def _waiting(catalogue: Catalogue, found: Iterable[Filing]) -> list[HandedIn]:
    open_ = sorted((one for one in found if one.is_waiting), key=lambda one: one.requirement)
    groups = [
        sorted(files, key=lambda one: one.handed_in_at)
        for _, files in groupby(open_, lambda one: one.requirement)
    ]
    groups.sort(key=lambda files: files[-1].handed_in_at, reverse=True)
    return [_handed_in(catalogue, files) for files in groups]


def _decided(catalogue: Catalogue, found: Sequence[Filing]) -> list[HandedIn]:
    """The newest word on each requirement for which nothing waits again."""
    newest: dict[str, list[Filing]] = {}
    again = {one.requirement for one in found if one.is_waiting}
    over = [one for one in found if one.decided_at and one.requirement not in again]
    for one in sorted(over, key=lambda one: one.decided_at or one.handed_in_at, reverse=True):
        files = newest.setdefault(one.requirement, [one])
        if one is not files[0] and one.decided_at == files[0].decided_at:
            files.append(one)
    return [_handed_in(catalogue, files) for files in newest.values()]


def _handed_in(catalogue: Catalogue, files: list[Filing]) -> HandedIn:
    known = catalogue.requirements.get(files[0].requirement)
    return HandedIn(known.title if known else files[0].requirement, files)
