"""Deliver: send what is due, each message outside any transaction, every attempt written down."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, time
from time import perf_counter

from domain.alert import DeliveryResult, Priority
from domain.contact import Channel
from domain.days import BOGOTA
from domain.figures import TOLD_SECONDS
from service.channels import open_channels
from service.context import Context
from service.deliver.halt import by_sigterm
from service.deliver.roadside import Roadside
from service.deliver.senders import Senders
from service.deliver.worker import Tally, Worker
from service.steps.measured import keep, measured
from store import deliveries, tellings
from store.engine import DatabaseUnavailable, reading


@dataclass(frozen=True)
class DeliverSummary:
    """`failed` is for good. What was put back was not tried: outside the board's hours, or no way was free.

    `maybe_twice` were sent after a try that may have arrived, unless it went the same way, where a provider
    takes a key once.
    """

    claimed: int
    sent: int
    failed: int
    try_again: int
    put_back: int
    maybe_twice: int
    by_channel: dict[str, int]
    seconds: float


@measured("deliver")
def run(context: Context, lowest: Priority = Priority.REST) -> DeliverSummary:
    """Send every message that is due and may go now, none less urgent than `lowest`.

    Raises NoChannel where no channel is configured.
    """
    started, settings = perf_counter(), context.settings
    with open_channels(settings) as opened:
        usable = frozenset(opened)
    roadside = Roadside(usable, {Channel.WHATSAPP: settings.whatsapp_daily_people})
    with (
        by_sigterm(),
        context.progress.step("deliver") as counter,
        Senders(
            settings.smtp_connections, lambda: open_channels(settings), context.clock, roadside.left_out
        ) as senders,
    ):
        counter.expect(_waiting(context))
        worker = Worker(context, senders, roadside, counter, lowest)
        worker.run()
    with suppress(DatabaseUnavailable):  # what was sent is written down; this is but counted
        _keep_figures(context, worker.tally)
    return _summary(worker.tally, perf_counter() - started)


def _summary(tally: Tally, seconds: float) -> DeliverSummary:
    results = tally.results
    return DeliverSummary(
        claimed=results.total() + tally.put_back,
        sent=results[DeliveryResult.ACCEPTED],
        failed=results[DeliveryResult.FAILED],
        try_again=results[DeliveryResult.TRY_AGAIN],
        put_back=tally.put_back,
        maybe_twice=tally.maybe_twice,
        by_channel={channel.value: number for channel, number in sorted(tally.by_channel.items())},
        seconds=seconds,
    )


def _keep_figures(context: Context, tally: Tally) -> None:
    with reading(context.engine) as db:
        for accepted_at, published_on in tellings.accepted(db, tally.accepted):
            published_at = datetime.combine(published_on, time(), BOGOTA)
            tally.sheet.observe(TOLD_SECONDS, (accepted_at - published_at).total_seconds())
    if tally.sheet.added:
        keep(context, tally.sheet)


def _waiting(context: Context) -> int:
    with reading(context.engine) as db:
        return deliveries.waiting(db)[0]
