"""Which boards suit a process: for the Secretariat, and for a buyer that looks for boards."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection

from api import judging
from api.calls import Call
from api.groups import Group, group_maker
from api.passport import public_path
from domain.board import Board
from domain.match import Match
from domain.process import as_published, standing
from domain.readiness import Requirement
from domain.reason import Reason
from matching.match import today_of
from matching.seek import boards_for, in_reach, open_reasons
from readiness.catalogue import load
from store import assessments, boards, processes

MOST = 50  # boards that are told of, of those that suit


class Candidate(NamedTuple):
    """A board that a process suits. `said` may be read by all; what is missing is the board's own to tell."""

    board: Board
    match: Match
    level: str | None  # on the route of the match; None for a board not assessed yet
    said: tuple[Reason, ...]
    missing: tuple[Requirement, ...]
    group: Group | None

    @property
    def passport(self) -> str:
        return public_path(self.board.code)


@dataclass(frozen=True)
class BoardsFor:
    """`on` is the day on which the process is judged: today, or where it is over, that of its publication."""

    call: Call
    on: date
    total: int
    candidates: list[Candidate]  # the best, MOST at most
    refused: dict[str, int]


def read_boards_for(db: Connection, portfolio_id: str, today: date, home: str) -> BoardsFor | None:
    """The boards of our municipality for a process, or None if we do not know the process."""
    process = processes.newest(db, [portfolio_id]).get(portfolio_id)
    if process is None:
        return None
    call, on = Call(process, standing(process, today)), today
    if not call.standing.is_offered:
        process = as_published(process)
        on = min(process.published_on or process.last_published_on or today, today)
    catalogue = load(today)
    known = judging.known_of_late(db, boards.every(db, home))
    prepared = judging.prepared(process, standing(process, on), home)
    dated, day = today_of(prepared, known.day(on)), known.day(on)
    near = in_reach(dated, known.profiles, day)
    eligible = judging.law(db, [process], today, [profile.board.code for profile in near])
    sought = boards_for(dated, known.profiles, eligible, day)
    group = group_maker(catalogue, near, eligible, prepared)
    levels = {route: assessments.levels(db, route) for route in {match.route for _, match in sought.found}}
    return BoardsFor(
        call=call,
        on=on,
        total=len(sought.found),
        candidates=[
            Candidate(
                board=profile.board,
                match=match,
                level=levels[match.route].get(match.board_code),
                said=open_reasons(match),
                missing=tuple(
                    catalogue.requirements[id_] for id_ in match.missing if id_ in catalogue.requirements
                ),
                group=group(profile, match),
            )
            for profile, match in sought.found[:MOST]
        ],
        refused=sought.refused,
    )
