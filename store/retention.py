"""How long rows are kept (retention.toml), and the rules applied."""

import tomllib
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Connection, Date, Table, and_, delete, or_, update

from domain.days import day_of
from store import (  # noqa: F401 - metadata holds the tables of rules once they are imported
    access_tables,
    harvested_tables,
    key_tables,
    register_tables,
    telling_tables,
)
from store.schema import metadata

_FILE = Path(__file__).with_name("retention.toml")


class Does(StrEnum):
    DELETE = "delete"
    STRIP = "strip"  # empty some columns, and keep the row


@dataclass(frozen=True)
class Rule:
    """Rows of a table, so many days after `since`; with `ended` only those where one of these is set."""

    table: str
    what: str
    since: str
    days: int
    does: Does
    why: str
    columns: tuple[str, ...] = ()
    ended: tuple[str, ...] = ()


@dataclass(frozen=True)
class Own:
    """A table that its own code forgets in time."""

    table: str
    what: str
    how: str
    by: str


@dataclass(frozen=True)
class Retention:
    """`kept` says of each other table why it stays; `verified` is how far the law was read (`read`)."""

    law: str
    verified: str
    read: str
    rules: tuple[Rule, ...]
    own: tuple[Own, ...]
    kept: dict[str, str]


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
        kept=said["kept"],
    )


def apply(db: Connection, rule: Rule, now: datetime) -> int:
    """Of how many rows the time was over, and something still there to be forgotten."""
    table = metadata.tables[rule.table]
    due = _due(table, rule, now)
    if rule.does is Does.DELETE:
        return db.execute(delete(table).where(due)).rowcount
    emptied = {name: None if table.c[name].nullable else "" for name in rule.columns}
    still_there = or_(*(table.c[name].is_distinct_from(empty) for name, empty in emptied.items()))
    return db.execute(update(table).where(due, still_there).values(emptied)).rowcount


def _due(table: Table, rule: Rule, now: datetime) -> ColumnElement[bool]:
    since = table.c[rule.since]
    last = day_of(now) if isinstance(since.type, Date) else now
    over = since <= last - timedelta(days=rule.days)
    return and_(over, or_(*(table.c[name].is_not(None) for name in rule.ended))) if rule.ended else over


def _typed(row: dict[str, Any]) -> dict[str, Any]:
    lists = {name: tuple(value) for name, value in row.items() if isinstance(value, list)}
    return {**row, **lists, "does": Does(row["does"])}
