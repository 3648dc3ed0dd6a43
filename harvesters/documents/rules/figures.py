"""Numbers as calls write them, and as findings do: with a comma."""

import re
from collections.abc import Iterator

PERCENT = r"(?P<percent>\d{1,3}(?:[.,]\d{1,2})?) ?%"
WAGES = re.compile(
    r"(?P<figure>\d[\d.,]*\d|\d) ?\)?(?: \w+)? ?(?:s\.? ?m\.? ?[lm]\.? ?[lm]?\.? ?v\b|salarios minimos)"
)

_PERCENT = re.compile(PERCENT)
_SPELT = {"diez": 10, "quince": 15, "veinte": 20, "treinta": 30, "cuarenta": 40, "cincuenta": 50, "cien": 100}
_SPELT_PERCENT = re.compile(rf"\b(?P<word>{'|'.join(_SPELT)}) por ciento\b(?! ?\(?\d)")
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:[.,]\d{3})+")


def figure(written: str) -> str:
    """`1.50` is 1,5 and `1.200` is 1200; what begins with a nought has no thousands: `0.025` is 0,025."""
    if _THOUSANDS.fullmatch(written):
        return re.sub(r"\D", "", written)
    whole, _, rest = written.replace(".", ",").partition(",")
    rest = rest.rstrip("0")
    return f"{int(whole)},{rest}" if rest else str(int(whole))


def share_of(plain: str, start: int, end: int) -> str | None:
    """The first percentage between two places, or else the number of minimum wages."""
    if found := _PERCENT.search(plain, start, end):
        return f"{figure(found['percent'])} %"
    if found := _SPELT_PERCENT.search(plain, start, end):
        return f"{_SPELT[found['word']]} %"
    if found := WAGES.search(plain, start, end):
        return f"{figure(found['figure'])} SMMLV"
    return None


def with_reach(names: re.Pattern[str], plain: str, farthest: int) -> Iterator[tuple[re.Match[str], int]]:
    """Each thing that is named, with how far its figure may stand: not beyond the next thing."""
    named = list(names.finditer(plain))
    for number, name in enumerate(named, 1):
        end = named[number].start() if number < len(named) else len(plain)
        yield name, min(end, name.end() + farthest)
