"""What boards can show for each requirement: one word of each source, the newest."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, bindparam, delete, exists, func, select

from domain.readiness import Evidence, EvidenceSource
from store.questions import CODE, CODES, Question, Rows
from store.tables import boards, evidence
from store.upsert import Saved, upsert

_FIELDS = tuple(Evidence.__dataclass_fields__)
_SOURCE = _FIELDS.index("source")
_Pieces = Mapping[tuple[str, str, EvidenceSource], Evidence]


def save(db: Connection, found: Sequence[tuple[str, Evidence]], at: datetime) -> Saved:
    """Record what boards can show, as (board code, evidence); the newest word of a source on it holds."""
    return _save(db, {_key(code, item): item for code, item in found}, _known(every(db)), at)


def replace(
    db: Connection,
    source: EvidenceSource,
    found: Sequence[tuple[str, Evidence]],
    at: datetime,
    codes: Collection[str] | None = None,
) -> tuple[Saved, int]:
    """Make these all that a source says, of some boards where their codes are given; what it says no more is
    taken back, and counted.
    """
    asked = [] if codes is None else [evidence.c.board_code.in_(codes)]
    known = _known(_read(db, evidence.c.source == source.value, *asked))
    page = {_key(code, item): item for code, item in found if item.source is source}
    if gone := [key for key in known if key not in page]:
        of_piece = (
            evidence.c.board_code == bindparam("of_board"),
            evidence.c.requirement == bindparam("of_requirement"),
            evidence.c.source == source.value,
        )
        db.execute(
            delete(evidence).where(*of_piece),
            [{"of_board": code, "of_requirement": requirement} for code, requirement, _ in gone],
        )
    return _save(db, page, known, at), len(gone)


def told_at(db: Connection, source: EvidenceSource) -> dict[str, datetime]:
    """When the newest word of a source on each board is of, by its code."""
    newest = func.max(evidence.c.recorded_at, type_=evidence.c.recorded_at.type)
    query = select(evidence.c.board_code, newest).where(evidence.c.source == source.value)
    return dict(db.execute(query.group_by(evidence.c.board_code)).all())


def of_board(db: Connection, code: str) -> list[Evidence]:
    """What one board can show."""
    return OF_BOARD.ask(db, code=code)


def of_boards(
    db: Connection, codes: Collection[str], requirements: Collection[str] | None = None
) -> dict[str, list[Evidence]]:
    """What some boards can show, for all or some requirements, by code; one that shows none is left out."""
    asked = [] if requirements is None else [evidence.c.requirement.in_(requirements)]
    return _read(db, evidence.c.board_code.in_(codes), *asked)


def every(db: Connection) -> dict[str, list[Evidence]]:
    """What every board can show, by its code."""
    return _read(db)


def _save(db: Connection, page: _Pieces, known: _Pieces, at: datetime) -> Saved:
    new = {key: item for key, item in page.items() if key not in known}
    changed = {key: item for key, item in page.items() if key in known and known[key] != item}
    rows = [
        {"board_code": code, **asdict(item), "recorded_at": at}
        for (code, _, _), item in {**new, **changed}.items()
    ]
    upsert(db, evidence, rows)
    return Saved(len(new), len(changed), len(page) - len(new) - len(changed))


def _known(found: Mapping[str, Sequence[Evidence]]) -> _Pieces:
    return {_key(code, item): item for code, items in found.items() for item in items}


def _key(code: str, item: Evidence) -> tuple[str, str, EvidenceSource]:
    return code, item.requirement, item.source


def _read(db: Connection, *where: ColumnElement[bool]) -> dict[str, list[Evidence]]:
    return _by_board(db.execute(_ROWS.where(*where)).all())


def _by_board(rows: Rows) -> dict[str, list[Evidence]]:
    found: dict[str, list[Evidence]] = {}
    for row in rows:
        found.setdefault(row.board_code, []).append(_evidence(row))
    return found


def _evidence(row: Row[Any]) -> Evidence:
    fields: list[Any] = list(row[1:])
    fields[_SOURCE] = EvidenceSource(fields[_SOURCE])
    return Evidence(*fields)


IS_KNOWN = exists().where(
    evidence.c.board_code == boards.c.code, evidence.c.source != EvidenceSource.SECOP.value
)
"""Whether a board showed or told anything: one of which nobody knows a thing is assessed too, lacking all."""

_ROWS = select(evidence.c.board_code, *(evidence.c[name] for name in _FIELDS)).order_by(
    evidence.c.board_code, evidence.c.requirement, evidence.c.source
)
OF_BOARD = Question(_ROWS.where(evidence.c.board_code == CODE), lambda rows: list(map(_evidence, rows)))
"""What one board can show."""
OF_BOARDS = Question(_ROWS.where(evidence.c.board_code.in_(CODES)), _by_board)
"""What some boards can show, by code."""
