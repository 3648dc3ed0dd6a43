"""Suppliers of contracts and bids held against the boards: their links, and what is won and offered by them.

`relink` does for one supplier what the step `link` does for all, so that what a person decided holds at once.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, datetime, time
from typing import TypeVar

from sqlalchemy import Connection

from domain.board import Board
from domain.contract import Contract
from domain.days import BOGOTA
from domain.outcome import Outcome, OutcomeKind
from domain.text import fold
from matching.linking.decisions import nit_of, supplier_key
from matching.linking.link import Link, Supplier, Verdict, link
from matching.places.towns import WorkTown, work_town
from store import bids, boards, contracts, links, outcomes
from store.bids import NamedBid
from store.links import LinkDecision, SupplierLink

_Row = TypeVar("_Row")

Held = list[SupplierLink | None]

_BUYS_WIDELY = re.compile(r"\b(?:gobernacion|departament|nacional|ministerio)")
_SECOP = "secop"  # the source of what was found without a form


def hold(
    every_board: Sequence[Board],
    signed: Sequence[Contract],
    offered: Sequence[NamedBid],
    decided: Iterable[LinkDecision],
) -> tuple[Held, Held]:
    """The links of contracts and of bids, in their order; None where the supplier is no board."""
    decisions: dict[str, dict[str, bool]] = {}
    for one in decided:
        decisions.setdefault(one.supplier_key, {})[one.board_code] = one.confirmed
    named = [*map(_of_contract, signed), *map(_of_bid, offered)]
    held = [
        _link(supplier, found)
        for supplier, found in zip(named, link(every_board, named, decisions), strict=True)
    ]
    return held[: len(signed)], held[len(signed) :]


def save(
    db: Connection,
    signed: Sequence[tuple[Contract, SupplierLink | None]],
    offered: Sequence[tuple[NamedBid, SupplierLink | None]],
    at: datetime,
) -> None:
    """Make these all the links there are. What is certainly a board's becomes its outcome, and is taken back
    where it is so no longer.
    """
    links.replace_of_contracts(db, [one for _, one in signed if one], at)
    links.replace_of_bids(db, [one for _, one in offered if one], at)
    won = [_won(code, one, at) for code, one in _certain(signed)]
    tried = [_offered(code, one, at) for code, one in _certain(offered)]
    outcomes.replace_found(db, OutcomeKind.WON, won, _SECOP)
    outcomes.replace_found(db, OutcomeKind.OFFERED, tried, _SECOP)


def relink(db: Connection, key: str, at: datetime) -> None:
    """Hold one supplier against the boards again, and no other: `key` is what decisions know it by."""
    nit, touched = nit_of(key), links.boards_of(db, key)
    signed = [one for one in contracts.of_nit(db, nit) if supplier_key(_of_contract(one)) == key]
    offered = [one for one in bids.of_nit(db, nit) if supplier_key(_of_bid(one)) == key]
    decided = [one for one in links.decisions(db) if one.supplier_key == key]
    of_contracts, of_bids = hold(boards.every(db), signed, offered, decided)
    links.replace_of_contracts(db, list(filter(None, of_contracts)), at, {one.key for one in signed})
    links.replace_of_bids(db, list(filter(None, of_bids)), at, {one.bid.key for one in offered})
    touched |= {one.board_code for one in (*of_contracts, *of_bids) if one}
    _renew_outcomes(db, touched, at)


def _renew_outcomes(db: Connection, codes: Collection[str], at: datetime) -> None:
    won = [_won(code, one, at) for code, one in contracts.linked(db, Verdict.CERTAIN, codes)]
    tried = [_offered(code, one, at) for code, one in bids.linked(db, Verdict.CERTAIN, codes)]
    outcomes.replace_found(db, OutcomeKind.WON, won, _SECOP, codes)
    outcomes.replace_found(db, OutcomeKind.OFFERED, tried, _SECOP, codes)


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


def _link(supplier: Supplier, found: Link) -> SupplierLink | None:
    if found.board_code is None:
        return None
    return SupplierLink(
        key=found.row,
        board_code=found.board_code,
        score=found.score,
        verdict=found.verdict,
        supplier_key=supplier_key(supplier),
        town=supplier.municipality or None,
        why=found.why,
    )


def _certain(held: Iterable[tuple[_Row, SupplierLink | None]]) -> Iterator[tuple[str, _Row]]:
    for row, one in held:
        if one and one.verdict == Verdict.CERTAIN:
            yield one.board_code, row


def _won(code: str, contract: Contract, now: datetime) -> Outcome:
    return _outcome(code, contract.portfolio_id, OutcomeKind.WON, contract.signed_on, contract.key, now)


def _offered(code: str, named: NamedBid, now: datetime) -> Outcome:
    bid = named.bid
    return _outcome(code, named.portfolio_id, OutcomeKind.OFFERED, bid.offered_on, bid.key, now)


def _outcome(
    code: str, portfolio_id: str | None, kind: OutcomeKind, on: date | None, key: str, now: datetime
) -> Outcome:
    at = datetime.combine(on, time(), BOGOTA) if on else now
    return Outcome(code, portfolio_id or key, kind, at, _SECOP, key)
