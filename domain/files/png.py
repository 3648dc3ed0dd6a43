"""PNG (W3C Recommendation, third edition): the chunks that draw the picture."""

import struct
import zlib

from domain.files.unfit import Unfit, Why, refuse_huge

SIGNATURE = b"\x89PNG\r\n\x1a\n"
_DRAW = frozenset({b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"})
_AROUND = 12  # length, name and checksum


def rebuilt(content: bytes) -> list[bytes | memoryview]:
    """The picture without what was written beside it, and without frames that move. Raises Unfit."""
    view = memoryview(content)
    parts: list[bytes | memoryview] = [SIGNATURE]
    at, names = len(SIGNATURE), list[bytes]()
    while b"IEND" not in names:
        if at + _AROUND > len(content):
            raise Unfit(Why.DAMAGED)
        length = int.from_bytes(content[at : at + 4], "big")
        end = at + _AROUND + length
        if end > len(content) or _is_altered(view[at:end]):
            raise Unfit(Why.DAMAGED)
        name = content[at + 4 : at + 8]
        if not names:
            _refuse_size(name, view[at + 8 : end - 4])
        if name in _DRAW:
            parts.append(view[at:end])
        names.append(name)
        at = end
    if b"IDAT" not in names:
        raise Unfit(Why.DAMAGED)
    return parts


def _is_altered(chunk: memoryview) -> bool:
    return zlib.crc32(chunk[4:-4]) != int.from_bytes(chunk[-4:], "big")


def _refuse_size(name: bytes, header: memoryview) -> None:
    if name != b"IHDR" or len(header) != 13:
        raise Unfit(Why.DAMAGED)
    refuse_huge(*struct.unpack_from(">II", header))
