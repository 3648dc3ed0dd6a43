"""Deliver: send what is due, each message outside any transaction, every attempt written down."""

import os
import random
import socket
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from time import perf_counter

import structlog
from sqlalchemy import Connection

from domain.alert import Delivery, DeliveryResult, Ending
from domain.contact import Channel as Channels
from notifications.channels import Receipt
from notifications.channels.email import EmailChannel
from notifications.retry import next_try
from service.context import Context
from service.deliver.gather import Bulletin, Nothing, compose, gather
from service.settings import Settings
from store import authorisations, boards, contacts, deliveries, stops
from store.engine import reading, writing

log = structlog.get_logger()

# A claim outlives its batch even where every message waits for the mail server's time-out of 30 seconds.
_CLAIM = timedelta(minutes=10)
_BATCH = 10


class NoChannel(Exception):
    """No channel is configured that could carry the messages."""


@dataclass(frozen=True)
class DeliverSummary:
    claimed: int
    sent: int
    failed: int
    try_again: int
    seconds: float


def run(context: Context) -> DeliverSummary:
    """Send every message that is due. Raises NoChannel where no mail server is configured."""
    started = perf_counter()
    worker = f"{socket.gethostname()}:{os.getpid()}"
    results: Counter[DeliveryResult] = Counter()
    with channel_of(context.settings) as channel, context.progress.step("deliver") as counter:
        counter.expect(_waiting(context))
        while batch := _claim(context, worker):
            with reading(context.engine) as db:
                said, addresses = gather(context, db, batch), _addresses(context, db, batch)
            for delivery in batch:
                results[
                    _deliver(
                        context, channel, delivery, said[delivery.id], addresses.get(delivery.board_code)
                    )
                ] += 1
                counter.advance()
    return DeliverSummary(
        claimed=results.total(),
        sent=results[DeliveryResult.ACCEPTED],
        failed=results[DeliveryResult.FAILED],
        try_again=results[DeliveryResult.TRY_AGAIN],
        seconds=perf_counter() - started,
    )


def channel_of(settings: Settings) -> EmailChannel:
    """The channel that messages go by. Raises NoChannel where none is configured, or not in a usable way."""
    if not settings.smtp_url:
        raise NoChannel("set CONVITE_SMTP_URL to a mail server, for example smtp://user:password@host:587")
    try:
        return EmailChannel(settings.smtp_url, settings.mail_from)
    except ValueError as error:
        raise NoChannel(f"CONVITE_SMTP_URL or CONVITE_MAIL_FROM: {error}") from error


def _waiting(context: Context) -> int:
    with reading(context.engine) as db:
        return deliveries.waiting(db)[0]


def _claim(context: Context, worker: str) -> list[Delivery]:
    with writing(context.engine) as db:
        return deliveries.claim(db, worker, context.now, context.now + _CLAIM, _BATCH)


def _addresses(context: Context, db: Connection, batch: list[Delivery]) -> dict[str, str]:
    """The mail address of each board that wants messages and has one, by its code."""
    codes = {one.board_code for one in batch} & authorisations.standing(db) - boards.stopped(db)
    known = contacts.of_boards(db, context.vault, codes)
    stopped = stops.among(db, {one.digest for found in known.values() for one in found})
    return {
        code: one.contact.address
        for code, found in known.items()
        for one in reversed(found)
        if one.contact.channel is Channels.EMAIL and not one.failed_at and one.digest not in stopped
    }


def _deliver(
    context: Context, channel: EmailChannel, delivery: Delivery, said: Bulletin | Nothing, address: str | None
) -> DeliveryResult:
    """One message, to the provider and back into the ledger."""
    if isinstance(said, Nothing):
        receipt = Receipt(DeliveryResult.FAILED, said.why)
    elif address is None:
        receipt = Receipt(DeliveryResult.FAILED, "the board has no address or wants no messages")
    else:
        receipt = channel.send(address, compose(context, said), key=delivery.key)
    retry_at = next_try(delivery.tries, context.now, random.random())  # noqa: S311 - jitter, no secret
    ending = Ending(
        delivery,
        receipt.result,
        context.now,
        context.now,
        receipt.answer,
        Channels.EMAIL,
        provider_id=receipt.provider_id,
        due_at=retry_at if receipt.result is DeliveryResult.TRY_AGAIN else None,
    )
    with writing(context.engine) as db:
        deliveries.finish(db, [ending])
    log.debug("delivered", board=delivery.board_code, result=receipt.result.value, tries=delivery.tries)
    if receipt.result is DeliveryResult.TRY_AGAIN and retry_at is None:
        return DeliveryResult.FAILED
    return receipt.result
