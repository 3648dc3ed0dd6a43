"""Small files of every kind that somebody might hand in, made of their bytes."""

import struct
import zlib
from pathlib import Path
from typing import Any

from api import table_file
from api.confined import IMPORTED
from api.table_file import Table

EXECUTABLE = b"MZ\x90\x00" + b"\x00" * 60 + b"This program cannot be run in DOS mode."
HIDDEN_WORDS = b"10.4236 -75.5378 cedula 123"


def read_here(path: Path, *asked: Any, **besides: Any) -> Table:
    """As api.confined.read_imported, without a process for each of a hundred files."""
    most = IMPORTED.unpacked_bytes
    return table_file.read(path.name, path.read_bytes(), *asked, **besides, most_unpacked=most)


def a_pdf(*objects: bytes, before: bytes = b"", trailer: bytes = b"<</Root 1 0 R>>") -> bytes:
    """A PDF of one blank page; `objects` are added to it."""
    body = [
        b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj",
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj",
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj",
        *objects,
    ]
    return before + b"%PDF-1.4\n" + b"\n".join(body) + b"\ntrailer" + trailer + b"\n%%EOF\n"


def an_object_stream(content: bytes, name: bytes = b"ObjStm") -> bytes:
    """Objects of a PDF as they are packed away together."""
    packed = zlib.compress(content)
    head = b"9 0 obj<</Type/%s/N 1/First 4/Filter/FlateDecode/Length %d>>stream\r\n" % (name, len(packed))
    return head + packed + b"\r\nendstream endobj"


def a_png(width: int = 2, height: int = 2, *besides: bytes, after: bytes = b"") -> bytes:
    """A grey picture, whose pixels are there for two by two; `besides` are chunks of text."""
    pixels = zlib.compress(b"\x00\x80\x80" * 2)
    texts = [_chunk(b"tEXt", text) for text in besides]
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = (_chunk(b"IHDR", header), *texts, _chunk(b"IDAT", pixels), _chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks) + after


def a_jpeg(
    width: int = 16, height: int = 16, orientation: int | None = None, noise: bytes = b"", after: bytes = b""
) -> bytes:
    """A grey picture of 16 × 16 at most that a telephone took: it says where, and which way is up."""
    segments = [
        (0xE0, b"JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"),
        (0xE1, _exif(orientation)),
        (0xE1, b"http://ns.adobe.com/xap/1.0/\x00" + HIDDEN_WORDS),
        (0xFE, HIDDEN_WORDS),
        (0xDB, b"\x00" + bytes([1] * 64)),
        (0xC0, struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\x00"),
        (0xC4, b"\x00" + bytes([0, 1] + [0] * 14) + b"\x00"),
        (0xC4, b"\x10" + bytes([0, 1] + [0] * 14) + b"\x00"),
    ]
    scan = b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00" + b"\x00\x00" + noise
    return b"\xff\xd8" + b"".join(_segment(*one) for one in segments) + scan + b"\xff\xd9" + after


def _segment(marker: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def _exif(orientation: int | None) -> bytes:
    entries = [struct.pack("<HHIHH", 0x0112, 3, 1, orientation, 0)] if orientation else []
    entries.append(struct.pack("<HHII", 0x010E, 2, len(HIDDEN_WORDS), 60))
    table = struct.pack("<H", len(entries)) + b"".join(entries) + b"\x00" * 4
    return b"Exif\x00\x00II\x2a\x00\x08\x00\x00\x00" + table + HIDDEN_WORDS


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
