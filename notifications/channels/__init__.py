"""The ways to a board. A channel is a name and a `send`; it answers with a receipt and never raises for
what a provider said.
"""

from dataclasses import dataclass
from typing import Protocol

from domain.alert import DeliveryResult
from notifications.message import Message


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the provider said to one message: `answer` is for operators and holds no address."""

    result: DeliveryResult
    answer: str
    provider_id: str | None = None


class Channel(Protocol):
    """`key` is the same over all attempts of one delivery, so that a second copy can be told from a first."""

    @property
    def name(self) -> str: ...

    def send(self, address: str, message: Message, *, key: str) -> Receipt: ...
