"""What is done by the clock, and when, in Bogotá's time. `service.work` does it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from apscheduler.triggers.cron import CronTrigger

from domain.days import BOGOTA
from service import canary, flow, sweep, watch
from service.context import Context
from service.settings import Settings
from service.steps import deliver, hooks, match, poll, record


@dataclass(frozen=True)
class Scheduled:
    """`within` is how late it may begin where it was missed: its moment has passed then, and the next one is
    waited for. Of those that ask the source one runs at a time: two harvests at once help nobody.

    What keeps claims of its own is shared by all workers; the rest is done by who has the lease, and written
    only while he has it. `may_break` says that it arrives at the same state when it is broken off between two
    transactions and run again: so it is, when its worker is told to end.
    """

    when: CronTrigger
    do: Callable[[Context], object]
    within: timedelta = timedelta.max
    asks_the_source: bool = False
    has_claims: bool = False
    may_break: bool = False


def next_at(name: str, settings: Settings, now: datetime) -> datetime:
    """When this job is due next, after this moment."""
    found: datetime = _when(name, settings).get_next_fire_time(None, now + timedelta(microseconds=1))
    return found


def _when(name: str, settings: Settings) -> CronTrigger:
    """The canary is checked at the hour that the settings name."""
    return _at(hour=settings.canary_by) if name == "canary-check" else JOBS[name].when


def _at(**fields: int | str) -> CronTrigger:
    return CronTrigger(**fields, timezone=BOGOTA)


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


# SECOP's data is replaced once a day; it was seen to arrive in the afternoon and in the night. The cycle of
# 5:30 is the nightly sweep: like every harvest it asks again, by id, for each process whose fate is open, and
# it ends before the hours in which boards are written to. It carries the canary, which is checked at 7 or at
# the hour of CONVITE_CANARY_BY.
JOBS = {
    "cycle": Scheduled(_at(hour="5,16", minute=30), _cycle, asks_the_source=True, may_break=True),
    # At the full hour everybody asks.
    "poll": Scheduled(_at(minute=17), _poll, asks_the_source=True, may_break=True),
    # The quiet of the night, for it looks at all.
    "rematch": Scheduled(
        _at(hour=2, minute=40), _rematch, timedelta(hours=3), asks_the_source=True, may_break=True
    ),
    # Each board has hours of its own, and deliver keeps them.
    "deliver": Scheduled(_at(minute="*/2"), deliver.run, has_claims=True),
    "hooks": Scheduled(_at(minute="1-59/2"), hooks.run, has_claims=True),
    "mailbox": Scheduled(_at(minute="*/5"), watch.read_mailbox),
    "watch": Scheduled(_at(minute="4-59/10"), watch.run),
    "canary": Scheduled(_at(hour=5, minute=10), _inject, timedelta(hours=1)),
    "canary-check": Scheduled(_at(hour=7), watch.check_canary, timedelta(hours=3)),
    "record": Scheduled(_at(minute="10-59/15"), record.run, may_break=True),
    "sweep": Scheduled(_at(hour=3, minute=10), sweep.run, may_break=True),
}
