"""A local SODA server: the demo's source, and, with faults injected, the tests'.

It speaks what data sites on this platform speak (API 2.1): SoQL in `$select`, `$where`, `$group`, `$order`,
`$limit`, `$offset`; 1,000 rows unless asked, in no order unless asked; scalars as strings, nulls left out;
400 for unknown columns and malformed queries; 403 for a bad token. SoQL is close enough to SQL that each
dataset is a table in an in-memory SQLite.
"""

import gzip
import json
import random
import re
import sqlite3
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any
from urllib.parse import parse_qsl, urlsplit

Row = Mapping[str, Any]

_DEFAULT_LIMIT, _LARGEST_LIMIT = 1_000, 50_000
_SYSTEM = (":id", ":created_at", ":updated_at")
_SYSTEM_NAME = re.compile(r"(?<![\w\"']):(id|created_at|updated_at)\b")
_LITERAL = re.compile(r"'(?:[^']|'')*'")
_NUMBER_AGAINST = re.compile(r"\b(\w+)\s*(?:=|<>|!=|<=?|>=?|in\s*\()\s*\d", re.IGNORECASE)
_CLAUSES = ("$select", "$where", "$group", "$order", "$limit", "$offset")
_URL_MARK = "\x01url:"


@dataclass
class Fault:
    """An answer that goes wrong: a status with its body, a body cut short, or a connection that is reset."""

    status: int | None = None
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    cut: bool = False
    reset: bool = False
    wait_seconds: float = 0.0


# Asked before each answer with the path, the parameters and the number of the request.
Faults = Callable[[str, dict[str, str], int], Fault | None]


class BadQuery(Exception):
    """A query that the source refuses with 400."""


class SodaServer:
    """Serve datasets on a free port of this machine for as long as the context lasts."""

    def __init__(self, faults: Faults | None = None, token: str | None = None) -> None:
        self.faults = faults
        self.token = token
        self.requests: list[tuple[str, dict[str, str]]] = []
        self._tables: dict[str, _Dataset] = {}
        self._lock = threading.Lock()
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"soda": self}))
        self._http.daemon_threads = True
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.05,), daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._http.server_address[1]}"

    def __enter__(self) -> "SodaServer":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def put(
        self,
        dataset: str,
        rows: Iterable[Row],
        *,
        columns: Mapping[str, str] | None = None,
        updated_at: datetime | None = None,
    ) -> None:
        """Publish these rows in place of a dataset's former ones; every `:id` is made anew.

        `columns` maps column names to types (text, number, calendar_date, url); without it, every name
        that occurs is a column of text. Names that begin with `_` are additions, and dropped.
        """
        table = _Dataset(rows, columns, updated_at or datetime.now(UTC))
        with self._lock:
            self._tables[dataset] = table

    def answer(self, path: str, parameters: dict[str, str]) -> tuple[int, object, dict[str, str]]:
        """Status, JSON and headers for a request."""
        if match := re.fullmatch(r"/api/views/([\w-]+)(?:\.json)?", path):
            table = self._tables.get(match.group(1))
            return (200, table.metadata(match.group(1)), {}) if table else _not_found()
        if not (match := re.fullmatch(r"/resource/([\w-]+)\.json", path)):
            return _not_found()
        table = self._tables.get(match.group(1))
        if table is None:
            return _not_found()
        try:
            with self._lock:
                rows, headers = table.query(parameters)
        except BadQuery as error:
            return 400, {"message": str(error), "errorCode": "query.soql.no-such-column", "data": {}}, {}
        return 200, rows, headers


