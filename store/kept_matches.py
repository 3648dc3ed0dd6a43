"""Matches that stand: found again they keep their date, found no more they are withdrawn and not deleted."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cached_property
from operator import itemgetter
from typing import Any, Generic, NamedTuple, TypeVar

import msgspec
from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Select,
    Table,
    bindparam,
    select,
    tuple_,
    update,
)

from domain.match import DaysWeight, Match
from domain.plan_match import PlanMatch
from store.questions import CODE, Question, Rows
from store.upsert import upsert

M = TypeVar("M", Match, PlanMatch)
_AT_ONCE = 5_000
_NAMES = {kind: tuple(field.name for field in fields(kind)) for kind in (Match, PlanMatch)}
DAYS = ("days_needed", "days_points")  # of a match with a call, where it has `days`
_NOT_OF_A_MATCH = ("matched_at", "withdrawn_at")


class Replaced(NamedTuple):
    """How a run changed what stands: matches that are new, altered, and withdrawn."""

    new: int
    changed: int
    withdrawn: int


@dataclass(frozen=True)
class KeptMatches(Generic[M]):
    """The matches of one kind, in a table whose columns are its fields and `matched_at`, `withdrawn_at`.

    `with_` is the column that names what the board is matched with; `score` is the score of today, where it
    is kept as another.
    """

    table: Table
    kind: type[M]
    with_: str
    score: ColumnElement[Any] | None = None

    def replace(self, db: Connection, found: Sequence[M], at: datetime) -> Replaced:
        """Make these the matches that stand. One that is withdrawn stays, for alerts may speak of it."""
        return self.renew(db, self._ask(db, self._standing(as_kept=True)), found, at)

    def renew(self, db: Connection, stood: Sequence[M], found: Sequence[M], at: datetime) -> Replaced:
        """Put these in the place of some of those that stand, both as they are kept; the others are left as
        they are.
        """
        before = {self._key(match): match for match in stood}
        now = {self._key(match): match for match in found}
        new = [match for key, match in now.items() if key not in before]
        changed = [match for key, match in now.items() if key in before and before[key] != match]
        gone = [key for key in before if key not in now]
        upsert(db, self.table, [_row(match, at) for match in new])
        upsert(db, self.table, [_row(match, at) for match in changed], keep=("matched_at",))
        self.withdraw(db, gone, at)
        return Replaced(len(new), len(changed), len(gone))

    def withdraw(self, db: Connection, keys: Sequence[tuple[str, str]], at: datetime) -> None:
        """Of these pairs no match stands any more. Those of one call lie side by side, in the order in which
        they were judged, and are looked for in it.
        """
        columns = self.table.c
        of_pair = columns.board_code == bindparam("code"), columns[self.with_] == bindparam("key")
        if keys:
            db.execute(
                update(self.table).where(*of_pair).values(withdrawn_at=at),
                [{"code": code, "key": key} for code, key in sorted(keys, key=itemgetter(1, 0))],
            )

    def every(self, db: Connection) -> list[M]:
        """Every match that stands, by board and falling score."""
        return self._ask(db, self._standing())

    def of_board(self, db: Connection, code: str) -> list[M]:
        """The matches of one board that stand, best first."""
        return self.standing_of_board.ask(db, code=code)

    @cached_property
    def standing_of_board(self) -> Question[list[M]]:
        """The matches of one board that stand, best first."""
        return Question(self._standing().where(self.table.c.board_code == CODE), self._matches)

    def of_board_among(self, keys: BindParameter[str]) -> Question[list[M]]:
        """Those of one board with what has one of these keys, as they stand or last stood; best first."""
        wanted = self.table.c.board_code == CODE, self.table.c[self.with_].in_(keys)
        return Question(self._rows().where(*wanted), self._matches)

    def of_boards(self, db: Connection, codes: Collection[str]) -> list[M]:
        """The matches that stand of these boards, as they are kept."""
        query, column = self._standing(as_kept=True), self.table.c.board_code
        return [one for some in _some(codes) for one in self._ask(db, query.where(column.in_(some)))]

    def between(self, db: Connection, codes: Collection[str], keys: Collection[str]) -> list[M]:
        """The matches that stand of these boards, as many as one statement may name, with any of these, as
        they are kept.
        """
        if not codes:
            return []
        query = self._standing(as_kept=True).where(self.table.c.board_code.in_(sorted(codes)))
        column = self.table.c[self.with_]
        return [one for some in _some(keys) for one in self._ask(db, query.where(column.in_(some)))]

    def since(self, db: Connection, code: str) -> dict[str, datetime]:
        """When each match of one board that stands was found, by what the board is matched with."""
        columns = self.table.c
        query = select(columns[self.with_], columns.matched_at)
        return dict(db.execute(query.where(columns.board_code == code, columns.withdrawn_at.is_(None))).all())

    def among(self, db: Connection, pairs: Select[str, str]) -> list[M]:
        """The matches that stand of these boards each with this."""
        pair = tuple_(self.table.c.board_code, self.table.c[self.with_])
        return self._ask(db, self._standing().where(pair.in_(pairs)))

    def _standing(self, *, as_kept: bool = False) -> Select[Any]:
        return self._rows(as_kept=as_kept).where(self.table.c.withdrawn_at.is_(None))

    def _rows(self, *, as_kept: bool = False) -> Select[Any]:
        columns = self.table.c
        score = columns.score if as_kept or self.score is None else self.score.label("score")
        others = (one for one in columns if one.name not in ("score", *_NOT_OF_A_MATCH))
        return select(score, *others).order_by(columns.board_code, score.desc(), columns[self.with_])

    def _ask(self, db: Connection, query: Select[Any]) -> list[M]:
        return self._matches(db.execute(query).all())

    def _matches(self, rows: Rows) -> list[M]:
        names = tuple(map(str, rows[0]._fields)) if rows else ()
        return [self._match(dict(zip(names, row, strict=True))) for row in rows]

    def _key(self, match: M) -> tuple[str, str]:
        return match.board_code, getattr(match, self.with_)

    def _match(self, row: dict[str, Any]) -> M:
        if DAYS[0] in row:
            needed, points = map(row.pop, DAYS)
            row["days"] = None if needed is None else DaysWeight(needed, points)
        return msgspec.convert(row, self.kind)


def _some(keys: Collection[str]) -> Iterator[list[str]]:
    """As many at a time as one statement may name."""
    ordered = sorted(keys)
    return (ordered[start : start + _AT_ONCE] for start in range(0, len(ordered), _AT_ONCE))


def _row(match: Match | PlanMatch, at: datetime) -> dict[str, Any]:
    # dataclasses.asdict copies whatever is within, and takes longer than the match itself.
    row = {name: getattr(match, name) for name in _NAMES[type(match)]}
    if isinstance(match, Match):
        row |= zip(DAYS, row.pop("days") or (None, None), strict=True)
    return {**row, "verdict": match.verdict.value, "matched_at": at, "withdrawn_at": None}
