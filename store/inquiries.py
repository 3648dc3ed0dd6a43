"""Questions of boards to boards: asked within limits, answered, declined, reported, closed and forgotten."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, case, delete, func, insert, select, update

from domain.guide import A_WEEK, KEPT_FOR, MOST_A_WEEK, Inquiry, NoAsking
from store.guide_tables import guide_blocks, guide_consents, inquiries
from store.guides import IS_WAITING, hold
from store.questions import CODE, Question, Rows
from store.tables import boards


class Asking(NamedTuple):
    """What a board wants to ask a guide."""

    asker_code: str
    guide_code: str
    about: str
    words: str


class Counts(NamedTuple):
    """Of all questions that are kept: those reported and not closed, and those that wait."""

    all: int
    reported: int
    waiting: int


def ask(db: Connection, wanted: Asking, at: datetime) -> int | NoAsking:
    """Ask, and give the id; or why it may not be asked now, also where two ask at once."""
    hold(db, wanted.asker_code, wanted.guide_code)
    hindered = _hindrance(db, wanted, at)
    if hindered is not None:
        return hindered
    row = {**wanted._asdict(), "asked_at": at}
    made: int = db.execute(insert(inquiries).values(row).returning(inquiries.c.id)).scalar_one()
    return made


def answer(db: Connection, guide: str, id_: int, words: str, at: datetime) -> str | None:
    """Keep the guide's answer and give who asked; None where nothing of that number waits for it."""
    return _settle(db, guide, id_, answer=words, answered_at=at)


def decline(db: Connection, guide: str, id_: int, at: datetime) -> str | None:
    """The guide does not answer; gives who asked, as `answer`."""
    return _settle(db, guide, id_, declined_at=at)


def report(db: Connection, code: str, id_: int, at: datetime) -> bool:
    """One of both boards tells the office that something is wrong with it; the first word counts."""
    q = inquiries.c
    theirs = (q.asker_code == code) | (q.guide_code == code)
    of = update(inquiries).where(q.id == id_, theirs, q.reported_at.is_(None))
    return db.execute(of.values(reported_at=at, reported_by=code)).rowcount == 1


def close(db: Connection, id_: int, staff_id: int, why: str, at: datetime) -> bool:
    """The office takes it out of sight of both boards."""
    q = inquiries.c
    of = update(inquiries).where(q.id == id_, q.closed_at.is_(None))
    return db.execute(of.values(closed_at=at, closed_by=staff_id, closed_why=why)).rowcount == 1


def get(db: Connection, id_: int) -> Inquiry | None:
    row = db.execute(_ROWS.where(inquiries.c.id == id_)).one_or_none()
    return Inquiry(**row._asdict()) if row else None


def page(db: Connection, start: int, size: int) -> list[Inquiry]:
    """For the office: what was reported and not closed first, then what waits, then the newest."""
    q = inquiries.c
    order = q.closed_at.is_not(None), q.reported_at.is_(None), ~IS_WAITING
    newest = q.asked_at.desc(), q.id.desc()
    query = _ROWS.order_by(None).order_by(*order, *newest).offset(start).limit(size)
    return [Inquiry(**row._asdict()) for row in db.execute(query)]


def counts(db: Connection) -> Counts:
    q = inquiries.c
    is_reported = and_(q.reported_at.is_not(None), q.closed_at.is_(None))
    columns = (func.count(), func.count(case((is_reported, 1))), func.count(case((IS_WAITING, 1))))
    return Counts._make(db.execute(select(*columns).select_from(inquiries)).one())


def forget_old(db: Connection, now: datetime) -> int:
    """What was asked so long ago is nobody's any more; gives how many there were."""
    return db.execute(delete(inquiries).where(inquiries.c.asked_at < now - KEPT_FOR)).rowcount


def _hindrance(db: Connection, wanted: Asking, at: datetime) -> NoAsking | None:
    q, c, b = inquiries.c, guide_consents.c, guide_blocks.c
    since = q.asked_at > at - A_WEEK
    agreed = (
        select(c.id)
        .join(_GUIDE, _GUIDE.c.code == c.board_code)
        .join(_ASKER, _ASKER.c.municipality == _GUIDE.c.municipality)
        .where(_ASKER.c.code == wanted.asker_code, _GUIDE.c.code == wanted.guide_code)
        .where(c.withdrawn_at.is_(None))
    )
    blocked = select(b.at).where(b.guide_code == wanted.guide_code, b.asker_code == wanted.asker_code)
    if (
        wanted.asker_code == wanted.guide_code
        or not db.execute(agreed).first()
        or db.execute(blocked).first()
    ):
        return NoAsking.NO_GUIDE
    pair = q.asker_code == wanted.asker_code, q.guide_code == wanted.guide_code
    if _number(db, *pair, IS_WAITING):
        return NoAsking.WAITS
    if _number(db, q.asker_code == wanted.asker_code, since) >= MOST_A_WEEK:
        return NoAsking.ASKED_ENOUGH
    if _number(db, q.guide_code == wanted.guide_code, since) >= MOST_A_WEEK:
        return NoAsking.GUIDE_IS_BUSY
    return None


def _number(db: Connection, *where: ColumnElement[bool]) -> int:
    return db.execute(select(func.count()).select_from(inquiries).where(*where)).scalar_one()


def _settle(db: Connection, guide: str, id_: int, **values: Any) -> str | None:
    q = inquiries.c
    of = update(inquiries).where(q.id == id_, q.guide_code == guide, IS_WAITING).values(values)
    return db.execute(of.returning(q.asker_code)).scalar_one_or_none()


def _read(rows: Rows) -> list[Inquiry]:
    return [Inquiry(**row._asdict()) for row in rows]


_ASKER, _GUIDE = boards.alias("asker"), boards.alias("guide")
_NAMES = ("asker", "guide")
_OWN = [inquiries.c[name] for name in Inquiry.__dataclass_fields__ if name not in _NAMES]
_ROWS = (
    select(*_OWN, _ASKER.c.name.label("asker"), _GUIDE.c.name.label("guide"))
    .join_from(inquiries, _ASKER, _ASKER.c.code == inquiries.c.asker_code)
    .join(_GUIDE, _GUIDE.c.code == inquiries.c.guide_code)
    .order_by(inquiries.c.asked_at.desc(), inquiries.c.id.desc())
)
ASKED = Question(_ROWS.where(inquiries.c.asker_code == CODE), _read)
"""What a board asked, the newest first."""
RECEIVED = Question(_ROWS.where(inquiries.c.guide_code == CODE), _read)
"""What a board was asked, the newest first."""
