"""Who saw and changed what. Lines are added and never changed; none holds an address or a secret.

Each line is hashed together with the hash of the one before (store/audit_chain.py): one that is changed,
left out or put in later breaks all that follow.
"""

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import Connection, insert, select

from store import audit_chain
from store.access_tables import audit

OFFICE = "office"  # somebody at the command line


class Action(StrEnum):
    SIGNED_IN = "signed_in"
    REFUSED = "refused"  # wrong password or code
    SIGNED_OUT = "signed_out"
    INVITED = "invited"
    JOINED = "joined"  # took the invitation up
    CHANGED = "changed"
    SAW = "saw"


class Line(NamedTuple):
    id: int
    at: datetime
    actor: str
    action: Action
    about: str
    detail: str


def of_staff(staff_id: int) -> str:
    return f"staff:{staff_id}"


def of_key(key_id: int) -> str:
    return f"key:{key_id}"


def of_board(code: str) -> str:
    return f"board:{code}"


def add(db: Connection, actor: str, action: Action, about: str, at: datetime, detail: str = "") -> None:
    """`about` is whose data it was, named as an actor, or a table."""
    row = {"at": at, "actor": actor, "action": action.value, "about": about, "detail": detail}
    before = audit_chain.end(db)
    db.execute(insert(audit).values(**row, hash=audit_chain.hash_of(before, row)))


def newest(db: Connection, most: int, before: int | None = None) -> list[Line]:
    """The newest lines first, those before a line's id."""
    query = select(*audit.c[*Line._fields]).order_by(audit.c.id.desc()).limit(most)
    if before is not None:
        query = query.where(audit.c.id < before)
    return [Line(**{**row, "action": Action(row["action"])}) for row in db.execute(query).mappings()]
