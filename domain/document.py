"""The files that a buyer published with a procedure."""

from datetime import date
from typing import NamedTuple


class Document(NamedTuple):
    """One row of dataset dmgg-8hin or its yearly kin: what a file is and where it lies, not the file."""

    key: str
    portfolio_id: str | None
    contract_id: str | None  # None for what belongs to the call itself
    name: str | None
    extension: str | None
    size_bytes: int | None
    description: str | None
    loaded_on: date | None
    url: str | None
