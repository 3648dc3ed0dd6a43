"""The text of a document, page by page: PDF, Word (.docx), and archives of these.

`python -m harvesters.documents.text FILE` writes a Reading, with what is found in the text, or an Unreadable
as MessagePack. It runs in a process of its own with little memory and time (`reader.py`), for files come from
strangers.
"""

import io
import os
import resource
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import docx
import msgspec
import pypdfium2
from docx.table import Table

from harvesters.documents.findings import find
from harvesters.documents.pages import Page, Reading, Unreadable
from harvesters.documents.scans import NotScanned, Scans, is_scan

MAX_PAGES = 600
MAX_CHARACTERS = 5_000_000
MAX_PARTS = 50
MAX_UNPACKED_BYTES = 200 * 1024 * 1024
MAX_RATIO = 200  # unpacked to packed; ordinary text stays below fifty

_MEMORY_BYTES = 1024 * 1024 * 1024
_CPU_SECONDS = 120
_OUTPUT_BYTES = 32 * 1024 * 1024


class Closed(Exception):
    """A file that cannot be read; the message says why."""


def read(content: bytes, clock: Callable[[], float] = time.monotonic) -> Reading:
    """The text of a file, by what it is and not by what it is called. Raises Closed."""
    reader = _Reader(clock)
    pages: list[Page] = []
    left = MAX_CHARACTERS
    for page in reader.pages(content, None):
        left -= len(page.text)
        if left < 0:
            reader.notes.append(f"only the first {MAX_CHARACTERS:,} characters were read")
            break
        pages.append(page)
    return Reading(pages, reader.notes)


