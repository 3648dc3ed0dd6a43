"""JPEG (ITU-T T.81): the segments that draw the picture, and which way up it is."""

import re
import struct
from collections.abc import Iterator

from domain.files.unfit import Unfit, Why, refuse_huge

_SOI, _EOI, _SOS, _APP1 = 0xD8, 0xD9, 0xDA, 0xE1
_SIZES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
# Tables, sizes, scans, restart interval; of the applications' own JFIF's and Adobe's, which say what the
# colours mean.
_DRAW = _SIZES | {0xC4, 0xCC, 0xDB, 0xDD, _SOS, 0xE0, 0xEE}
# In the midst of a scan FF00 is a byte, FFD0 to FFD7 a restart, and FFs may fill up.
_NEXT_MARKER = re.compile(rb"\xff+([^\x00\xff\xd0-\xd7])", re.DOTALL)
_EXIF = b"Exif\x00\x00"
_ORIENTATION = 0x0112


def rebuilt(content: bytes) -> list[bytes | memoryview]:
    """The picture without what was written beside it. Raises Unfit."""
    view = memoryview(content)
    parts: list[bytes | memoryview] = [b"\xff\xd8"]
    has_size = has_scan = False
    for marker, start, end, stop in _segments(content):
        if marker == _APP1 and (turned := _orientation(view[start:end])):
            parts.insert(1, _upright(turned))
        if marker in _SIZES:
            _refuse_size(view[start:end])
            has_size = True
        if marker in _DRAW:
            has_scan |= marker == _SOS
            parts.append(struct.pack(">BBH", 0xFF, marker, end - start + 2))
            parts.append(view[start:stop])
    if not (has_size and has_scan):
        raise Unfit(Why.DAMAGED)
    return [*parts, b"\xff\xd9"]


def _segments(content: bytes) -> Iterator[tuple[int, int, int, int]]:
    """Marker, where what it holds starts and ends, and where its scan stops. Raises Unfit before the end."""
    at = 2
    while True:
        found = _NEXT_MARKER.match(content, at)
        if found is None:
            raise Unfit(Why.DAMAGED)
        marker, at = found[1][0], found.end()
        if marker == _EOI:
            return
        if marker == _SOI or at + 2 > len(content):
            raise Unfit(Why.DAMAGED)
        length = int.from_bytes(content[at : at + 2], "big")
        end = stop = at + length
        if length < 2 or end > len(content):
            raise Unfit(Why.DAMAGED)
        if marker == _SOS:
            after = _NEXT_MARKER.search(content, end)
            if after is None:
                raise Unfit(Why.DAMAGED)
            stop = after.start()
        yield marker, at + 2, end, stop
        at = stop


def _refuse_size(frame: memoryview) -> None:
    if len(frame) < 5:
        raise Unfit(Why.DAMAGED)
    height, width = struct.unpack_from(">HH", frame, 1)
    refuse_huge(width, height)


def _orientation(segment: memoryview) -> int | None:
    """2 to 8 where a telephone says that the picture is turned or mirrored."""
    data = bytes(segment[:65_533])
    if not data.startswith(_EXIF) or data[6:8] not in (b"II", b"MM"):
        return None
    order = "<" if data[6:8] == b"II" else ">"
    tiff = data[6:]
    try:
        (first,) = struct.unpack_from(f"{order}I", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, first)
        for at in range(first + 2, first + 2 + 12 * count, 12):
            tag, _kind, _count, value = struct.unpack_from(f"{order}HHIH", tiff, at)
            if tag == _ORIENTATION:
                return value if 2 <= value <= 8 else None
    except struct.error:
        return None
    return None


def _upright(orientation: int) -> bytes:
    """An Exif segment that says this and nothing else."""
    entry = struct.pack(">HHIHH", _ORIENTATION, 3, 1, orientation, 0)
    body = _EXIF + b"MM\x00\x2a" + struct.pack(">IH", 8, 1) + entry + struct.pack(">I", 0)
    return struct.pack(">BBH", 0xFF, _APP1, len(body) + 2) + body
