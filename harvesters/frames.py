"""What the crawl says to the harvest over a pipe: messages in msgpack, each behind its length.

Records are encoded once, for their hash, and travel as they are; the harvest decodes them straight into
their type, which was measured faster than pickling.
"""

import struct
from collections.abc import Iterator
from typing import IO, Any

import msgspec

from domain.source import RejectedRow

_LENGTH = struct.Struct(">I")


class Work(msgspec.Struct):
    """What the crawl is to do: handed over as JSON on standard input."""

    dataset: str
    url: str
    token: str | None
    columns: list[str]
    wheres: list[str]
    expected: list[int]
    page_size: int
    delay_seconds: float


class PageRead(msgspec.Struct, tag=True):
    """A page of a slice. `records` are encoded records."""

    slice: int
    received: int
    records: list[msgspec.Raw]
    hashes: list[bytes]
    rejected: list[RejectedRow]
    strange: dict[str, int]


class SliceFailed(msgspec.Struct, tag=True):
    """A slice that could not be read to its end, and why."""

    slice: int
    reason: str


class Finished(msgspec.Struct, tag=True):
    """The last message: how the crawl ended, in Scrapy's word ("finished" when all went well)."""

    reason: str


Frame = PageRead | SliceFailed | Finished

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Frame).decode


def write(pipe: IO[bytes], frame: Frame) -> None:
    """Raises BrokenPipeError when the harvest is gone."""
    message = _encode(frame)
    pipe.write(_LENGTH.pack(len(message)))
    pipe.write(message)
    pipe.flush()


def read(pipe: IO[bytes]) -> Iterator[Frame]:
    """The messages until the pipe ends; one that was cut off in the middle is left out."""
    while len(length := pipe.read(_LENGTH.size)) == _LENGTH.size:
        (size,) = _LENGTH.unpack(length)
        message = pipe.read(size)
        if len(message) < size:
            return
        yield _decode(message)


def records_of(page: PageRead, decoder: "msgspec.msgpack.Decoder[Any]") -> list[Any]:
    """The records of a page in their type."""
    return [decoder.decode(raw) for raw in page.records]
