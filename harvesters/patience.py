"""How long to wait before the source is asked once more: as long as it says, else longer each time."""

import math
import random
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

# Longer than this is not waited for: the next harvest asks again.
LONGEST_SECONDS = 300.0

# The first wait: a server of this machine, as those of tests and of the sample, is nobody else's to spare.
BASE_SECONDS, LOCAL_BASE_SECONDS = 1.0, 0.005

# 202 says that the answer is still being made.
PASSING_STATUSES = frozenset({202, 408, 429, 500, 502, 503, 504})


def wait_seconds(
    retry_after: str | None,
    tries: int,
    base: float,
    now: datetime,
    chance: Callable[[], float] = random.random,
) -> float:
    """What the source's Retry-After asks for and a little more, so that not all come back at once; without
    one, `base` seconds doubled with each of the `tries` so far, within a half and one and a half of it.
    """
    asked = asked_seconds(retry_after, now)
    if asked is None:
        return base * 2.0 ** (tries - 1) * (0.5 + chance())
    return asked + base * chance()


def asked_seconds(retry_after: str | None, now: datetime) -> float | None:
    """Retry-After, as seconds or as an HTTP date (RFC 9110, 10.2.3); None where it says nothing of use.

    A date that is past says nothing: one of the two clocks is wrong.
    """
    if retry_after is None:
        return None
    try:
        asked = float(retry_after)
    except ValueError:
        return _until(retry_after, now)
    return asked if asked >= 0 and math.isfinite(asked) else None


def their_now(date: str | None) -> datetime:
    """The moment by the clock of a host that sends it as `Date`; by ours where it does not."""
    return _moment(date or "") or datetime.now(UTC)


def _until(http_date: str, now: datetime) -> float | None:
    moment = _moment(http_date)
    seconds = (moment - now).total_seconds() if moment else 0.0
    return seconds if seconds > 0 else None


def _moment(http_date: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(http_date)
    except ValueError:
        return None
    return moment.replace(tzinfo=moment.tzinfo or UTC)
