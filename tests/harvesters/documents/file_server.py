"""A server of files on this machine, with the manners and faults of the portal."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple


@dataclass
class Fault:
    """An answer that goes otherwise: another status, body or header, a cut after some bytes, or no Range."""

    status: int | None = None
    body: bytes | None = None
    headers: dict[str, str] = field(default_factory=dict)
    cut_after: int | None = None
    ignores_range: bool = False
    seconds_a_piece: float = 0.0


class Asked(NamedTuple):
    path: str
    range: str | None
    agent: str


# Asked before each answer with the path and how often that path was asked for before.
Faults = Callable[[str, int], Fault | None]


class FileServer:
    """Serves `files` (path → bytes) on a free port for as long as the context lasts."""

    def __init__(self, files: dict[str, bytes] | None = None, faults: Faults | None = None) -> None:
        self.files = files or {}
        self.faults = faults
        self.asked: list[Asked] = []
        handler = type("Handler", (_Handler,), {"server_of_files": self})
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._http.daemon_threads = True
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._http.server_address[1]}"

    def times(self, path: str) -> int:
        return sum(one.path == path for one in self.asked)

    def __enter__(self) -> "FileServer":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()


class _Handler(BaseHTTPRequestHandler):
    server_of_files: FileServer
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        server = self.server_of_files
        fault = (server.faults and server.faults(self.path, server.times(self.path))) or Fault()
        asked = Asked(self.path, self.headers.get("Range"), self.headers.get("User-Agent", ""))
        server.asked.append(asked)
        content = server.files.get(self.path)
        if fault.status is not None or content is None:
            self._answer(fault.status or 404, fault.body or b"", fault.headers, fault)
            return
        content = content if fault.body is None else fault.body
        headers = {
            "ETag": f'"{hash(content):x}"',
            "Content-Type": "application/octet-stream",
            **fault.headers,
        }
        start = 0 if fault.ignores_range else _start(asked.range)
        if not start:
            self._answer(200, content, headers, fault)
        elif start >= len(content):
            self._answer(416, b"", {"Content-Range": f"bytes */{len(content)}"}, fault)
        else:
            headers["Content-Range"] = f"bytes {start}-{len(content) - 1}/{len(content)}"
            self._answer(206, content[start:], headers, fault)

    def _answer(self, status: int, body: bytes, headers: dict[str, str], fault: Fault) -> None:
        self.send_response_only(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        sent = body if fault.cut_after is None else body[: fault.cut_after]
        if not fault.seconds_a_piece:
            self.wfile.write(sent)
        else:
            for start in range(0, len(sent), 100):
                time.sleep(fault.seconds_a_piece)
                self.wfile.write(sent[start : start + 100])
                self.wfile.flush()
        if fault.cut_after is not None:
            self.close_connection = True

    def log_message(self, *_: object) -> None:
        pass


def _start(asked: str | None) -> int:
    return int(asked.removeprefix("bytes=").rstrip("-")) if asked else 0
