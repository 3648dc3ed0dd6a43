"""Calls to programs that want to know of new matches at once, and when one that failed is tried again."""

from dataclasses import dataclass
from datetime import datetime, timedelta

MOST_OF_A_KEY = 10
"""To how many addresses one key may ask to be called: each is called for every match."""

# Some three days in all: a weekend in which nobody is at the other office's server.
_WAITS = (
    *(timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30)),
    *(timedelta(hours=2), timedelta(hours=6), timedelta(hours=16), timedelta(hours=24), timedelta(hours=24)),
)


@dataclass(frozen=True, slots=True)
class Hook:
    """Where a key's holder wants to be called. `salt` is random: the secret of its signatures is made of it.

    `why` says why it ended, where nobody ended it.
    """

    id: int
    key_id: int
    url: str
    salt: str
    made_at: datetime
    ended_at: datetime | None = None
    why: str | None = None


@dataclass(frozen=True, slots=True)
class HookCall:
    """One call of one match; `tries` counts this one."""

    id: int
    hook_id: int
    url: str
    salt: str
    board_code: str
    portfolio_id: str
    matched_at: datetime
    tries: int


def wait_after(tries: int) -> timedelta | None:
    """How long to wait after this many tries in vain; None where it is given up."""
    return _WAITS[tries - 1] if tries <= len(_WAITS) else None
