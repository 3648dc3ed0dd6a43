"""What of a text or an error may stand in a log: nothing that reaches or names a person, and no key.

Addresses, telephones, identity cards and keys are known by their shape. Names have none, so what nobody of
us wrote is not told at all: of an error its kind and its place, never its words.
"""

import re
import traceback
from collections.abc import Iterator

ADDRESS, NUMBER, KEY = "[address]", "[number]", "[key]"

_LONGEST = 500  # characters
_USER_OF_URL = re.compile(r"(?<=://)[^\s/@]*@")
_QUESTION = re.compile(r"\?[^\s'\"]*=[^\s'\"]*")
_ADDRESS = re.compile(r"[^\s@<>\"'(,;:]+@[^\s@<>\"'),;:]+")
# Where the address of a page is itself the key, and what our own keys and signatures are made of.
_KEY = re.compile(
    r"""
    (?P<before>/(?:junta|j|e|invitacion|board)/)[^\s/?"']+
    | [\w.-]*\.(?=[\w-]*[a-z])(?=[\w-]*[A-Z])[\w-]{16}(?![\w-])           # a board's code and its signature
    | (?<![\w-])(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[\w-]{20,}
    | (?<![\w-])(?=[\w-]*[a-z])(?=[\w-]*[A-Z])[\w-]{32,}
    """,
    re.VERBOSE,
)
_HARMLESS_OR_NUMBER = re.compile(
    r"""
    (?P<harmless>
      CO1\.[A-Z]+\.\d+                                                   # what SECOP calls its rows
      | (?<!\d)20\d\d-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)?)?(?!\d)
      | (?<![\d.])\d{1,4}\.\d{4,}(?![\d.])                               # seconds, shares
    )
    | (?<!\d)\d(?:[ .\-()]{0,2}\d){6,}(?!\d)
    """,
    re.VERBOSE,
)


def without_persons(text: str) -> str:
    """The first line of a text with addresses, telephones, identity cards and keys taken out of it.

    What a database says of a row stands in the lines after the first.
    """
    line = text.strip().partition("\n")[0].strip()[:_LONGEST]
    line = _USER_OF_URL.sub("", line)
    line = _QUESTION.sub("?…", line)
    line = _KEY.sub(lambda found: f"{found['before'] or ''}{KEY}", line)
    line = _ADDRESS.sub(ADDRESS, line)
    return _HARMLESS_OR_NUMBER.sub(lambda found: found["harmless"] or NUMBER, line)


def places(error: BaseException) -> list[str]:
    """Kinds and places of an error and of what it came from, the first cause first: `kind`, then each
    `file:line function` from the outermost call to where it was raised.
    """
    return [line for one in _chain(error) for line in _place(one)]


def _chain(error: BaseException) -> list[BaseException]:
    found: list[BaseException] = []
    one: BaseException | None = error
    while one is not None and one not in found:
        found.append(one)
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)
    return found[::-1]


def _place(error: BaseException) -> Iterator[str]:
    kind = type(error)
    yield kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
    for frame in traceback.extract_tb(error.__traceback__):
        yield f"{frame.filename}:{frame.lineno} {frame.name}"
    if isinstance(error, BaseExceptionGroup):
        for one in error.exceptions:
            yield from places(one)
