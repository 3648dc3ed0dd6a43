"""Whether a text holds what reaches or names one person: an address, a telephone, an identity card's number.

A guard at the door, not a wall: it finds what is written as such things mostly are, and no names.
"""

import re
from enum import StrEnum


class Personal(StrEnum):
    ADDRESS = "address"
    NUMBER = "number"


_ADDRESS = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
# Seven digits and more, however they are grouped: telephones, identity cards.
_NUMBER = re.compile(r"(?<!\d)\d(?:[ .\-()]{0,2}\d){6,}(?!\d)")
_HARMLESS = re.compile(
    r"""
    CO1\.[A-Z]+\.\d+                                            # what SECOP calls its rows
    | \$\s?\d[\d.,]*                                            # money
    | \b\d[\d.,]*\s(?:de\s)?(?:pesos|cop|millones)\b
    | \b\d{4}-\d{1,2}-\d{1,2}\b | \b\d{1,2}[/.-]\d{1,2}[/.-]\d{4}\b  # days
    | (?<!\d)(?<!\d[ .-])\d{1,4}-20[12]\d(?![ .-]?\d)              # what offices number by the year
    | \b(?:19|20)\d\d\s?[-–/ ]\s?(?:19|20)\d\d\b                # years
    """,
    re.VERBOSE | re.IGNORECASE,
)


def found_in(text: str) -> Personal | None:
    """The first such thing, or None."""
    if _ADDRESS.search(text):
        return Personal.ADDRESS
    return Personal.NUMBER if _NUMBER.search(_HARMLESS.sub(" ", text)) else None