class _Dataset:
    """The rows of a dataset as a table."""

    def __init__(self, rows: Iterable[Row], columns: Mapping[str, str] | None, updated_at: datetime) -> None:
        found = [{k: v for k, v in row.items() if not k.startswith("_")} for row in rows]
        names = dict.fromkeys(name for row in found for name in row)
        self.types = dict(columns) if columns else dict.fromkeys(names, "text")
        self.updated_at = updated_at
        self._db = sqlite3.connect(":memory:", check_same_thread=False)
        self._db.create_function("date_trunc_y", 1, _year, deterministic=True)
        described = ", ".join(
            f'"{name}" {"NUMERIC" if kind == "number" else "TEXT"}' for name, kind in self.types.items()
        )
        system = ", ".join(f'"{name}" TEXT' for name in _SYSTEM)
        self._db.execute(f"CREATE TABLE data ({described}, {system})")
        marks = ", ".join("?" * (len(self.types) + len(_SYSTEM)))
        moment = updated_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
        self._db.executemany(
            f"INSERT INTO data VALUES ({marks})",
            (
                (*(_stored(row.get(name)) for name in self.types), f"row-{key}", moment, moment)
                for row, key in zip(found, _row_keys(len(found)), strict=True)
            ),
        )
        self._db.execute('CREATE INDEX by_id ON data (":id")')
        self._db.execute("PRAGMA query_only = ON")

    def metadata(self, dataset: str) -> dict[str, object]:
        return {
            "id": dataset,
            "rowsUpdatedAt": int(self.updated_at.timestamp()),
            "columns": [{"fieldName": name, "dataTypeName": kind} for name, kind in self.types.items()],
        }

    def query(self, parameters: dict[str, str]) -> tuple[list[dict[str, str]], dict[str, str]]:
        """The rows that a query asks for, as JSON writes them."""
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
        limit = min(_whole(parameters.get("$limit"), _DEFAULT_LIMIT), _LARGEST_LIMIT)
        sql += f" LIMIT {limit} OFFSET {_whole(parameters.get('$offset'), 0)}"
        try:
            cursor = self._db.execute(sql)
            names = [column[0] for column in cursor.description]
            rows = [_written(names, row) for row in cursor]
        except sqlite3.Error as error:
            raise BadQuery(f"Could not parse SoQL query: {error}") from error
        return rows, {"X-SODA2-Fields": json.dumps(names), "X-SODA2-Data-Out-Of-Date": "false"}

    def _columns(self, select: str) -> str:
        star = ", ".join(f'"{name}"' for name in self.types)
        return _translated(select.strip().replace("*", star, 1) if select.strip()[0] == "*" else select)

    def _check(self, clause: str) -> None:
        """A number written against a column of text is a type mismatch there; SQLite would not mind."""
        for match in _NUMBER_AGAINST.finditer(_LITERAL.sub("''", clause)):
            if self.types.get(match.group(1)) == "text":
                raise BadQuery(f"Type mismatch for {match.group(1)}: is number, should be text")


class _Handler(BaseHTTPRequestHandler):
    soda: SodaServer
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        parameters = dict(parse_qsl(address.query, keep_blank_values=True))
        soda = self.soda
        soda.requests.append((address.path, parameters))
        fault = soda.faults(address.path, parameters, len(soda.requests)) if soda.faults else None
        if fault and fault.wait_seconds:
            threading.Event().wait(fault.wait_seconds)
        if fault and fault.reset:
            self.close_connection = True
            self.connection.close()
            return
        if fault and fault.status:
            self._send(fault.status, fault.body, {"Content-Type": "text/html", **fault.headers})
            return
        given = self.headers.get("X-App-Token")
        if given and given != soda.token:
            status, found, headers = _refused()
        else:
            status, found, headers = soda.answer(address.path, parameters)
        body = json.dumps(found, ensure_ascii=False).encode()
        self._send(
            status,
            body,
            {"Content-Type": "application/json;charset=utf-8", **headers},
            cut=bool(fault and fault.cut),
        )

    def _send(self, status: int, body: bytes, headers: Mapping[str, str], *, cut: bool = False) -> None:
        if "gzip" in self.headers.get("Accept-Encoding", "") and len(body) > 1_000 and not cut:
            body, headers = gzip.compress(body, 1), {**headers, "Content-Encoding": "gzip"}
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if cut:
            self.wfile.write(body[: len(body) // 2])
            self.close_connection = True
        else:
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Quiet."""


_BAD_TOKEN = "Invalid app_token specified"  # noqa: S105 - what the source answers


def _refused() -> tuple[int, object, dict[str, str]]:
    return 403, {"code": "permission_denied", "message": _BAD_TOKEN}, {}


def _not_found() -> tuple[int, object, dict[str, str]]:
    return 404, {"message": "Cannot find view", "error": True}, {}


def _stored(value: Any) -> Any:
    return _URL_MARK + str(value.get("url", "")) if isinstance(value, dict) else value


def _written(names: list[str], row: tuple[Any, ...]) -> dict[str, Any]:
    return {name: _json(value) for name, value in zip(names, row, strict=True) if value is not None}


def _json(value: Any) -> Any:
    found = str(value)
    return {"url": found.removeprefix(_URL_MARK)} if found.startswith(_URL_MARK) else found


def _row_keys(number: int) -> list[str]:
    """Ids that follow no order of the rows and are others each time, as the platform's."""
    return [f"{key:010x}" for key in random.sample(range(16**10), number)]


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
