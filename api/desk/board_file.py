"""A board as the office sees it: what its own page says of its readiness, and what happened with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import NamedTuple

from sqlalchemy import Connection

from api.board import Gap, Offer, Path, expiring_of, gaps_of, offer_of, paths_of
from api.calls import Call
from domain.alert import AlertKind
from domain.board import Board
from domain.contact import Channel
from domain.outcome import OutcomeKind
from domain.process import standing
from domain.readiness import Requirement, Route, TrainingUnit
from readiness.catalogue import Catalogue, load
from readiness.demands import open_routes
from readiness.next_steps import COUNTED
from readiness.states import best
from store import assessments, board_history, board_list, boards, evidence, matches, processes, unlocks
from store.board_history import Event, EventKind, Fate
from store.board_list import Listed

_MOST_MESSAGES, _MOST_EVENTS = 20, 100


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


class Told(NamedTuple):
    """A message to the board."""

    event: Event
    kinds: list[AlertKind]
    channel: Channel | None
    fate: Fate


class Happened(NamedTuple):
    """An event, with what it is about where the catalogue or SECOP knows it."""

    event: Event
    requirement: Requirement | None
    route: Route | None
    title: str | None


@dataclass(frozen=True)
class Activity:
    """`days` without messages, the newest first; how many older events are not shown is in `older`."""

    board: Listed
    offers: list[tuple[Offer, OutcomeKind | None]]  # with what the board answered last
    messages: list[Told]
    older_messages: int
    days: list[tuple[date | None, list[Happened]]]  # None for what has no date
    older: int


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


def read_activity(db: Connection, code: str, today: date) -> Activity | None:
    """What there is for a board and what happened with it, or None if there is no such board."""
    board = board_list.one(db, code, today)
    if board is None:
        return None
    catalogue = load(today)
    matched, events = matches.of_board(db, code), board_history.of_board(db, code)
    answered = [event for event in events if event.kind is EventKind.ANSWERED and event.about]
    ids = {match.portfolio_id for match in matched} | {event.about or "" for event in answered}
    known = processes.newest(db, ids)
    given = _answers(answered)
    offers = [
        offer_of(Call(process, stands), match, {}, catalogue, today)
        for match in matched
        if (process := known.get(match.portfolio_id)) and (stands := standing(process, today)).is_offered
    ]
    titles = {id_: process.title for id_, process in known.items()}
    messages = [_told(event) for event in events if event.kind is EventKind.TOLD]
    others = [_happened(event, catalogue, titles) for event in events if event.kind is not EventKind.TOLD]
    return Activity(
        board=board,
        offers=[(offer, given.get(offer.match.portfolio_id)) for offer in offers],
        messages=messages[:_MOST_MESSAGES],
        older_messages=len(messages[_MOST_MESSAGES:]),
        days=[(day, list(some)) for day, some in groupby(others[:_MOST_EVENTS], lambda one: one.event.day)],
        older=len(others[_MOST_EVENTS:]),
    )


def _answers(events: Sequence[Event]) -> dict[str, OutcomeKind]:
    """The newest answer to each call; events come newest first."""
    kinds = (OutcomeKind.INTERESTED, OutcomeKind.NOT_FOR_US, OutcomeKind.NEEDS_HELP)
    found: dict[str, OutcomeKind] = {}
    for event in events:
        if event.said in kinds:
            found.setdefault(event.about or "", OutcomeKind(event.said))
    return found


def _told(event: Event) -> Told:
    channel, _, fate = (event.said or "").partition("\n")
    kinds = sorted({AlertKind(kind) for kind in (event.about or "").split("\n") if kind})
    return Told(event, kinds, Channel(channel) if channel else None, Fate(fate))


def _happened(event: Event, catalogue: Catalogue, titles: dict[str, str]) -> Happened:
    about = event.about or ""
    return Happened(
        event,
        catalogue.requirements.get(about) if event.kind is EventKind.SHOWED else None,
        catalogue.routes.get(about) if event.kind is EventKind.STOOD else None,
        titles.get(about) if event.kind is EventKind.ANSWERED else None,
    )
