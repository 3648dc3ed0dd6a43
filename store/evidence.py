"""What boards can show for each requirement: one word of each source, the newest."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import Connection, select

from domain.readiness import Evidence, EvidenceSource
from store.tables import evidence
from store.upsert import Saved, upsert

_FIELDS = tuple(Evidence.__dataclass_fields__)


def save(db: Connection, found: Sequence[tuple[str, Evidence]], at: datetime) -> Saved:
    """Record what boards can show, as (board code, evidence); the newest word of a source on it holds."""
    known = {_key(code, item): item for code, items in every(db).items() for item in items}
    page = {_key(code, item): item for code, item in found}
    new = {key: item for key, item in page.items() if key not in known}
    changed = {key: item for key, item in page.items() if key in known and known[key] != item}
    rows = [
        {"board_code": code, **asdict(item), "recorded_at": at}
        for (code, _, _), item in {**new, **changed}.items()
    ]
    upsert(db, evidence, rows)
    return Saved(len(new), len(changed), len(page) - len(new) - len(changed))


def of_board(db: Connection, code: str) -> list[Evidence]:
    """What one board can show."""
    return _read(db, code).get(code, [])


def every(db: Connection) -> dict[str, list[Evidence]]:
    """What every board can show, by its code."""
    return _read(db, None)


def _key(code: str, item: Evidence) -> tuple[str, str, EvidenceSource]:
    return code, item.requirement, item.source


def _read(db: Connection, code: str | None) -> dict[str, list[Evidence]]:
    query = select(evidence.c.board_code, *(evidence.c[name] for name in _FIELDS)).order_by(
        evidence.c.board_code, evidence.c.requirement, evidence.c.source
    )
    if code:
        query = query.where(evidence.c.board_code == code)
    found: dict[str, list[Evidence]] = {}
    for row in db.execute(query):
        fields = row._asdict()
        fields["source"] = EvidenceSource(fields["source"])
        found.setdefault(fields.pop("board_code"), []).append(Evidence(**fields))
    return found
