"""The evidence of all boards as columns of numbers, for whoever assesses many thousands of boards at once.

The database writes each piece as text of a fixed width and joins those of a board; the bytes are then read as
they lie. No piece becomes an object of Python, which is what most of the time of reading rows goes into.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Connection, Integer, cast, func, select

from store.tables import evidence

_BOARDS_AT_ONCE = 1_000
_NO_LIMIT = 2**63 - 1
_DAY, _PESOS = 10, 19  # 2026-11-21, and the digits of a number of 63 bits
# Days from the first of March to the first of each month, from January; the year begins in March.
_MONTHS = np.array([0, 306, 337, 0, 31, 61, 92, 122, 153, 184, 214, 245, 275], np.int32)
_BEFORE_MARCH_OF_YEAR_0 = 306

_Bytes = NDArray[np.uint8]


class Columns(NamedTuple):
    """One piece of evidence a place. Days as date.toordinal, 0 for none; `limit_cop` 2**63 − 1 for none.

    `board`, `requirement` and `source` are places in what was asked for.
    """

    board: NDArray[np.int32]
    requirement: NDArray[np.int16]
    source: NDArray[np.int8]
    level: NDArray[np.int8]
    applies: NDArray[np.bool_]
    issued_on: NDArray[np.int32]
    expires_on: NDArray[np.int32]
    limit_cop: NDArray[np.int64]


def read(
    db: Connection, codes: Sequence[str], requirements: Sequence[str], sources: Sequence[str]
) -> Columns:
    """What these boards can show for these requirements, by these sources: both sorted, and plain ASCII."""
    nth = {code: n for n, code in enumerate(codes)}
    words = _padded(requirements), _padded(sources)
    widths = (words[0].itemsize, words[1].itemsize, 1, 1, _DAY, _DAY, _PESOS)
    found = db.execute(
        select(evidence.c.board_code, func.aggregate_strings(_line(db, widths), ""))
        .where(evidence.c.requirement.in_(requirements), evidence.c.source.in_(sources))
        .group_by(evidence.c.board_code)
    )
    parts = [_columns([], widths, words)]
    while some := found.fetchmany(_BOARDS_AT_ONCE):
        parts.append(_columns([(nth[code], text) for code, text in some if code in nth], widths, words))
    return Columns(*map(np.concatenate, zip(*parts, strict=True)))


def _padded(words: Sequence[str]) -> NDArray[np.bytes_]:
    found = np.array([word.encode("ascii") for word in words], np.bytes_)
    return np.char.ljust(found, found.itemsize)


def _line(db: Connection, widths: Sequence[int]) -> ColumnElement[str]:
    """A piece of evidence as text, each field padded to its width."""
    is_postgres = db.dialect.name == "postgresql"
    c = evidence.c
    # SQLite keeps days as they are written here; PostgreSQL would write them as its settings say.
    days = [func.to_char(day, "YYYY-MM-DD") if is_postgres else day for day in (c.issued_on, c.expires_on)]
    fields = (c.requirement, c.source, c.level, cast(c.applies, Integer), *days, c.limit_cop)
    pattern = "".join(f"%-{width}s" for width in widths)
    line: ColumnElement[str] = (func.format if is_postgres else func.printf)(pattern, *fields)
    return line


def _columns(
    boards: Sequence[tuple[int, str]], widths: Sequence[int], words: tuple[NDArray[np.bytes_], ...]
) -> Columns:
    ends = np.cumsum([0, *widths]).tolist()
    lines = [len(text) // ends[-1] for _, text in boards]
    written = "".join(text for _, text in boards).encode("ascii")
    table = np.frombuffer(written, np.uint8).reshape(sum(lines), ends[-1])
    fields = [table[:, start:end] for start, end in pairwise(ends)]
    requirement, source, level, applies, issued_on, expires_on, limit_cop = fields
    return Columns(
        board=np.repeat(np.array([n for n, _ in boards], np.int32), lines),
        requirement=_places(words[0], requirement).astype(np.int16),
        source=_places(words[1], source).astype(np.int8),
        level=_digit(level, 0).astype(np.int8),
        applies=_digit(applies, 0) > 0,
        issued_on=_days(issued_on),
        expires_on=_days(expires_on),
        limit_cop=_limits(limit_cop),
    )


def _places(words: NDArray[np.bytes_], field: _Bytes) -> NDArray[np.intp]:
    return np.searchsorted(words, _texts(field))


def _texts(field: _Bytes) -> NDArray[np.bytes_]:
    return np.ascontiguousarray(field).view(f"S{field.shape[1]}")[:, 0]


def _digit(field: _Bytes, place: int) -> NDArray[np.int32]:
    return field[:, place].astype(np.int32) - ord("0")


def _days(field: _Bytes) -> NDArray[np.int32]:
    """Days written as 2026-11-21, or blank, as date.toordinal, or 0."""
    found = np.zeros(len(field), np.int32)
    is_there = field[:, 0] != ord(" ")
    field = field[is_there]
    digits = [_digit(field, place) for place in (0, 1, 2, 3, 5, 6, 8, 9)]
    month, day = 10 * digits[4] + digits[5], 10 * digits[6] + digits[7]
    year = 1000 * digits[0] + 100 * digits[1] + 10 * digits[2] + digits[3] - (month <= 2)
    leaps = year // 4 - year // 100 + year // 400
    found[is_there] = 365 * year + leaps + _MONTHS[month] + day - _BEFORE_MARCH_OF_YEAR_0
    return found


def _limits(field: _Bytes) -> NDArray[np.int64]:
    found = np.full(len(field), _NO_LIMIT, np.int64)
    is_there = field[:, 0] != ord(" ")
    found[is_there] = _texts(field[is_there]).astype(np.int64)
    return found
