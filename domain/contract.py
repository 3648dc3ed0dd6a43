"""Contracts and planned purchases: what was signed, and what a buyer means to buy."""

from datetime import date
from typing import NamedTuple

from domain.text import fold

_FINISHED = {"terminado", "cerrado", "liquidado", "terminado sin liquidar"}  # as both SECOP write it, folded

NEVER_SIGNED = frozenset({"borrador", "en aprobacion", "enviado proveedor", "cancelado"})
"""What SECOP II, folded, calls a contract that is no contract yet, or came to nothing."""


class Contract(NamedTuple):
    """One row of dataset jbjy-vk9h (SECOP II) or f789-7hwg (SECOP I, where a call has a row as well).

    Money in whole COP. A contract of SECOP II joins a process by `portfolio_id`. Supplier fields are kept for
    organisations only, never for natural persons.
    """

    key: str  # CO1.PCCNTR.n, or the record and the award of SECOP I: 22-13-13100000-12200000
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
    is_small_firm: bool | None = None  # what the supplier said of itself: micro, small or medium
    added_days: int | None = None
    added_cop: int | None = None  # SECOP I alone publishes it; it is within `value_cop`

    @property
    def was_signed(self) -> bool:
        """One that bears the day on which it was signed was, whatever became of it."""
        return self.signed_on is not None or fold(self.status or "") not in NEVER_SIGNED

    @property
    def is_finished(self) -> bool:
        """Whether SECOP says that the work ended."""
        return fold(self.status or "") in _FINISHED


class PurchasingPlan(NamedTuple):
    """One row of dataset b6m4-qgqv: the annual purchasing plan (PAA) of a buyer. Budget in whole COP.

    `version` is the newest one: a line of an older version is no longer planned.
    """

    key: str  # CO1.APP.n
    plan_id: str | None  # what a line calls its plan
    buyer_code: str | None
    buyer_name: str
    year: int | None
    version: int | None
    published_on: date | None
    modified_on: date | None
    budget_cop: int | None


class PlannedPurchase(NamedTuple):
    """One line of an annual purchasing plan (PAA), dataset 9sue-ezhx. `expected_on` is its month's first.

    A plan is published in versions, each with its lines: those of the newest version hold.
    """

    key: str
    buyer_name: str
    buyer_nit: str | None
    description: str
    modality: str | None
    unspsc: str | None  # eight-digit codes separated by spaces
    value_cop: int | None
    expected_on: date | None
    related: str | None  # ids or references of the processes that came of it, separated by spaces
    line_id: str | None  # the buyer's line, whatever the version
    plan_id: str | None
    version: int | None
