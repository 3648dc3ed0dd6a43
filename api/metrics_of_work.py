"""Figures of the work behind the pages: jobs, steps, queues, channels, the canary, troubles, disks."""

import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

from prometheus_client import Metric
from sqlalchemy import Connection

from api.metric_families import counter, gauge, kept, seconds
from api.site import Site
from domain.figures import KEPT
from store import canary, channel_states, figures, jobs, leases, queues, troubles
from store.jobs import Job, Outcome

_OF_JOBS: tuple[tuple[str, str, Callable[[Job], float | None]], ...] = (
    ("next_run_timestamp_seconds", "When a job is due.", lambda one: seconds(one.next_at)),
    ("last_run_timestamp_seconds", "When its last run ended.", lambda one: seconds(one.last_ended_at)),
    ("last_duration_seconds", "How long its last run took.", lambda one: one.seconds),
    (
        "last_success",
        "Whether its last run ended well.",
        lambda one: None if one.outcome is None else one.outcome is Outcome.DONE,
    ),
    (
        "running_since_timestamp_seconds",
        "Since when somebody is at it.",
        lambda one: seconds(one.last_started_at) if one.running_by else None,
    ),
)


def collect(db: Connection, site: Site) -> Iterator[Metric]:
    """By seven questions."""
    yield gauge(
        "convite_schedule_kept",
        "Whether somebody keeps the schedule.",
        (),
        {(): leases.holder(db, leases.SCHEDULE, site.now) is not None},
    )
    yield from _jobs(db)
    yield from _queues(db, site)
    yield from _telling(db)
    found = figures.read(db)
    yield from (kept(figure, found) for figure in KEPT)
    yield _free(site)


def _jobs(db: Connection) -> Iterator[Metric]:
    known = jobs.read(db).values()
    runs, failures = "Runs of a job that ended.", "Runs of a job that did not end well."
    yield counter("convite_job_runs", runs, ("job_name",), {(one.name,): one.runs for one in known})
    yield counter(
        "convite_job_failures", failures, ("job_name",), {(one.name,): one.failures for one in known}
    )
    for name, says, read in _OF_JOBS:
        yield gauge(f"convite_job_{name}", says, ("job_name",), {(one.name,): read(one) for one in known})


def _queues(db: Connection, site: Site) -> Iterator[Metric]:
    now, found = site.now, queues.read(db, site.now)
    label = ("queue",)
    messages = sum(one.waiting for one in found if one.name == "messages")
    yield gauge("convite_messages_waiting", "Messages to be sent.", (), {(): messages})
    yield gauge(
        "convite_queue_waiting", "What waits in a queue.", label, {(one.name,): one.waiting for one in found}
    )
    yield gauge(
        "convite_queue_overdue",
        "What of it should be done already.",
        label,
        {(one.name,): one.overdue for one in found},
    )
    yield gauge(
        "convite_queue_oldest_due_seconds",
        "How long the oldest of it is due; 0 where none is.",
        label,
        {(one.name,): (now - (one.oldest_due_at or now)) / timedelta(seconds=1) for one in found},
    )


def _telling(db: Connection) -> Iterator[Metric]:
    states = channel_states.read(db)
    stopped = {(channel.value,): state.stopped_at is not None for channel, state in states.items()}
    refuses = {(channel.value,): state.trouble is not None for channel, state in states.items()}
    yield gauge("convite_channel_stopped", "Whether a person stopped a channel.", ("channel",), stopped)
    yield gauge("convite_channel_refuses", "Whether a provider refuses us.", ("channel",), refuses)
    standing = {(one.name,): seconds(one.since) for one in troubles.standing(db)}
    says = "Since when there is a trouble of which the operator is paged."
    yield gauge("convite_trouble_since_timestamp_seconds", says, ("trouble",), standing)
    checked = canary.last_checked(db)
    arrived = {(): checked.failed_step is None} if checked else {}
    at = {(): seconds(checked.checked_at)} if checked else {}
    yield gauge("convite_canary_arrived", "Whether the last canary arrived.", (), arrived)
    yield gauge("convite_canary_checked_timestamp_seconds", "When it was last looked for.", (), at)


def _free(site: Site) -> Metric:
    """Of the disks of this process: a database on a server has its own, which its own exporter tells."""
    folders = {"papers": Path(site.web.papers).absolute()}
    if site.engine.dialect.name == "sqlite" and site.engine.url.database not in (None, "", ":memory:"):
        folders["database"] = Path(str(site.engine.url.database)).absolute()
    found: dict[tuple[str, ...], float | None] = {}
    for what, folder in folders.items():
        there = next(one for one in (folder, *folder.parents) if one.exists())
        usage = shutil.disk_usage(there)
        found[what,] = usage.free / usage.total if usage.total else None
    return gauge("convite_disk_free_ratio", "Room left where these files lie.", ("files",), found)
