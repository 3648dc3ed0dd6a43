"""The evidence of all boards as columns of numbers, for whoever assesses many thousands of boards at once.

The database joins all that it has of a board in one value, and its bytes are read as they lie: no piece
becomes an object of Python, which is what most of the time of reading rows goes into. What each database does
fastest differs: SQLite prints text of a fixed width, PostgreSQL packs numbers.
"""

from collections.abc import Sequence, Sized
from datetime import date
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Date,
    Integer,
    LargeBinary,
    Select,
    Text,
    case,
    cast,
    column,
    func,
    literal,
    select,
    type_coerce,
    values,
)

from domain.readiness import NO_LIMIT
from store.tables import evidence

_BOARDS_AT_ONCE = 1_000
# Days from the first of March to the first of each month, from January; the year begins in March.
_MONTHS = np.array([0, 306, 337, 0, 31, 61, 92, 122, 153, 184, 214, 245, 275], np.int32)
_BEFORE_MARCH_OF_YEAR_0 = 306

_Bytes = NDArray[np.uint8]


class Columns(NamedTuple):
    """One piece of evidence a place. Days as date.toordinal, 0 for none; `limit_cop` NO_LIMIT for none.

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
    is_postgres = db.dialect.name == "postgresql"
    if is_postgres:
        db.execute(
            select(func.set_config("work_mem", "64MB", True))
        )  # in this transaction, not to sort on disk
    way = _Packed(requirements, sources) if is_postgres else _Printed(requirements, sources)
    nth = {code: n for n, code in enumerate(codes)}
    found = db.execute(way.query())
    parts = [way.read([])]
    while some := found.fetchmany(_BOARDS_AT_ONCE):
        parts.append(way.read([(nth[code], joined) for code, joined in some if code in nth]))
    return Columns(*map(np.concatenate, zip(*parts, strict=True)))


class _Packed:
    """PostgreSQL: three numbers of 64 bits a piece, the highest byte first."""

    _BYTES = 24
    _LEVEL_BITS, _DAY_BITS = 3, 22  # date.max is day 3,652,059

    def __init__(self, requirements: Sequence[str], sources: Sequence[str]) -> None:
        self._requirements, self._sources = requirements, sources

    def query(self) -> Select[*tuple[str, bytes]]:
        c = evidence.c
        wanted = values(column("id", Text), column("nth", Integer), name="wanted")
        wanted = wanted.data([(id_, nth) for nth, id_ in enumerate(self._requirements)])
        source = case({source: nth for nth, source in enumerate(self._sources)}, value=c.source)
        what = cast(wanted.c.nth, BigInteger)
        for value, bits in (
            (source, self._LEVEL_BITS),
            (c.level, self._LEVEL_BITS),
            (cast(c.applies, Integer), 1),
        ):
            what = what * 2**bits + value
        days = self._day(c.issued_on) * 2**self._DAY_BITS + self._day(c.expires_on)
        numbers = [
            func.int8send(n, type_=LargeBinary) for n in (what, days, func.coalesce(c.limit_cop, NO_LIMIT))
        ]
        piece = numbers[0].op("||")(numbers[1]).op("||")(numbers[2])
        joined = func.string_agg(piece, cast(literal(b"", LargeBinary), LargeBinary), type_=LargeBinary)
        return (
            select(c.board_code, joined)
            .join(wanted, wanted.c.id == c.requirement)
            .where(c.source.in_(self._sources))
            .group_by(c.board_code)
        )

    def read(self, boards: Sequence[tuple[int, bytes]]) -> Columns:
        numbers = (
            np.frombuffer(b"".join(joined for _, joined in boards), ">i8").astype(np.int64).reshape(-1, 3)
        )
        what, days, limit_cop = numbers.T
        mask, day_mask = 2**self._LEVEL_BITS - 1, 2**self._DAY_BITS - 1
        return Columns(
            board=_boards(boards, self._BYTES),
            requirement=(what >> 2 * self._LEVEL_BITS + 1).astype(np.int16),
            source=(what >> self._LEVEL_BITS + 1 & mask).astype(np.int8),
            level=(what >> 1 & mask).astype(np.int8),
            applies=what & 1 > 0,
            issued_on=(days >> self._DAY_BITS).astype(np.int32),
            expires_on=(days & day_mask).astype(np.int32),
            limit_cop=limit_cop,
        )

    @staticmethod
    def _day(day: ColumnElement[date | None]) -> ColumnElement[int]:
        since = type_coerce(day - cast(literal(date.min, Date), Date), BigInteger)
        return func.coalesce(cast(since, BigInteger) + 1, 0)


class _Printed:
    """SQLite: text of a fixed width a piece."""

    def __init__(self, requirements: Sequence[str], sources: Sequence[str]) -> None:
        self._requirements, self._sources = _padded(requirements), _padded(sources)
        self._wanted = requirements, sources
        # At the end days as 2026-11-21, and the digits of a number of 63 bits.
        self._widths = (self._requirements.itemsize, self._sources.itemsize, 1, 1, 10, 10, 19)

    def query(self) -> Select[*tuple[str, str]]:
        c = evidence.c
        pattern = "".join(f"%-{width}s" for width in self._widths)
        fields = (c.requirement, c.source, c.level, c.applies, c.issued_on, c.expires_on, c.limit_cop)
        joined = func.group_concat(func.printf(pattern, *fields), "", type_=Text)
        requirements, sources = self._wanted
        wanted = c.requirement.in_(requirements) & c.source.in_(sources)
        return select(c.board_code, joined).where(wanted).group_by(c.board_code)

    def read(self, boards: Sequence[tuple[int, str]]) -> Columns:
        ends = np.cumsum([0, *self._widths]).tolist()
        printed = "".join(joined for _, joined in boards).encode("ascii")
        table = np.frombuffer(printed, np.uint8).reshape(len(printed) // ends[-1], ends[-1])
        fields = [table[:, start:end] for start, end in pairwise(ends)]
        requirement, source, level, applies, issued_on, expires_on, limit_cop = fields
        return Columns(
            board=_boards(boards, ends[-1]),
            requirement=np.searchsorted(self._requirements, _texts(requirement)).astype(np.int16),
            source=np.searchsorted(self._sources, _texts(source)).astype(np.int8),
            level=_digit(level, 0).astype(np.int8),
            applies=_digit(applies, 0) > 0,
            issued_on=_days(issued_on),
            expires_on=_days(expires_on),
            limit_cop=_limits(limit_cop),
        )


def _boards(boards: Sequence[tuple[int, Sized]], width: int) -> NDArray[np.int32]:
    """The place of the board of each piece."""
    return np.repeat(
        np.array([n for n, _ in boards], np.int32), [len(joined) // width for _, joined in boards]
    )


def _padded(words: Sequence[str]) -> NDArray[np.bytes_]:
    found = np.array([word.encode("ascii") for word in words], np.bytes_)
    return np.char.ljust(found, found.itemsize)


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
    found = np.full(len(field), NO_LIMIT, np.int64)
    is_there = field[:, 0] != ord(" ")
    found[is_there] = _texts(field[is_there]).astype(np.int64)
    return found
