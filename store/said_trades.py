"""What boards say on their own page that they do: it stands until they say otherwise."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, select, update

from domain.board import Trade
from store.papers_tables import said_trades
from store.tables import boards
from store.upsert import upsert


class Said(NamedTuple):
    trades: tuple[Trade, ...]
    at: datetime


def say(db: Connection, code: str, trades: Sequence[Trade], at: datetime) -> None:
    """The board's word on what it does; the next match goes by it, and no file of boards replaces it."""
    said = list(trades)
    upsert(db, said_trades, [{"board_code": code, "trades": said, "said_at": at}])
    db.execute(update(boards).where(boards.c.code == code).values(trades=said, changed_at=at))


def of_board(db: Connection, code: str) -> Said | None:
    """What the board said, if it ever did."""
    query = select(said_trades.c.trades, said_trades.c.said_at).where(said_trades.c.board_code == code)
    row = db.execute(query).one_or_none()
    return Said(_trades(row.trades), row.said_at) if row else None


def every(db: Connection) -> dict[str, tuple[Trade, ...]]:
    """What each board that said so does, by its code."""
    query = select(said_trades.c.board_code, said_trades.c.trades)
    return {code: _trades(names) for code, names in db.execute(query)}


def _trades(names: Sequence[str]) -> tuple[Trade, ...]:
    return tuple(Trade(name) for name in names)
