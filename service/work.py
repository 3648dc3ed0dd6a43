"""A worker: `convite work`, any number of them on any number of machines.

    one has the lease ─▶ begins what is due (store.jobs) ─▶ writes down how it went
    the others        ─▶ lend a hand with what can be shared, by claims

Who has the lease renews it every few seconds. When it dies another has it within a minute, ends what the
dead one had open at the database, and makes up what broke off. Who lost it writes nothing more: each
transaction of its jobs begins by asking whether it is still his.
"""

import os
import secrets
import signal
import socket
import threading
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from queue import Empty, SimpleQueue
from time import monotonic
from types import FrameType

import structlog
from sqlalchemy import Connection

from harvesters.soda import SourceUnavailable
from service.channels import NoChannel
from service.context import Context
from service.deliver.halt import told_to_end
from service.mailbox import MailboxUnavailable
from service.match import shared, workers
from service.match.fast import Overtaken
from service.memory import give_back
from service.schedule import JOBS, Scheduled, next_at
from service.shell import WrongUsage
from store import jobs, leases, match_parts
from store.engine import DatabaseUnavailable, guarded, name_sessions, reading, writing
from store.jobs import Job, Outcome

log = structlog.get_logger()

_LEASE_LASTS = timedelta(seconds=40)
_LOOK_EVERY_SECONDS = 5.0
_TO_END_SECONDS = 90.0  # systemd and compose kill after 120
_SAID_AWAY_EVERY_SECONDS = 60.0
_EXPECTED = (SourceUnavailable, NoChannel, MailboxUnavailable, WrongUsage, Overtaken)
_ERROR_SIGNS = 200
_PARTS = "parts of a match"  # what is lent a hand with, in the log


class BrokenOff(Exception):
    """The run may not go on: the lease is another's, or the process is told to end."""


def run(context: Context, steps: frozenset[str]) -> None:
    """Work until told to end; then what runs comes to its next safe point, and all is given back."""
    told: SimpleQueue[None] = SimpleQueue()  # which a signal may fill while its reader waits

    def end(number: int, _frame: FrameType | None) -> None:
        told_to_end.set()
        told.put(None)
        signal.signal(number, signal.SIG_DFL)  # who is asked twice ends at once

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    worker = Worker(context, steps)
    worker.begin()
    leads = worker.look()
    log.info("working", steps=sorted(steps), leads=leads, worker=worker.name)
    while not told_to_end.is_set():
        with suppress(Empty):
            told.get(timeout=_LOOK_EVERY_SECONDS)
        if not told_to_end.is_set():
            led, leads = leads, worker.look()
            if leads != led:
                log.warning("leads from now on" if leads else "leads no more", worker=worker.name)
    if not worker.end():
        os._exit(0)  # a thread that waits for somebody else would hold us past the moment of being killed


