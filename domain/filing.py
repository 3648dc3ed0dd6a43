"""A file that a board handed in for a requirement, and what became of it.

The file itself is kept until somebody decided; of it stays what it was for, when it was decided and how.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

LARGEST_FILE = 10 * 1024 * 1024
MOST_WAITING = 20
# Nobody looked at it for so long: the copy of somebody's identity card is not left lying about.
WAITS_AT_MOST = timedelta(days=60)


class FileKind(StrEnum):
    """By content, never by name."""

    PDF = "pdf"
    JPEG = "jpeg"
    PNG = "png"

    @property
    def is_picture(self) -> bool:
        return self is not FileKind.PDF

    @property
    def media_type(self) -> str:
        return f"image/{self}" if self.is_picture else "application/pdf"


class Fate(StrEnum):
    """What became of it."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    UNSEEN = "unseen"  # nobody looked in time, and the file was destroyed


@dataclass(frozen=True, slots=True)
class Filing:
    """One file. `id` is random, and the name it is kept under. `words` is why it was refused, for the board;
    `decided_by` the role of who looked, never a person.
    """

    id: str
    board_code: str
    requirement: str
    kind: FileKind
    size_bytes: int
    handed_in_at: datetime
    decided_at: datetime | None = None
    fate: Fate | None = None
    words: str | None = None
    decided_by: str | None = None

    @property
    def is_waiting(self) -> bool:
        return self.fate is None


@dataclass(frozen=True, slots=True)
class Seen:
    """What somebody read in a document: its days and, where it has one, the value up to which it holds."""

    issued_on: date | None = None
    expires_on: date | None = None
    limit_cop: int | None = None


_HOUR = "%Y-%m-%dT%H"


def hour_of(at: datetime) -> str:
    """In which hour something was decided: what is decided within one is told in one message."""
    return at.astimezone(UTC).strftime(_HOUR)


def span_of(hour: str) -> tuple[datetime, datetime]:
    """When an hour begins and ends."""
    start = datetime.strptime(hour, _HOUR).replace(tzinfo=UTC)
    return start, start + timedelta(hours=1)
