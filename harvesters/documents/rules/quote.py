"""A finding with the passage around it, cut between words, without what belongs to a person."""

import re

from domain.finding import Finding, FindingKind
from harvesters.documents.passages import Passage

_BEFORE, _AFTER = 120, 180
_MAIL = r"\S+@\S+"
_MOBILE = r"\b3\d{2}[ .-]?\d{3}[ .-]?\d{4}\b"
_IDENTITY = r"(?:\bC\.? ?C\.?|[Cc][ée]dula)(?: de ciudadanía)?\D{0,12}[\d.]{6,}"
_PERSONAL = re.compile(f"{_MAIL}|{_MOBILE}|{_IDENTITY}")


def finding(
    kind: FindingKind,
    passage: Passage,
    span: tuple[int, int],
    value: str = "",
    *,
    affirmed: bool = True,
    sure: bool = True,
) -> Finding:
    """What a passage says at `span`."""
    return Finding(kind, affirmed, value, _quote(passage.text, *span), passage.page, passage.part, sure)


def _quote(text: str, start: int, end: int) -> str:
    first = max(0, start - _BEFORE)
    last = min(len(text), end + _AFTER)
    if first:
        first = text.find(" ", first, start) + 1 or start
    if last < len(text):
        last = max(text.rfind(" ", end, last), end)
    return _PERSONAL.sub("[…]", text[first:last])
