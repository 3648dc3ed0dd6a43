"""The chain of the audit: each line's hash covers the line and the hash of the one before.

Whoever may write to the database as its owner can compute a chain anew from the line that they changed. So
its end is told to the outside each night (the log of the sweep) and is held against what was told before.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, func, insert, select, text

from store.access_tables import audit, audit_cuts

KEPT_FOR = timedelta(days=5 * 365 + 1)
_FIELDS = ("actor", "action", "about", "detail")
_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(2167)")
_END = select(audit.c.id, audit.c.hash).where(audit.c.hash.is_not(None)).order_by(audit.c.id.desc()).limit(1)
_LAST_CUT = select(audit_cuts.c.up_to, audit_cuts.c.hash).order_by(audit_cuts.c.up_to.desc()).limit(1)
_ROWS_AT_ONCE = 5_000


@dataclass(frozen=True)
class Checked:
    """What a walk along the chain found. `end` names its last line: a number, a colon and its hash."""

    lines: int
    without_hash: int  # of versions that had no chain
    cut: int  # lines that were old enough to go
    end: str
    broken_at: int | None  # the first line that is not as it was written, or lacks one before it
    broken_on: datetime | None

    @property
    def holds(self) -> bool:
        return self.broken_at is None


def end(db: Connection) -> bytes:
    """The hash that the next line holds on to. In PostgreSQL who asks is alone until its transaction ends;
    SQLite has one writer at a time anyway.
    """
    if db.dialect.name == "postgresql":
        db.execute(_ONE_AT_A_TIME)
    last = db.execute(_END).one_or_none() or db.execute(_LAST_CUT).one_or_none()
    return (last.hash if last else None) or b""


def hash_of(before: bytes, line: Mapping[str, Any] | RowMapping) -> bytes:
    at = line["at"].astimezone(UTC).isoformat(timespec="microseconds")
    said = json.dumps([at, *(line[name] for name in _FIELDS)], ensure_ascii=False)
    return hashlib.sha256(before + said.encode()).digest()


def told_end(db: Connection) -> str:
    """The end of the chain, to be kept elsewhere; blank while there is none."""
    last = db.execute(_END).one_or_none()
    return f"{last.id}:{last.hash.hex()}" if last else ""


def check(db: Connection) -> Checked:
    """Walk along all lines of one state (a `snapshot`), as far as the first that does not hold."""
    cut_to, hash_ = db.execute(_LAST_CUT).one_or_none() or (0, None)
    before = hash_ or b""
    lines = without = 0
    at_end = f"{cut_to}:{before.hex()}" if before else ""
    broken = None
    query = select(audit).order_by(audit.c.id).execution_options(yield_per=_ROWS_AT_ONCE)
    with db.execute(query) as found:
        for row in found.mappings():
            if row["hash"] is None:
                without += 1
                continue
            if row["hash"] != hash_of(before, row):
                broken = row
                break
            before, lines = row["hash"], lines + 1
            at_end = f"{row['id']}:{before.hex()}"
    cut = db.execute(select(func.coalesce(func.sum(audit_cuts.c.lines), 0))).scalar_one()
    if broken is None:
        return Checked(lines, without, int(cut), at_end, None, None)
    return Checked(lines, without, int(cut), at_end, broken["id"], broken["at"])


def has(db: Connection, told: str) -> bool | None:
    """Whether the chain still goes through an end that was told before; None where that line was cut off.

    Raises ValueError for what `told_end` never told.
    """
    number, _, hexed = told.strip().partition(":")
    id_, hash_ = int(number), bytes.fromhex(hexed)
    cut_to, at_cut = db.execute(_LAST_CUT).one_or_none() or (0, None)
    if id_ < cut_to:
        return None
    found = db.execute(select(audit.c.hash).where(audit.c.id == id_)).scalar_one_or_none()
    return (at_cut if id_ == cut_to else found) == hash_


def cut(db: Connection, now: datetime) -> int:
    """Let lines go that are older than KEPT_FOR, and give how many. First it is written down how far, and
    from which hash the chain goes on: the database lets no other line go.
    """
    if db.dialect.name == "postgresql":
        db.execute(_ONE_AT_A_TIME)
    is_old = audit.c.at <= now - KEPT_FOR
    first_kept = db.execute(select(func.min(audit.c.id)).where(~is_old)).scalar_one()
    old = is_old if first_kept is None else audit.c.id < first_kept
    up_to, lines = db.execute(select(func.max(audit.c.id), func.count()).where(old)).one()
    if not lines:
        return 0
    hashed = select(audit.c.hash).where(audit.c.id <= up_to, audit.c.hash.is_not(None))
    last = db.execute(hashed.order_by(audit.c.id.desc()).limit(1)).scalar_one_or_none()
    db.execute(insert(audit_cuts).values(up_to=up_to, hash=last, lines=lines, at=now))
    return db.execute(delete(audit).where(audit.c.id <= up_to)).rowcount
