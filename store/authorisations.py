"""Which boards let us treat their contact data, since when, and where the proof is."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, insert, select, update

from domain.contact import Authorisation, Means
from store.telling_tables import authorisations

_FIELDS = tuple(Authorisation.__dataclass_fields__)
_STANDS = authorisations.c.withdrawn_at.is_(None)
_FEW = 1_000  # boards that are asked for by name


def give(db: Connection, found: Sequence[Authorisation]) -> set[str]:
    """Write down authorisations; gives the boards that have one more.

    One that is no later than what the board gave or withdrew before is known already, or was taken back by
    it: nothing is added.
    """
    codes = {one.board_code for one in found}
    asked = [authorisations.c.board_code.in_(codes)] if len(codes) <= _FEW else []
    last: dict[str, datetime] = {}
    for known in _read(db, *asked):
        last[known.board_code] = max(_moments(known, last.get(known.board_code)))
    fresh = []
    for one in sorted(found, key=lambda one: one.given_at):
        if one.board_code not in last or one.given_at > last[one.board_code]:
            fresh.append(one)
            last[one.board_code] = max(_moments(one))
    if fresh:
        db.execute(insert(authorisations), [_row(one) for one in fresh])
    return {one.board_code for one in fresh}


def withdraw(db: Connection, code: str, at: datetime) -> bool:
    """The board takes back what it gave; gives whether anything stood."""
    of_board = authorisations.c.board_code == code, _STANDS
    return db.execute(update(authorisations).where(*of_board).values(withdrawn_at=at)).rowcount > 0


def withdraw_filed(db: Connection, codes: Collection[str], at: datetime) -> set[str]:
    """These boards do not authorise, says a file: what a file said before is taken back. Gives the boards
    where something stood; what a board gave by its page stands.
    """
    query = select(authorisations.c.board_code).where(
        authorisations.c.board_code.in_(codes), authorisations.c.means == Means.FILE.value, _STANDS
    )
    found = set(db.execute(query).scalars())
    filed = authorisations.c.means == Means.FILE.value, authorisations.c.board_code.in_(found), _STANDS
    db.execute(update(authorisations).where(*filed).values(withdrawn_at=at))
    return found


def standing(db: Connection) -> set[str]:
    """Codes of the boards whose authorisation stands."""
    query = select(authorisations.c.board_code).where(_STANDS)
    return set(db.execute(query).scalars())


def taken_back(db: Connection) -> dict[str, datetime]:
    """The boards that authorised and do so no longer: when each took it back last, by code."""
    latest = func.max(authorisations.c.withdrawn_at)
    query = select(authorisations.c.board_code, latest).group_by(authorisations.c.board_code)
    given, withdrawn = func.count(), func.count(authorisations.c.withdrawn_at)
    return {row[0]: row[1] for row in db.execute(query.having(given == withdrawn))}


def among(db: Connection, codes: Collection[str]) -> set[str]:
    """Those of these boards whose authorisation stands."""
    query = select(authorisations.c.board_code).where(authorisations.c.board_code.in_(codes), _STANDS)
    return set(db.execute(query).scalars())


def newest(db: Connection, codes: Collection[str]) -> dict[str, Authorisation]:
    """The newest that stands of each of these boards, by code."""
    found = _read(db, authorisations.c.board_code.in_(codes), _STANDS)
    return {one.board_code: one for one in found}


def of_board(db: Connection, code: str) -> list[Authorisation]:
    """All that a board gave, the oldest first."""
    return list(_read(db, authorisations.c.board_code == code))


def _moments(one: Authorisation, last: datetime | None = None) -> list[datetime]:
    return [moment for moment in (one.given_at, one.withdrawn_at, last) if moment]


def _read(db: Connection, *where: ColumnElement[bool]) -> Iterable[Authorisation]:
    columns = (authorisations.c[name] for name in _FIELDS)
    query = select(*columns).where(*where).order_by(authorisations.c.given_at, authorisations.c.id)
    return map(_authorisation, db.execute(query))


def _row(one: Authorisation) -> dict[str, Any]:
    return {**asdict(one), "means": one.means.value}


def _authorisation(row: Row[Any]) -> Authorisation:
    fields = row._asdict()
    return Authorisation(**{**fields, "means": Means(fields["means"])})
