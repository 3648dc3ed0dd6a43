"""The rows that the store holds already, by their hashes: sorted in a file that harvest and crawl both map.

The crawl neither reads nor sends a row that is known; the harvest keeps in mind which of them came again.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

HASH_BYTES = 16


def write(hashes: bytes, path: Path) -> None:
    """Sort hashes, which stand one behind the other, into a file."""
    pairs = np.frombuffer(hashes, np.uint64).reshape(-1, 2)
    pairs[np.argsort(pairs[:, 0], kind="stable")].tofile(path)


class Known:
    """Finds hashes among those of a file."""

    def __init__(self, path: Path) -> None:
        filled = path.stat().st_size > 0
        pairs = np.memmap(path, np.uint64, mode="r").reshape(-1, 2) if filled else np.empty((0, 2), np.uint64)
        self._pairs: npt.NDArray[np.uint64] = pairs
        # Sorted by the first half; the second is looked at only where the first one fits.
        self._first = np.ascontiguousarray(pairs[:, 0])

    def __len__(self) -> int:
        return len(self._pairs)

    def places(self, hashes: Sequence[bytes]) -> npt.NDArray[np.int32]:
        """Where each hash stands, or -1. Two that share their first half are taken for unknown, all but one:
        an unknown row is merely read once more.
        """
        if not len(self._pairs) or not hashes:
            return np.full(len(hashes), -1, np.int32)
        wanted = np.frombuffer(b"".join(hashes), np.uint64).reshape(-1, 2)
        at = np.searchsorted(self._first, wanted[:, 0])
        at[at == len(self._first)] = 0
        return np.where((self._pairs[at] == wanted).all(axis=1), at, -1).astype(np.int32)


class CameAgain:
    """Which of the rows that we knew came again."""

    def __init__(self, known: Known) -> None:
        self._known = known
        self._seen = np.zeros(len(known), np.bool_)
        self._others: set[bytes] = set()

    def add_places(self, places: bytes) -> None:
        """Rows that the crawl knew, by their places as int32."""
        self._seen[np.frombuffer(places, np.int32)] = True

    def add(self, hashes: Iterable[bytes]) -> None:
        """Rows that the store knew."""
        self._others.update(hashes)

    def __contains__(self, digest: object) -> bool:
        if digest in self._others or not isinstance(digest, bytes) or len(digest) < HASH_BYTES:
            return digest in self._others
        (place,) = self._known.places([digest[:HASH_BYTES]])
        return bool(place >= 0 and self._seen[place])
