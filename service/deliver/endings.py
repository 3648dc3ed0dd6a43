"""How a try ended, and when and where the message goes next, by what the provider said."""

from dataclasses import replace
from datetime import datetime

from domain.alert import DeliveryResult, Ending
from notifications.channels import Receipt
from notifications.retry import MOST_TRIES, next_try
from service.deliver.batch import Job, pressing
from service.deliver.ways import NoneLeft, Roads, Wait, choose
from store.attempts import OURS, Tried


def ending(
    job: Job, receipt: Receipt, roads: Roads, started_at: datetime, now: datetime, jitter: float
) -> Ending:
    """`jitter` is a random number from 0 to 1."""
    known = job.way.known
    ended = Ending(
        job.delivery,
        DeliveryResult.MAYBE if receipt.may_have_arrived else receipt.result,
        started_at,
        now,
        _answer(receipt),
        known.contact.channel,
        known.id,
        job.said.head,
        receipt.provider_id,
    )
    if receipt.result is DeliveryResult.ACCEPTED:
        return ended
    return replace(ended, due_at=_next(job, receipt, roads, now, jitter))


def _next(job: Job, receipt: Receipt, roads: Roads, now: datetime, jitter: float) -> datetime | None:
    """When it is tried again, here or at another address; None where it failed for good."""
    if receipt.result is DeliveryResult.TRY_AGAIN:
        before = sum(one.is_ours for one in job.tried) if receipt.is_ours else job.way.tries
        tries = min(before + 1, MOST_TRIES - 1) if receipt.is_ours else before + 1
        if at := next_try(tries, now, jitter):
            return at  # where the provider wants us to wait, its channel rests, and another may be free
    # This address is given up: whether there is another is asked of what is known now.
    here = Tried(job.way.known.id, DeliveryResult.FAILED, now)
    choice = choose(pressing(job.delivery, job.said), job.contacts, (*job.tried, here), roads, now)
    match choice:
        case NoneLeft():
            return None
        case Wait():
            return choice.until
        case _:
            return now


def _answer(receipt: Receipt) -> str:
    if receipt.is_ours and not receipt.answer.startswith(OURS):
        return f"{OURS}{receipt.answer}"
    return receipt.answer
