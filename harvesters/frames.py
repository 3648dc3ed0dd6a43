"""What the crawl says to the harvest over a pipe: messages in msgpack, each behind its length.

The harvest decodes a page of records straight into their type, which was measured faster than pickling.
"""

import os
import queue
import select
import struct
import threading
from collections.abc import Iterator
from typing import IO

import msgspec

from domain.source import RejectedRow

_LENGTH = struct.Struct(">I")
_PAGES_AHEAD = 2
_LOOK_EVERY_SECONDS = 1.0


class Work(msgspec.Struct):
    """What the crawl is to do: handed over as JSON on standard input."""

    dataset: str
    url: str
    token: str | None
    columns: list[str]
    wheres: list[str | None]
    expected: list[int]
    known: str  # the file of hashes of the rows that need not be sent
    page_size: int
    delay_seconds: float
    timeout_seconds: float
    max_requests: int | None
    max_seconds: float | None


class PageRead(msgspec.Struct, tag=True):
    """A page of a slice. `received` counts its rows that had not come before, `known` holds the places
    (int32) of those that the store holds already, `records` is an encoded list of the others.
    """

    slice: int
    received: int
    known: bytes
    records: bytes
    hashes: list[bytes]
    rejected: list[RejectedRow]
    strange: dict[str, int]


class SliceFailed(msgspec.Struct, tag=True):
    """A slice that could not be read to its end, and why."""

    slice: int
    reason: str


class Finished(msgspec.Struct, tag=True):
    """The last message: how the crawl ended, in Scrapy's word ("finished" when all went well), and how many
    requests it sent.
    """

    reason: str
    requests: int


Frame = PageRead | SliceFailed | Finished

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Frame).decode


class Outbox:
    """Sends messages from a thread of its own: the crawl goes on while the harvest saves a page.

    When the harvest is gone the process ends at once, for nobody is left to crawl for.
    """

    def __init__(self, pipe: IO[bytes]) -> None:
        self._pipe = pipe
        self._gone = select.poll()  # of the reading end, even while nothing is sent
        self._gone.register(pipe, 0)
        self._messages: queue.Queue[bytes | None] = queue.Queue(maxsize=_PAGES_AHEAD)
        self._thread = threading.Thread(target=self._send_all, daemon=True)
        self._thread.start()

    def put(self, frame: Frame) -> None:
        """Waits while two messages wait already."""
        self._messages.put(_encode(frame))

    def close(self) -> None:
        """Send what is left."""
        self._messages.put(None)
        self._thread.join()

    def _send_all(self) -> None:
        while (message := self._next()) is not None:
            try:
                self._pipe.write(_LENGTH.pack(len(message)))
                self._pipe.write(message)
                self._pipe.flush()
            except OSError:
                os._exit(1)

    def _next(self) -> bytes | None:
        while True:
            try:
                return self._messages.get(timeout=_LOOK_EVERY_SECONDS)
            except queue.Empty:
                if self._gone.poll(0):
                    os._exit(1)


def read(pipe: IO[bytes]) -> Iterator[Frame]:
    """The messages until the pipe ends; one that was cut off in the middle is left out."""
    while len(length := pipe.read(_LENGTH.size)) == _LENGTH.size:
        (size,) = _LENGTH.unpack(length)
        message = pipe.read(size)
        if len(message) < size:
            return
        yield _decode(message)
