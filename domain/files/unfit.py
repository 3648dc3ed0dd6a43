"""Why a file that somebody sent is not kept."""

from enum import StrEnum


class Why(StrEnum):
    EMPTY = "empty"
    TOO_LARGE = "too_large"
    UNKNOWN = "unknown"  # neither PDF nor JPEG nor PNG, whatever its name says
    DAMAGED = "damaged"  # cut off, or not what it begins as
    TOO_MANY_PIXELS = "too_many_pixels"
    LOCKED = "locked"  # a PDF that is encrypted, and cannot be looked through
    TOO_HEAVY = "too_heavy"  # more time or memory than any file needs to be looked through
    ACTS = "acts"  # a PDF that runs, opens or carries something


class Unfit(Exception):
    """The file is not kept."""

    def __init__(self, why: Why) -> None:
        super().__init__(why.value)
        self.why = why


# Three times a good telephone's; beyond it a small file may fill the memory of whoever looks at it.
MOST_PIXELS = 80_000_000


def refuse_huge(width: int, height: int) -> None:
    """Raises Unfit for a picture that is larger than any camera's, or has no size."""
    if width <= 0 or height <= 0:
        raise Unfit(Why.DAMAGED)
    if width * height > MOST_PIXELS:
        raise Unfit(Why.TOO_MANY_PIXELS)
