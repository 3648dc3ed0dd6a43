"""What doctor says of workers and jobs."""

from datetime import timedelta

from sqlalchemy import Connection

from service.doctor_jobs import findings
from service.finding import Finding, Health
from store import jobs, leases
from store.jobs import Outcome
from tests.examples import NOW

HOUR = timedelta(hours=1)


def found(db: Connection) -> dict[str, Finding]:
    return {one.what: one for one in findings(db, NOW)}


def test_an_installation_where_nobody_ever_worked_is_told_so(unsaved: Connection) -> None:
    assert found(unsaved)["workers"].health is Health.YELLOW


def test_a_job_tells_its_last_run_and_its_next_and_is_red_once_it_is_late(unsaved: Connection) -> None:
    jobs.settle(unsaved, {"cycle": NOW - HOUR, "sweep": NOW - timedelta(minutes=15)}, NOW - 2 * HOUR)
    said = found(unsaved)
    assert said["workers"].health is Health.RED
    assert (said["job cycle"].health, said["job sweep"].health) == (Health.RED, Health.GREEN)
    leases.be_alive(unsaved, "one", NOW, NOW + HOUR)
    leases.take(unsaved, leases.SCHEDULE, "one", NOW, NOW + HOUR)
    run = jobs.begin(unsaved, "cycle", "one", NOW - HOUR, NOW + HOUR)
    assert run
    said = found(unsaved)
    assert (said["workers"].health, said["workers"].says) == (Health.GREEN, "1 at work; one leads")
    assert "running since" in said["job cycle"].says
    jobs.end(unsaved, run, Outcome.FAILED, "the source is away", NOW - HOUR + timedelta(seconds=7))
    said = found(unsaved)
    assert said["job cycle"].health is Health.YELLOW
    assert "failed at 2026-06-03" in said["job cycle"].says
    assert "after 7.0 s (the source is away)" in said["job cycle"].says
