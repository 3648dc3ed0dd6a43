"""The tables behind the local SODA server: a dataset's rows, changed as its publisher would, asked by SoQL.

SoQL is close enough to SQL that each dataset is a table in an in-memory SQLite.
"""

import json
import re
import secrets
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any

Row = Mapping[str, Any]

DEFAULT_LIMIT, LARGEST_LIMIT = 1_000, 50_000
_SYSTEM = (":id", ":created_at", ":updated_at")
_SYSTEM_NAME = re.compile(r"(?<![\w\"']):(id|created_at|updated_at)\b")
_LITERAL = re.compile(r"'(?:[^']|'')*'")
_NUMBER_AGAINST = re.compile(r"\b(\w+)\s*(?:=|<>|!=|<=?|>=?|in\s*\()\s*\d", re.IGNORECASE)
_CLAUSES = ("$select", "$where", "$group", "$order", "$limit", "$offset")
_URL_MARK = "\x01url:"


class BadQuery(Exception):
    """A query that the source refuses with 400."""


class Dataset:
    """The rows of a dataset as a table. Not safe for two threads at once: the server takes turns."""

    def __init__(self, rows: Iterable[Row], columns: Mapping[str, str] | None, updated_at: datetime) -> None:
        self.types = dict(columns or {})
        if columns is None:
            rows = list(rows)
            self.types = {name: "text" for row in rows for name in row if not name.startswith("_")}
        self.updated_at = updated_at
        self._version = secrets.token_bytes(8)
        self._db = sqlite3.connect(":memory:", check_same_thread=False)
        self._db.create_function("date_trunc_y", 1, _year, deterministic=True)
        described = ", ".join(
            f'"{name}" {"NUMERIC" if kind == "number" else "TEXT"}' for name, kind in self.types.items()
        )
        system = ", ".join(f'"{name}" TEXT' for name in _SYSTEM)
        self._db.execute(f"CREATE TABLE data ({described}, {system})")
        self.insert(rows, updated_at)
        with self._changing() as db:
            db.execute('CREATE INDEX by_id ON data (":id")')

    def metadata(self, dataset: str) -> dict[str, object]:
        return {
            "id": dataset,
            "rowsUpdatedAt": int(self.updated_at.timestamp()),
            "columns": [{"fieldName": name, "dataTypeName": kind} for name, kind in self.types.items()],
        }

    def insert(self, rows: Iterable[Row], at: datetime) -> None:
        """Add rows. Their ids are others each time and follow no order, as the platform's."""
        marks = ", ".join("?" * (len(self.types) + len(_SYSTEM)))
        moment = _moment(at)
        with self._changing() as db:
            db.executemany(
                f"INSERT INTO data VALUES ({marks})",
                (
                    (*(_stored(row.get(name)) for name in self.types), _row_id(), moment, moment)
                    for row in rows
                ),
            )

    def change(self, where: str, columns: Row, at: datetime) -> int:
        """Touch the rows that fulfil a condition and set columns of theirs; gives how many. Ids stay."""
        settings = ", ".join(f'"{name}" = ?' for name in (*columns, ":updated_at"))
        values = [*map(_stored, columns.values()), _moment(at)]
        with self._changing() as db:
            return db.execute(f"UPDATE data SET {settings} WHERE {_translated(where)}", values).rowcount

    def delete(self, where: str) -> int:
        """Take the rows that fulfil a condition away; gives how many."""
        with self._changing() as db:
            return db.execute(f"DELETE FROM data WHERE {_translated(where)}").rowcount

    def rows(self) -> list[dict[str, Any]]:
        """Every row as it stands, without its system columns."""
        return self._ask(f"SELECT {self._columns('*')} FROM data")[1]

    def etag(self, parameters: Mapping[str, str]) -> str:
        """Another one for each query, and once the rows are others."""
        asked = json.dumps(sorted(parameters.items())).encode()
        return f'W/"{blake2b(asked, key=self._version, digest_size=12).hexdigest()}"'

    def query(
        self, parameters: Mapping[str, str], most: int = LARGEST_LIMIT
    ) -> tuple[list[dict[str, Any]], dict[str, str]]:
        """The rows that a query asks for, as JSON writes them: `most` of them at most."""
        if unknown := [name for name in parameters if name.startswith("$") and name not in _CLAUSES]:
            raise BadQuery(f"Unrecognized clause {unknown[0]}")
        select = parameters.get("$select", "*")
        if "*" in select.replace("count(*)", "") and not select.lstrip().startswith("*"):
            raise BadQuery("Star selections must come at the start of the select-list")
        for clause in (parameters.get("$where", ""), parameters.get("$group", "")):
            self._check(clause)
        sql = f"SELECT {self._columns(select)} FROM data"
        if where := parameters.get("$where"):
            sql += f" WHERE {_translated(where)}"
        if group := parameters.get("$group"):
            sql += f" GROUP BY {_translated(group)}"
        order = parameters.get("$order")
        sql += f" ORDER BY {_translated(order) if order else 'random()'}"
        limit = min(_whole(parameters.get("$limit"), DEFAULT_LIMIT), most)
        sql += f" LIMIT {limit} OFFSET {_whole(parameters.get('$offset'), 0)}"
        try:
            names, rows = self._ask(sql)
        except sqlite3.Error as error:
            raise BadQuery(f"Could not parse SoQL query: {error}") from error
        return rows, {"X-SODA2-Fields": json.dumps(names), "X-SODA2-Data-Out-Of-Date": "false"}

    def _ask(self, sql: str) -> tuple[list[str], list[dict[str, Any]]]:
        cursor = self._db.execute(sql)
        names = [column[0] for column in cursor.description]
        return names, [_written(names, row) for row in cursor]

    @contextmanager
    def _changing(self) -> Iterator[sqlite3.Connection]:
        """All else only reads: a query changes nothing, whatever it says."""
        self._version = secrets.token_bytes(8)
        self._db.execute("PRAGMA query_only = OFF")
        try:
            with self._db:
                yield self._db
        finally:
            self._db.execute("PRAGMA query_only = ON")

    def _columns(self, select: str) -> str:
        star = ", ".join(f'"{name}"' for name in self.types)
        return _translated(select.strip().replace("*", star, 1) if select.strip()[0] == "*" else select)

    def _check(self, clause: str) -> None:
        """A number written against a column of text is a type mismatch there; SQLite would not mind."""
        for match in _NUMBER_AGAINST.finditer(_LITERAL.sub("''", clause)):
            if self.types.get(match.group(1)) == "text":
                raise BadQuery(f"Type mismatch for {match.group(1)}: is number, should be text")


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def _stored(value: Any) -> Any:
    return _URL_MARK + str(value.get("url", "")) if isinstance(value, dict) else value


def _written(names: list[str], row: tuple[Any, ...]) -> dict[str, Any]:
    return {name: _json(value) for name, value in zip(names, row, strict=True) if value is not None}


def _json(value: Any) -> Any:
    found = str(value)
    return {"url": found.removeprefix(_URL_MARK)} if found.startswith(_URL_MARK) else found


def _row_id() -> str:
    return f"row-{secrets.token_hex(8)}"


def _translated(soql: str) -> str:
    """SoQL as SQL: system columns are quoted, all but within texts."""
    parts = re.split(f"({_LITERAL.pattern})", soql)
    return "".join(part if part.startswith("'") else _SYSTEM_NAME.sub(r'":\1"', part) for part in parts)


def _whole(text: str | None, default: int) -> int:
    if text is None:
        return default
    if not text.isdigit():
        raise BadQuery(f"Not a whole number: {text}")
    return int(text)


def _year(text: str | None) -> str | None:
    return f"{text[:4]}-01-01T00:00:00.000" if text else None
