"""What a file that somebody sent is, by its content alone, and what of it is worth keeping.

A picture is put together anew of the parts that draw it: where it was taken, notes, thumbnails and whatever
hangs behind it stay out, and its pixels are not touched. A PDF cannot be taken apart so without a reader of
PDF in the web process: it is looked through for what acts on its own, and is never opened here.
"""

from collections.abc import Sequence

from domain.files import jpeg, pdf, png
from domain.files.unfit import Unfit, Why
from domain.filing import FileKind

__all__ = ["Unfit", "Why", "fit"]

_STARTS = ((b"%PDF-", FileKind.PDF), (b"\xff\xd8\xff", FileKind.JPEG), (png.SIGNATURE, FileKind.PNG))


def fit(content: bytes) -> tuple[FileKind, Sequence[bytes | memoryview]]:
    """What the file is, and its content in parts, to be written one after the other. Raises Unfit."""
    match _kind(content):
        case FileKind.PDF:
            pdf.examine(content)
            return FileKind.PDF, [content]
        case FileKind.JPEG:
            return FileKind.JPEG, jpeg.rebuilt(content)
        case FileKind.PNG:
            return FileKind.PNG, png.rebuilt(content)


def _kind(content: bytes) -> FileKind:
    if not content:
        raise Unfit(Why.EMPTY)
    found = next((kind for start, kind in _STARTS if content.startswith(start)), None)
    if found is None:
        raise Unfit(Why.UNKNOWN)
    return found
