"""Link: which contracts are whose, and so which boards have won, and which processes came of which plans."""

from dataclasses import dataclass
from datetime import datetime, time
from time import perf_counter

from domain.board import Board
from domain.contract import Contract
from domain.days import BOGOTA, day_of
from domain.outcome import Outcome, OutcomeKind
from matching.lead import Lead, Told, lead
from matching.linking import Supplier, Verdict, link
from matching.plans import link as link_to_processes
from service.context import Context
from store import boards, contracts, outcomes, plans
from store.contracts import ContractLink
from store.engine import reading, writing


@dataclass(frozen=True)
class PlanSummary:
    """Planned purchases, their links to procedures, and the lead that the certain ones gave."""

    planned: int
    certain: int
    probable: int
    lead: Lead


@dataclass(frozen=True)
class LinkSummary:
    contracts: int
    certain: int
    probable: int
    plans: PlanSummary
    seconds: float


def run(context: Context) -> LinkSummary:
    """Hold the contracts whose supplier is known against the boards, and the plans against the processes."""
    started = perf_counter()
    signed, found = _contracts(context)
    certain = sum(link.verdict == Verdict.CERTAIN for link in found)
    return LinkSummary(signed, certain, len(found) - certain, _plans(context), perf_counter() - started)


def _contracts(context: Context) -> tuple[int, list[ContractLink]]:
    """The contracts held against the boards; certain links become outcomes."""
    with reading(context.engine) as db:
        every_board, signed = boards.every(db), contracts.with_supplier(db)
    found = _links(every_board, signed)
    with writing(context.engine) as db:
        contracts.replace_links(db, found, context.now)
        outcomes.record_first(db, _won(contracts.linked(db, Verdict.CERTAIN), context.now))
    return len(signed), found


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
