"""What each board is to be told: each alert once for ever, in the message that carries it."""

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    BindParameter,
    Connection,
    TextClause,
    bindparam,
    func,
    insert,
    select,
    text,
    update,
)

from domain.alert import ALONE, Alert, Priority
from domain.contact import Role
from store.questions import CODES
from store.telling_tables import alerts, deliveries

STANDS_ALONE = (  # a message that tells something which nothing else is told with
    select(alerts.c.id)
    .where(alerts.c.delivery_id == deliveries.c.id, alerts.c.kind.in_(sorted(kind.value for kind in ALONE)))
    .exists()
)
_CODE_LENGTH = 8
_CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # none that is read as another


Identity = tuple[str, str, str, str]
"""A board's code, what an alert is about, its kind and its version."""


class News(NamedTuple):
    """What one board is to be told together, when that is due and how urgent it is.

    What goes to a trainer, or to one address only, is a message of its own, and so are the kinds ALONE: they
    are queued one by one.
    """

    found: Sequence[Alert]
    due_at: datetime
    priority: Priority
    role: Role = Role.BOARD
    contact_id: int | None = None

    @property
    def joins(self) -> bool:
        """Whether it may go out with what waits already."""
        is_to_board = self.role is Role.BOARD and self.contact_id is None
        return is_to_board and self.found[0].kind not in ALONE


def queue(
    db: Connection,
    found: Sequence[Alert],
    at: datetime,
    due_at: datetime,
    priority: Priority,
    *,
    role: Role = Role.BOARD,
    contact_id: int | None = None,
) -> list[Alert]:
    """Queue alerts about one board in one message, as `queue_all`; gives those that are new."""
    if not found:
        return []
    code, news = found[0].board_code, News(found, due_at, priority, role, contact_id)
    return queue_all(db, {code: news}, at).get(code, [])


def queue_all(db: Connection, news: Mapping[str, News], at: datetime) -> dict[str, list[Alert]]:
    """Queue what many boards are to be told, given by board, each alert once for ever; gives those that are
    new, by board. It takes as few statements for hundreds of boards as for one.

    They join the board's message that waits, that was never tried and that nobody has in hand: it is then due
    at the earlier of both moments, and as urgent as the more urgent. Where there is none they get a new one.
    """
    known = known_of(db, [alert for one in news.values() for alert in one.found])
    fresh = {}
    for code in sorted(news):  # all write in one order: of two that queue the same, one waits for the other
        if found := [alert for alert in news[code].found if identity(alert) not in known]:
            fresh[code] = news[code]._replace(found=found)
    if not fresh:
        return {}
    carrying = _join(db, {code: one for code, one in fresh.items() if one.joins})
    carrying |= _new_deliveries(db, {code: one for code, one in fresh.items() if code not in carrying}, at)
    rows = [
        (*identity(alert), alert.before, alert.after, carrying[code])
        for code, one in fresh.items()
        for alert in one.found
    ]
    db.execute(_INSERT[db.dialect.name], {"rows": json.dumps(rows), "at": at})
    return {code: list(one.found) for code, one in fresh.items()}


def known_of(db: Connection, found: Sequence[Alert]) -> set[Identity]:
    """Which of these were queued before: as board, what they are about, kind and version."""
    rows = json.dumps([identity(alert) for alert in found])
    return {tuple(row) for row in db.execute(_KNOWN[db.dialect.name], {"rows": rows})}


def new_code() -> str:
    """A code by which a message can be checked."""
    return "".join(secrets.choice(_CODE_LETTERS) for _ in range(_CODE_LENGTH))


def identity(a: Alert) -> Identity:
    """By which an alert is once for ever."""
    return a.board_code, a.about, a.kind.value, a.version


def _of_each(statement: str, *bound: BindParameter[Any]) -> dict[str, TextClause]:
    """A statement over rows of values that come in one parameter, as a list in JSON: by database."""
    each = {"sqlite": "json_each(:rows)", "postgresql": "json_array_elements(CAST(:rows AS json))"}
    return {name: text(statement.replace("EACH", rows)).bindparams(*bound) for name, rows in each.items()}


