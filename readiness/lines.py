"""Where in a TOML file an entry or one of its keys stands: tomllib does not tell.

A line opens a table or sets a key only where the text before it is TOML by itself: it then lies within no
string and no array that goes over several lines.
"""

import re
import tomllib
from collections.abc import Iterator


def line_of(text: str, kind: str, number: int, key: str = "") -> int:
    """The line, from 1, of a key in the n-th `[[kind]]` of a readable file; of the entry if it has no such.

    kind "" is what stands above all tables.
    """
    lines = text.split("\n")
    opens = list(_standing(lines, r"\s*\["))
    begins = _begin(lines, opens, kind, number)
    if not key:
        return begins
    ends = next((line for line in opens if line > begins), len(lines) + 1)
    written = rf"\s*[\"']?{re.escape(key)}[\"']?\s*[=.]"
    found = [line for line in _standing(lines, written) if begins <= line < ends]
    if not kind:  # above all tables a key may be a table itself
        header = re.compile(rf"\s*\[+\s*{re.escape(key)}\s*\]")
        found += [line for line in opens if header.match(lines[line - 1])]
    return found[0] if found else begins


def line_in(error: tomllib.TOMLDecodeError, text: str) -> int:
    """The line at which a file could not be read. The error tells it in words only."""
    found = re.search(r"at line (\d+)", str(error))
    return int(found[1]) if found else text.count("\n") + 1


def _begin(lines: list[str], opens: list[int], kind: str, number: int) -> int:
    header = re.compile(rf"\s*\[\[\s*{re.escape(kind)}\s*\]\]")
    entries = [line for line in opens if header.match(lines[line - 1])]
    return entries[number - 1] if kind and number <= len(entries) else 1


def _standing(lines: list[str], pattern: str) -> Iterator[int]:
    looks_so = re.compile(pattern)
    return (
        number
        for number, line in enumerate(lines, 1)
        if looks_so.match(line) and _is_whole("\n".join(lines[: number - 1]))
    )


def _is_whole(text: str) -> bool:
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return False
    return True
