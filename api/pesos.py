"""Pesos as people write them."""

import re

_MOST = 10**15  # more than any budget of the country
_WRITTEN = re.compile(
    r"\d{1,3}(?:\.\d{3})+(?:,0{1,2})?|\d{1,3}(?:,\d{3})+(?:\.0{1,2})?|\d+(?:[.,]0{1,2})?", re.ASCII
)


def read_pesos(text: str) -> int | None:
    """`"$ 50.000.000"` as 50,000,000; None for nothing. Raises ValueError for what is no whole amount."""
    figure = "".join(text.replace("$", "").split())
    if not figure:
        return None
    if not _WRITTEN.fullmatch(figure):
        raise ValueError(text)
    groups = re.split("[.,]", figure)
    if len(groups) > 1 and len(groups[-1]) < 3:  # decimals
        groups.pop()
    amount = int("".join(groups))
    if amount > _MOST:
        raise ValueError(text)
    return amount
