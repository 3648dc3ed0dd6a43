"""What a board would be told, to be fetched instead of sent: for feed readers and for calendars."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import NamedTuple, TypeVar

from sqlalchemy import Connection

from api.board_calls import Offer, read_offers
from api.passport import Paper, papers_of
from api.plans import Ahead, read_ahead
from domain.board import Board
from readiness.catalogue import Catalogue, load
from readiness.states import best
from store import boards, evidence, matches, plan_matches, processes

NEVER = datetime(2026, 1, 1, tzinfo=UTC)  # of what has no moment of its own: the same at every fetch


class Called(NamedTuple):
    """A call on the board's list, and when something of it was new last."""

    offer: Offer
    updated_at: datetime


class Planned(NamedTuple):
    """A planned purchase that suits the board, and since when it does."""

    ahead: Ahead
    updated_at: datetime


_Dated = TypeVar("_Dated", Called, Planned)


class Feed(NamedTuple):
    """Newest first, without the calls that the board said are not for it. `papers` have a last day."""

    board: Board
    calls: list[Called]
    planned: list[Planned]
    papers: list[Paper]

    @property
    def updated_at(self) -> datetime:
        moments = [called.updated_at for called in self.calls]
        return max((*moments, *(planned.updated_at for planned in self.planned)), default=NEVER)


def read_feed(db: Connection, code: str, today: date) -> Feed | None:
    """What there is for a board today, or None if there is no such board."""
    board = boards.get(db, code)
    if board is None:
        return None
    catalogue = load(today)
    held = best(catalogue, evidence.of_board(db, code), today)
    return Feed(
        board,
        _calls(db, code, today, catalogue),
        _planned(db, code, today, catalogue),
        [paper for paper in papers_of(catalogue, held, today) if paper.last_day],
    )


def _calls(db: Connection, code: str, today: date, catalogue: Catalogue) -> list[Called]:
    offers = [offer for offer in read_offers(db, code, today, catalogue) if not offer.is_dismissed]
    moments = matches.since(db, code)
    for change in processes.changes_of(db, [offer.match.portfolio_id for offer in offers]):
        moments[change.portfolio_id] = max(moments[change.portfolio_id], change.seen_at)
    return _newest_first(Called(offer, moments[offer.match.portfolio_id]) for offer in offers)


def _planned(db: Connection, code: str, today: date, catalogue: Catalogue) -> list[Planned]:
    moments = plan_matches.since(db, code)
    ahead = read_ahead(db, code, today, catalogue)
    return _newest_first(Planned(one, moments[one.plan.key]) for one in ahead)


def _newest_first(found: Iterable[_Dated]) -> list[_Dated]:
    return sorted(found, key=lambda one: one.updated_at, reverse=True)
