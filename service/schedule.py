"""The service at work: one leased process keeps the schedule, in Bogotá's time."""

import os
import signal
import socket
import sys
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from types import FrameType

import structlog
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.blocking import BlockingScheduler
from apscheduler.triggers.cron import CronTrigger

from domain.days import BOGOTA
from harvesters.soda import SourceUnavailable
from service import canary, flow, sweep, watch
from service.channels import NoChannel
from service.context import Context
from service.deliver.halt import told_to_end
from service.mailbox import MailboxUnavailable
from service.settings import Settings
from service.shell import WrongUsage
from service.steps import deliver, hooks, match, poll, record
from store import leases
from store.engine import DatabaseUnavailable, writing

log = structlog.get_logger()

_LEASE_LASTS = timedelta(seconds=60)
_GRACE_SECONDS = 3 * 3600  # a run missed while the machine slept is made up within three hours
_ONE_BY_ONE = "one by one"  # what asks the source waits for its turn: two harvests at once help nobody

# SECOP's data is replaced once a day; it was seen to arrive in the afternoon and in the night. The cycle of
# 5:30 is the nightly sweep: like every harvest it asks again, by id, for each process whose fate is open, and
# it ends before the hours in which boards are written to.
_CYCLE = CronTrigger(hour="5,16", minute=30, timezone=BOGOTA)
_POLL = CronTrigger(minute=17, timezone=BOGOTA)  # at the full hour everybody asks
_REMATCH = CronTrigger(hour=2, minute=40, timezone=BOGOTA)  # the quiet of the night, for it looks at all
_DELIVER = CronTrigger(
    minute="*/2", timezone=BOGOTA
)  # each board has hours of its own, and deliver keeps them
_HOOKS = CronTrigger(minute="1-59/2", timezone=BOGOTA)
_MAILBOX = CronTrigger(minute="*/5", timezone=BOGOTA)
_WATCH = CronTrigger(minute="4-59/10", timezone=BOGOTA)
_CANARY = CronTrigger(hour=5, minute=10, timezone=BOGOTA)  # the cycle of 5:30 carries it
_CANARY_CHECK = CronTrigger(hour=7, timezone=BOGOTA)  # or the hour of CONVITE_CANARY_BY
_RECORD = CronTrigger(minute="10-59/15", timezone=BOGOTA)
_SWEEP = CronTrigger(hour=3, minute=10, timezone=BOGOTA)
_RENEW = CronTrigger(second="*/20", timezone=BOGOTA)


def run(context: Context, steps: frozenset[str]) -> None:
    """Keep the schedule until stopped. A second process waits until the first one's lease runs out."""
    holder = f"{socket.gethostname()}:{os.getpid()}"
    scheduler = BlockingScheduler(
        executors={"default": ThreadPoolExecutor(10), _ONE_BY_ONE: ThreadPoolExecutor(1)},
        timezone=BOGOTA,
        job_defaults={"coalesce": True, "max_instances": 1},
    )
    scheduler.add_job(partial(_holds_lease, context, holder), _RENEW, id="lease")
    for name in sorted(steps):
        scheduler.add_job(
            partial(_leased, context, holder, name, JOBS[name][1]),
            _when(name, context.settings),
            id=name,
            executor=_ONE_BY_ONE if name in _ASKS_THE_SOURCE else "default",
            misfire_grace_time=_GRACE_SECONDS,
        )
    signal.signal(signal.SIGTERM, _end)
    log.info("working", steps=sorted(steps), leads=_holds_lease(context, holder))
    try:
        scheduler.start()
    finally:
        with writing(context.engine) as db:
            leases.release(db, leases.SCHEDULE, holder)


def _end(_number: int, _frame: FrameType | None) -> None:
    """The lease is given back, and so is what is claimed and not sent."""
    told_to_end.set()
    sys.exit(0)


def _holds_lease(context: Context, holder: str) -> bool:
    now = context.now
    with writing(context.engine) as db:
        return leases.take(db, leases.SCHEDULE, holder, now, now + _LEASE_LASTS)


def _leased(context: Context, holder: str, name: str, job: Callable[[Context], object]) -> None:
    try:
        if _holds_lease(context, holder):
            log.info("ran", job=name, summary=job(context))
    except (DatabaseUnavailable, SourceUnavailable, NoChannel, MailboxUnavailable, WrongUsage) as error:
        log.error("failed, and will be tried at its next time", job=name, error=str(error))


def _cycle(context: Context) -> object:
    """Everything but sending, which keeps to the hours in which boards may be written to."""
    return flow.cycle(context, deliver_too=False)


def _poll(context: Context) -> object:
    """A cycle over what was renewed since it was last held complete; nothing where nothing was."""
    renewed = poll.run(context)
    return flow.cycle(context, renewed, deliver_too=False) if renewed else "nothing new at the source"


def _rematch(context: Context) -> object:
    """Every pair again: what the fast matches of the day had missed is told, and mended."""
    return match.run(context, full=True)


def _inject(context: Context) -> object:
    return canary.inject(context) if context.settings.canary else "no canary is set (CONVITE_CANARY)"


def _when(name: str, settings: Settings) -> CronTrigger:
    """The canary is checked at the hour that the settings name."""
    if name == "canary-check":
        return CronTrigger(hour=settings.canary_by, timezone=BOGOTA)
    return JOBS[name][0]


_ASKS_THE_SOURCE = {"cycle", "poll", "rematch"}

JOBS: dict[str, tuple[CronTrigger, Callable[[Context], object]]] = {
    "cycle": (_CYCLE, _cycle),
    "poll": (_POLL, _poll),
    "rematch": (_REMATCH, _rematch),
    "deliver": (_DELIVER, deliver.run),
    "hooks": (_HOOKS, hooks.run),
    "mailbox": (_MAILBOX, watch.read_mailbox),
    "watch": (_WATCH, watch.run),
    "canary": (_CANARY, _inject),
    "canary-check": (_CANARY_CHECK, watch.check_canary),
    "record": (_RECORD, record.run),
    "sweep": (_SWEEP, sweep.run),
}
