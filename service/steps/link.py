"""Link: which contracts and bids are whose, what boards have won and tried, and what came of which plans."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time
from time import perf_counter
from typing import TypeVar

from domain.board import Board
from domain.contract import Contract
from domain.days import BOGOTA, day_of
from domain.outcome import Outcome, OutcomeKind
from domain.text import fold
from matching.linking.decisions import supplier_key
from matching.linking.link import Decisions, Supplier, Verdict, link
from matching.places.towns import WorkTown, work_town
from matching.plans.lead import Lead, Told, lead
from matching.plans.links import link as link_to_processes
from service.context import Context
from store import bids, boards, contracts, links, outcomes, plans
from store.bids import NamedBid
from store.engine import reading, writing
from store.links import SupplierLink

_Row = TypeVar("_Row")
_BUYS_WIDELY = re.compile(r"\b(?:gobernacion|departament|nacional|ministerio)")
_SECOP = "secop"  # the source of what was found without a form


@dataclass(frozen=True)
class PlanSummary:
    """Planned purchases, their links to procedures, and the lead that the certain ones gave."""

    planned: int
    certain: int
    probable: int
    lead: Lead


@dataclass(frozen=True)
class SupplierSummary:
    """Contracts and bids whose supplier is known, and the certain and probable links among them."""

    contracts: int
    certain: int
    probable: int
    bids: int
    bids_certain: int
    bids_probable: int


@dataclass(frozen=True)
class LinkSummary(SupplierSummary):
    plans: PlanSummary
    seconds: float


def run(context: Context) -> LinkSummary:
    """Hold contracts and bids whose supplier is known against the boards, and plans against processes."""
    started = perf_counter()
    found = suppliers(context)
    return LinkSummary(**asdict(found), plans=_plans(context), seconds=perf_counter() - started)


def suppliers(context: Context) -> SupplierSummary:
    """Contracts and bids alone; what is certainly a board's becomes its outcome, and is taken back if it is
    no longer.
    """
    with reading(context.engine) as db:
        every_board, decided = boards.every(db), links.decisions(db)
        signed, offered = contracts.with_supplier(db), bids.with_supplier(db)
    decisions: dict[str, dict[str, bool]] = {}
    for one in decided:
        decisions.setdefault(one.supplier_key, {})[one.board_code] = one.confirmed
    named = [*map(_of_contract, signed), *map(_of_bid, offered)]
    held = _held(every_board, named, decisions)
    of_contracts, of_bids = held[: len(signed)], held[len(signed) :]
    with writing(context.engine) as db:
        links.replace_of_contracts(db, [one for one in of_contracts if one], context.now)
        links.replace_of_bids(db, [one for one in of_bids if one], context.now)
        won, tried = _won(signed, of_contracts, context.now), _offered(offered, of_bids, context.now)
        outcomes.replace_found(db, OutcomeKind.WON, won, _SECOP)
        outcomes.replace_found(db, OutcomeKind.OFFERED, tried, _SECOP)
    return SupplierSummary(*_counted(of_contracts), *_counted(of_bids))


def _plans(context: Context) -> PlanSummary:
    with reading(context.engine) as db:
        planned, published = plans.every(db), plans.rows_of_planning_buyers(db)
    found = [plans.PlanLink(*link) for link in link_to_processes(planned, published)]
    with writing(context.engine) as db:
        plans.replace_links(db, found, context.now)
        seen, since = plans.first_seen(db, Verdict.CERTAIN), plans.watched_since(db)
    told = [Told(day_of(one.plan_at), one.published_on, day_of(one.at)) for one in seen]
    certain = sum(link.verdict == Verdict.CERTAIN for link in found)
    gained = lead(told, day_of(since) if since else None)
    return PlanSummary(len(planned), certain, len(found) - certain, gained)


def _of_contract(contract: Contract) -> Supplier:
    work = work_town(contract.object or "", contract.buyer_name, contract.city, None)
    return _supplier(contract.key, contract.supplier_name, contract.supplier_nit, work, contract.buyer_name)


def _of_bid(named: NamedBid) -> Supplier:
    bid, buyer_name = named.bid, named.buyer_name or ""
    work = work_town(named.title or "", buyer_name, named.city, named.department)
    return _supplier(bid.key, bid.supplier_name, bid.supplier_nit, work, buyer_name)


def _supplier(key: str, name: str | None, nit: str | None, work: WorkTown, buyer_name: str) -> Supplier:
    """A supplier where the work is: a board works where it is at home.

    Not known are the town of a text that names several, and that of a buyer with a whole department or the
    nation to buy for: its seat says nothing of the work.
    """
    is_seat = work.known_by == "city" and _BUYS_WIDELY.search(fold(buyer_name))
    code = None if work.others or is_seat else work.code
    return Supplier(key, name or "", nit, code or "", "" if code else work.department or "")


def _held(
    every_board: Sequence[Board], named: Sequence[Supplier], decisions: Decisions
) -> list[SupplierLink | None]:
    return [
        SupplierLink(
            key=found.row,
            board_code=found.board_code,
            score=found.score,
            verdict=found.verdict,
            supplier_key=supplier_key(supplier),
            town=supplier.municipality or None,
            why=found.why,
        )
        if found.board_code
        else None
        for supplier, found in zip(named, link(every_board, named, decisions), strict=True)
    ]


def _counted(held: Sequence[SupplierLink | None]) -> tuple[int, int, int]:
    verdicts = Counter(one.verdict for one in held if one)
    return len(held), verdicts[Verdict.CERTAIN], verdicts[Verdict.PROBABLE]


def _won(signed: Iterable[Contract], held: Iterable[SupplierLink | None], now: datetime) -> list[Outcome]:
    return [
        _outcome(code, contract.portfolio_id, OutcomeKind.WON, contract.signed_on, contract.key, now)
        for contract, code in _certain(signed, held)
    ]


def _offered(
    offered: Iterable[NamedBid], held: Iterable[SupplierLink | None], now: datetime
) -> list[Outcome]:
    return [
        _outcome(code, named.portfolio_id, OutcomeKind.OFFERED, named.bid.offered_on, named.bid.key, now)
        for named, code in _certain(offered, held)
    ]


def _certain(rows: Iterable[_Row], held: Iterable[SupplierLink | None]) -> Iterator[tuple[_Row, str]]:
    for row, one in zip(rows, held, strict=True):
        if one and one.verdict == Verdict.CERTAIN:
            yield row, one.board_code


def _outcome(
    code: str, portfolio_id: str | None, kind: OutcomeKind, on: date | None, key: str, now: datetime
) -> Outcome:
    at = datetime.combine(on, time(), BOGOTA) if on else now
    return Outcome(code, portfolio_id or key, kind, at, _SECOP, key)
