"""Who bid in a process, and for how much."""

from datetime import date
from typing import NamedTuple


class Bid(NamedTuple):
    """One row of dataset hgi6-6wh3 (a bidder, by `process_id`) or wi7w-2nvm (an offer, by `portfolio_id`).

    Bidders appear when a process has closed, without an amount. Offers bring the amount in whole COP, None
    in another currency. Supplier fields are kept for organisations only, never for natural persons.
    """

    key: str  # CO1.REQ.n|supplier code, or the offer's own id
    process_id: str | None
    portfolio_id: str | None
    supplier_code: str | None
    supplier_name: str | None
    supplier_nit: str | None
    value_cop: int | None
    offered_on: date | None
