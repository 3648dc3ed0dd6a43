"""What boards handed in: what waits for somebody to look at it, and what became of the rest."""

import secrets
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Row, delete, func, insert, select, update

from domain.filing import MOST_WAITING, WAITS_AT_MOST, Fate, FileKind, Filing
from store.papers_tables import filings
from store.questions import CODE, Question
from store.tables import boards

_COLUMNS = tuple(filings.c[name] for name in Filing.__dataclass_fields__)
_WAITING = filings.c.decided_at.is_(None)  # by its index: most were decided on long ago


class TooManyWaiting(Exception):
    """As many files of the board wait as may."""


class Waiting(NamedTuple):
    """What one board handed in for one requirement and nobody looked at: `id` is one of its files."""

    id: str
    board_code: str
    board_name: str
    locality: str | None
    requirement: str
    files: int
    since: datetime


def new_id() -> str:
    return secrets.token_hex(16)


def add(db: Connection, filing: Filing, notice: str) -> None:
    """Write down that a file was handed in. Raises TooManyWaiting, also where two come at once."""
    db.execute(select(boards.c.code).where(boards.c.code == filing.board_code).with_for_update())
    if count_waiting(db, filing.board_code) >= MOST_WAITING:
        raise TooManyWaiting(filing.board_code)
    row = {name: getattr(filing, name) for name in Filing.__dataclass_fields__}
    db.execute(insert(filings).values({**row, "kind": filing.kind.value, "notice": notice}))


def count_waiting(db: Connection, code: str) -> int:
    query = select(func.count()).where(_WAITING, filings.c.board_code == code)
    return db.execute(query).scalar_one()


def get(db: Connection, id_: str) -> Filing | None:
    found = _read(db, filings.c.id == id_)
    return found[0] if found else None


def of_board(db: Connection, code: str) -> list[Filing]:
    """All of a board, the newest first."""
    return _read(db, filings.c.board_code == code)[::-1]


def waiting_of(db: Connection, code: str) -> list[Filing]:
    """What waits of a board, the oldest first."""
    return WAITING_OF_BOARD.ask(db, code=code)


def waiting_beside(db: Connection, filing: Filing) -> list[Filing]:
    """All that waits of the same board for the same requirement, this one included, the oldest first."""
    same = filings.c.board_code == filing.board_code, filings.c.requirement == filing.requirement
    return _read(db, _WAITING, *same)


def waiting(db: Connection, most: int, first: str | None = None) -> list[Waiting]:
    """What waits for somebody to look at it, by board and requirement, the longest first; the boards of a
    locality before the others, where one is given.
    """
    since = func.min(filings.c.handed_in_at, type_=filings.c.handed_in_at.type).label("since")
    query = (
        select(
            func.min(filings.c.id).label("id"),
            filings.c.board_code,
            boards.c.name.label("board_name"),
            boards.c.locality,
            filings.c.requirement,
            func.count().label("files"),
            since,
        )
        .join(boards, boards.c.code == filings.c.board_code)
        .where(_WAITING)
        .group_by(filings.c.board_code, boards.c.name, boards.c.locality, filings.c.requirement)
        .order_by(*_nearest(first), since, filings.c.board_code, filings.c.requirement)
        .limit(most)
    )
    return [Waiting(**row) for row in db.execute(query).mappings()]


def count_to_look_at(db: Connection) -> int:
    """How many boards and requirements wait."""
    pairs = select(filings.c.board_code, filings.c.requirement).where(_WAITING).distinct().subquery()
    return db.execute(select(func.count()).select_from(pairs)).scalar_one()


def decided_in(db: Connection, codes: Collection[str], span: tuple[datetime, datetime]) -> list[Filing]:
    """What somebody decided of these boards' papers from one moment until before another."""
    since, until = span
    when = filings.c.decided_at >= since, filings.c.decided_at < until
    return _read(db, filings.c.board_code.in_(codes), filings.c.decided_by.is_not(None), *when)


def decide(
    db: Connection, ids: Collection[str], fate: Fate, by: str, at: datetime, words: str | None = None
) -> bool:
    """All of these, or none where one was decided on or taken back since; whoever comes second is told."""
    values = {"fate": fate.value, "decided_at": at, "decided_by": by, "words": words}
    with db.begin_nested() as step:
        done = db.execute(update(filings).where(filings.c.id.in_(ids), _WAITING).values(values)).rowcount
        if done != len(ids):
            step.rollback()
            return False
    return True


def take_back(db: Connection, code: str, id_: str | None = None) -> list[str]:
    """The board wants one of its files back, or all that wait: their ids, so that they can be destroyed."""
    whose: list[ColumnElement[bool]] = [_WAITING, filings.c.board_code == code]
    if id_ is not None:
        whose.append(filings.c.id == id_)
    return list(db.execute(delete(filings).where(*whose).returning(filings.c.id)).scalars())


def forget_unseen(db: Connection, now: datetime) -> int:
    """What nobody looked at in time counts as unseen from now on; gives how many files that are."""
    old = filings.c.handed_in_at < now - WAITS_AT_MOST
    values = {"fate": Fate.UNSEEN.value, "decided_at": now}
    return db.execute(update(filings).where(_WAITING, old).values(values)).rowcount


def ids_waiting(db: Connection) -> set[str]:
    """Of all boards: whatever else lies in the folder is nobody's."""
    return set(db.execute(select(filings.c.id).where(_WAITING)).scalars())


def _nearest(locality: str | None) -> Sequence[ColumnElement[Any]]:
    return [(boards.c.locality == locality).desc()] if locality else []


def _read(db: Connection, *where: ColumnElement[bool]) -> list[Filing]:
    return [_filing(row) for row in db.execute(_ROWS.where(*where))]


def _filing(row: Row[Any]) -> Filing:
    fate = Fate(row.fate) if row.fate else None
    return Filing(**{**row._asdict(), "kind": FileKind(row.kind), "fate": fate})


_ROWS = select(*_COLUMNS).order_by(filings.c.handed_in_at, filings.c.id)
WAITING_OF_BOARD = Question(
    _ROWS.where(_WAITING, filings.c.board_code == CODE), lambda rows: list(map(_filing, rows))
)
"""What waits of a board, the oldest first."""
