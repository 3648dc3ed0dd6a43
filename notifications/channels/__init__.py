"""The ways to a board. A channel is a name and a `send`; it answers with a receipt and never raises for
what a provider said.
"""

from dataclasses import dataclass
from typing import Protocol

from domain import contact
from domain.alert import DeliveryResult
from notifications.message import Message


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the provider said to one message: `answer` is for operators and holds no address.

    `is_ours`: the trouble lies with us (login, sender, template, quota), so that the next message would fare
    the same and the operator must act. With FAILED, this one message is wrong: others pass, and the address
    is as good as before. `wants_none`, with FAILED: the person takes nothing more from us, by no way.
    `may_have_arrived`: we did not hear what became of the message, so that the next try may be a second copy.
    `retry_after_seconds` is how long the provider wants the whole channel to wait. `is_keyed`: the provider
    takes a key once, so that an earlier attempt in doubt is no double.
    """

    result: DeliveryResult
    answer: str
    provider_id: str | None = None
    is_ours: bool = False
    retry_after_seconds: float | None = None
    is_keyed: bool = False
    may_have_arrived: bool = False
    wants_none: bool = False


class Channel(Protocol):
    """`key` is the same over all attempts of one delivery until one came back, so that a second copy can be
    told from a first.

    `send` raises nothing but NotComposed, for a message that has no form for this channel.
    """

    @property
    def name(self) -> contact.Channel: ...

    def send(self, address: str, message: Message, *, key: str) -> Receipt: ...
