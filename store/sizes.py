"""How large boards are, and since when they are with us: what they are compared by."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Connection, select

from domain.days import day_of
from store import apart
from store.register_tables import board_sizes
from store.tables import boards
from store.upsert import upsert


class Known(NamedTuple):
    """The day from which a board is with us, and its affiliates; None where nobody told how many."""

    since: date
    affiliates: int | None


def save(db: Connection, affiliates: Mapping[str, int], at: datetime) -> set[str]:
    """Keep how many affiliates boards have, by code, and give those of which it is news.

    Of a board that is not named, what was known stays.
    """
    known = dict(db.execute(select(board_sizes.c.board_code, board_sizes.c.affiliates)).all())
    news = {code: number for code, number in affiliates.items() if known.get(code) != number}
    upsert(
        db,
        board_sizes,
        [{"board_code": code, "affiliates": number, "recorded_at": at} for code, number in news.items()],
    )
    return set(news)


def every(db: Connection, municipality: str) -> dict[str, Known]:
    """The boards of a municipality, by code."""
    query = (
        select(boards.c.code, boards.c.added_at, board_sizes.c.affiliates)
        .outerjoin(board_sizes, board_sizes.c.board_code == boards.c.code)
        .where(boards.c.municipality == municipality, apart.of_boards(boards.c.code))
    )
    return {code: Known(day_of(added_at), affiliates) for code, added_at, affiliates in db.execute(query)}
