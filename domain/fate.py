"""What became of a message after a provider took it, from all that the provider told of it, in any order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.alert import ProviderStatus, StatusReport, Whose


@dataclass(frozen=True, slots=True)
class Fate:
    """Each moment is the provider's. `whose` trouble it is, of what bounced."""

    delivered_at: datetime | None = None
    read_at: datetime | None = None
    bounced_at: datetime | None = None
    whose: Whose | None = None
    answer: str = ""


def fate(told: Sequence[StatusReport]) -> Fate:
    """What is read was delivered; what was delivered did not fail, whatever is said of it later."""
    by_status = {one.status: one for one in sorted(told, key=lambda one: one.at, reverse=True)}
    read, failed = by_status.get(ProviderStatus.READ), by_status.get(ProviderStatus.FAILED)
    delivered = by_status.get(ProviderStatus.DELIVERED) or read
    if delivered:
        return Fate(delivered.at, read.at if read else None)
    if failed:
        return Fate(bounced_at=failed.at, whose=failed.whose, answer=failed.answer)
    return Fate()
