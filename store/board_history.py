"""What we know that happened with a board, told by all tables at once."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import Connection
from sqlalchemy import union_all as together

from domain.history import Entry, EntryKind
from store.history_rows import parts


def of_board(db: Connection, code: str, today: date) -> list[Entry]:
    """All that happened by today, the newest first; what has no date comes last."""
    rows = db.execute(together(*parts(code, today)))
    found = [Entry(EntryKind(row.kind), *row[1:]) for row in rows]
    return sorted(_gathered(found), key=_order, reverse=True)


def _order(entry: Entry) -> tuple[date, bool, float, str]:
    # Of one day, what has an hour comes after what has none: a day's assessment follows from what was shown.
    moment = entry.at.timestamp() if entry.at else 0.0
    return entry.day or date.min, entry.at is not None, moment, entry.about or ""


def _gathered(entries: Iterable[Entry]) -> list[Entry]:
    """The sheets of one paper of one day as one entry, of the last of them."""
    found: dict[tuple[Any, ...], Entry] = {}
    for number, entry in enumerate(entries):
        is_paper = entry.kind in (EntryKind.HANDED_IN, EntryKind.CHECKED)
        key = (entry.kind, entry.about, entry.said, entry.day) if is_paper else (number,)
        other = found.get(key)
        if other and entry.at and other.at:
            found[key] = entry._replace(
                at=max(entry.at, other.at), value=(entry.value or 0) + (other.value or 0)
            )
        else:
            found[key] = entry
    return list(found.values())
