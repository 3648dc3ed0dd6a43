"""Contracts and planned purchases: what was signed, and what a buyer means to buy."""

from datetime import date
from typing import NamedTuple


class Contract(NamedTuple):
    """One row of dataset jbjy-vk9h. Money in whole COP. Joins a process by `portfolio_id`.

    Supplier fields are kept for organisations only, never for natural persons.
    """

    key: str  # CO1.PCCNTR.n
    portfolio_id: str | None
    buyer_name: str
    buyer_nit: str | None
    city: str | None
    object: str | None
    status: str | None
    modality: str | None
    justification: str | None
    contract_type: str | None
    unspsc: str | None
    value_cop: int | None
    signed_on: date | None
    starts_on: date | None
    ends_on: date | None
    supplier_name: str | None
    supplier_nit: str | None
    url: str | None


class PlannedPurchase(NamedTuple):
    """One line of an annual purchasing plan (PAA), dataset 9sue-ezhx. `expected_on` is its month's first."""

    key: str
    buyer_name: str
    buyer_nit: str | None
    description: str
    modality: str | None
    unspsc: str | None  # eight-digit codes separated by spaces
    value_cop: int | None
    expected_on: date | None
    related: str | None  # ids of the processes that came of it, separated by spaces
