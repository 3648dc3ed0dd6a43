"""Prove: what SECOP's own rows say of each board becomes evidence, and is taken back when they no longer do.

Only what is certainly a board's counts: by a NIT that no other board has, or by a certain link of its name.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from domain.board import Board
from domain.contract import Contract
from domain.readiness import Evidence, EvidenceSource
from domain.sanction import Sanction
from domain.supplier import SupplierAccount
from matching.linking.link import Supplier, Verdict, link
from readiness.proof import SECOP_II, proofs
from service.context import Context
from store import boards, contracts, evidence, harvested
from store.engine import reading, writing

_Row = TypeVar("_Row")


@dataclass(frozen=True)
class ProofSummary:
    """Boards of which SECOP proves something, and the pieces that are new, changed, or taken back."""

    boards: int
    new: int
    changed: int
    withdrawn: int


def run(context: Context) -> ProofSummary:
    """Hold accounts, contracts and sanctions against the boards, and write what they prove."""
    with reading(context.engine) as db:
        every_board = boards.every(db)
        accounts, sanctions = harvested.accounts_near(db), harvested.sanctions_near(db)
        signed = contracts.linked(db, Verdict.CERTAIN)
    found = _proven(context, every_board, accounts, signed, sanctions)
    with writing(context.engine) as db:
        saved, withdrawn = evidence.replace(db, EvidenceSource.SECOP, found, context.now)
    return ProofSummary(len({code for code, _ in found}), saved.new, saved.changed, withdrawn)


def _proven(
    context: Context,
    every_board: Sequence[Board],
    accounts: Sequence[SupplierAccount],
    signed: Sequence[tuple[str, Contract]],
    sanctions: Sequence[Sanction],
) -> list[tuple[str, Evidence]]:
    accounts_of = _by_key(_account_owners(every_board, accounts))
    contracts_of = _by_key(signed)
    sanctions_of = _by_key(_sanction_owners(every_board, signed, sanctions))
    return [
        (board.code, item)
        for board in every_board
        for item in proofs(
            accounts_of.get(board.code, ()),
            contracts_of.get(board.code, ()),
            sanctions_of.get(board.code, ()),
            context.today,
        )
    ]


def _account_owners(
    every_board: Sequence[Board], accounts: Iterable[SupplierAccount]
) -> Iterable[tuple[str, SupplierAccount]]:
    """By NIT, wherever the account says it is; by name only among the boards of its municipality."""
    owners, taken = _own_nits(every_board), {board.nit for board in every_board if board.nit}
    by_name: dict[str, list[SupplierAccount]] = {}
    for account in accounts:
        if account.nit in owners:
            yield owners[account.nit], account
        elif account.nit not in taken and account.municipality:
            by_name.setdefault(account.municipality, []).append(account)
    neighbours = _by_key((board.municipality, board) for board in every_board)
    for municipality, some in by_name.items():
        suppliers = [Supplier(row.key, row.name or "", row.nit, municipality) for row in some]
        for found, account in zip(link(neighbours.get(municipality, ()), suppliers), some, strict=True):
            if found.verdict is Verdict.CERTAIN and found.board_code:
                yield found.board_code, account


def _sanction_owners(
    every_board: Sequence[Board], signed: Iterable[tuple[str, Contract]], sanctions: Iterable[Sanction]
) -> Iterable[tuple[str, Sanction]]:
    """By NIT in SECOP I. SECOP II names the contract alone, and the contract's link tells whose it is."""
    owners = _own_nits(every_board)
    contractors: dict[str | None, str] = {contract.key: code for code, contract in signed}
    for sanction in sanctions:
        named = contractors.get(sanction.contract_id) if sanction.platform == SECOP_II else None
        if code := owners.get(sanction.supplier_nit) or named:
            yield code, sanction


def _own_nits(every_board: Iterable[Board]) -> Mapping[str | None, str]:
    """NIT → code, of those that one board alone has: of a number that two have nobody knows whose it is."""
    having = [(board.nit, board.code) for board in every_board if board.nit]
    counted = Counter(nit for nit, _ in having)
    return {nit: code for nit, code in having if counted[nit] == 1}


def _by_key(keyed: Iterable[tuple[str, _Row]]) -> dict[str, list[_Row]]:
    found: dict[str, list[_Row]] = {}
    for key, row in keyed:
        found.setdefault(key, []).append(row)
    return found
