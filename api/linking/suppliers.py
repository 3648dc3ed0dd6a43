"""Suppliers of contracts, bids and awards held against the boards: their links, and what came of them.

`relink` does for one supplier what the step `link` does for all, so that what a person decided holds at once.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, time
from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy import Connection

from domain.board import Board
from domain.contract import Contract
from domain.days import BOGOTA, day_of
from domain.outcome import Outcome, OutcomeKind
from domain.text import fold
from matching.linking.decisions import nit_of, supplier_key
from matching.linking.link import Link, Supplier, Verdict, link
from matching.places.towns import WorkTown, work_town
from store import awards, bids, boards, contracts, links, outcomes
from store.awards import Award
from store.bids import NamedBid
from store.links import LinkDecision, SupplierLink

_BUYS_WIDELY = re.compile(r"\b(?:gobernacion|departament|nacional|ministerio)")
_SECOP = "secop"  # the source of what was found without a form


class Known(NamedTuple):
    """What SECOP shows, of suppliers that are known."""

    signed: Sequence[Contract]
    offered: Sequence[NamedBid]
    awarded: Sequence[Award]


class Held(NamedTuple):
    """The links of each, in the order of Known; None where the supplier is no board."""

    signed: list[SupplierLink | None]
    offered: list[SupplierLink | None]
    awarded: list[SupplierLink | None]


def read_known(db: Connection) -> Known:
    return Known(contracts.with_supplier(db), bids.with_supplier(db), awards.with_supplier(db))


def hold(every_board: Sequence[Board], known: Known, decided: Iterable[LinkDecision]) -> Held:
    """Whose all of it is, by the rules and by what people decided."""
    decisions: dict[str, dict[str, bool]] = {}
    for one in decided:
        decisions.setdefault(one.supplier_key, {})[one.board_code] = one.confirmed
    named = [
        *map(_of_contract, known.signed),
        *map(_of_bid, known.offered),
        *map(_of_award, known.awarded),
    ]
    found = link(every_board, named, decisions)
    held = iter([_link(supplier, one) for supplier, one in zip(named, found, strict=True)])
    return Held(*(list(islice(held, len(some))) for some in known))


def save(db: Connection, known: Known, held: Held, at: datetime) -> None:
    """Make these all the links there are. What is certainly a board's becomes its outcome, and is taken back
    where it is so no longer.
    """
    links.replace_of_contracts(db, list(filter(None, held.signed)), at)
    links.replace_of_bids(db, list(filter(None, held.offered)), at)
    links.replace_of_awards(db, list(filter(None, held.awarded)), at)
    signed, offered = _certain(known.signed, held.signed), _certain(known.offered, held.offered)
    _keep_outcomes(db, signed, offered, _certain(known.awarded, held.awarded), at)


def relink(db: Connection, key: str, at: datetime) -> None:
    """Hold one supplier against the boards again, and no other: `key` is what decisions know it by."""
    nit, touched = nit_of(key), links.boards_of(db, key)
    ours = Known(
        [one for one in contracts.of_nit(db, nit) if supplier_key(_of_contract(one)) == key],
        [one for one in bids.of_nit(db, nit) if supplier_key(_of_bid(one)) == key],
        [one for one in awards.of_nit(db, nit) if supplier_key(_of_award(one)) == key],
    )
    decided = [one for one in links.decisions(db) if one.supplier_key == key]
    held = hold(boards.every(db), ours, decided)
    links.replace_of_contracts(db, list(filter(None, held.signed)), at, {one.key for one in ours.signed})
    links.replace_of_bids(db, list(filter(None, held.offered)), at, {one.bid.key for one in ours.offered})
    links.replace_of_awards(db, list(filter(None, held.awarded)), at, {one.key for one in ours.awarded})
    touched |= {one.board_code for some in held for one in some if one}
    _renew_outcomes(db, touched, at)


def _renew_outcomes(db: Connection, codes: Collection[str], at: datetime) -> None:
    certain = Verdict.CERTAIN
    signed, offered = contracts.linked(db, certain, codes), bids.linked(db, certain, codes)
    _keep_outcomes(db, signed, offered, awards.linked(db, certain, codes), at, codes)


def _keep_outcomes(
    db: Connection,
    signed: Sequence[tuple[str, Contract]],
    offered: Sequence[tuple[str, NamedBid]],
    awarded: Sequence[tuple[str, Award]],
    at: datetime,
    codes: Collection[str] | None = None,
) -> None:
    """Who was awarded among offers did offer: a bid shows it better, and comes first."""
    found = {
        OutcomeKind.WON: [_won(code, one, at) for code, one in signed if one.was_signed],
        OutcomeKind.FINISHED: [_finished(code, one, at) for code, one in signed if one.is_finished],
        OutcomeKind.OFFERED: [
            *(_offered(code, one, at) for code, one in offered),
            *(_was_chosen(code, one, at) for code, one in awarded if one.shows_an_offer),
        ],
    }
    for kind, some in found.items():
        outcomes.replace_found(db, kind, some, _SECOP, codes)


def _of_contract(contract: Contract) -> Supplier:
    work = work_town(contract.object or "", contract.buyer_name, contract.city, None)
    return _supplier(contract.key, contract.supplier_name, contract.supplier_nit, work, contract.buyer_name)


def _of_bid(named: NamedBid) -> Supplier:
    bid, buyer_name = named.bid, named.buyer_name or ""
    work = work_town(named.title or "", buyer_name, named.city, named.department)
    return _supplier(bid.key, bid.supplier_name, bid.supplier_nit, work, buyer_name)


def _of_award(award: Award) -> Supplier:
    work = work_town(award.title, award.buyer_name, award.city, award.department)
    return _supplier(award.key, award.supplier_name, award.supplier_nit, work, award.buyer_name)


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


def _certain(rows: Sequence[Any], held: Sequence[SupplierLink | None]) -> list[tuple[str, Any]]:
    pairs = zip(rows, held, strict=True)
    return [(one.board_code, row) for row, one in pairs if one and one.verdict == Verdict.CERTAIN]


def _won(code: str, contract: Contract, now: datetime) -> Outcome:
    return _outcome(code, contract.portfolio_id, OutcomeKind.WON, contract.signed_on, contract.key, now)


def _finished(code: str, contract: Contract, now: datetime) -> Outcome:
    """A last day that is still to come is not that on which it ended: it ended before we saw it."""
    ended = contract.ends_on if contract.ends_on and contract.ends_on <= day_of(now) else None
    return _outcome(code, contract.portfolio_id, OutcomeKind.FINISHED, ended, contract.key, now)


def _offered(code: str, named: NamedBid, now: datetime) -> Outcome:
    bid = named.bid
    return _outcome(code, named.portfolio_id, OutcomeKind.OFFERED, bid.offered_on, bid.key, now)


def _was_chosen(code: str, award: Award, now: datetime) -> Outcome:
    """It offered on an unknown day: by the day of closing, else by that of the award."""
    by = award.closes_on or award.awarded_on
    return _outcome(code, award.portfolio_id, OutcomeKind.OFFERED, by, award.key, now)


def _outcome(
    code: str, portfolio_id: str | None, kind: OutcomeKind, on: date | None, key: str, now: datetime
) -> Outcome:
    at = datetime.combine(on, time(), BOGOTA) if on else now
    return Outcome(code, portfolio_id or key, kind, at, _SECOP, key)
