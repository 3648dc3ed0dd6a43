"""What each question of an event is made of: its columns, the name of its row, and when a day begins."""

from typing import Any

from sqlalchemy import ColumnElement, Select, Text, cast, literal, null, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from domain.event import Sureness
from store import apart
from store.schema import Moment

BOARD, OFFICE, SECOP, SERVICE = "board", "office", "secop", "service"
"""Whose word an event is."""


class Midnight(FunctionElement[Any]):
    """The beginning of a day in Bogotá, which is five hours behind UTC all year."""

    name = "midnight"
    type = Moment()
    inherit_cache = True


@compiles(Midnight, "sqlite")
def _of_sqlite(element: Midnight, compiler: Any, **options: Any) -> str:
    day = compiler.process(element.clauses, **options)
    return f"({day} || ' 05:00:00.000000')"


@compiles(Midnight, "postgresql")
def _of_postgresql(element: Midnight, compiler: Any, **options: Any) -> str:
    day = compiler.process(element.clauses, **options)
    return f"(({day})::timestamp AT TIME ZONE 'America/Bogota')"


def happened(
    board_code: ColumnElement[Any],
    at: ColumnElement[Any],
    row: ColumnElement[Any],
    *,
    source: ColumnElement[Any] | str,
    about: ColumnElement[Any] | str = "",
    after_at: ColumnElement[Any] | None = None,
    value: ColumnElement[Any] | None = None,
    sureness: ColumnElement[Any] | str = Sureness.CERTAIN.value,
    known_at: ColumnElement[Any] | None = None,
) -> Select[Any]:
    """What happened is known since it did, where nothing else is said."""
    never = cast(null(), Moment())
    return select(
        board_code.label("board_code"),
        _text(about).label("about"),
        at.label("at"),
        (never if after_at is None else after_at).label("after_at"),
        cast(null() if value is None else value, Text()).label("value"),
        _text(source).label("source"),
        row.label("row"),
        _text(sureness).label("sureness"),
        (at if known_at is None else known_at).label("known_at"),
    ).where(apart.of_boards(board_code))


def _text(said: ColumnElement[Any] | str) -> ColumnElement[Any]:
    return cast(literal(said) if isinstance(said, str) else said, Text())


def row_of(table: str, *keys: ColumnElement[Any]) -> ColumnElement[Any]:
    named: ColumnElement[Any] = literal(f"{table}/").concat(cast(keys[0], Text()))
    for key in keys[1:]:
        named = named.concat("/").concat(cast(key, Text()))
    return named
