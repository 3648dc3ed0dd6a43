"""How long rows are kept (retention.toml), and the rules applied."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Date,
    Select,
    Table,
    delete,
    exists,
    func,
    or_,
    select,
    tuple_,
    update,
)

from domain.days import day_of
from store import (  # noqa: F401 - metadata holds the tables of rules once they are imported
    access_tables,
    key_tables,
    register_tables,
    telling_tables,
)
from store.help_tables import help_cases
from store.schema import metadata
from store.tables import documents, harvests, matches, outcomes

AT_ONCE = 5_000
"""Rows that are forgotten in one transaction: so long, and no longer, anybody has to wait for them."""

_FILE = Path(__file__).with_name("retention.toml")


class Does(StrEnum):
    DELETE = "delete"
    STRIP = "strip"  # empty some columns, and keep the row


class Unless(StrEnum):
    """What keeps a row though its time is over."""

    ANSWERED = "answered"  # the board did something with this call
    HELPED = "helped"  # it asked for help with it
    MATCHED = "matched"  # the call still suits a board: what is forgotten of it would be taken for new
    NEWEST = "newest"  # of its dataset, of those from which the next harvest goes on


@dataclass(frozen=True)
class Rule:
    """Rows of a table, so many days after `since`; with `ended` only those where one of these is set. Rows of
    the tables `along` go with those that they belong to.
    """

    table: str
    what: str
    since: str
    days: int
    does: Does
    why: str
    columns: tuple[str, ...] = ()
    ended: tuple[str, ...] = ()
    unless: tuple[Unless, ...] = ()
    along: tuple[str, ...] = ()


@dataclass(frozen=True)
class Own:
    """A table that its own code forgets in time."""

    table: str
    what: str
    how: str
    by: str


@dataclass(frozen=True)
class Bound:
    """Tables that are kept, by what bounds them, each with the reason; `grows` where nothing does."""

    bound: str
    tables: Mapping[str, str]
    grows: str = ""


@dataclass(frozen=True)
class Retention:
    """`bounds` are of what no rule deletes; `verified` is how far the law was read (`read`)."""

    law: str
    verified: str
    read: str
    rules: tuple[Rule, ...]
    own: tuple[Own, ...]
    bounds: tuple[Bound, ...]

    @property
    def kept(self) -> dict[str, str]:
        """Why each table stays that no rule deletes from."""
        return {table: why for one in self.bounds for table, why in one.tables.items()}


@cache
def retention() -> Retention:
    with _FILE.open("rb") as file:
        said = tomllib.load(file)
    return Retention(
        law=said["law"],
        verified=said["verified"],
        read=said["read"],
        rules=tuple(Rule(**_typed(row)) for row in said["rule"]),
        own=tuple(Own(**row) for row in said["own"]),
        bounds=tuple(Bound(**row) for row in said["bound"]),
    )


def apply(db: Connection, rule: Rule, now: datetime, most: int = AT_ONCE) -> int:
    """Forget at most so many rows of which the time was over; gives how many there were.

    What somebody else is writing is left for another night: nobody waits for the other here.
    """
    table = metadata.tables[rule.table]
    chosen = tuple_(*table.primary_key).in_(due(rule, now).limit(most).with_for_update(skip_locked=True))
    if rule.does is Does.DELETE:
        return db.execute(delete(table).where(chosen)).rowcount
    return db.execute(update(table).where(chosen).values(_emptied(table, rule))).rowcount


def due(rule: Rule, now: datetime) -> Select[Any]:
    """The keys of rows of which the time was over, and something still there to be forgotten."""
    table = metadata.tables[rule.table]
    since = table.c[rule.since]
    last = day_of(now) if isinstance(since.type, Date) else now
    conditions = [since <= last - timedelta(days=rule.days), *(~_KEEPS[one] for one in rule.unless)]
    if rule.ended:
        conditions.append(or_(*(table.c[name].is_not(None) for name in rule.ended)))
    if rule.does is Does.STRIP:
        conditions.append(or_(*(table.c[name] != empty for name, empty in _emptied(table, rule).items())))
    return select(*table.primary_key).where(*conditions)


def _emptied(table: Table, rule: Rule) -> dict[str, str | None]:
    return {name: None if table.c[name].nullable else "" for name in rule.columns}


def _newest() -> ColumnElement[bool]:
    """The last report of each dataset, and the last complete ones, of a window and of all rows."""
    other = harvests.alias()
    last = select(func.max(other.c.id)).group_by(other.c.dataset)
    kinds = (other.c.complete & other.c.whole, other.c.complete & other.c.full)
    return or_(harvests.c.id.in_(last), *(harvests.c.id.in_(last.where(kind)) for kind in kinds))


_KEEPS: Mapping[Unless, ColumnElement[bool]] = MappingProxyType(
    {
        Unless.ANSWERED: exists().where(
            outcomes.c.board_code == matches.c.board_code, outcomes.c.portfolio_id == matches.c.portfolio_id
        ),
        Unless.HELPED: exists().where(
            help_cases.c.board_code == matches.c.board_code, help_cases.c.about == matches.c.portfolio_id
        ),
        Unless.MATCHED: exists().where(
            matches.c.portfolio_id == documents.c.portfolio_id, matches.c.withdrawn_at.is_(None)
        ),
        Unless.NEWEST: _newest(),
    }
)


def _typed(row: dict[str, Any]) -> dict[str, Any]:
    lists = {name: tuple(value) for name, value in row.items() if isinstance(value, list)}
    unless = tuple(map(Unless, lists.pop("unless", ())))
    return {**row, **lists, "unless": unless, "does": Does(row["does"])}
