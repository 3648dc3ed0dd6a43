"""What webhooks brought since this process began, and what of it was refused: figures for monitoring."""

from collections.abc import Iterator
from enum import StrEnum

from prometheus_client import Counter, Metric
from prometheus_client.registry import Collector

from domain.contact import Channel


class Refused(StrEnum):
    """Why a webhook was not taken."""

    TOO_LARGE = "too_large"
    SIGNATURE = "signature"
    MALFORMED = "malformed"
    UNAVAILABLE = "unavailable"  # the database: the provider brings it again


class Event(StrEnum):
    """What was in the webhooks that were taken."""

    REPORT = "report"
    REPLY = "reply"
    SKIPPED = "skipped"  # what we have no use for, or is not as documented
    FAILED = "failed"  # could not be written down though the rest was: the provider brings it again


class Heard(Collector):
    """Counted in memory, so that a forged webhook costs no write."""

    def __init__(self) -> None:
        self._refused = Counter(
            "convite_webhooks_refused",
            "Webhooks that were not taken.",
            ["channel", "reason"],
            registry=None,
        )
        self._events = Counter(
            "convite_webhook_events",
            "What webhooks told.",
            ["channel", "event"],
            registry=None,
        )

    def refuse(self, channel: Channel, reason: Refused) -> None:
        self._refused.labels(channel.value, reason.value).inc()

    def count(self, channel: Channel, event: Event, number: int = 1) -> None:
        if number:
            self._events.labels(channel.value, event.value).inc(number)

    def collect(self) -> Iterator[Metric]:
        yield from self._refused.collect()
        yield from self._events.collect()
