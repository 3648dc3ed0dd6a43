"""The calls that suit a board, as it is told of them: those that a page shows, or all."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection

from api.buyer_words import Card
from api.buyers import cards_of
from api.calls import Call
from api.groups import Group, groups_of
from api.judging import told_on
from api.shown import Shown, offered_of, shown_of
from domain.board import Board
from domain.match import Match
from domain.outcome import Outcome, OutcomeKind
from domain.process import standing
from domain.readiness import Requirement, Route
from domain.rollout import Thing
from readiness.catalogue import Catalogue, load
from readiness.days import business_days_between
from store import boards, dossier, listed, matches, processes, rollouts
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


class Asked(NamedTuple):
    """What a page is made of: what was told of the board, which of its calls are shown, and what was told of
    those.
    """

    told: Told
    shown: Shown
    calls: Told

    @property
    def mark(self) -> tuple[bytes, bytes]:
        """The same while the page is, on one day."""
        return self.told.mark, self.calls.mark


@dataclass(frozen=True)
class Calls:
    """A part of a board's calls: best first, and those that it said are not for it."""

    board: Board
    shown: Shown
    offers: list[Offer]
    dismissed: list[Offer]
    pointed_at: list[Offer]
    cards: Mapping[str, Card]  # of whoever published them, by NIT
    groups: Mapping[str, Group]  # with whom it would have what a call asks and it lacks, by portfolio


def ask_part(db: Connection, code: str, today: date, part: int, named: str = "") -> Asked:
    """What a part of a board's calls is made of."""
    told = dossier.read_list(db, code, today)
    return ask_calls(db, code, told, shown_of(told.of(listed.OF_BOARD), today, part, named))


def ask_calls(db: Connection, code: str, told: Told, shown: Shown, besides: Iterable[str] = ()) -> Asked:
    """Of a board of which is told, the calls that are shown, and others of which it is told."""
    return Asked(told, shown, dossier.read_calls(db, code, sorted({*shown.portfolios, *besides})))


def calls_of(db: Connection, asked: Asked, today: date) -> Calls | None:
    """A part of a board's calls; None if there is no such board."""
    told, shown, catalogue = asked.told, asked.shown, load(today)
    board = told.of(boards.ONE)
    if board is None:
        return None
    offers = {
        offer.match.portfolio_id: offer
        for offer in _offers(told.of(listed.OF_BOARD), asked.calls, today, catalogue, shown.portfolios)
    }
    offered = [offers[id_] for id_ in shown.offered if id_ in offers]
    waits = rollouts.turns(told.of(rollouts.WAITS_OF_BOARD), today)
    return Calls(
        board=board,
        shown=shown,
        offers=offered,
        dismissed=[offers[id_] for id_ in shown.dismissed if id_ in offers],
        pointed_at=[offers[id_] for id_ in shown.pointed_at if id_ in offers],
        cards={} if Thing.TRUST_CARDS in waits else cards_of(asked.calls.of(dossier.BUYERS)),
        groups=groups_of(db, board, ((offer.call, offer.match) for offer in offered), catalogue),
    )


def read_offers(db: Connection, code: str, today: date, catalogue: Catalogue) -> list[Offer]:
    """All calls that suit a board and can still be answered, best first; what it dismissed comes last."""
    known = dossier.read_list(db, code, today).of(listed.OF_BOARD)
    offered, dismissed = offered_of(known, today)
    wanted = [one.portfolio_id for one in (*offered, *dismissed)]
    return _offers(
        (*offered, *dismissed), dossier.read_calls(db, code, wanted), today, catalogue, set(wanted)
    )


def offer_of(call: Call, match: Match, answer: Outcome | None, catalogue: Catalogue, today: date) -> Offer:
    """A call as a board is told of it."""
    closes_on = call.process.closes_on
    days_left = business_days_between(today, closes_on) if closes_on else None
    return Offer(
        call=call,
        match=told_on(match, closes_on, days_left, today, catalogue),
        days_left=days_left,
        route=catalogue.routes.get(match.route),
        missing=requirements_of(match.missing, catalogue),
        answer=answer,
    )


def requirements_of(ids: Iterable[str], catalogue: Catalogue) -> tuple[Requirement, ...]:
    """The requirements of these ids. What is blocked by law (CUANTIA, VEDA …) has none: there is nothing that
    a board could fetch.
    """
    return tuple(catalogue.requirements[id_] for id_ in ids if id_ in catalogue.requirements)


def _offers(
    known: Iterable[listed.Listed], calls: Told, today: date, catalogue: Catalogue, wanted: Collection[str]
) -> list[Offer]:
    """In the order of the list. What went since it was read is left out."""
    found = calls.of(processes.NEWEST)
    matched = {match.portfolio_id: match for match in calls.of(matches.AMONG)}
    return [
        offer_of(Call(process, stands), match, one.answer, catalogue, today)
        for one in known
        if one.portfolio_id in wanted
        and (match := matched.get(one.portfolio_id))
        and (process := found.get(one.portfolio_id))
        and (stands := standing(process, today)).is_offered
    ]
