"""What a provider's refusal means: whose trouble it is, and so what becomes of message, address and channel.

Each provider has a table of its own, from its documented codes to these. What a provider says in words stays
out of the ledger: it repeats addresses and texts.
"""

from dataclasses import dataclass
from typing import assert_never

from domain.alert import DeliveryResult, Whose
from notifications.channels import Receipt


@dataclass(frozen=True, slots=True)
class Refusal:
    """`rest_seconds` is how long the whole channel had better wait, where the provider does not say.

    `may_have_arrived`: who refuses does not know itself what became of the message.
    """

    whose: Whose
    says: str
    rest_seconds: float | None = None
    may_have_arrived: bool = False

    def answer(self, label: str) -> str:
        """For operators, who are called where the fault is ours. `label` is provider and code."""
        called = "operator: " if self.whose in (Whose.MESSAGE, Whose.OURS) else ""
        return f"{called}{label}: {self.says}"


def address(says: str) -> Refusal:
    return Refusal(Whose.ADDRESS, says)


def person(says: str) -> Refusal:
    return Refusal(Whose.PERSON, says)


def later(says: str, rest_seconds: float | None = None) -> Refusal:
    return Refusal(Whose.NOBODY, says, rest_seconds)


def message(says: str) -> Refusal:
    return Refusal(Whose.MESSAGE, says)


def ours(says: str, rest_seconds: float | None = None) -> Refusal:
    return Refusal(Whose.OURS, says, rest_seconds)


REST_SECONDS = 60.0  # where a provider asks us to slow down and does not say for how long


def by_status(status: int) -> Refusal:
    """What an HTTP status says where the provider gives no code that we know."""
    if status in (401, 403):
        return ours("the provider does not accept our login")
    if status == 402:
        return ours("the account has no credit")
    if status == 429:
        return later("too many messages", REST_SECONDS)
    if status in (502, 504):  # RFC 9110 section 15.6: a front that did not hear from what is behind it
        return Refusal(
            Whose.NOBODY, "the provider lost sight of it; it may have arrived", may_have_arrived=True
        )
    if status >= 500:
        return later("trouble at the provider")
    if 300 <= status < 400:
        return ours("the provider's address in our settings leads elsewhere")
    return later("refused for a reason that we do not know")


def receipt(refusal: Refusal, label: str, retry_after_seconds: float | None = None) -> Receipt:
    """`label` is the provider's name and code, such as `whatsapp 131026`."""
    answer = refusal.answer(label)
    rest = refusal.rest_seconds if retry_after_seconds is None else retry_after_seconds
    match refusal.whose:
        case Whose.ADDRESS:
            return Receipt(DeliveryResult.FAILED, answer)
        case Whose.PERSON:
            return Receipt(DeliveryResult.FAILED, answer, wants_none=True)
        case Whose.NOBODY:
            in_doubt = refusal.may_have_arrived
            return Receipt(
                DeliveryResult.TRY_AGAIN, answer, retry_after_seconds=rest, may_have_arrived=in_doubt
            )
        case Whose.MESSAGE:
            return Receipt(DeliveryResult.FAILED, answer, is_ours=True)
        case Whose.OURS:
            return Receipt(DeliveryResult.TRY_AGAIN, answer, is_ours=True, retry_after_seconds=rest)
        case _:
            assert_never(refusal.whose)
