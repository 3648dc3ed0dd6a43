"""A bare server of invented pages that were rendered and compressed before.

It runs in a process of its own, answers the few questions of a harvest, and does nothing else. Who asks for
fewer columns gets all of them nevertheless, so that floor, peer and project receive the same bytes.
"""

import json
import re
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from bench.rows import COLUMNS, ROWS_A_BUYER, ROWS_A_PAGE, Author, buyers, buyers_of

_SODA_LIMIT = 1_000  # rows a page where no $limit is given
_BUYER = re.compile(r"'(\d{9})'")
_AFTER = re.compile(r":id > 'row-(\d+)'")
_RENEWED_AT = 1_780_000_000  # as the metadata tell it, in Unix seconds
_UPDATED_AT = "2026-05-28T20:26:40.000Z"
_JSON = "application/json;charset=utf-8"


@contextmanager
def served(pages: int, *, in_thousands: bool = False, wait_seconds: float = 0.0) -> Iterator[str]:
    """The address of a server of this many pages. Page n is also at /pages/n, for the floor.

    `in_thousands` has the rows ready by the thousand too, for who pages by $offset. `wait_seconds` pass
    before each page is sent; counts and metadata come at once.
    """
    sizes = [ROWS_A_PAGE, *([_SODA_LIMIT] if in_thousands else [])]
    words = [_folder().name, pages, wait_seconds, *sizes]
    command = [sys.executable, "-m", "bench.pages", *map(str, words)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        try:
            yield server.stdout.readline().strip()
        finally:
            server.kill()


def main(folder: Path, pages: int, wait_seconds: float, sizes: Sequence[int]) -> None:
    """Render what is not there yet into a folder, then serve it and print the address."""
    with ThreadPoolExecutor() as pool:  # packing needs no lock of the interpreter
        for _ in pool.map(_pack, _missing(folder, pages, sizes)):
            pass
    given = {"folder": folder, "pages": pages, "wait_seconds": wait_seconds}
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), given))
    print(f"http://127.0.0.1:{server.server_address[1]}", flush=True)
    server.serve_forever()


@cache
def _folder() -> "tempfile.TemporaryDirectory[str]":
    """All benches of a run share the pages: they take half a second each."""
    return tempfile.TemporaryDirectory(prefix="convite-bench-")


def _missing(folder: Path, pages: int, sizes: Sequence[int]) -> Iterator[tuple[Path, list[str]]]:
    """Files to write, each with its rows."""
    author = Author()
    for number in range(pages):
        first = number * ROWS_A_PAGE
        wanted = [size for size in sizes if not _file(folder, size, first).exists()]
        rows = author.page(number) if wanted else []
        for size in wanted:
            for start in range(0, ROWS_A_PAGE, size):
                yield _file(folder, size, first + start), rows[start : start + size]


def _file(folder: Path, size: int, first: int) -> Path:
    return folder / f"{size}-rows-from-{first}"


def _pack(given: tuple[Path, list[str]]) -> None:
    file, rows = given
    packer = zlib.compressobj(level=6, wbits=31)
    body = "[" + "\n,".join(rows) + "]\n"
    file.write_bytes(packer.compress(body.encode()) + packer.flush())


class _Handler(BaseHTTPRequestHandler):
    folder: Path
    pages: int
    wait_seconds: float
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(address.query).items()}
        if address.path.startswith("/pages/"):
            self._page(ROWS_A_PAGE, int(address.path.removeprefix("/pages/")) * ROWS_A_PAGE)
        elif address.path.startswith("/api/views/"):
            columns = [{"fieldName": name, "dataTypeName": "text"} for name in COLUMNS]
            self._json({"rowsUpdatedAt": _RENEWED_AT, "columns": columns})
        elif "count(" in asked.get("$select", ""):
            self._json(self._counts(asked))
        elif "$offset" in asked:
            self._page(int(asked.get("$limit", _SODA_LIMIT)), int(asked["$offset"]))
        elif address.path.startswith("/resource/"):
            self._page(ROWS_A_PAGE, self._next_page(asked["$where"]) * ROWS_A_PAGE)
        else:
            self._send(b"", "text/plain", status=404)

    def _counts(self, asked: dict[str, str]) -> list[dict[str, str]]:
        """Of the buyers that are named, or of all. No row is without a buyer, and no buyer is so large that
        its years are asked for.
        """
        where = asked["$where"]
        everyone = buyers(self.pages)
        named = set(everyone if "IS NOT NULL" in where else _BUYER.findall(where))
        wanted = [nit for nit in everyone if nit in named]
        told = {"touched": _UPDATED_AT} if "touched" in asked["$select"] else {}
        if "$group" not in asked:
            return [{"n": str(ROWS_A_BUYER * len(wanted)), **told}]
        return [{asked["$group"]: nit, "n": str(ROWS_A_BUYER), **told} for nit in wanted]

    def _next_page(self, where: str) -> int:
        """The first page of the buyers asked for that begins after the last row seen; the end if none does.

        Slices hold whole pages here. One that did not would come incomplete, which the bench would notice.
        """
        wanted = set(_BUYER.findall(where))
        after = _AFTER.search(where)
        first = int(after.group(1)) // ROWS_A_PAGE + 1 if after else 0
        rest = range(first, self.pages)
        return next((number for number in rest if wanted.issuperset(buyers_of(number))), self.pages)

    def _page(self, size: int, first: int) -> None:
        time.sleep(self.wait_seconds)
        if first >= self.pages * ROWS_A_PAGE:
            self._json([])
        else:
            self._send(_file(self.folder, size, first).read_bytes(), _JSON, gzipped=True)

    def _json(self, answer: object) -> None:
        self._send(json.dumps(answer).encode(), _JSON)

    def _send(self, body: bytes, kind: str, *, status: int = 200, gzipped: bool = False) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        if gzipped:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Quiet."""


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]), [int(size) for size in sys.argv[4:]])
