"""Deliver: send what is due, each message outside any transaction, every attempt written down."""

from dataclasses import dataclass
from time import perf_counter

from domain.alert import DeliveryResult, Priority
from domain.contact import Channel
from service.channels import open_channels
from service.context import Context
from service.deliver.halt import by_sigterm
from service.deliver.roadside import Roadside
from service.deliver.senders import Senders
from service.deliver.worker import Tally, Worker
from store import deliveries
from store.engine import reading


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


def _waiting(context: Context) -> int:
    with reading(context.engine) as db:
        return deliveries.waiting(db)[0]
