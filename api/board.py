"""What a board's page says: everything there is for one board, read once and put in order."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Connection

from api import answers
from api.buyer_words import Card
from api.buyers import cards_of
from api.calls import Call
from api.groups import Group, groups_of
from api.helped import Helped, helped_of
from api.judging import told_on
from api.papers import HandedIn, in_review
from api.peers import Peer, peers_of
from api.plans import Ahead, ahead_of
from api.training import Invitation, invitations_of
from domain.board import Board
from domain.contract import Contract
from domain.match import Match, Refusal
from domain.outcome import Outcome, OutcomeKind
from domain.process import standing
from domain.readiness import Assessment, Evidence, Office, Requirement, Route
from domain.rollout import Thing
from domain.unlock import GapUnlock
from readiness.assess import states
from readiness.catalogue import Catalogue, load
from readiness.days import business_days_between
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
    matches,
    outcomes,
    plan_matches,
    rollouts,
    training,
    unlocks,
)
from store.questions import Told


class Offer(NamedTuple):
    """A call that suits the board, as it is told of it."""

    call: Call
    match: Match
    days_left: int | None  # working days
    route: Route | None
    missing: tuple[Requirement, ...]
    answer: Outcome | None

    @property
    def is_dismissed(self) -> bool:
        return self.answer is not None and self.answer.kind is OutcomeKind.NOT_FOR_US


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
    board: Board
    offers: list[Offer]  # best first, without those the board said are not for it
    dismissed: list[Offer]
    cards: Mapping[str, Card]  # of whoever published the calls, by NIT
    groups: Mapping[str, Group]  # with whom it would have what a call asks and it lacks, by portfolio
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


def page_of(db: Connection, told: Told, today: date) -> BoardPage | None:
    """The page of a board, from all that was told of it; None if there is no such board."""
    board = told.of(boards.ONE)
    if board is None:
        return None
    catalogue = load(today)
    opened, assessed = told.of(unlocks.OF_BOARD), told.of(assessments.OF_BOARD)
    held = best(catalogue, told.of(evidence.OF_BOARD), today)
    gaps = gaps_of(assessed, catalogue, held, opened, today)
    offers = offers_of(told, today, catalogue)
    shown = [offer for offer in offers if not offer.is_dismissed]
    waits = rollouts.turns(told.of(rollouts.WAITS_OF_BOARD), today)
    invited = training.with_meetings(told.of(training.INVITED), told.of(training.MEETINGS))
    return BoardPage(
        board=board,
        offers=shown,
        dismissed=[offer for offer in offers if offer.is_dismissed],
        cards={} if Thing.TRUST_CARDS in waits else cards_of(told.of(dossier.BUYERS)),
        groups=groups_of(db, board, ((offer.call, offer.match) for offer in shown), catalogue),
        ahead=ahead_of(told.of(plan_matches.OF_BOARD), told.of(dossier.PLANNED), today, catalogue),
        trainings=invitations_of(invited, catalogue, {gap.requirement.id for gap in gaps}),
        gaps=gaps,
        expiring=expiring_of(assessed),
        paths=paths_of(assessed, catalogue, held),
        won=[Won(contract, verdict == "certain") for contract, verdict in told.of(contracts.OF_BOARD)],
        peers=peers_of(board, told.of(contracts.OF_PEERS)),
        refusals=told.of(matches.REFUSALS_OF_BOARD),
        counted=COUNTED if opened else "",
        helped=helped_of(told.of(help_cases.TOLD_TO_BOARD), told.of(dossier.CALLS)),
        waiting=in_review(told.of(filings.WAITING_OF_BOARD), catalogue),
        stopped=told.of(boards.IS_STOPPED),
        data_at=told.of(harvests.DATA_DATE),
    )


def read_offers(db: Connection, code: str, today: date, catalogue: Catalogue) -> list[Offer]:
    """The calls that suit a board and can still be answered, best first. What it dismissed matches no more,
    and comes last: it may change its mind.
    """
    return offers_of(dossier.read_offers(db, code), today, catalogue)


def offers_of(told: Told, today: date, catalogue: Catalogue) -> list[Offer]:
    """The same, of what was told of a board."""
    calls, given = told.of(dossier.CALLS), answers.current(told.of(outcomes.OF_BOARD))
    dismissed = {one.portfolio_id for one in given.values() if one.kind is OutcomeKind.NOT_FOR_US}
    withdrawn = (match for match in told.of(matches.SPOKEN_OF) if match.portfolio_id in dismissed)
    # A call may have closed or been cancelled since the boards were matched.
    return [
        offer_of(Call(process, stands), match, given, catalogue, today)
        for match in (*told.of(matches.OF_BOARD), *withdrawn)
        if (process := calls.get(match.portfolio_id)) and (stands := standing(process, today)).is_offered
    ]


def offer_of(
    call: Call, match: Match, given: Mapping[str, Outcome], catalogue: Catalogue, today: date
) -> Offer:
    """A call as a board is told of it. `given` are the board's answers, by portfolio."""
    closes_on = call.process.closes_on
    return Offer(
        call=call,
        match=told_on(match, closes_on, today, catalogue),
        days_left=business_days_between(today, closes_on) if closes_on else None,
        route=catalogue.routes.get(match.route),
        missing=_requirements(match.missing, catalogue),
        answer=given.get(match.portfolio_id),
    )


def _requirements(ids: tuple[str, ...], catalogue: Catalogue) -> tuple[Requirement, ...]:
    # What is blocked by law (CUANTIA, VEDA …) has no requirement: there is nothing that a board could fetch.
    return tuple(catalogue.requirements[id_] for id_ in ids if id_ in catalogue.requirements)


def paths_of(assessed: list[Assessment], catalogue: Catalogue, held: Mapping[str, Evidence]) -> list[Path]:
    """How a board stands on each route, with what it can show."""
    return [
        Path(
            catalogue.routes[a.route],
            a,
            _requirements(a.blocking, catalogue),
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
