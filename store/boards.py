"""Boards, and what each can prove."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Text, bindparam, func, select, update

from domain.board import Board, BoardKind, Trade
from store import apart, said_trades
from store.questions import CODE, Question, Rows
from store.tables import boards
from store.upsert import Saved, upsert

_FIELDS = tuple(Board.__dataclass_fields__)
_ROWS = select(*(boards.c[name] for name in _FIELDS)).order_by(boards.c.code)


def save(db: Connection, found: Sequence[Board], at: datetime) -> Saved:
    """Add the boards or bring them up to date by code; one that is not named again stays as it is."""
    new, changed = save_named(db, found, at)
    return Saved(len(new), len(changed), len(found) - len(new) - len(changed))


def save_named(db: Connection, found: Sequence[Board], at: datetime) -> tuple[set[str], set[str]]:
    """The same as `save`; gives the codes of the boards that are new, and of those that changed.

    A board that said itself what it does keeps its word.
    """
    said = said_trades.every(db)
    found = [replace(b, trades=said[b.code]) if b.code in said else b for b in found]
    known = {board.code: board for board in every(db)}
    new = [b for b in found if b.code not in known]
    changed = [b for b in found if b.code in known and known[b.code] != b]
    rows = [{**_row(b), "added_at": at, "changed_at": at} for b in (*new, *changed)]
    upsert(db, boards, rows, keep=("added_at",))
    return {b.code for b in new}, {b.code for b in changed}


def every(db: Connection, municipality: str | None = None) -> list[Board]:
    """All boards, by code; the canary's is none."""
    query = _ROWS.where(apart.of_boards(boards.c.code))
    if municipality:
        query = query.where(boards.c.municipality == municipality)
    return _boards(db.execute(query).all())


def among(db: Connection, codes: Collection[str]) -> list[Board]:
    """The boards with these codes."""
    return [_board(row._asdict()) for row in db.execute(_ROWS.where(boards.c.code.in_(codes)))]


def with_canary(db: Connection) -> list[Board]:
    """All boards and the canary's, by code: for the steps that it goes through, and nobody else."""
    return [_board(row._asdict()) for row in db.execute(_ROWS)]


def get(db: Connection, code: str) -> Board | None:
    """The board with this code; the canary's is none."""
    return ONE.ask(db, code=code)


def localities(db: Connection, municipality: str) -> list[str]:
    """The localities that boards of this municipality are in, by name."""
    query = select(boards.c.locality).distinct().where(boards.c.municipality == municipality)
    return sorted(name for name in db.execute(query).scalars() if name)


def count(db: Connection) -> int:
    return db.execute(select(func.count()).where(apart.of_boards(boards.c.code))).scalar_one()


def stop(db: Connection, codes: Collection[str], at: datetime) -> None:
    """These boards want no more messages: a part of `store.stopping.stop`."""
    still_written_to = boards.c.code.in_(codes), boards.c.stopped_at.is_(None)
    db.execute(update(boards).where(*still_written_to).values(stopped_at=at))


def resume(db: Connection, code: str) -> None:
    db.execute(update(boards).where(boards.c.code == code).values(stopped_at=None))


def stopped(db: Connection) -> set[str]:
    """Codes of the boards that want no messages."""
    return set(db.execute(select(boards.c.code).where(boards.c.stopped_at.is_not(None))).scalars())


def stopped_among(db: Connection, codes: Collection[str]) -> set[str]:
    """Those of these boards that want no messages."""
    query = select(boards.c.code).where(boards.c.code.in_(codes), boards.c.stopped_at.is_not(None))
    return set(db.execute(query).scalars())


def _row(board: Board) -> dict[str, Any]:
    return {**asdict(board), "trades": list(board.trades)}


def _board(row: Mapping[str, Any]) -> Board:
    return Board(
        **{
            **row,
            "kind": BoardKind(row["kind"]),
            "trades": tuple(Trade(t) for t in row["trades"]),
        }
    )


def _boards(rows: Rows) -> list[Board]:
    return [_board(row._asdict()) for row in rows]


ONE = Question(
    _ROWS.where(boards.c.code == CODE, apart.of_boards(boards.c.code)),
    lambda rows: _board(rows[0]._asdict()) if rows else None,
)
"""A board; the canary's is none."""

IS_STOPPED = Question(
    select(boards.c.code).where(boards.c.code == CODE, boards.c.stopped_at.is_not(None)), bool
)
"""Whether a board wants no messages."""
OF_TOWN = Question(
    _ROWS.where(
        apart.of_boards(boards.c.code), boards.c.municipality == bindparam("municipality", type_=Text)
    ),
    _boards,
)
"""All boards of a municipality, by code."""
