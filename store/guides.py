"""Boards that agreed to be asked by others: their consent, and what each is known to have done."""

from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, bindparam, exists, func, insert, select, update

from store import apart
from store.guide_tables import guide_blocks, guide_consents, inquiries
from store.questions import CODE, CODES, Question, Rows
from store.schema import Moment
from store.tables import boards, contracts, links
from store.training_tables import cohort_boards, cohorts
from store.upsert import insert_missing


class Consent(NamedTuple):
    """That a board agreed to be asked, and what it read."""

    words: str
    given_at: datetime


class Willing(NamedTuple):
    """A board that may be asked. `this_week` counts what it was asked since `week_began`, `of_ours` what we
    asked it and it did not answer.
    """

    code: str
    name: str
    barrio: str | None
    unit: str | None
    locality: str | None
    this_week: int
    of_ours: int


class Done(NamedTuple):
    """A contract that is certain to be a guide's; `unspsc` is a code or None."""

    board_code: str
    key: str
    object: str
    unspsc: str | None
    value_cop: int | None
    signed_on: date
    buyer_name: str
    url: str | None


def hold(db: Connection, *codes: str) -> None:
    """Who agrees, withdraws, shuts out or asks waits for the others that speak of one of these boards."""
    of = select(boards.c.code).where(boards.c.code.in_(codes)).order_by(boards.c.code)
    db.execute(of.with_for_update(key_share=True))


def agree(db: Connection, code: str, words: str, at: datetime) -> None:
    """The board agrees to what it read; what stands already stays."""
    hold(db, code)
    if CONSENT.ask(db, code=code) is None:
        db.execute(insert(guide_consents).values(board_code=code, words=words, given_at=at))


def withdraw(db: Connection, code: str, at: datetime) -> None:
    """The board wants to be asked no more: what waits for its answer is declined at once."""
    hold(db, code)
    c, q = guide_consents.c, inquiries.c
    stands = c.board_code == code, c.withdrawn_at.is_(None)
    db.execute(update(guide_consents).where(*stands).values(withdrawn_at=at))
    waiting = q.guide_code == code, IS_WAITING
    db.execute(update(inquiries).where(*waiting).values(declined_at=at))


def block(db: Connection, guide: str, asker: str, at: datetime) -> None:
    """This board asks that guide nothing more."""
    hold(db, guide)
    insert_missing(db, guide_blocks, [{"guide_code": guide, "asker_code": asker, "at": at}])


IS_WAITING = and_(
    inquiries.c.answered_at.is_(None), inquiries.c.declined_at.is_(None), inquiries.c.closed_at.is_(None)
)
"""Of a row of inquiries."""

CONSENT = Question(
    select(guide_consents.c.words, guide_consents.c.given_at).where(
        guide_consents.c.board_code == CODE, guide_consents.c.withdrawn_at.is_(None)
    ),
    lambda rows: Consent._make(rows[0]) if rows else None,
)
"""A board's consent that stands, or None."""

_OURS = boards.alias("ours")
_SINCE = bindparam("week_began", type_=Moment)


def _asked(*where: ColumnElement[bool]) -> Any:
    return select(func.count()).where(inquiries.c.guide_code == boards.c.code, *where).scalar_subquery()


WILLING = Question(
    select(
        *(boards.c.code, boards.c.name, boards.c.barrio, boards.c.unit, boards.c.locality),
        _asked(inquiries.c.asked_at > _SINCE).label("this_week"),
        _asked(IS_WAITING, inquiries.c.asker_code == CODE).label("of_ours"),
    )
    .join(_OURS, and_(_OURS.c.code == CODE, _OURS.c.municipality == boards.c.municipality))
    .where(
        boards.c.code != CODE,
        apart.of_boards(boards.c.code),
        exists().where(guide_consents.c.board_code == boards.c.code, guide_consents.c.withdrawn_at.is_(None)),
        ~exists().where(guide_blocks.c.guide_code == boards.c.code, guide_blocks.c.asker_code == CODE),
    )
    .order_by(boards.c.code),
    lambda rows: [Willing._make(row) for row in rows],
)
"""Who may be asked by a board, of its municipality, without those that want no question of it."""

CONTRACTS = Question(
    select(links.c.board_code, *(contracts.c[name] for name in Done._fields[1:]))
    .join(contracts, contracts.c.key == links.c.contract_key)
    .where(
        links.c.board_code.in_(CODES),
        links.c.verdict == "certain",
        contracts.c.object.is_not(None),
        contracts.c.signed_on.is_not(None),
    )
    .order_by(contracts.c.signed_on.desc(), contracts.c.key),
    lambda rows: [Done._make(row) for row in rows],
)
"""What boards are certain to have signed, the newest first."""


def _units(rows: Rows) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for row in rows:
        found.setdefault(row.board_code, set()).add(row.unit)
    return found


COMPLETED = Question(
    select(cohort_boards.c.board_code, cohorts.c.unit)
    .join(cohorts, cohorts.c.id == cohort_boards.c.cohort_id)
    .where(
        cohort_boards.c.board_code.in_(CODES),
        cohort_boards.c.completed_on.is_not(None),
        cohorts.c.cancelled_at.is_(None),
    ),
    _units,
)
"""The training units that boards completed, by code."""
