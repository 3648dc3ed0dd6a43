"""Fines and sanctions for contracts that were not kept."""

from datetime import date
from typing import NamedTuple


class Sanction(NamedTuple):
    """One row of dataset it5q-hg94 (SECOP II, by contract) or 4n4q-k399 (SECOP I, by contractor).

    A fine is not a ban from contracting. Supplier fields are kept for organisations only, never for natural
    persons; SECOP II names the contract, and the contract its supplier.
    """

    key: str  # procedure or buyer, contract and act: the source gives no id
    platform: str  # "SECOP I", "SECOP II"
    buyer_name: str
    buyer_nit: str | None
    portfolio_id: str | None
    contract_id: str | None  # CO1.PCCNTR.n in SECOP II; the buyer's own number in SECOP I
    supplier_name: str | None
    supplier_nit: str | None
    kind: str | None
    act: str | None  # the resolution
    value_cop: int | None
    effective_on: date | None
    status: str | None
    url: str | None
