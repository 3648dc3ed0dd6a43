"""Boards that asked to be let in. Link and code are made of the row's id (notifications/sign_in.py)."""

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, func, insert, select, update

from domain.access import SIGN_IN_LASTS, SignIn
from domain.alert import AlertKind
from store.access_tables import sign_ins
from store.telling_tables import alerts, deliveries
from store.tokens import hashed

_FIELDS = tuple(sign_ins.c[name] for name in SignIn.__dataclass_fields__)


def ask(db: Connection, board_code: str, handle: str, now: datetime) -> str:
    """Write down that whoever holds this handle asks to be let in as the board; gives its id."""
    id_ = secrets.token_urlsafe(6)
    row = {"id": id_, "board_code": board_code, "handle": hashed(handle), "asked_at": now, "tried": 0}
    db.execute(insert(sign_ins).values(row))
    return id_


def number_open(db: Connection, board_code: str, contact_id: int, now: datetime) -> int:
    """How many wishes for this board, told to this address of its, let in still."""
    told = (alerts.c.board_code == board_code) & (alerts.c.kind == AlertKind.SIGN_IN.value)
    query = (
        select(func.count())
        .join_from(sign_ins, alerts, told & (alerts.c.about == sign_ins.c.id))
        .join(deliveries, deliveries.c.id == alerts.c.delivery_id)
        .where(sign_ins.c.board_code == board_code, deliveries.c.contact_id == contact_id, _is_open(now))
    )
    return db.execute(query).scalar_one()


def by_ids(db: Connection, ids: Collection[str]) -> dict[str, SignIn]:
    found = db.execute(select(*_FIELDS).where(sign_ins.c.id.in_(ids)))
    return {row.id: SignIn(**row._mapping) for row in found}


def of_handle(db: Connection, handle: str) -> list[SignIn]:
    """What this browser asked for, by board."""
    query = select(*_FIELDS).where(sign_ins.c.handle == hashed(handle)).order_by(sign_ins.c.board_code)
    return [SignIn(**row._mapping) for row in db.execute(query)]


def count_try(db: Connection, ids: Collection[str]) -> None:
    """A code was typed that is none of theirs."""
    db.execute(update(sign_ins).where(sign_ins.c.id.in_(ids)).values(tried=sign_ins.c.tried + 1))


def use(db: Connection, id_: str, now: datetime) -> bool:
    """Whether it goes through now: once, and in time."""
    used = update(sign_ins).where(sign_ins.c.id == id_, _is_open(now)).values(used_at=now)
    return db.execute(used).rowcount == 1


def sweep(db: Connection, now: datetime, keep: timedelta) -> int:
    """Forget those that are older than so long, and give how many there were."""
    return db.execute(sign_ins.delete().where(sign_ins.c.asked_at <= now - keep)).rowcount


def _is_open(now: datetime) -> ColumnElement[bool]:
    return sign_ins.c.used_at.is_(None) & (sign_ins.c.asked_at > now - SIGN_IN_LASTS)
