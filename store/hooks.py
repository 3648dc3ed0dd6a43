"""Who is called for new matches, and the ledger of those calls: one row a hook and match, for ever.

A call is claimed before it is made and its end is written after it: a process that dies makes it twice, and
never not at all. Its id is the same both times.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    and_,
    case,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)

from domain.hook import MOST_OF_A_KEY, Hook, HookCall, wait_after
from store import apart
from store.key_tables import hook_calls, hooks, keys
from store.schema import Moment
from store.tables import matches

_LOOKED_BACK = timedelta(days=7)  # a match that no run of a week could queue is no news
_CLAIMED_FOR = timedelta(minutes=5)
_FIELDS = tuple(Hook.__dataclass_fields__)


class End(NamedTuple):
    """What became of a call. `is_gone` ends its hook."""

    call: HookCall
    is_accepted: bool
    is_gone: bool
    answer: str


class Fared(NamedTuple):
    """How a hook's calls fare: `last_at` is when one was accepted last. Of those that are owed `in_vain`
    were tried, and `trouble` is what came of the newest of these.
    """

    hook: Hook
    accepted: int
    last_at: datetime | None
    owed: int
    in_vain: int
    trouble: str | None

    @property
    def shown_url(self) -> str:
        """Without what may be a secret of theirs."""
        address, mark, _ = self.hook.url.partition("?")
        return f"{address}?…" if mark else address


class TooManyHooks(Exception):
    """The key is called at as many addresses as it may."""


def subscribe(db: Connection, key_id: int, url: str, at: datetime) -> Hook:
    """Call this address for every match that is new from now on. Asked for again, it is the same hook.

    Raises TooManyHooks.
    """
    db.execute(select(keys.c.id).where(keys.c.id == key_id).with_for_update())  # two may ask at once
    standing = [one for one in of_key(db, key_id) if one.ended_at is None]
    if known := next((one for one in standing if one.url == url), None):
        return known
    if len(standing) >= MOST_OF_A_KEY:
        raise TooManyHooks(key_id)
    salt = secrets.token_urlsafe(24)
    row = {"key_id": key_id, "url": url, "salt": salt, "made_at": at}
    id_: int = db.execute(insert(hooks).values(row).returning(hooks.c.id)).scalar_one()
    return Hook(id_, key_id, url, salt, at)


def of_key(db: Connection, key_id: int) -> list[Hook]:
    query = select(*(hooks.c[name] for name in _FIELDS)).where(hooks.c.key_id == key_id)
    return [Hook(**row) for row in db.execute(query.order_by(hooks.c.id)).mappings()]


def every(db: Connection) -> list[Fared]:
    """Those of all keys, those that go on first and then the newest first."""
    call = hook_calls.c
    is_owed = and_(call.id.is_not(None), call.accepted_at.is_(None), call.failed_at.is_(None))
    was_tried = and_(is_owed, call.answer.is_not(None))
    last = hook_calls.alias("last")
    trouble = (
        select(last.c.answer)
        .where(
            last.c.hook_id == hooks.c.id,
            last.c.accepted_at.is_(None),
            last.c.failed_at.is_(None),
            last.c.answer.is_not(None),
        )
        .order_by(last.c.due_at.desc(), last.c.id.desc())
        .limit(1)
    )
    counted = (
        func.count(call.accepted_at).label("accepted"),
        func.max(call.accepted_at).label("last_at"),
        func.count(case((is_owed, 1))).label("owed"),
        func.count(case((was_tried, 1))).label("in_vain"),
        trouble.scalar_subquery().label("trouble"),
    )
    own = [hooks.c[name] for name in _FIELDS]
    query = select(*own, *counted).outerjoin(hook_calls, call.hook_id == hooks.c.id).group_by(*own)
    query = query.order_by(hooks.c.ended_at.is_not(None), hooks.c.id.desc())
    return [_fared(row) for row in db.execute(query).mappings()]


def end(db: Connection, key_id: int, id_: int, at: datetime) -> bool:
    """The holder wants no more calls. False where this key has no such hook."""
    own = hooks.c.id == id_, hooks.c.key_id == key_id
    ended = update(hooks).where(*own).values(ended_at=func.coalesce(hooks.c.ended_at, _moment(at)))
    return db.execute(ended).rowcount > 0


def queue(db: Connection, now: datetime) -> int:
    """Owe each hook a call for each match that is newer than it and stands; gives how many are new."""
    told = exists().where(
        hook_calls.c.hook_id == hooks.c.id,
        hook_calls.c.board_code == matches.c.board_code,
        hook_calls.c.portfolio_id == matches.c.portfolio_id,
    )
    owed = (
        select(
            hooks.c.id,
            matches.c.board_code,
            matches.c.portfolio_id,
            matches.c.matched_at,
            _moment(now),
            _moment(now),
            literal(0),
        )
        .join_from(hooks, keys)
        .join(matches, matches.c.matched_at > hooks.c.made_at)
        .where(
            *_standing(),
            matches.c.withdrawn_at.is_(None),
            matches.c.matched_at >= now - _LOOKED_BACK,
            apart.of_boards(matches.c.board_code),
            ~told,
        )
    )
    columns = ("hook_id", "board_code", "portfolio_id", "matched_at", "queued_at", "due_at", "tries")
    made = insert(hook_calls).from_select(columns, owed).execution_options(preserve_rowcount=True)
    return db.execute(made).rowcount


def claim(db: Connection, now: datetime, most: int) -> list[HookCall]:
    """Take the calls that are due, for five minutes; each counts as a try."""
    waiting = (
        select(hook_calls.c.id)
        .where(
            hook_calls.c.accepted_at.is_(None),
            hook_calls.c.failed_at.is_(None),
            hook_calls.c.due_at <= now,
            or_(hook_calls.c.claimed_until.is_(None), hook_calls.c.claimed_until <= now),
            hook_calls.c.hook_id.in_(select(hooks.c.id).join_from(hooks, keys).where(*_standing())),
        )
        .order_by(hook_calls.c.due_at, hook_calls.c.id)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    ids = list(db.execute(waiting).scalars())
    taken = {"claimed_until": now + _CLAIMED_FOR, "tries": hook_calls.c.tries + 1}
    db.execute(update(hook_calls).where(hook_calls.c.id.in_(ids)).values(taken))
    own = (
        hook_calls.c[name] for name in ("id", "hook_id", "board_code", "portfolio_id", "matched_at", "tries")
    )
    query = select(*own, hooks.c.url, hooks.c.salt).join_from(hook_calls, hooks)
    rows = db.execute(query.where(hook_calls.c.id.in_(ids)).order_by(hook_calls.c.id)).mappings()
    return [HookCall(**row) for row in rows]


def finish(db: Connection, ends: Sequence[End], now: datetime) -> None:
    """Write down what became of calls. One that failed for good, or was told to stop, ends its hook."""
    for one in ends:
        wait = wait_after(one.call.tries)
        is_over = not one.is_accepted and (one.is_gone or wait is None)
        told = {
            "claimed_until": None,
            "answer": one.answer,
            "accepted_at": now if one.is_accepted else None,
            "failed_at": now if is_over else None,
        }
        if not one.is_accepted and wait is not None:
            told["due_at"] = now + wait
        db.execute(update(hook_calls).where(hook_calls.c.id == one.call.id).values(told))
        if is_over:
            still = and_(hooks.c.id == one.call.hook_id, hooks.c.ended_at.is_(None))
            db.execute(update(hooks).where(still).values(ended_at=now, why=one.answer))


def _fared(row: RowMapping) -> Fared:
    own = {name: row[name] for name in Fared._fields if name != "hook"}
    return Fared(Hook(**{name: row[name] for name in _FIELDS}), **own)


def _standing() -> tuple[ColumnElement[bool], ...]:
    """The conditions for a hook that goes on, of a key that still lets in."""
    return hooks.c.ended_at.is_(None), keys.c.revoked_at.is_(None)


def _moment(at: datetime) -> ColumnElement[datetime]:
    return literal(at, Moment())
