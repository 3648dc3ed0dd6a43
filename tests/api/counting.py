"""How many statements a page asks of the database: few, and as many for a thousand boards as for one."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event

MOST_A_PAGE = 6


@contextmanager
def statements_of(engine: Engine) -> Iterator[list[str]]:
    """What was asked while it lasted, without the beginnings and ends of transactions."""
    asked: list[str] = []

    def note(_db: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.startswith("BEGIN"):
            asked.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", note)
