"""What a harvest brings and says of itself."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple


class RejectedRow(NamedTuple):
    """A row that could not be read, kept once by fingerprint with its reason: nothing is lost silently."""

    dataset: str
    fingerprint: str
    reason: str
    row: str  # the row as JSON, as it was asked for


@dataclass(frozen=True, slots=True)
class HarvestReport:
    """What one harvest of one dataset did. `complete` only when source and harvest agree on the count."""

    dataset: str
    started_at: datetime
    rows: int
    new: int
    changed: int
    unchanged: int
    rejected: int
    expected: int | None
    complete: bool
    seconds: float
    source_updated_at: datetime | None = None
    notes: tuple[str, ...] = ()


class Freshness(NamedTuple):
    """How fresh what we hold of a dataset is. `stored_at` is when all of it had first arrived with us."""

    dataset: str
    data_at: datetime | None  # the source's own date of it; None: it gives none
    stored_at: datetime

    @property
    def lag(self) -> timedelta | None:
        """From its publication to our store. None where it is not known: the source gives no date, or one
        that lies ahead of our clock.
        """
        if self.data_at is None or self.data_at > self.stored_at:
            return None
        return self.stored_at - self.data_at