class Worker:
    """One process at work. `look` is to be called every few seconds."""

    def __init__(self, context: Context, steps: frozenset[str]) -> None:
        self.name = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
        self._context = replace(context, worker=self.name)
        self._steps = steps
        self._leads = False
        self._at_it: dict[str, threading.Thread] = {}
        self._joined: dict[str, datetime | None] = {}  # the run of a job that this worker lent a hand with
        self._said_away_at = float("-inf")

    def begin(self) -> None:
        """Be alive, and only then let our sessions bear our name: who takes over the lease at that moment
        would take them for those of a dead worker, and end them.
        """
        try:
            with writing(self._context.engine) as db:
                now = self._context.now
                leases.be_alive(db, self.name, now, now + _LEASE_LASTS)
        except DatabaseUnavailable as error:
            self._say_away(error)
        name_sessions(self._context.engine, leases.session_of(self.name))

    def look(self) -> bool:
        """Renew or take the lease, and begin what is due; gives whether this worker has it."""
        led, self._leads = self._leads, False
        try:
            self._leads = self._lead()
            if self._leads and not led:
                self._take_over()
            if self._leads:
                self._begin_due()
            else:
                self._lend_a_hand()
        except DatabaseUnavailable as error:
            self._say_away(error)
        return self._leads

    def end(self) -> bool:
        """Wait for what runs, not for ever; False where something did not come to its end."""
        until = monotonic() + _TO_END_SECONDS
        while (running := self._running()) and monotonic() < until:
            next(iter(running.values())).join(_LOOK_EVERY_SECONDS)
            with suppress(DatabaseUnavailable):
                self._lead()
        left = sorted(self._running())
        try:
            with writing(self._context.engine) as db:
                if leases.is_held(db, leases.SCHEDULE, self.name):
                    jobs.break_off(db, self.name, (), self._context.now)
                leases.end(db, self.name)
                match_parts.forget(db, self.name)
        except DatabaseUnavailable as error:
            self._say_away(error)
        log.info("ended", worker=self.name, of=left)
        return not left

    def _running(self) -> dict[str, threading.Thread]:
        self._at_it = {name: thread for name, thread in self._at_it.items() if thread.is_alive()}
        return self._at_it

    def _lead(self) -> bool:
        with writing(self._context.engine) as db:
            now = self._context.now
            leases.be_alive(db, self.name, now, now + _LEASE_LASTS)
            return leases.take(db, leases.SCHEDULE, self.name, now, now + _LEASE_LASTS)

    def _take_over(self) -> None:
        """Once the lease is ours for all to see: whoever had it begins no transaction any more."""
        context = self._context
        with writing(context.engine) as db:
            ended = leases.end_sessions_of_the_dead(db, context.now)
            due = {name: next_at(name, context.settings, context.now) for name in self._steps}
            jobs.settle(db, due, context.now)
        if ended:
            log.warning("ended what the dead had open at the database", counts=ended)

    def _begin_due(self) -> None:
        at_it = set(self._running())
        with writing(self._context.engine) as db:
            now = self._context.now
            if not leases.is_held(db, leases.SCHEDULE, self.name):
                return
            for name in jobs.break_off(db, self.name, at_it, now):
                log.warning("broke off, and is made up", job=name)
            begun = []
            for name in _in_turn(jobs.read(db).values(), now):
                if name in self._steps and not _waits(name, at_it) and (job := self._begin(db, name, now)):
                    begun.append(job)
                    at_it.add(name)
        for job in begun:
            self._start(job.name, partial(self._do, job, JOBS[job.name]))

    def _begin(self, db: Connection, name: str, now: datetime) -> Job | None:
        after = next_at(name, self._context.settings, now)
        if now - jobs.read(db)[name].next_at > JOBS[name].within:
            jobs.put_off(db, name, after)
            return None
        return jobs.begin(db, name, self.name, now, after)

    def _lend_a_hand(self) -> None:
        """Join in what whoever leads is at: once a run, and in a match while parts of it are open."""
        with reading(self._context.engine) as db:
            known = jobs.read(db)
        for name in (name for name in self._steps if JOBS[name].has_claims):
            run = known.get(name)
            if run and run.running_by and self._joined.get(name) != run.last_started_at:
                self._joined[name] = run.last_started_at
                self._start(name, partial(self._try, name, JOBS[name].do, self._context))
        if _PARTS not in self._running() and shared.is_open(self._context):
            self._start(_PARTS, partial(self._try, _PARTS, workers.lend_a_hand, self._context))

    def _start(self, name: str, do: Callable[[], object]) -> None:
        if name not in self._running():
            self._at_it[name] = threading.Thread(target=do, name=name, daemon=True)
            self._at_it[name].start()

    def _do(self, begun: Job, job: Scheduled) -> None:
        """One run, and what came of it. What cannot be written down is found by who looks next."""
        context = self._context
        if not job.has_claims:
            context = replace(context, engine=guarded(context.engine, partial(self._guard, job)))
        outcome, error = self._try(begun.name, job.do, context)
        try:
            with writing(self._context.engine) as db:
                jobs.end(db, begun, outcome, error, self._context.now)
        except DatabaseUnavailable as away:
            self._say_away(away)

    def _guard(self, job: Scheduled, db: Connection) -> None:
        if job.may_break and told_to_end.is_set():
            raise BrokenOff("its worker was told to end")
        if not leases.is_held(db, leases.SCHEDULE, self.name):
            raise BrokenOff("the lease went to another worker")

    def _try(
        self, name: str, do: Callable[[Context], object], context: Context
    ) -> tuple[Outcome, str | None]:
        try:
            log.info("ran", job=name, summary=do(context))
        except BrokenOff as error:
            log.warning("broken off", job=name, why=str(error))
            return Outcome.BROKEN_OFF, str(error)
        except DatabaseUnavailable as error:
            self._say_away(error)
            return Outcome.BROKEN_OFF, "the database was away"
        except _EXPECTED as error:
            log.error("failed, and will be tried at its next time", job=name, error=str(error))
            return Outcome.FAILED, str(error)[:_ERROR_SIGNS]
        except Exception as error:  # whatever it is, the others go on; what it says may be of a person
            log.exception("failed, and will be tried at its next time", job=name)
            return Outcome.FAILED, type(error).__name__
        finally:
            give_back()
        return Outcome.DONE, None

    def _say_away(self, error: DatabaseUnavailable) -> None:
        """A line a minute at most, whoever finds it."""
        now = monotonic()
        if now - self._said_away_at >= _SAID_AWAY_EVERY_SECONDS:
            self._said_away_at = now
            log.error(
                "the database is away: tried again until it is there", error=str(error).partition("\n")[0]
            )


def _in_turn(known: Iterable[Job], now: datetime) -> list[str]:
    """What is due and known to this release, what has waited longest first."""
    return [name for _, name in sorted((one.next_at, one.name) for one in known if one.next_at <= now)]


def _waits(name: str, at_it: Collection[str]) -> bool:
    asks = JOBS[name].asks_the_source
    return name in at_it or (asks and any(JOBS[other].asks_the_source for other in at_it))
