"""The database's clock, by which all processes go, whatever the clocks of their machines say.

Claims and leases of several machines hold only if all read the same clock. It is asked now and then, when a
connection is taken anyway; between, the time that passed here is added, which no setting of a clock shifts.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.exc import DisconnectionError

from domain.days import BOGOTA
from store.engine import reading

_ASKED_EVERY = 10.0  # seconds
_ANSWERED_WITHIN = 1.0  # an answer that was longer on its way is too old to go by
# Which goes on while the machine sleeps, where there is such a one.
_PASSED = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
_START = datetime(1970, 1, 1, tzinfo=UTC)


def shared_clock(engine: Engine) -> Callable[[], datetime]:
    """The clock that all who share this database go by: with SQLite there is but this machine."""
    return DatabaseClock(engine) if engine.dialect.name == "postgresql" else lambda: datetime.now(BOGOTA)


class DatabaseClock:
    """Call it for the time. Raises DatabaseUnavailable when it is made and the database is not there."""

    def __init__(self, engine: Engine) -> None:
        self._error = engine.dialect.loaded_dbapi.Error
        self._asked_at = self._ahead = float("-inf")
        event.listen(engine, "checkout", self._ask_now_and_then)
        with reading(engine):
            pass

    def __call__(self) -> datetime:
        return (_START + timedelta(seconds=_passed() + self._ahead)).astimezone(BOGOTA)

    def _ask_now_and_then(self, connection: Any, _record: object, _proxy: object) -> None:
        asked_at = _passed()
        if asked_at - self._asked_at < _ASKED_EVERY:
            return
        try:
            told = connection.execute("SELECT extract(epoch FROM clock_timestamp())::float8").fetchone()[0]
            connection.rollback()
        except self._error as error:
            raise DisconnectionError from error
        answered_at = _passed()
        if answered_at - asked_at <= _ANSWERED_WITHIN or self._ahead == float("-inf"):
            self._asked_at, self._ahead = answered_at, told - (asked_at + answered_at) / 2


def _passed() -> float:
    return time.clock_gettime(_PASSED)
