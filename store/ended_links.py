"""Boards that ended their links: a telephone was lost, or a message went to the wrong group."""

from datetime import datetime

from sqlalchemy import Connection, select

from store.access_tables import ended_links
from store.upsert import upsert


def end(db: Connection, board_code: str, at: datetime) -> None:
    """What was made until now opens nothing any more; what is made from now on does."""
    upsert(db, ended_links, [{"board_code": board_code, "at": at}])


def every(db: Connection) -> dict[str, datetime]:
    """Until when, by board, what was made opens nothing. Few ever do this."""
    return {row.board_code: row.at for row in db.execute(select(ended_links))}
