"""What a harvest brings and says of itself."""

from dataclasses import dataclass
from datetime import datetime
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
