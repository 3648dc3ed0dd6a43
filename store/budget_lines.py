"""Lines of participatory budgets, as lists of the office tell them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, func, insert, select, update

from domain.project import BudgetLine
from domain.text import fold
from store.folded import has_word
from store.project_tables import budget_lines
from store.turns import take_turns
from store.upsert import Saved

_B = budget_lines.c


class Kept(NamedTuple):
    id: int
    line: BudgetLine
    brought_at: datetime
    changed_at: datetime


def save(db: Connection, lines: Sequence[BudgetLine], at: datetime) -> Saved:
    """Add the lines, or correct those of the same year, entity, locality and number. What a list leaves out
    stays.
    """
    take_turns(db, budget_lines)
    years = {line.year for line in lines}
    known = {_name(one.line): one for one in _kept(db, _B.year.in_(years))}
    fresh = [line for line in lines if _name(line) not in known]
    changed = [line for line in lines if _name(line) in known and known[_name(line)].line != line]
    if fresh:
        db.execute(insert(budget_lines), [{**_row(one), "brought_at": at, "changed_at": at} for one in fresh])
    for line in changed:
        own = _B.id == known[_name(line)].id
        db.execute(update(budget_lines).where(own).values({**_row(line), "changed_at": at}))
    return Saved(len(fresh), len(changed), len(lines) - len(fresh) - len(changed))


def find(db: Connection, text: str, year: int | None, most: int) -> list[Kept]:
    """Those with these words in title, number, entity or place, the newest year first."""
    told = _B.title, _B.number, _B.entity, _B.locality, _B.commune
    asked = [has_word(word, *told) for word in fold(text).split()]
    if year is not None:
        asked.append(_B.year == year)
    return _kept(db, *asked, most=most)


def get(db: Connection, id_: int) -> Kept | None:
    return next(iter(_kept(db, _B.id == id_)), None)


def counts(db: Connection) -> dict[int, int]:
    """How many lines each year has, the newest first."""
    query = select(_B.year, func.count()).group_by(_B.year).order_by(_B.year.desc())
    return dict(db.execute(query).all())


def _kept(db: Connection, *where: Any, most: int | None = None) -> list[Kept]:
    order = _B.year.desc(), _B.entity, _B.locality, _B.id
    rows = db.execute(select(budget_lines).where(*where).order_by(*order).limit(most)).mappings()
    return [kept_of(row) for row in rows]


def kept_of(row: Mapping[Any, Any]) -> Kept:
    """Of a row of the table."""
    return Kept(row["id"], _line(row), row["brought_at"], row["changed_at"])


def _name(line: BudgetLine) -> tuple[int, str, str, str]:
    return line.year, line.entity, line.locality, line.number


def _line(row: Mapping[Any, Any]) -> BudgetLine:
    return BudgetLine(*(row[name] for name in BudgetLine._fields))


def _row(line: BudgetLine) -> dict[str, Any]:
    return line._asdict()
