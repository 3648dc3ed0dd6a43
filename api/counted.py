"""The figures of each quarter as they were counted a few minutes ago: anybody may ask for them."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from api.desk.periods import Quarter
from store.indicators import Found

_HOLDS = timedelta(minutes=5)
_AT_MOST = 200

Asked = tuple[Quarter, date | None]
"""A quarter, as of the end of a day; None for now."""


class Counted:
    """Counting takes a tenth of a second for a city, and longer for a country: not for each who asks."""

    def __init__(self) -> None:
        self._known: dict[Asked, tuple[datetime, Found]] = {}

    def of(self, asked: Asked, now: datetime, count: Callable[[], Found]) -> Found:
        """Two that come at once may both count."""
        known = self._known.get(asked)
        if known is None or now - known[0] >= _HOLDS:
            if len(self._known) >= _AT_MOST:
                self._known.clear()
            known = self._known[asked] = now, count()
        return known[1]
