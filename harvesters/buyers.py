"""The buyers of a municipality by NIT. Their city will not do: SECOP leaves it out for several of them.

The list is data (buyers.csv): another municipality is more rows; "unverified" marks one weak source.
"""

import csv
from functools import cache
from pathlib import Path
from typing import NamedTuple

COUNTRY = "00000"  # no municipality's code: all buyers, also those that are on no list
_FILE = Path(__file__).with_name("buyers.csv")


class UnknownMunicipality(Exception):
    """No buyers are listed for this municipality."""


class Buyer(NamedTuple):
    """A buyer as it is listed: NIT without check digit, and whether its NIT was seen in SECOP."""

    nit: str
    name: str
    verified: bool


def buyers(municipality: str) -> tuple[str, ...] | None:
    """NITs without check digit of the buyers of a municipality, by its DANE code; None for the country."""
    if municipality == COUNTRY:
        return None
    return tuple(buyer.nit for buyer in listed(municipality))


@cache
def listed(municipality: str) -> tuple[Buyer, ...]:
    """The buyers of a municipality, by its DANE code."""
    with _FILE.open(encoding="utf-8", newline="") as file:
        found = tuple(
            Buyer(row["nit"], row["name"], row["source"] != "unverified")
            for row in csv.DictReader(file)
            if row["municipality"] == municipality
        )
    if not found:
        raise UnknownMunicipality(
            f"no buyers are listed for municipality {municipality}: add rows to buyers.csv"
        )
    return found
