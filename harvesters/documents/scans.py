"""Pages that are pictures, read by tesseract where it is installed: Spanish, else English."""

import shutil
import subprocess
from collections.abc import Callable
from typing import Any

from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE

MAX_SCANS = 40

_SECONDS = 200.0  # for all pages of a file
_PAGE_SECONDS = 60
_DPI = 200
_PIXELS = 16_000_000
_SCANNED_BELOW = 40  # letters and digits: a scan may carry a stamp or a page number as text


class NotScanned(Exception):
    """Why the text of a scanned page was not read."""


class Scans:
    """Reads the scanned pages of one file, as far as its time and number go."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._until: float | None = None
        self._read = 0
        self._program = shutil.which("tesseract")
        self._language = "eng"

    def read(self, page: Any) -> str:
        """The text of a page as tesseract sees it. Raises NotScanned."""
        if self._program is None:
            raise NotScanned("tesseract is not installed")
        if self._until is None:
            self._until = self._clock() + _SECONDS
            self._language = _language(self._program)
        if self._read == MAX_SCANS or self._clock() > self._until:
            raise NotScanned("there are too many")
        self._read += 1
        command = [self._program, "stdin", "stdout", "-l", self._language, "--dpi", str(_DPI)]
        try:
            done = subprocess.run(  # noqa: S603 - our own words; the page comes on standard input
                command, input=_picture(page), capture_output=True, timeout=_PAGE_SECONDS, check=True
            )
        except (subprocess.SubprocessError, OSError) as error:
            raise NotScanned("tesseract failed") from error
        return done.stdout.decode(errors="replace")


def is_scan(page: Any, text: str) -> bool:
    """Whether a page shows a picture and hardly any text."""
    if sum(letter.isalnum() for letter in text) >= _SCANNED_BELOW:
        return False
    return next(iter(page.get_objects(filter=[FPDF_PAGEOBJ_IMAGE])), None) is not None


def _picture(page: Any) -> bytes:
    """The page in grey as PGM, which needs no library."""
    width, height = page.get_size()
    dots = _DPI / 72
    scale = dots * min(1.0, (_PIXELS / max(1.0, width * height * dots * dots)) ** 0.5)
    bitmap = page.render(scale=scale, grayscale=True)
    lines = memoryview(bitmap.buffer).cast("B")
    rows = (lines[n * bitmap.stride : n * bitmap.stride + bitmap.width] for n in range(bitmap.height))
    return b"P5 %d %d 255\n" % (bitmap.width, bitmap.height) + b"".join(rows)


def _language(program: str) -> str:
    command = [program, "--list-langs"]
    listed = subprocess.run(command, capture_output=True, timeout=_PAGE_SECONDS, check=False)  # noqa: S603
    return "spa" if b"spa" in listed.stdout.split() else "eng"
