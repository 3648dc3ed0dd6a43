"""A board as the office sees it: what its own page says of its readiness, and what happened with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection

from api.board import Gap, Path, expiring_of, gaps_of, paths_of
from api.board_calls import Offer, offer_of
from api.calls import Call
from api.history import History, Told, by_days, calls_of, message_of
from domain.board import Board
from domain.history import Entry, EntryKind
from domain.outcome import OutcomeKind
from domain.process import standing
from domain.readiness import TrainingUnit
from readiness.catalogue import load
from readiness.demands import open_routes
from readiness.next_steps import COUNTED
from readiness.states import best
from store import assessments, board_history, board_list, boards, evidence, matches, processes, unlocks
from store.board_list import Listed

_MOST_MESSAGES = 20


class Lack(NamedTuple):
    """What the board lacks, and the training units that teach to close it."""

    gap: Gap
    units: tuple[TrainingUnit, ...]


@dataclass(frozen=True)
class Readiness:
    """`on` is the newest day on which it was found to stand otherwise than before."""

    board: Board
    paths: list[Path]
    lacks: list[Lack]  # the most rewarding step first
    expiring: list[str]
    counted: str  # how what gaps open was counted; empty where nothing was
    on: date | None


@dataclass(frozen=True)
class Activity:
    """What there is for the board, the newest messages, and what happened."""

    board: Listed
    offers: list[tuple[Offer, OutcomeKind | None]]  # with what the board answered last
    messages: list[Told]
    older_messages: int
    history: History


def read_readiness(db: Connection, code: str, today: date) -> Readiness | None:
    """How a board stands on the routes that are open, or None if there is no such board."""
    board = boards.get(db, code)
    if board is None:
        return None
    catalogue = load(today)
    is_open = set(open_routes(catalogue, today))
    assessed = [one for one in assessments.of_board(db, code) if one.route in is_open]
    opened = unlocks.of_board(db, code)
    held = best(catalogue, evidence.of_board(db, code), today)
    gaps = gaps_of(assessed, catalogue, held, opened, today)
    return Readiness(
        board=board,
        paths=paths_of(assessed, catalogue, held),
        lacks=[Lack(gap, catalogue.units_of(gap.requirement.id)) for gap in gaps],
        expiring=expiring_of(assessed),
        counted=COUNTED if opened else "",
        on=max((one.on for one in assessed), default=None),
    )


def read_activity(db: Connection, code: str, today: date, start: int = 0) -> Activity | None:
    """What there is for a board and what happened with it, from the entry on with which the page starts, or
    None if there is no such board.
    """
    board = board_list.one(db, code, today)
    if board is None:
        return None
    catalogue = load(today)
    matched, entries = matches.of_board(db, code), board_history.of_board(db, code, today)
    answered = [one for one in entries if one.kind is EntryKind.ANSWERED and one.about]
    ids = {match.portfolio_id for match in matched} | calls_of(entries)
    known = processes.newest(db, ids)
    given = _answers(answered)
    offers = [
        offer_of(Call(process, stands), match, None, catalogue, today)
        for match in matched
        if (process := known.get(match.portfolio_id)) and (stands := standing(process, today)).is_offered
    ]
    messages = [message_of(one) for one in entries if one.kind is EntryKind.TOLD]
    return Activity(
        board=board,
        offers=[(offer, given.get(offer.match.portfolio_id)) for offer in offers],
        messages=messages[:_MOST_MESSAGES],
        older_messages=len(messages[_MOST_MESSAGES:]),
        history=by_days(entries, start, known, catalogue),
    )


def _answers(entries: Sequence[Entry]) -> dict[str, OutcomeKind]:
    """The newest answer to each call; entries come newest first."""
    kinds = (OutcomeKind.INTERESTED, OutcomeKind.NOT_FOR_US, OutcomeKind.NEEDS_HELP)
    found: dict[str, OutcomeKind] = {}
    for one in entries:
        if one.said in kinds:
            found.setdefault(one.about or "", OutcomeKind(one.said))
    return found
