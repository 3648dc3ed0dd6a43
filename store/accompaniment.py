"""Plans of accompaniment: whose they are, what is to be done, what the log says, and their list."""

from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, and_, case, func, insert, select, update

from domain.accompaniment import Accompaniment, Action, Doer, Entry
from store import apart
from store.access_tables import staff
from store.accompaniment_tables import accompaniment_actions, accompaniment_entries, accompaniments
from store.questions import CODE, Question
from store.tables import boards
from store.upsert import upsert

_ACTION = tuple(Action.__dataclass_fields__)
_IS_OPEN = and_(accompaniment_actions.c.done_on.is_(None), accompaniment_actions.c.dropped_at.is_(None))


class Listed(NamedTuple):
    """A plan in the list. `overdue` and `cannot` are parts of `open`: what is past its day, and what the
    board says it cannot. `late_since` is the first day of what is overdue, `next_on` that of what is due yet.
    """

    board_code: str
    board_name: str
    barrio: str | None
    locality: str | None
    owner_id: int
    owner: str
    route: str | None
    open: int
    overdue: int
    cannot: int
    done: int
    late_since: date | None
    next_on: date | None


def steer(db: Connection, code: str, owner_id: int, route: str | None, at: datetime) -> None:
    """Begin a board's plan, or give it another owner and goal."""
    row = {"board_code": code, "owner_id": owner_id, "route": route, "opened_at": at}
    upsert(db, accompaniments, [row], keep=("opened_at",))


def add(
    db: Connection,
    code: str,
    what: str,
    doer: Doer,
    due_on: date | None,
    requirement: str | None,
    at: datetime,
) -> int:
    """Add an action to the board's plan, and give its id."""
    row = {"board_code": code, "what": what, "doer": doer.value, "due_on": due_on, "added_at": at}
    statement = insert(accompaniment_actions).values(**row, requirement=requirement)
    made: int = db.execute(statement.returning(accompaniment_actions.c.id)).scalar_one()
    return made


def finish(
    db: Connection, code: str, id_: int, on: date, by: Doer, at: datetime, doer: Doer | None = None
) -> bool:
    """It is done; False where there is no such open action of the board, for `doer` to do if one is named."""
    return _change(db, code, id_, doer, done_on=on, done_at=at, done_by=by.value, cannot_at=None)


def drop(db: Connection, code: str, id_: int, why: str, at: datetime) -> bool:
    """It is not going to be done."""
    return _change(db, code, id_, dropped_at=at, dropped_why=why)


def postpone(db: Connection, code: str, id_: int, due_on: date) -> bool:
    """It is due on another day: if the board said that it cannot, somebody has heard of it."""
    return _change(db, code, id_, due_on=due_on, cannot_at=None)


def refuse(db: Connection, code: str, id_: int, why: str, at: datetime) -> bool:
    """The board says that it cannot do what is its own to do; what it says stays when it is heard."""
    return _change(db, code, id_, Doer.BOARD, cannot_at=at, cannot_why=why)


def reopen(db: Connection, code: str, id_: int) -> bool:
    """It was not done after all, or is to be done in spite of all."""
    c = accompaniment_actions.c
    none = dict.fromkeys(("done_on", "done_at", "done_by", "dropped_at", "dropped_why", "cannot_at"))
    closed = update(accompaniment_actions).where(c.id == id_, c.board_code == code, ~_IS_OPEN)
    return db.execute(closed.values(none)).rowcount == 1


def note(
    db: Connection, code: str, staff_id: int, on: date, words: str, corrects: int | None, at: datetime
) -> bool:
    """Add a line to the board's log. False where it would correct a line that is not there."""
    c = accompaniment_entries.c
    if corrects is not None:
        known = select(c.id).where(c.id == corrects, c.board_code == code)
        if db.execute(known).first() is None:
            return False
    row = {"board_code": code, "on": on, "words": words, "staff_id": staff_id, "written_at": at}
    db.execute(insert(accompaniment_entries).values(**row, corrects=corrects))
    return True


def hold(db: Connection, code: str) -> bool:
    """Whether the board has a plan: it is nobody else's to change until the end of the transaction."""
    query = select(accompaniments.c.board_code).where(accompaniments.c.board_code == code)
    return db.execute(query.with_for_update()).first() is not None


