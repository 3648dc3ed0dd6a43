"""Who is signed in. The browser holds a random token, the database its hash."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, or_, select, update

from domain.access import STAY_OF_BOARD, STAY_OF_STAFF, Session
from store.access_tables import sessions, staff
from store.staff import person
from store.tokens import hashed
from store.vault import Vault

_SEEN_ANEW = timedelta(minutes=5)  # a page more does not write each time


def begin(
    db: Connection, now: datetime, *, board_code: str | None = None, staff_id: int | None = None
) -> str:
    """Sign a board or a person in; gives the token."""
    if (board_code is None) == (staff_id is None):
        raise ValueError("a session is a board's or a person's")
    token = secrets.token_urlsafe(32)
    row = {"digest": hashed(token), "board_code": board_code, "staff_id": staff_id}
    db.execute(insert(sessions).values(**row, began_at=now, seen_at=now))
    return token


def find(db: Connection, vault: Vault, token: str, now: datetime) -> Session | None:
    """Who holds this token; None if it is none of ours, ran out, or the person was disabled."""
    own = sessions.c.board_code, sessions.c.staff_id, sessions.c.began_at, sessions.c.seen_at
    query = select(*own, staff).join_from(sessions, staff, isouter=True)
    row = db.execute(query.where(sessions.c.digest == hashed(token))).mappings().one_or_none()
    if row is None:
        return None
    who = person(vault, row) if row[sessions.c.staff_id] else None
    found = Session(row[sessions.c.board_code], who, row[sessions.c.began_at], row[sessions.c.seen_at])
    is_over = who and who.disabled_at is not None
    return None if is_over or _has_run_out(found, now) else found


def is_to_be_marked(found: Session, now: datetime) -> bool:
    """Whether so much time has passed that `mark` is due."""
    return now - found.seen_at > _SEEN_ANEW


def mark(db: Connection, token: str, now: datetime) -> None:
    """Somebody opened a page with it."""
    db.execute(update(sessions).where(sessions.c.digest == hashed(token)).values(seen_at=now))


def end(db: Connection, token: str) -> None:
    db.execute(delete(sessions).where(sessions.c.digest == hashed(token)))


def end_all(db: Connection, *, board_code: str | None = None, staff_id: int | None = None) -> None:
    """Sign a board, or a person, out wherever they are signed in."""
    whose = sessions.c.staff_id == staff_id if staff_id is not None else sessions.c.board_code == board_code
    db.execute(delete(sessions).where(whose))


def sweep(db: Connection, now: datetime) -> int:
    """Forget those that ran out, and give how many there were."""
    of_board, of_staff = sessions.c.staff_id.is_(None), sessions.c.staff_id.is_not(None)
    run_out = [
        whose & ((sessions.c.began_at <= now - stay.longest) | (sessions.c.seen_at <= now - stay.idle))
        for whose, stay in ((of_board, STAY_OF_BOARD), (of_staff, STAY_OF_STAFF))
    ]
    return db.execute(delete(sessions).where(or_(*run_out))).rowcount


def _has_run_out(found: Session, now: datetime) -> bool:
    stay = STAY_OF_STAFF if found.staff else STAY_OF_BOARD
    return now >= found.began_at + stay.longest or now >= found.seen_at + stay.idle
