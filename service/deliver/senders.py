"""Threads that send: each has connections of its own, takes one message after the other, and never writes.

A message that lay here too long before its turn is given back unsent: what was read of it has grown old, and
its claim must not run out while it is sent. A provider that hangs costs one thread a time-out, nobody a copy.
"""

import threading
from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from queue import Empty, SimpleQueue
from time import monotonic
from types import TracebackType
from typing import Self

import structlog

from domain.alert import DeliveryResult
from domain.contact import Channel
from notifications import channels
from notifications.channels import Receipt
from notifications.compose import message
from notifications.message import NotComposed
from service.deliver.batch import Job
from service.deliver.halt import told_to_end

log = structlog.get_logger()

OpenChannels = Callable[[], AbstractContextManager[Mapping[Channel, channels.Channel]]]

STALE_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Done:
    """A message that came back from a sender; without a receipt it was not sent.

    `is_composed`: it had a form for its channel; where it had none, that says nothing of the channel.
    """

    job: Job
    receipt: Receipt | None
    started_at: datetime
    finished_at: datetime
    is_composed: bool = True


@dataclass(frozen=True, slots=True)
class _Death:
    """Of a thread, and whether it held a message: what became of that one nobody knows."""

    error: BaseException
    held_one: bool


class Senders:
    """At most so many threads, from `with` to its end. Nothing goes by what others put into `left_out`."""

    def __init__(
        self, number: int, opened: OpenChannels, clock: Callable[[], datetime], left_out: AbstractSet[Channel]
    ) -> None:
        self.outstanding = 0
        self._left_out = left_out
        self._opened = opened
        self._clock = clock
        self._halt = threading.Event()
        self._waiting: SimpleQueue[tuple[Job, float] | None] = SimpleQueue()
        self._done: SimpleQueue[Done | _Death] = SimpleQueue()
        self._died_of: BaseException | None = None
        self._number = number
        self._threads: list[threading.Thread] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.halt()
        for _ in self._threads:
            self._waiting.put(None)
        for thread in self._threads:
            thread.join()

    def add(self, jobs: Iterable[Job]) -> None:
        for job in jobs:
            self.outstanding += 1
            self._waiting.put((job, monotonic() + STALE_SECONDS))
            if len(self._threads) < min(self._number, self.outstanding):
                self._threads.append(threading.Thread(target=self._run, daemon=True))
                self._threads[-1].start()

    @property
    def is_halted(self) -> bool:
        return self._halt.is_set()

    def halt(self) -> None:
        """Send nothing more; what waits comes back unsent."""
        self._halt.set()
        while True:  # by our own hand: there may be no thread left that lives
            try:
                taken = self._waiting.get_nowait()
            except Empty:
                return
            if taken is not None:
                now = self._clock()
                self._done.put(Done(taken[0], None, now, now))

    def collect(self, seconds: float, most: int) -> list[Done]:
        """What came back within so many seconds, at most so much, and no more after a refusal that is about
        us. Raises what a thread died of, unless all is being ended anyway.
        """
        found: list[Done] = []
        until = monotonic() + seconds
        while self.outstanding and len(found) < most and (self.is_halted or not self._died_of):
            try:
                one = self._done.get(timeout=max(0.0, until - monotonic()))
            except Empty:
                break
            if isinstance(one, _Death):
                self.outstanding -= one.held_one
                self._died_of = one.error
                continue
            self.outstanding -= 1
            found.append(one)
            if one.receipt and one.receipt.is_ours:
                break  # to be looked at before more is refused
        if self._died_of and not found and not self.is_halted:
            raise self._died_of
        return found

    def _run(self) -> None:
        taken: tuple[Job, float] | None = None
        try:
            with self._opened() as opened:
                while (taken := self._waiting.get()) is not None:
                    self._done.put(self._one(opened, *taken))
        except BaseException as error:  # noqa: BLE001 - told in the thread that can act
            self._done.put(_Death(error, held_one=taken is not None))

    def _one(self, opened: Mapping[Channel, channels.Channel], job: Job, stale_at: float) -> Done:
        contact, started_at = job.way.known.contact, self._clock()
        if (
            self._halt.is_set()
            or told_to_end.is_set()
            or contact.channel in self._left_out
            or monotonic() > stale_at
        ):
            return Done(job, None, started_at, started_at)
        try:
            receipt = opened[contact.channel].send(contact.address, message(job.said), key=job.key)
        except Exception as error:  # noqa: BLE001 - whatever is wrong with one message must not hold up the others
            log.error("a message cannot be composed or sent", delivery=job.delivery.id, why=_why(error))
            receipt = Receipt(DeliveryResult.TRY_AGAIN, f"operator: {_why(error)}", is_ours=True)
            return Done(job, receipt, started_at, self._clock(), is_composed=False)
        return Done(job, receipt, started_at, self._clock())


def _why(error: Exception) -> str:
    """Only of our own errors do we know that they hold no address."""
    return f"it cannot be composed: {error}" if isinstance(error, NotComposed) else type(error).__name__