def is_begun(db: Connection, code: str, requirement: str) -> bool:
    """Whether an open action of the board is for this requirement."""
    c = accompaniment_actions.c
    query = select(c.id).where(c.board_code == code, c.requirement == requirement, _IS_OPEN)
    return db.execute(query).first() is not None


def every(db: Connection, today: date) -> list[Listed]:
    """All plans: who says that it cannot first, then what is longest overdue, then what is due next."""
    a = accompaniment_actions.c
    is_late = and_(_IS_OPEN, a.cannot_at.is_(None), a.due_on < today)
    counted = (
        select(
            a.board_code,
            func.count(case((_IS_OPEN, 1))).label("open"),
            func.count(case((is_late, 1))).label("overdue"),
            func.count(case((and_(_IS_OPEN, a.cannot_at.is_not(None)), 1))).label("cannot"),
            func.count(a.done_on).label("done"),
            func.min(case((is_late, a.due_on)), type_=a.due_on.type).label("late_since"),
            func.min(case((and_(_IS_OPEN, a.due_on >= today), a.due_on)), type_=a.due_on.type).label(
                "next_on"
            ),
        )
        .group_by(a.board_code)
        .subquery()
    )
    numbers = (
        func.coalesce(counted.c[name], 0).label(name) for name in ("open", "overdue", "cannot", "done")
    )
    query = (
        select(
            *(boards.c.code, boards.c.name, boards.c.barrio, boards.c.locality),
            *(staff.c.id, staff.c.name.label("owner"), accompaniments.c.route, *numbers),
            *(counted.c.late_since, counted.c.next_on),
        )
        .join_from(accompaniments, boards, boards.c.code == accompaniments.c.board_code)
        .join(staff, staff.c.id == accompaniments.c.owner_id)
        .outerjoin(counted, counted.c.board_code == accompaniments.c.board_code)
        .where(apart.of_boards(boards.c.code))
    )
    found = [Listed._make(row) for row in db.execute(query)]
    return sorted(found, key=_pressing)


def _pressing(one: Listed) -> tuple[bool, bool, date, str, str]:
    first = one.late_since or one.next_on or date.max
    return not one.cannot, not one.overdue, first, one.board_name, one.board_code


def _change(db: Connection, code: str, id_: int, doer: Doer | None = None, **values: Any) -> bool:
    """Of an action that is open: False where it is not, or is not there, or is for somebody else to do."""
    c = accompaniment_actions.c
    wanted = [c.id == id_, c.board_code == code, _IS_OPEN]
    if doer is not None:
        wanted.append(c.doer == doer.value)
    return db.execute(update(accompaniment_actions).where(*wanted).values(values)).rowcount == 1


def _action(row: dict[str, Any]) -> Action:
    by = Doer(row["done_by"]) if row["done_by"] else None
    return Action(**{**row, "doer": Doer(row["doer"]), "done_by": by})


PLAN = Question(
    select(
        accompaniments.c.board_code,
        accompaniments.c.owner_id,
        staff.c.name.label("owner"),
        accompaniments.c.route,
        accompaniments.c.opened_at,
    )
    .join(staff, staff.c.id == accompaniments.c.owner_id)
    .where(accompaniments.c.board_code == CODE),
    lambda rows: Accompaniment(**rows[0]._asdict()) if rows else None,
)
"""A board's plan, or None."""
ACTIONS = Question(
    select(*(accompaniment_actions.c[name] for name in _ACTION))
    .where(accompaniment_actions.c.board_code == CODE)
    .order_by(accompaniment_actions.c.due_on.nulls_last(), accompaniment_actions.c.id),
    lambda rows: [_action(row._asdict()) for row in rows],
)
"""What is to be done and was, what is due first at the head."""
LOG = Question(
    select(
        accompaniment_entries.c.id,
        accompaniment_entries.c.on,
        accompaniment_entries.c.words,
        staff.c.name.label("by"),
        accompaniment_entries.c.written_at,
        accompaniment_entries.c.corrects,
    )
    .join(staff, staff.c.id == accompaniment_entries.c.staff_id)
    .where(accompaniment_entries.c.board_code == CODE)
    .order_by(accompaniment_entries.c.on.desc(), accompaniment_entries.c.id.desc()),
    lambda rows: [Entry(**row._asdict()) for row in rows],
)
"""The log, the newest day first."""
