"""What a board's page says: everything there is for one board, put in order, and the best of its calls."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Connection

from api.board_calls import Asked, Calls, ask_calls, calls_of, requirements_of
from api.helped import Helped, helped_of
from api.papers import HandedIn, in_review
from api.peers import Peer, peers_of
from api.plans import Ahead, ahead_of
from api.shown import shown_of
from api.training import Invitation, invitations_of
from domain.contract import Contract
from domain.match import Refusal
from domain.readiness import Assessment, Evidence, Office, Requirement, Route
from domain.unlock import GapUnlock
from readiness.assess import states
from readiness.catalogue import Catalogue, load
from readiness.explanation import explain
from readiness.next_steps import COUNTED, next_steps
from readiness.states import State, best
from store import (
    assessments,
    boards,
    contracts,
    dossier,
    evidence,
    filings,
    harvests,
    help_cases,
    listed,
    matches,
    plan_matches,
    processes,
    training,
    unlocks,
)


class Gap(NamedTuple):
    """Something that the board lacks, how it stands with it, and the routes that it holds shut."""

    requirement: Requirement
    state: State
    routes: tuple[Route, ...]
    law: str  # with the mark of how far it was verified
    opens: str  # which processes it keeps shut, in words, where we counted any
    office: Office


class Path(NamedTuple):
    """How the board stands on one route. `said` explains level and score, and what lifts them."""

    route: Route
    assessment: Assessment
    missing: tuple[Requirement, ...]
    said: tuple[str, ...]


class Won(NamedTuple):
    contract: Contract
    certain: bool


@dataclass(frozen=True)
class BoardPage:
    calls: Calls  # the first part of them
    ahead: list[Ahead]  # what is planned, the soonest first
    trainings: list[Invitation]  # what it was invited to learn and is not over
    gaps: list[Gap]  # the most rewarding step first
    expiring: list[str]  # what runs out soon, in words
    paths: list[Path]
    won: list[Won]
    peers: list[Peer]
    refusals: list[Refusal]
    counted: str  # how the processes that gaps keep shut were counted; empty where none were
    helped: list[Helped]  # what it asked the office, and was answered
    waiting: dict[str, HandedIn]  # what was handed in and nobody looked at, by requirement
    stopped: bool
    data_at: datetime | None


def ask(db: Connection, code: str, today: date, named: str = "") -> Asked:
    """What a board's page is made of; `named` is a call that it shall show besides the best ones."""
    told = dossier.read(db, code, today)
    asked_for_help = (one.about for one in told.of(help_cases.TOLD_TO_BOARD))
    shown = shown_of(told.of(listed.OF_BOARD), today, named=named)
    return ask_calls(db, code, told, shown, asked_for_help)


def page_of(db: Connection, asked: Asked, today: date) -> BoardPage | None:
    """The page of a board, from all that was told of it; None if there is no such board."""
    calls, told = calls_of(db, asked, today), asked.told
    if calls is None:
        return None
    catalogue, board = load(today), calls.board
    opened, assessed = told.of(unlocks.OF_BOARD), told.of(assessments.OF_BOARD)
    held = best(catalogue, told.of(evidence.OF_BOARD), today)
    gaps = gaps_of(assessed, catalogue, held, opened, today)
    invited = training.with_meetings(told.of(training.INVITED), told.of(training.MEETINGS))
    return BoardPage(
        calls=calls,
        ahead=ahead_of(told.of(plan_matches.OF_BOARD), told.of(dossier.PLANNED), today, catalogue),
        trainings=invitations_of(invited, catalogue, {gap.requirement.id for gap in gaps}),
        gaps=gaps,
        expiring=expiring_of(assessed),
        paths=paths_of(assessed, catalogue, held),
        won=[Won(contract, verdict == "certain") for contract, verdict in told.of(contracts.OF_BOARD)],
        peers=peers_of(board, told.of(contracts.OF_PEERS)),
        refusals=told.of(matches.REFUSALS_OF_BOARD),
        counted=COUNTED if opened else "",
        helped=helped_of(told.of(help_cases.TOLD_TO_BOARD), asked.calls.of(processes.NEWEST)),
        waiting=in_review(told.of(filings.WAITING_OF_BOARD), catalogue),
        stopped=told.of(boards.IS_STOPPED),
        data_at=told.of(harvests.DATA_DATE),
    )


def paths_of(assessed: list[Assessment], catalogue: Catalogue, held: Mapping[str, Evidence]) -> list[Path]:
    """How a board stands on each route, with what it can show."""
    return [
        Path(
            catalogue.routes[a.route],
            a,
            requirements_of(a.blocking, catalogue),
            explain(catalogue, a, held).sentences,
        )
        for a in assessed
        if a.route in catalogue.routes
    ]


def gaps_of(
    assessed: list[Assessment],
    catalogue: Catalogue,
    held: Mapping[str, Evidence],
    opened: list[GapUnlock],
    today: date,
) -> list[Gap]:
    """What a board lacks, the most rewarding step first."""
    steps = next_steps(catalogue, assessed, opened)
    stands = states(catalogue, (step.requirement.id for step in steps), held, today)
    return [
        Gap(
            step.requirement,
            stands[step.requirement.id],
            tuple(catalogue.routes[route] for route in step.routes),
            step.law,
            step.opens,
            step.office,
        )
        for step in steps
    ]


def expiring_of(assessed: list[Assessment]) -> list[str]:
    """What runs out soon, in words, each once."""
    told = {
        reason.rule: reason.words
        for assessment in assessed
        for reason in assessment.reasons
        if reason.rule in assessment.expiring
    }
    return [told[id_] for id_ in sorted(told)]
