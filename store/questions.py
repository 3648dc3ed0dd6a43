"""Questions to the database, asked one by one, or many in one statement.

A page that tells all of a board asks more than a dozen tables. Asked together they cost one way to the
database and back, and what was read has a mark: while it is the same, so is all that was made of it.
"""

import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, cached_property
from typing import Any, Generic, TypeVar

from sqlalchemy import (
    ColumnElement,
    Connection,
    Date,
    DateTime,
    Dialect,
    Float,
    LargeBinary,
    Row,
    Select,
    Text,
    TextClause,
    TypeDecorator,
    bindparam,
    case,
    cast,
    func,
    literal_column,
    select,
    text,
)
from sqlalchemy.dialects.postgresql.base import PGDialect
from sqlalchemy.dialects.sqlite.base import SQLiteDialect
from sqlalchemy.engine.result import IteratorResult, SimpleResultMetaData
from sqlalchemy.types import TypeEngine

T_co = TypeVar("T_co", covariant=True)
Rows = Sequence[Row[Any]]

# One for all engines, and without what a driver adds to a parameter: it does so where the text is run.
_PLAIN: Mapping[str, Dialect] = {
    "sqlite": SQLiteDialect(paramstyle="named"),
    "postgresql": PGDialect(paramstyle="named"),  # type: ignore[no-untyped-call]
}
_LISTED = re.compile(r"\(__\[POSTCOMPILE_(\w+)\]\)")  # where the values of a list will stand
CODE = bindparam("code", type_=Text)
"""The board that a question is about."""
CODES = bindparam("codes", type_=Text, expanding=True)
"""The boards that it is about."""
PORTFOLIOS = bindparam("portfolios", type_=Text, expanding=True)
"""The procedures that it is about."""


@dataclass(frozen=True, eq=False)
class Question(Generic[T_co]):
    """What is asked, with bound parameters for what differs from time to time, and what its rows say."""

    query: Select[Any]
    read: Callable[[Rows], T_co]

    @cached_property
    def columns(self) -> Sequence[tuple[str, TypeEngine[Any]]]:
        """The name and the type of each."""
        return [(column.name, column.type) for column in self.query.subquery().c]

    def ask(self, db: Connection, **given: Any) -> T_co:
        """The answer; `given` are the parameters."""
        rows: Rows = db.execute(self.query, given).all()
        return self.read(rows)


class Told:
    """What several questions were answered at once. `mark` is the same while the answers are."""

    def __init__(
        self, questions: Mapping[Question[Any], int], lists: Sequence[str], dialect: Dialect
    ) -> None:
        self.questions, self._lists, self._dialect = questions, lists, dialect

    @property
    def mark(self) -> bytes:
        return hashlib.blake2b("\n".join(self._lists).encode(), digest_size=16).digest()

    def of(self, question: Question[T_co]) -> T_co:
        """The answer to one of the questions."""
        rows = json.loads(self._lists[self.questions[question]])
        readers = ((nth, _reader(kind, self._dialect)) for nth, (_, kind) in enumerate(question.columns))
        read = [(nth, one) for nth, one in readers if one is not _as_it_is]
        for row in rows:  # most columns are what their JSON is
            for nth, one in read:
                if row[nth] is not None:
                    row[nth] = one(row[nth])
        named = SimpleResultMetaData([name for name, _ in question.columns])
        found: IteratorResult[Any] = IteratorResult(named, map(tuple, rows))
        return question.read(found.all())


class Together:
    """Questions that are asked in one statement: each comes back as a list, in JSON, of its rows."""

    def __init__(self, *questions: Question[Any]) -> None:
        if any(isinstance(kind, LargeBinary) for question in questions for _, kind in question.columns):
            raise TypeError("JSON holds no bytes")
        self._questions = {question: nth for nth, question in enumerate(questions)}
        self._statement = cache(self._made)

    def ask(self, db: Connection, **given: Any) -> Told:
        """All answers; `given` are the parameters of all questions."""
        dialect = _PLAIN[db.dialect.name]
        return Told(self._questions, db.execute(self._statement(dialect), given).one(), dialect)

    def _made(self, dialect: Dialect) -> TextClause:
        """As text: to go through so large a statement anew each time would take longer than to answer it."""
        whole = select(*(_list(question, dialect).label(f"q{n}") for question, n in self._questions.items()))
        made = whole.compile(dialect=dialect)
        bound = [
            bindparam(name, one.value, type_=one.type, expanding=one.expanding, required=one.required)
            for one, name in made.bind_names.items()
        ]
        return text(_LISTED.sub(r":\1", str(made))).bindparams(*bound)


def _list(question: Question[Any], dialect: Dialect) -> ColumnElement[Any]:
    rows = question.query.subquery()
    if dialect.name == "sqlite":
        items = func.json_group_array(func.json_array(*map(_exact, rows.c)))
        return select(items).scalar_subquery()
    items = func.json_agg(func.json_build_array(*rows.c))
    return select(cast(func.coalesce(items, literal_column("'[]'")), Text)).scalar_subquery()


def _exact(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """SQLite writes a number in JSON with fifteen digits, and two more tell each from its neighbours."""
    if not isinstance(column.type, Float):
        return column
    return case((column.is_not(None), func.printf("%!.17g", column)))


@cache
def _reader(kind: TypeEngine[Any], dialect: Dialect) -> Callable[[Any], Any]:
    """What makes a column's value of what stands for it in the JSON."""
    if isinstance(kind, Float):
        return float
    if dialect.name == "sqlite":  # as the driver gives it
        return kind.dialect_impl(dialect).result_processor(dialect, None) or _as_it_is
    if isinstance(kind, TypeDecorator):
        inner, outer = _reader(kind.impl_instance, dialect), kind.process_result_value
        return lambda value: outer(inner(value), dialect)
    if isinstance(kind, DateTime):
        return datetime.fromisoformat
    return date.fromisoformat if isinstance(kind, Date) else _as_it_is


def _as_it_is(value: Any) -> Any:
    return value
