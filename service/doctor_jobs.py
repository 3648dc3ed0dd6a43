"""What doctor says of the jobs of the schedule: how each went last, and when it is due."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import Connection

from domain.days import BOGOTA
from service.finding import Finding, Health
from store import jobs, leases
from store.jobs import Job, Outcome

_LATE = timedelta(minutes=15)


def findings(db: Connection, now: datetime) -> Iterator[Finding]:
    """Who works, then a line a job; none where no worker ever did."""
    known, at_work = jobs.read(db).values(), leases.alive(db, now)
    if not known:
        yield Finding("workers", Health.YELLOW, "none was ever at work", "keep convite work running")
        return
    leads = leases.holder(db, leases.SCHEDULE, now)
    if leads:
        yield Finding("workers", Health.GREEN, f"{len(at_work)} at work; {leads} leads")
    else:
        yield Finding("workers", Health.RED, "nobody keeps the schedule", "keep convite work running")
    for job in known:
        yield _finding(job, now)


def _finding(job: Job, now: datetime) -> Finding:
    what = f"job {job.name}"
    says = f"{_last(job)}; {_next(job)}; {job.runs} runs, {job.failures} not done"
    if job.running_by is None and now - job.next_at > _LATE:
        return Finding(what, Health.RED, f"late: {says}", "keep convite work running, with this step")
    if job.outcome in (Outcome.FAILED, Outcome.BROKEN_OFF):
        return Finding(what, Health.YELLOW, says, "the log of convite work says more; it is tried again")
    return Finding(what, Health.GREEN, says)


def _last(job: Job) -> str:
    if job.outcome is None or job.last_ended_at is None:
        return "never ended"
    why = f" ({job.error})" if job.error else ""
    return f"{job.outcome} at {_moment(job.last_ended_at)} after {job.seconds or 0:.1f} s{why}"


def _next(job: Job) -> str:
    if job.running_by is not None and job.last_started_at is not None:
        return f"running since {_moment(job.last_started_at)}"
    return f"next at {_moment(job.next_at)}"


def _moment(at: datetime) -> str:
    return f"{at.astimezone(BOGOTA):%Y-%m-%d %H:%M}"
