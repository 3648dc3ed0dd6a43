"""Link: which harvested contracts are whose, and so which boards have won."""

from dataclasses import dataclass
from datetime import datetime, time
from time import perf_counter

from domain.board import Board
from domain.contract import Contract
from domain.days import BOGOTA
from domain.outcome import Outcome, OutcomeKind
from matching.linking import Supplier, Verdict, link
from service.context import Context
from store import boards, contracts, outcomes
from store.contracts import ContractLink
from store.engine import reading, writing


@dataclass(frozen=True)
class LinkSummary:
    contracts: int
    certain: int
    probable: int
    seconds: float


def run(context: Context) -> LinkSummary:
    """Hold every contract whose supplier is known against the boards; certain links become outcomes."""
    started = perf_counter()
    with reading(context.engine) as db:
        every_board, signed = boards.every(db), contracts.with_supplier(db)
    found = _links(every_board, signed)
    with writing(context.engine) as db:
        contracts.replace_links(db, found, context.now)
        outcomes.record_first(db, _won(contracts.linked(db, Verdict.CERTAIN), context.now))
    certain = sum(link.verdict == Verdict.CERTAIN for link in found)
    return LinkSummary(len(signed), certain, len(found) - certain, perf_counter() - started)


def _links(every_board: list[Board], signed: list[Contract]) -> list[ContractLink]:
    suppliers = [Supplier(c.key, c.supplier_name or "", c.supplier_nit, c.city or "") for c in signed]
    return [
        ContractLink(found.row, found.board_code, found.score, found.verdict)
        for found in link(every_board, suppliers)
        if found.board_code
    ]


def _won(signed: list[tuple[str, Contract]], now: datetime) -> list[Outcome]:
    return [
        Outcome(
            board_code=code,
            portfolio_id=contract.portfolio_id or contract.key,
            kind=OutcomeKind.WON,
            at=datetime.combine(contract.signed_on, time(), BOGOTA) if contract.signed_on else now,
            source="secop",
            note=contract.key,
        )
        for code, contract in signed
    ]