_KNOWN = _of_each(  # rows of four values are not looked up in an index by IN
    "SELECT alerts.board_code, alerts.about, alerts.kind, alerts.version"
    " FROM EACH AS one CROSS JOIN alerts"  # SQLite keeps to this order
    " WHERE alerts.board_code = one.value ->> 0 AND alerts.about = one.value ->> 1"
    " AND alerts.kind = one.value ->> 2 AND alerts.version = one.value ->> 3"
)
_INSERT = _of_each(  # a third of the time that it takes row by row
    "INSERT INTO alerts (board_code, about, kind, version, before, after, delivery_id, queued_at)"
    " SELECT one.value ->> 0, one.value ->> 1, one.value ->> 2, one.value ->> 3,"
    " one.value ->> 4, one.value ->> 5, CAST(one.value ->> 6 AS integer), :at FROM EACH AS one",
    bindparam("at", type_=alerts.c.queued_at.type),
)
_WAITING = (
    select(
        deliveries.c.id,
        deliveries.c.board_code,
        deliveries.c.due_at,
        deliveries.c.priority,
        deliveries.c.claimed_until,
    )
    .where(
        deliveries.c.board_code.in_(CODES),
        deliveries.c.role == Role.BOARD.value,
        deliveries.c.tries == 0,
        # Said as the index of what waits by board has it. Through that of all that waits PostgreSQL would
        # read what a step has queued for other boards, more with each, by a plan made when that was little.
        func.coalesce(deliveries.c.accepted_at, deliveries.c.failed_at).is_(None),
        ~STANDS_ALONE,
    )
    .order_by(deliveries.c.id)
    .with_for_update(skip_locked=True)
)
_BRING_FORWARD = (
    update(deliveries)
    .where(deliveries.c.id == bindparam("of_id"))
    .values(due_at=bindparam("sooner"), priority=bindparam("urgency"), claimed_until=None)
)
_NEW = insert(deliveries).returning(deliveries.c.board_code, deliveries.c.id)


def _join(db: Connection, news: Mapping[str, News]) -> dict[str, int]:
    """The message of each board that waits, made as urgent as what joins it; where none waits, none."""
    found: dict[str, int] = {}
    changed = []
    for row in db.execute(_WAITING, {"codes": list(news)}) if news else ():
        if row.board_code in found:
            continue
        found[row.board_code] = row.id
        one = news[row.board_code]
        due_at, priority = min(row.due_at, one.due_at), min(row.priority, one.priority.value)
        # Nobody holds what was never tried: one with a `claimed_until` was put back to wait.
        if (due_at, priority, None) != (row.due_at, row.priority, row.claimed_until):
            changed.append({"of_id": row.id, "sooner": due_at, "urgency": priority})
    if changed:
        db.execute(_BRING_FORWARD, changed)
    return found


def _new_deliveries(db: Connection, news: Mapping[str, News], at: datetime) -> dict[str, int]:
    """A message for each of these boards."""
    rows = [
        {
            "board_code": code,
            "role": (one.role if one.contact_id is None else Role.ADDRESS).value,
            "contact_id": one.contact_id,
            "key": _key(one.found),
            "code": new_code(),
            "priority": one.priority.value,
            "queued_at": at,
            "due_at": one.due_at,
            "tries": 0,
            "recorded": 0,
        }
        for code, one in news.items()
    ]
    return dict(db.execute(_NEW, rows).all()) if rows else {}


def _key(found: Sequence[Alert]) -> str:
    """The same for the same alerts, so that a run repeated after a crash names their message alike."""
    digest = hashlib.blake2b(digest_size=12)
    for alert in found:
        digest.update("\x1f".join(identity(alert)).encode() + b"\x1e")
    return digest.hexdigest()
