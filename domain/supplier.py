"""The supplier accounts of SECOP II that say they are a community action board."""

from datetime import date
from typing import NamedTuple


class SupplierAccount(NamedTuple):
    """One row of dataset qmzu-gj57. `municipality` is a DANE code, where the account gives its place.

    Only the organisation: who represents it, and how to reach them, is not asked for.
    """

    key: str  # the supplier code, which processes and bids name as well
    name: str | None
    nit: str | None
    kind: str | None  # as published, "JUNTA DE ACCIoN COMUNAL."
    department: str | None
    city: str | None
    municipality: str | None
    unspsc: str | None
    active: bool | None
    registered_on: date | None
