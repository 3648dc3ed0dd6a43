"""The worker: claims what is due in fitting batches, has it sent, and writes down at once what came of it.

Any number of workers, in any number of processes, share the work: a claim is nobody else's. The worker's
thread alone speaks to the database, and no transaction is open while anything is sent.
"""

import os
import random
import secrets
import socket
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from time import monotonic

from sqlalchemy import Connection

from domain.alert import Delivery, DeliveryResult, Ending, Priority
from domain.contact import Channel, ContactSource
from domain.figures import ATTEMPT_SECONDS, ATTEMPTS, Sheet
from service.context import Context
from service.deliver import batch
from service.deliver.batch import Job, Plan
from service.deliver.endings import ending
from service.deliver.halt import told_to_end
from service.deliver.roadside import Roadside
from service.deliver.senders import Done, Senders
from service.deliver.ways import Roads, Wait
from service.progress import Counter as Progress
from store import contacts, deliveries, statuses, stopping
from store.engine import reading, writing

# Longer than a message may wait for its turn (senders.STALE_SECONDS) and then be handed over, each of the
# provider's answers coming just before the time-out of 30 seconds.
CLAIM = timedelta(minutes=10)

_SMALLEST, _LARGEST = 16, 500
_SECONDS_OF_WORK = 5.0  # what a batch should hold, so that what was read of it is fresh when it is sent
_WRITE_EVERY_SECONDS, _MOST_AT_ONCE = 0.25, 50


@dataclass
class Tally:
    """What came of the run so far."""

    results: Counter[DeliveryResult] = field(default_factory=Counter)
    sheet: Sheet = field(default_factory=Sheet)
    accepted: list[int] = field(default_factory=list)  # messages
    by_channel: Counter[Channel] = field(default_factory=Counter)
    put_back: int = 0
    maybe_twice: int = 0


