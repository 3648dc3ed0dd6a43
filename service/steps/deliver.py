"""Deliver: send what is due, each message outside any transaction, every attempt written down."""

import os
import random
import socket
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from time import perf_counter

import structlog

from domain.alert import Alert, AlertKind, Delivery, DeliveryResult, Ending
from domain.board import Board
from domain.contact import Channel as Channels
from domain.match import Match
from domain.process import DATASET, Process, Standing, standing
from matching.places.gazetteer import Gazetteer
from notifications.channels import Receipt
from notifications.channels.email import EmailChannel
from notifications.compose import Entry, digest
from notifications.links import sign
from notifications.message import Mail
from notifications.retry import next_try
from readiness.catalogue import load
from readiness.days import business_days_between
from service.context import Context
from service.settings import Settings
from store import alerts, boards, deliveries, harvests, matches, processes
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
            for delivery in batch:
                results[_deliver(context, channel, delivery)] += 1
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


def _deliver(context: Context, channel: EmailChannel, delivery: Delivery) -> DeliveryResult:
    """One message, from the ledger to the provider and back into the ledger."""
    with reading(context.engine) as db:
        board = boards.get(db, delivery.board_code)
        told = alerts.of_deliveries(db, [delivery.id])[delivery.id]
        found = processes.newest(db, {a.about for a in told})
        matched = {m.portfolio_id: m for m in matches.of_board(db, delivery.board_code)}
        data_at = harvests.data_date(db, DATASET)
        wanted = delivery.board_code not in boards.stopped(db)
    entries = _entries(told, found, matched, context)
    if board is None or board.email is None or not wanted:
        receipt = Receipt(DeliveryResult.FAILED, "the board has no address or wants no messages", None)
    elif not entries:
        receipt = Receipt(DeliveryResult.FAILED, "every call closed before the message could be sent", None)
    else:
        message = _compose(context, board, entries, data_at)
        receipt = channel.send(board.email, message, key=delivery.key)
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


def _entries(
    told: list[Alert], found: dict[str, Process], matched: dict[str, Match], context: Context
) -> list[Entry]:
    """What the message will say; a new call that closed while it waited is left out."""
    return [
        _entry(alert, process, matched.get(alert.about), context)
        for alert in told
        if (process := found.get(alert.about))
        and (alert.kind is not AlertKind.NEW_MATCH or standing(process, context.today).is_offered)
    ]


def _entry(alert: Alert, process: Process, match: Match | None, context: Context) -> Entry:
    today, closes_on = context.today, process.closes_on
    return Entry(
        alert=alert,
        process=process,
        match=match,
        business_days_left=business_days_between(today, closes_on) if closes_on else None,
        missing=_missing(match, today) if match else (),
        is_draft=standing(process, today) is Standing.UPCOMING,
        place=_place(context.settings.municipality, process.text),
    )


@lru_cache(maxsize=4096)
def _place(municipality: str, text: str) -> str | None:
    """The first place that a call names: asked for each board that is told of it."""
    places = Gazetteer.load(municipality).recognise(text)
    return places[0].name if places else None


def _missing(match: Match, today: date) -> tuple[tuple[str, str], ...]:
    """What still stands in the way, each with its first step; what only the buyer knows is no gap."""
    requirements = load(today).requirements
    return tuple(
        (requirements[id_].title, requirements[id_].steps[0]) for id_ in match.missing if id_ in requirements
    )


def _compose(context: Context, board: Board, entries: list[Entry], data_at: datetime | None) -> Mail:
    settings = context.settings
    link = f"{settings.public_url.rstrip('/')}/junta/{sign(board.code, settings.secret_key)}"
    return digest(
        board,
        entries,
        link=link,
        stop_link=f"{link}/parar",
        today=context.today,
        data_at=data_at,
        municipality=settings.municipality_name,
        sample=context.sample,
    )
