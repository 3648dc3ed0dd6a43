"""A buyer's change of a process, as the source announces it."""

from datetime import date
from typing import NamedTuple


class Modification(NamedTuple):
    """One row of dataset e2u2-swiw: a process was modified on this day; what was changed is not said.

    The source shows the last eight days; here each day stays.
    """

    key: str  # CO1.REQ.n|day
    process_id: str
    portfolio_id: str | None
    buyer_nit: str | None
    modified_on: date | None
