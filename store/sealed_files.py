"""A folder of sealed files, outside of what the web serves. None has the name it came with.

A file is a row of sealed blocks, each of which opens only in its own place, the last one as the last: none
can be left out, moved within the file or put into another.
"""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from store.vault import SEALING_BYTES, Unreadable, Vault

_BLOCK = 256 * 1024
_UNFINISHED = ".part"


class NoSuchFile(Exception):
    """It was decided on, taken back or lost."""


class SealedFiles:
    """Names are ids of our own making. Each file is of a board: it opens as that board's alone."""

    def __init__(self, folder: Path, vault: Vault) -> None:
        self._folder, self._vault = folder, vault

    def write(self, id_: str, board_code: str, parts: Iterable[bytes | memoryview]) -> None:
        """Whole or not at all, and on the disk when this comes back."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        unfinished = self._folder / f"{id_}{_UNFINISHED}"
        with open(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            held: bytes | None = None
            n = 0
            for block in _blocks(parts):
                if held is not None:
                    file.write(self._vault.seal_bytes(held, _place(board_code, id_, n)))
                    n += 1
                held = block
            file.write(self._vault.seal_bytes(held or b"", _place(board_code, id_, n, is_last=True)))
            file.flush()
            os.fsync(file.fileno())
        unfinished.rename(self._folder / id_)

    def read(self, id_: str, board_code: str) -> Iterator[bytes]:
        """The content in blocks; the first is opened at once. Raises NoSuchFile and Unreadable."""
        try:
            file = (self._folder / id_).open("rb")
        except FileNotFoundError as error:
            raise NoSuchFile(id_) from error
        opened = self._opened(file, id_, board_code)
        first = next(opened)
        return _with(first, opened)

    def remove(self, ids: Iterable[str]) -> None:
        for id_ in ids:
            (self._folder / id_).unlink(missing_ok=True)

    def names(self, older_than: float) -> list[str]:
        """All that lies there since before a time (seconds of the system's clock), half written or whole."""
        if not self._folder.is_dir():
            return []
        return [path.name for path in self._folder.iterdir() if path.stat().st_mtime < older_than]

    def _opened(self, file: BinaryIO, id_: str, board_code: str) -> Iterator[bytes]:
        with file:
            sealed, n = file.read(_BLOCK + SEALING_BYTES), 0
            while sealed:
                after = file.read(_BLOCK + SEALING_BYTES)
                yield self._vault.open_bytes(sealed, _place(board_code, id_, n, is_last=not after))
                sealed, n = after, n + 1
            if n == 0:
                raise Unreadable("a sealed file is empty")


def _place(board_code: str, id_: str, n: int, *, is_last: bool = False) -> str:
    return f"filing|{board_code}|{id_}|{n}|{'last' if is_last else 'more'}"


def _blocks(parts: Iterable[bytes | memoryview]) -> Iterator[bytes]:
    """The same bytes in pieces of one size, but for the last."""
    pending = bytearray()
    for part in parts:
        view = memoryview(part)
        while len(pending) + len(view) >= _BLOCK:
            room = _BLOCK - len(pending)
            yield bytes(pending) + bytes(view[:room])
            pending.clear()
            view = view[room:]
        pending += view
    if pending:
        yield bytes(pending)


def _with(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest
