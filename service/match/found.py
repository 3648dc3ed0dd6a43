"""What was found, part by part: in memory while it is little, and then in a file.

A country has millions, each with its reasons in words; no more than a part's are needed at once.
"""

from collections import defaultdict
from tempfile import SpooledTemporaryFile
from typing import Self

from domain.match import Match
from service.match.part import unpack

MOST_HELD = 64 << 20  # bytes, of half a million matches and more


class Found:
    """Matches by the part that they were judged in. A context, with which the file goes."""

    def __init__(self) -> None:
        self._file = SpooledTemporaryFile(MOST_HELD)  # noqa: SIM115 - closed at the end of the context
        self._places: dict[str, list[tuple[int, int]]] = defaultdict(list)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def add(self, part: str, packed: bytes) -> None:
        """Take what was found in a part, as its answer has it."""
        self._file.seek(0, 2)
        self._places[part].append((self._file.tell(), len(packed)))
        self._file.write(packed)

    def of(self, part: str) -> list[Match]:
        """All of a part, in the order in which they came."""
        found: list[Match] = []
        for place, size in self._places.get(part, ()):
            self._file.seek(place)
            found += unpack(self._file.read(size))
        return found