class Worker:
    """One run over what is due, with these senders."""

    def __init__(
        self,
        context: Context,
        senders: Senders,
        roadside: Roadside,
        counter: Progress,
        lowest: Priority = Priority.REST,
    ) -> None:
        self.tally = Tally()
        self._context = context
        self._senders = senders
        self._roadside = roadside
        self._counter = counter
        self._lowest = lowest
        self._name = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
        self._roads = Roads(roadside.usable)
        self._in_hand: dict[int, Job] = {}
        self._batch = _SMALLEST
        self._began = monotonic()

    def run(self) -> None:
        """Until nothing is due, nothing can be sent, or the process is told to end."""
        with writing(self._context.engine) as db:
            statuses.carry_waiting(db, self._context.now)
        has_more = True
        try:
            while has_more or self._senders.outstanding:
                if told_to_end.is_set() or self._roadside.is_shut:
                    self._senders.halt()
                    has_more = False
                elif has_more and self._senders.outstanding <= self._batch // 2:
                    has_more = self._take()
                is_due_again = self._collect()
                has_more = has_more or (is_due_again and not self._senders.is_halted)
        except BaseException:  # whatever it is: what was sent is sent, and is written down
            self._senders.halt()
            while self._senders.outstanding:
                self._collect()
            raise
        finally:
            with writing(self._context.engine) as db:
                self._roadside.release(db, self._name)

    def _take(self) -> bool:
        """Claim a batch and hand it to the senders; False where nothing is due."""
        context, now = self._context, self._context.now
        with writing(context.engine) as db:
            self._roadside.hold(db, self._name, now, now + CLAIM)
            claimed = deliveries.claim(db, self._name, now, now + CLAIM, self._batch, self._lowest)
        if not claimed:
            return False
        try:
            made = self._planned(claimed, now)
        except BaseException:
            with writing(context.engine) as db:  # the next run begins with others
                deliveries.put_back(db, self._name, claimed, now + CLAIM)
            raise
        self._in_hand |= {job.delivery.id: job for job in made.jobs}
        self._senders.add(made.jobs)
        self._write_plan(made)
        return True

    def _planned(self, claimed: Sequence[Delivery], now: datetime) -> Plan:
        with reading(self._context.engine) as db:
            facts = batch.read(self._context, db, claimed)
            self._roads = self._roadside.look(db, facts.stopped_addresses, self._in_hand.values(), now)
        return batch.plan(claimed, facts, self._roads, now)

    def _write_plan(self, made: Plan) -> None:
        if not (made.later or made.waits or made.ended):
            return
        with writing(self._context.engine) as db:
            deliveries.finish(db, made.ended)
            for due_at, some in _by_moment(made.later):
                deliveries.put_off(db, self._name, some, due_at)
            for until, some in _by_moment(made.waits):
                deliveries.put_back(db, self._name, some, until)
        self._count(made.ended)
        self._count_back(len(made.later) + len(made.waits))

    def _collect(self) -> bool:
        """Write down what came back from the senders; gives whether anything of it is due at once again."""
        done = self._senders.collect(_WRITE_EVERY_SECONDS, _MOST_AT_ONCE)
        if not done:
            return False
        now = self._context.now
        sent = [(one, self._ending(one, now)) for one in done if one.receipt]
        unsent = [one.job.delivery for one in done if not one.receipt]
        for one in done:
            del self._in_hand[one.job.delivery.id]
        with writing(self._context.engine) as db:
            deliveries.finish(db, [ended for _, ended in sent])
            deliveries.put_back(db, self._name, unsent, now)
            for one, ended in sent:
                self._learn(db, one, ended)
        self._count([ended for _, ended in sent])
        self._count_back(len(unsent))
        pace = self.tally.results.total() / (monotonic() - self._began)
        self._batch = min(_LARGEST, max(_SMALLEST, round(pace * _SECONDS_OF_WORK)))
        return bool(unsent) or any(ended.due_at and ended.due_at <= now for _, ended in sent)

    def _ending(self, done: Done, now: datetime) -> Ending:
        assert done.receipt
        jitter = random.random()  # noqa: S311 - no secret
        return ending(
            done.job, done.receipt, self._roads, done.started_at, max(now, done.finished_at), jitter
        )

    def _learn(self, db: Connection, done: Done, ended: Ending) -> None:
        assert done.receipt
        assert ended.channel
        if done.is_composed:
            self._roadside.note(db, ended.channel, done.receipt, ended.finished_at)
        result = "ours" if done.receipt.is_ours else ended.result.value
        self.tally.sheet.count(ATTEMPTS, ended.channel.value, result)
        seconds = (done.finished_at - done.started_at).total_seconds()
        self.tally.sheet.observe(ATTEMPT_SECONDS, seconds, ended.channel.value)
        if ended.result is DeliveryResult.ACCEPTED:
            self.tally.accepted.append(ended.delivery.id)
            self.tally.by_channel[ended.channel] += 1
            self.tally.maybe_twice += done.job.may_be_twice(is_keyed=done.receipt.is_keyed)
        is_dead = ended.result is DeliveryResult.FAILED and not done.receipt.is_ours
        if is_dead and ended.contact_id is not None:
            contacts.fail(db, ended.contact_id, ended.answer, ended.finished_at)
            if done.receipt.wants_none:
                stopping.stop_contact(db, ended.contact_id, ContactSource.REPLY, ended.finished_at)

    def _count(self, ended: Sequence[Ending]) -> None:
        for one in ended:
            if one.result is DeliveryResult.ACCEPTED:
                self.tally.results[one.result] += 1
            else:
                self.tally.results[DeliveryResult.TRY_AGAIN if one.due_at else DeliveryResult.FAILED] += 1
        self._counter.advance(len(ended))

    def _count_back(self, number: int) -> None:
        self.tally.put_back += number


def _by_moment(given: Iterable[tuple[Delivery, Wait]]) -> Iterator[tuple[datetime, list[Delivery]]]:
    for until, some in groupby(sorted(given, key=_until), key=_until):
        yield until, [one for one, _ in some]


def _until(given: tuple[Delivery, Wait]) -> datetime:
    return given[1].until
