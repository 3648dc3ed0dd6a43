"""The API's keys. Whoever was handed one holds a random token, the database its hash."""

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import Connection, RowMapping, insert, select, update

from domain.access import Permission
from domain.key import Key
from store.key_tables import keys
from store.tokens import hashed

HEAD = "convite_"  # so that a token that leaked into code is known for what it is
_USED_ANEW = timedelta(minutes=5)  # a question more does not write each time


def make(db: Connection, name: str, scopes: Collection[Permission], by: int, at: datetime) -> str:
    """Add a key and give its token, which is kept nowhere."""
    token = HEAD + secrets.token_urlsafe(32)
    row = {"name": name, "digest": hashed(token), "scopes": sorted(scopes), "made_by": by, "made_at": at}
    db.execute(insert(keys).values(row))
    return token


def find(db: Connection, token: str) -> Key | None:
    """The key of this token; None if it is none of ours or was revoked."""
    query = select(keys).where(keys.c.digest == hashed(token), keys.c.revoked_at.is_(None))
    row = db.execute(query).mappings().one_or_none()
    return _key(row) if row else None


def is_to_be_marked(found: Key, now: datetime) -> bool:
    """Whether so much time has passed that `mark` is due."""
    return found.used_at is None or now - found.used_at > _USED_ANEW


def mark(db: Connection, id_: int, now: datetime) -> None:
    """Somebody asked with it."""
    db.execute(update(keys).where(keys.c.id == id_).values(used_at=now))


def every(db: Connection) -> list[Key]:
    """All of them, the newest first; those that were revoked come last."""
    query = select(keys).order_by(keys.c.revoked_at.is_not(None), keys.c.id.desc())
    return [_key(row) for row in db.execute(query).mappings()]


def revoke(db: Connection, id_: int, at: datetime) -> bool:
    """Let it in no more, from the next question on. False where there is none, or it was revoked before."""
    standing = keys.c.id == id_, keys.c.revoked_at.is_(None)
    return db.execute(update(keys).where(*standing).values(revoked_at=at)).rowcount > 0


def _key(row: RowMapping) -> Key:
    own = {name: row[name] for name in ("id", "name", "made_by", "made_at", "used_at", "revoked_at")}
    return Key(**own, scopes=frozenset(map(Permission, row["scopes"])))
