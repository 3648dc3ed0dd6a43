"""How many statements a page asks of the database: few, and as many for a thousand boards as for one.

A line of the audit counts as one: where its chain ends is asked along with it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event

MOST_A_PAGE = 6
_OF_THE_CHAIN = (
    "SELECT pg_advisory_xact_lock(2167)",
    "SELECT audit.id, audit.hash",
    "SELECT audit_cuts.up_to, audit_cuts.hash",
)


@contextmanager
def statements_of(engine: Engine) -> Iterator[list[str]]:
    """What was asked while it lasted, without the beginnings and ends of transactions."""
    asked: list[str] = []

    def note(_db: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.startswith(("BEGIN", *_OF_THE_CHAIN)):
            asked.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", note)
