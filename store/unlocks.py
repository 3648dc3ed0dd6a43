"""What closing gaps would open: by board, and by locality and training unit."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, delete, select

from domain.unlock import GapUnlock, GroupUnlock, Unlock
from store.questions import CODE, Question
from store.tables import group_unlocks, unlocks
from store.upsert import upsert

_FIELDS = tuple(Unlock.__dataclass_fields__)
_TOGETHER = "together_"


def replace(
    db: Connection, found: Iterable[tuple[str, Sequence[GapUnlock]]], groups: Iterable[GroupUnlock]
) -> None:
    """Keep what each board, by its code, and each group of boards would open; what was kept before goes."""
    db.execute(delete(unlocks))
    db.execute(delete(group_unlocks))
    upsert(db, unlocks, [_row(code, gap) for code, gaps in found for gap in gaps])
    upsert(db, group_unlocks, [_group_row(group) for group in groups])


def of_board(db: Connection, code: str) -> list[GapUnlock]:
    """What a board would open, by requirement."""
    return OF_BOARD.ask(db, code=code)


def every(db: Connection) -> dict[str, dict[str, GapUnlock]]:
    """What every board would open, by its code and by requirement."""
    found: dict[str, dict[str, GapUnlock]] = {}
    for row in db.execute(select(unlocks)):
        found.setdefault(row.board_code, {})[row.requirement] = _gap(row._asdict())
    return found


def of_groups(db: Connection) -> list[GroupUnlock]:
    """What all boards (None), and those of each locality, would open."""
    query = select(group_unlocks).order_by(group_unlocks.c.locality, group_unlocks.c.closes)
    return [
        GroupUnlock(row.locality or None, row.closes, row.lacking, row.boards, _unlock(row._asdict(), ""))
        for row in db.execute(query)
    ]


def _row(code: str, gap: GapUnlock) -> dict[str, Any]:
    return {
        "board_code": code,
        "requirement": gap.requirement,
        **_columns(gap.alone, ""),
        "partner": gap.partner,
        **_columns(gap.together, _TOGETHER),
    }


def _group_row(group: GroupUnlock) -> dict[str, Any]:
    return {
        "locality": group.locality or "",
        "closes": group.closes,
        "lacking": group.lacking,
        "boards": group.boards,
        **_columns(group.unlock, ""),
    }


def _columns(unlock: Unlock, prefix: str) -> dict[str, int]:
    return {f"{prefix}{name}": getattr(unlock, name) for name in _FIELDS}


def _gap(row: Mapping[str, Any]) -> GapUnlock:
    return GapUnlock(row["requirement"], _unlock(row, ""), row["partner"], _unlock(row, _TOGETHER))


def _unlock(row: Mapping[str, Any], prefix: str) -> Unlock:
    return Unlock(**{name: row[f"{prefix}{name}"] for name in _FIELDS})


OF_BOARD = Question(
    select(unlocks).where(unlocks.c.board_code == CODE).order_by(unlocks.c.requirement),
    lambda rows: [_gap(row._asdict()) for row in rows],
)
"""What a board would open, by requirement."""
