"""The pieces of a floor: the least that must be done to bring rows into a table, in one process.

It fetches with http.client, unpacks, decodes the fields that are used and writes them as they are: no
reading of dirty fields, no hashes, no keys looked up, no versions, no proof that all rows came.
"""

import http.client
import sqlite3
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import msgspec
from isal import isal_zlib

from harvesters.datasets.processes import Row

# The id of the process first, the key here; the link last.
COLUMNS = [field.name for field in msgspec.structs.fields(Row) if field.name != "row_id"]
INSERT = f"INSERT INTO published VALUES ({', '.join('?' * len(COLUMNS))})"
_PAGE_BYTES = 16 * 1024 * 1024
_GZIP = 31  # zlib's word for a gzip header
_decode = msgspec.json.Decoder(list[Row]).decode


def connect(url: str) -> http.client.HTTPConnection:
    return http.client.HTTPConnection(urlsplit(url).netloc)


def fetch(source: http.client.HTTPConnection, page: int) -> bytes:
    """The body of a page, unpacked."""
    source.request("GET", f"/pages/{page}")
    return isal_zlib.decompress(source.getresponse().read(), wbits=_GZIP, bufsize=_PAGE_BYTES)


def rows(body: bytes) -> Iterator[tuple[Any, ...]]:
    """In the order of the columns."""
    return map(_as_published, _decode(body))


def sqlite_table(database: str) -> sqlite3.Connection:
    """A new database with a table for the rows, written as ours is: WAL, not synced at each commit."""
    db = sqlite3.connect(database)
    db.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;")
    db.execute(f"CREATE TABLE published ({COLUMNS[0]} PRIMARY KEY, {', '.join(COLUMNS[1:])})")
    return db


def count(db: sqlite3.Connection) -> int:
    (found,) = db.execute("SELECT count(*) FROM published").fetchone()
    return int(found)


def _as_published(row: Row) -> tuple[Any, ...]:
    *fields, link = msgspec.structs.astuple(row)[1:]
    return *fields, link.url
