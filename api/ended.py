"""Which boards ended their links, as this process knows it: read anew every ten seconds, and at once where
it is this process that was told.
"""

from datetime import datetime, timedelta

from store import ended_links
from store.engine import OneByOne

_KNOWN_FOR = timedelta(seconds=10)


class EndedLinks:
    """Asked in the server's loop alone: every page of a board asks, and shall not wait for it each time."""

    def __init__(self) -> None:
        self._known: dict[str, datetime] = {}
        self._read_at: datetime | None = None

    def has(self, in_the_loop: OneByOne, board_code: str, made_at: datetime | None, now: datetime) -> bool:
        """Whether what was made then for this board was ended; what has no date is older than any end."""
        if self._read_at is None or not timedelta() <= now - self._read_at < _KNOWN_FOR:
            with in_the_loop.reading() as db:
                self._known = ended_links.every(db)
            self._read_at = now
        ended_at = self._known.get(board_code)
        return ended_at is not None and (made_at is None or made_at <= ended_at)

    def forget(self) -> None:
        """One more was ended."""
        self._read_at = None
