"""What was found, part by part: in memory while it is little, and then in a file.

A country has millions, each with its reasons in words; no more than a part's are needed at once.
"""

import pickle
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from typing import Self

from domain.match import Match

MOST_HELD = 200_000  # some 1.5 GB; a large city has a quarter of them


class Found:
    """Matches by the part that they were judged in. A context, with which the file goes."""

    def __init__(self) -> None:
        self._held: dict[str, list[Match]] = defaultdict(list)
        self._number = 0
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed at the end of the context
        self._places: dict[str, list[int]] = defaultdict(list)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def add(self, part: str, some: Sequence[Match]) -> None:
        self._held[part] += some
        self._number += len(some)
        if self._number > MOST_HELD:
            self._put_down()

    def of(self, part: str) -> list[Match]:
        """All of a part, in the order in which they came."""
        found: list[Match] = []
        for place in self._places.get(part, ()):
            self._file.seek(place)
            found += pickle.load(self._file)  # noqa: S301 - from our own file, that has no name
        return [*found, *self._held.get(part, [])]

    def _put_down(self) -> None:
        self._file.seek(0, 2)
        for part, some in self._held.items():
            self._places[part].append(self._file.tell())
            pickle.dump(some, self._file, pickle.HIGHEST_PROTOCOL)
        self._held.clear()
        self._number = 0
