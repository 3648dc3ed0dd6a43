"""A local SODA server: the demo's source, and, with faults injected, the tests'.

It speaks what data sites on this platform speak (API 2.1): SoQL in `$select`, `$where`, `$group`, `$order`,
`$limit`, `$offset`; 1,000 rows unless asked, in no order unless asked; scalars as strings, nulls left out;
400 for unknown columns and malformed queries; 403 for a bad token; 304 to who holds the newest answer.
"""

import gzip
import json
import random
import re
import threading
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlsplit

from service.demo.soql import LARGEST_LIMIT, BadQuery, Dataset, Row


class Order(StrEnum):
    """What may become of the order that was asked for."""

    KEPT = "kept"
    SHUFFLED = "shuffled"  # the rows of the page are the right ones
    IGNORED = "ignored"  # any rows that fulfil the condition, as if no order had been asked for


@dataclass
class Fault:
    """An answer that goes wrong: another status and body; one that waits, breaks off or is reset; lost order.

    `cut` breaks the connection off in the middle of the body, `cut_unseen` agrees with itself about the
    length, as a cache that kept half a page would. `plain` does without gzip where it was asked for.
    """

    status: int | None = None
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    cut: bool = False
    cut_unseen: bool = False
    plain: bool = False
    reset: bool = False
    wait_seconds: float = 0.0  # before the first byte
    order: Order = Order.KEPT


# Asked before each answer with the path, the parameters and the number of the request.
Faults = Callable[[str, dict[str, str], int], Fault | None]

_SOUND = Fault()
_HTML = {"Content-Type": "text/html"}
_JSON = {"Content-Type": "application/json;charset=utf-8"}
_BAD_TOKEN = "Invalid app_token specified"  # noqa: S105 - what the source answers


class _Answer(NamedTuple):
    status: int
    body: bytes
    headers: Mapping[str, str]


class SodaServer:
    """Serve datasets on a free port of this machine for as long as the context lasts.

    No page holds more than `largest_page` rows, whatever is asked for; `robots` is the text of robots.txt.
    """

    def __init__(
        self,
        faults: Faults | None = None,
        token: str | None = None,
        *,
        largest_page: int = LARGEST_LIMIT,
        robots: str | None = None,
    ) -> None:
        self.faults = faults
        self.token = token
        self.largest_page = largest_page
        self.robots = robots
        self.requests: list[tuple[str, dict[str, str]]] = []
        self.over = threading.Event()
        self._datasets: dict[str, Dataset] = {}
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
        self.over.set()
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
        made = Dataset(rows, columns, updated_at or datetime.now(UTC))
        with self._lock:
            self._datasets[dataset] = made

    def insert(self, dataset: str, rows: Iterable[Row], *, at: datetime) -> None:
        """Add rows to a dataset. Like the changes below, it is known to nobody until `publish` says so."""
        with self._lock:
            self._datasets[dataset].insert(rows, at)

    def change(self, dataset: str, where: str, columns: Row, *, at: datetime) -> int:
        """Set columns of the rows that fulfil a SoQL condition, and touch them; gives how many there were."""
        with self._lock:
            return self._datasets[dataset].change(where, columns, at)

    def delete(self, dataset: str, where: str) -> int:
        """Take the rows that fulfil a SoQL condition away; gives how many there were."""
        with self._lock:
            return self._datasets[dataset].delete(where)

    def publish(self, dataset: str, *, at: datetime) -> None:
        """Say that the rows were renewed at this moment."""
        with self._lock:
            self._datasets[dataset].updated_at = at

    def rows(self, dataset: str) -> list[dict[str, Any]]:
        """A dataset's rows as they stand, in wire shape."""
        with self._lock:
            return self._datasets[dataset].rows()

    def answer(
        self, path: str, parameters: Mapping[str, str], known: str | None = None, order: Order = Order.KEPT
    ) -> _Answer:
        """What a request without faults is answered. `known` is the ETag of what the asker holds already."""
        if path == "/robots.txt" and self.robots is not None:
            return _Answer(200, self.robots.encode(), {"Content-Type": "text/plain"})
        match = re.fullmatch(r"/(?:(api/views)|resource)/([\w-]+)(?:\.json)?", path)
        with self._lock:
            dataset = self._datasets.get(match[2]) if match else None
            if match is None or dataset is None:
                return _json(404, {"message": "Cannot find view", "error": True})
            described = dataset.metadata(match[2]) if match[1] else None
            tag = dataset.etag({**parameters, "": json.dumps(described)})
            if known == tag:
                return _Answer(304, b"", {"ETag": tag})
            if described is not None:
                return _json(200, described, {"ETag": tag})
            try:
                rows, headers = dataset.query(_asked(parameters, order), self.largest_page)
            except BadQuery as error:
                return _json(
                    400, {"message": str(error), "errorCode": "query.soql.no-such-column", "data": {}}
                )
        if order is Order.SHUFFLED:
            random.shuffle(rows)
        return _json(200, rows, {"ETag": tag, **headers})


class _Handler(BaseHTTPRequestHandler):
    soda: SodaServer
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # headers and body are two writes: the second would wait for the first

    def do_GET(self) -> None:
        soda, address = self.soda, urlsplit(self.path)
        parameters = dict(parse_qsl(address.query, keep_blank_values=True))
        soda.requests.append((address.path, parameters))
        found = soda.faults(address.path, parameters, len(soda.requests)) if soda.faults else None
        fault = found or _SOUND
        if fault.wait_seconds:
            soda.over.wait(fault.wait_seconds)
        if fault.reset:
            self.close_connection = True
            self.connection.close()
            return
        given = self.headers.get("X-App-Token")
        if fault.status:
            answer = _Answer(fault.status, fault.body, {**_HTML, **fault.headers})
        elif given and given != soda.token:
            answer = _json(403, {"code": "permission_denied", "message": _BAD_TOKEN})
        else:
            answer = soda.answer(address.path, parameters, self.headers.get("If-None-Match"), fault.order)
        self._send(answer, fault)

    def _send(self, answer: _Answer, fault: Fault) -> None:
        status, body, headers = answer
        if "gzip" in self.headers.get("Accept-Encoding", "") and len(body) > 1_000 and not fault.plain:
            body, headers = gzip.compress(body, 1, mtime=0), {**headers, "Content-Encoding": "gzip"}
        sent = body[: len(body) // 2] if fault.cut or fault.cut_unseen else body
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 304:
            self.send_header("Content-Length", str(len(sent) if fault.cut_unseen else len(body)))
        self.end_headers()
        self.wfile.write(sent)
        self.close_connection = self.close_connection or fault.cut

    def log_message(self, *_: object) -> None:
        """Quiet."""

    def handle(self) -> None:
        with suppress(ConnectionError):  # who asked is gone
            super().handle()


def _json(status: int, found: object, headers: Mapping[str, str] | None = None) -> _Answer:
    return _Answer(status, json.dumps(found, ensure_ascii=False).encode(), {**_JSON, **(headers or {})})


def _asked(parameters: Mapping[str, str], order: Order) -> Mapping[str, str]:
    if order is not Order.IGNORED:
        return parameters
    return {name: value for name, value in parameters.items() if name != "$order"}
