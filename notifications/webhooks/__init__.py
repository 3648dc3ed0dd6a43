"""What providers tell us by webhook. For each one `verify`, whether it is they who speak, and `read`, what
they say. Both are pure: body and clock are arguments, and nothing is looked up.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TypeVar

import msgspec

from domain.alert import Reply, StatusReport

Shape = TypeVar("Shape")


class BadWebhook(Exception):
    """The body is not what the provider documents. The reason holds nothing of what people wrote."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """`skipped` counts what we have no use for and what we do not know, such as `status foo`."""

    reports: list[StatusReport] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)


def decode(body: bytes, shape: type[Shape]) -> Shape:
    """JSON in the shape of a struct. Raises BadWebhook."""
    try:
        return msgspec.json.decode(body, type=shape)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise BadWebhook(f"not the JSON that is documented: {str(error)[:200]}") from error


def read_each(
    items: Sequence[msgspec.Raw],
    shape: type[Shape],
    read_one: Callable[[Shape, Incoming], None],
    incoming: Incoming,
) -> None:
    """Read what came together, each by itself: what is wrong with one does not lose the others."""
    for item in items:
        try:
            read_one(decode(bytes(item), shape), incoming)
        except BadWebhook as bad:
            incoming.skipped[f"bad: {bad}"] += 1


def header(headers: Mapping[str, str], name: str) -> str:
    """A header, however its name is spelt; empty where there is none."""
    wanted = name.casefold()
    return next((value for given, value in headers.items() if given.casefold() == wanted), "")


def moment(seconds: float) -> datetime:
    """Raises BadWebhook for what is no time of this era."""
    if not 0 < seconds < _YEAR_2200:
        raise BadWebhook("a time that cannot be")
    return datetime.fromtimestamp(seconds, UTC)


_YEAR_2200 = 7_258_118_400

_ID = re.compile(r"[!-~]{1,300}")


def check_id(value: str) -> str:
    """An id as it stands. Raises BadWebhook for what cannot be one."""
    if not _ID.fullmatch(value):
        raise BadWebhook("an id that cannot be one")
    return value


LONGEST_TEXT = 4096


def clean(text: str) -> str:
    """What a person wrote, without what a database cannot keep."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")[:LONGEST_TEXT]


def label(word: str) -> str:
    """A provider's word as it may stand in a log."""
    return re.sub(r"[^\w .:-]", "?", word)[:40]
