"""PDF (ISO 32000-2): whether it does anything on its own. It is looked through, not read.

What is encrypted cannot be looked through and is refused, also where it opens without a password: whoever
can open it can print it into a plain one. Nor does a look find all that a reader may stumble over: so a PDF
is handed to a person only as a download, for the reader of their own machine.
"""

import re
import zlib

from domain.files.unfit import Unfit, Why

_END = b"%%EOF"
_NEAR_THE_END = 2048  # some printers write after the end
_ACTIONS = (b"JavaScript", b"Launch", b"EmbeddedFile", b"EmbeddedFiles", b"RichMedia")
_ACTS = re.compile(rb"/(" + b"|".join(_ACTIONS) + rb")(?![A-Za-z0-9])")
_LOCKED = re.compile(rb"/Encrypt(?![A-Za-z0-9])")  # of a trailer, which never is packed away itself
# A name may be written with the numbers of its letters, /J#61vaScript: nobody does so who hides nothing.
_SPELLED = re.compile(rb"/((?:[A-Za-z]|#[0-9A-Fa-f]{2})*#[0-9A-Fa-f]{2}(?:[A-Za-z]|#[0-9A-Fa-f]{2})*)")
_LETTER = re.compile(rb"#([0-9A-Fa-f]{2})")
_HIDDEN = frozenset({*_ACTIONS, b"ObjStm", b"Encrypt"})
_OBJECTS = re.compile(rb"/ObjStm\b[^\0]{0,400}?stream\r?\n")
_MOST_STREAMS = 20_000  # of packed objects; one that is as large as may be has some thousands
_STREAM_ENDS = b"endstream"
_MOST_INFLATED = 32 * 1024 * 1024


def examine(content: bytes) -> None:
    """Raises Unfit for one that is cut off or encrypted, runs or opens something, carries files,
    or would take long to look through.
    """
    if _END not in content[-_NEAR_THE_END:]:
        raise Unfit(Why.DAMAGED)
    _refuse_acts(content)
    if _LOCKED.search(content):
        raise Unfit(Why.LOCKED)
    if content.count(b"/ObjStm") > _MOST_STREAMS:
        raise Unfit(Why.TOO_HEAVY)
    left = _MOST_INFLATED
    for found in _OBJECTS.finditer(content):
        inflated = _inflated(content, found.end(), left)
        left -= len(inflated)
        if left <= 0:
            raise Unfit(Why.ACTS)
        _refuse_acts(inflated)


def _inflated(content: bytes, start: int, most: int) -> bytes:
    """The objects that a stream holds. Raises Unfit where they cannot be looked at."""
    end = content.find(_STREAM_ENDS, start)
    try:
        return zlib.decompressobj().decompress(memoryview(content)[start : max(end, start)], most)
    except zlib.error as error:
        raise Unfit(Why.ACTS) from error


def _refuse_acts(content: bytes) -> None:
    if _ACTS.search(content) or any(_name(found) in _HIDDEN for found in _SPELLED.finditer(content)):
        raise Unfit(Why.ACTS)


def _name(found: re.Match[bytes]) -> bytes:
    return _LETTER.sub(lambda letter: bytes([int(letter[1], 16)]), found[1])
