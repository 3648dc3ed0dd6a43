"""When a message that did not go through is tried again."""

from datetime import datetime, timedelta

MOST_TRIES = 8  # about two days, as long as a mail server may be down over a week-end

_FIRST_WAIT = timedelta(minutes=5)
_LONGEST_WAIT = timedelta(hours=12)
_GROWTH = 4


def next_try(tries: int, now: datetime, jitter: float) -> datetime | None:
    """When to try again after so many tries, or None to give up.

    `jitter` is a random number from 0 to 1: waits lie between half and the whole of 5 min, 20 min, 80 min,
    5 h 20 min, then 12 h, so that messages refused together do not come back together.
    """
    if tries < 1:
        raise ValueError("a next try comes after a first")
    if tries >= MOST_TRIES:
        return None
    wait: timedelta = min(_LONGEST_WAIT, _FIRST_WAIT * _GROWTH ** (tries - 1))
    return now + wait * (0.5 + 0.5 * jitter)