class _Reader:
    """Reads one file with all its parts, and notes what it leaves out."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.notes: list[str] = []
        self._scans = Scans(clock)

    def pages(self, content: bytes, part: str | None) -> Iterator[Page]:
        """Raises Closed, at once or when the pages are asked for."""
        if b"%PDF-" in content[:1024]:
            return self._pdf(content, part)
        if content.startswith(b"PK"):
            return self._packed(content, part)
        raise Closed(_kind(content))

    def _pdf(self, content: bytes, part: str | None) -> Iterator[Page]:
        try:
            document = pypdfium2.PdfDocument(content)
        except pypdfium2.PdfiumError as error:
            raise Closed("locked by a password" if "assword" in str(error) else "a broken PDF") from error
        if len(document) > MAX_PAGES:
            self._note(part, f"only the first {MAX_PAGES} of {len(document)} pages were read")
        unread: dict[str, list[int]] = {}
        for index in range(min(len(document), MAX_PAGES)):
            try:
                page = document[index]
                text = page.get_textpage().get_text_bounded()
                if is_scan(page, text):
                    text = self._scans.read(page)
            except pypdfium2.PdfiumError:
                unread.setdefault("broken", []).append(index + 1)
            except NotScanned as error:
                unread.setdefault(f"scanned, not read: {error}", []).append(index + 1)
            else:
                yield Page(index + 1, text.replace("\r\n", "\n"), part)
        for reason, numbers in unread.items():
            self._note(part, f"pages {_ranges(numbers)}: {reason}")

    def _packed(self, content: bytes, part: str | None) -> Iterator[Page]:
        try:
            archive = zipfile.ZipFile(io.BytesIO(content))
            members = [member for member in archive.infolist() if not member.is_dir()]
        except MemoryError:
            raise
        except Exception as error:  # versions to come, files without a name, and whatever else
            raise Closed("a broken archive") from error
        _refuse_bomb(members, len(content), part)
        if any(member.filename == "word/document.xml" for member in members):
            return self._word(content, part)
        if any(member.filename in ("xl/workbook.xml", "ppt/presentation.xml") for member in members):
            raise Closed("a spreadsheet or a presentation, which are not read")
        if part is not None:
            raise Closed("an archive within an archive, not opened")
        return self._archive(archive, members)

    def _archive(self, archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> Iterator[Page]:
        for member in members:
            name = _shown(member.filename)
            try:
                content = archive.read(member)  # never more than the list says, which was looked at
            except MemoryError:
                raise
            # A hostile archive makes the library raise all sorts: encrypted, damaged, unknown methods.
            except Exception as error:  # noqa: BLE001
                self._note(name, f"not opened ({type(error).__name__})")
                continue
            try:
                yield from self.pages(content, name)
            except Closed as closed:
                self._note(name, str(closed))

    def _word(self, content: bytes, part: str | None) -> Iterator[Page]:
        try:
            document = docx.Document(io.BytesIO(content))
            text = "\n".join(_blocks(document))
        except MemoryError:
            raise
        # python-docx raises whatever the XML gives rise to: KeyError, ValueError, lxml's own.
        except Exception as error:
            raise Closed("a broken Word document") from error
        yield Page(None, text, part)

    def _note(self, part: str | None, note: str) -> None:
        self.notes.append(f"{part}: {note}" if part else note)


def _blocks(container: Any) -> Iterator[str]:
    """Paragraphs and table rows in their order; the cells of a row stand in one line."""
    for block in container.iter_inner_content():
        if not isinstance(block, Table):
            yield block.text
            continue
        for row in block.rows:
            # A cell merged over columns is given once for each of them.
            cells = {id(cell._tc): cell for cell in row.cells}.values()
            yield "\t".join(" ".join(" ".join(_blocks(cell)).split()) for cell in cells)


def _refuse_bomb(members: list[zipfile.ZipInfo], packed_bytes: int, part: str | None) -> None:
    """Raises Closed for what unpacks to too much, by what the archive says of itself."""
    is_word = any(member.filename == "word/document.xml" for member in members)
    if not is_word and part is None and len(members) > MAX_PARTS:
        raise Closed(f"an archive of more than {MAX_PARTS} files")
    unpacked = sum(member.file_size for member in members)
    if unpacked > MAX_UNPACKED_BYTES or unpacked > MAX_RATIO * max(packed_bytes, 1):
        raise Closed("an archive that unpacks to too much")


def _kind(content: bytes) -> str:
    known = {
        b"\xd0\xcf\x11\xe0": "an old Office format (.doc, .xls), which is not read",
        b"{\\rtf": "RTF, which is not read",
        b"Rar!": "a RAR archive, which is not opened",
        b"7z\xbc\xaf": "a 7z archive, which is not opened",
        b"\xff\xd8\xff": "a picture, which is not read",
        b"\x89PNG": "a picture, which is not read",
    }
    return next((says for magic, says in known.items() if content.startswith(magic)), "an unknown format")


def _shown(name: str) -> str:
    """The name of a file in an archive, fit to be shown."""
    plain = "".join(letter for letter in name.replace("\\", "/").rpartition("/")[2] if letter.isprintable())
    return plain[-120:] or "?"


def _ranges(numbers: list[int]) -> str:
    """`[1, 2, 3, 7]` as `1-3, 7`."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1][1:] = [number]
        else:
            runs.append([number])
    return ", ".join("-".join(map(str, run)) for run in runs)


def _confine() -> None:
    """Little memory and time, for this process and what it starts."""
    limits = {
        resource.RLIMIT_AS: _MEMORY_BYTES,
        resource.RLIMIT_CPU: _CPU_SECONDS,
        resource.RLIMIT_FSIZE: _OUTPUT_BYTES,
        resource.RLIMIT_CORE: 0,
    }
    for limit, value in limits.items():
        hard = resource.getrlimit(limit)[1]
        low = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(limit, (low, low))


def main() -> None:
    _confine()
    os.environ["OMP_THREAD_LIMIT"] = "1"  # tesseract's threads would fight for the cores of the machine
    answer: Reading | Unreadable
    try:
        answer = read(Path(sys.argv[1]).read_bytes())
        answer.findings = find(answer.pages)  # here, for what strangers write may also keep a pattern busy
    except Closed as closed:
        answer = Unreadable(str(closed))
    except MemoryError:
        answer = Unreadable("it needs too much memory")
    sys.stdout.buffer.write(msgspec.msgpack.encode(answer))


if __name__ == "__main__":
    main()
