"""Doctor: what is configured, reachable and stale, and what to do about it."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from datetime import datetime, timedelta

from sqlalchemy import Engine

from domain.source import Freshness, HarvestReport
from harvesters.datasets.processes import PROCESSES
from harvesters.soda import Source, SourceUnavailable
from notifications.links import sign_at
from notifications.message import NotComposed
from notifications.sms_form import check_link
from service import doctor_channels, doctor_jobs, doctor_machine, doctor_telling, start_check
from service.finding import Finding, Health
from service.plausible import expected, is_stale
from service.settings import Settings
from service.shell import ExitCode
from service.watch import QUEUE_WAITS_AT_MOST
from store import boards, deliveries, harvests, sealing, sources
from store.engine import DatabaseUnavailable, open_database, reading
from store.migrating import SchemaTooNew, TableInUse, migrate
from store.vault import Vault

_LONG_CODE = "J-13001-00000000"  # as long as one that the import makes
_STALE_AFTER = timedelta(days=2)


def examine(chosen: Settings, clock: Callable[[], datetime]) -> list[Finding]:
    """Look at everything once. Nothing is changed but the database's schema, brought to the newest."""
    return [
        _secret(chosen),
        *(one for one in start_check.findings(chosen, os.environ) if one.what != "CONVITE_SECRET_KEY"),
        _notice(chosen),
        *_database(chosen, clock()),
        *doctor_machine.certificate(chosen, clock()),
        _source(chosen),
        *doctor_channels.findings(chosen),
        *_text_messages(chosen, clock()),
    ]


def lines(found: list[Finding]) -> Iterator[str]:
    """The findings for a person to read, each with what to do about it."""
    for finding in found:
        yield f"{finding.health.value.upper():7}{finding.what}: {finding.says}"
        if finding.do:
            yield f"{'':7}→ {finding.do}"


def exit_code(found: list[Finding]) -> ExitCode:
    """The exit code of the worst finding: the database before the source."""
    red = {finding.what for finding in found if finding.health is Health.RED}
    if "database" in red:
        return ExitCode.DATABASE
    return ExitCode.SOURCE if "source" in red else ExitCode.DONE


def _secret(chosen: Settings) -> Finding:
    if chosen.has_own_secret:
        return Finding("secret key", Health.GREEN, "links are signed with a key of this installation")
    return Finding(
        "secret key", Health.RED, "links would be signed with a key known to all", "set CONVITE_SECRET_KEY"
    )


def _database(chosen: Settings, now: datetime) -> list[Finding]:
    try:
        engine = open_database(chosen.database_url)
        try:
            return _in_database(engine, chosen, now)
        finally:
            engine.dispose()
    except SchemaTooNew as error:
        do = "start the newer version again, or restore the backup from before it (docs/deploy.md)"
        return [Finding("database", Health.RED, str(error), do)]
    except TableInUse as error:
        return [Finding("database", Health.RED, str(error), "convite migrate, once nobody holds the table")]
    except DatabaseUnavailable as error:
        return [Finding("database", Health.RED, str(error), "check CONVITE_DATABASE_URL and that it runs")]


def _in_database(engine: Engine, chosen: Settings, now: datetime) -> list[Finding]:
    migrate(engine)
    with reading(engine) as db:
        number, reports = boards.count(db), harvests.last(db)
        rejected, fresh = harvests.rejected_count(db), sources.freshness(db)
        queued, oldest = deliveries.waiting(db)
        unreadable = sealing.unreadable(db, Vault(chosen.vault_keys, chosen.retired_keys))
        telling = doctor_telling.findings(db, chosen, now)
        work = [*doctor_jobs.findings(db, now), *doctor_machine.of_database(db, now)]
    file = engine.url.database if engine.dialect.name == "sqlite" else None
    return [
        Finding("database", Health.GREEN, f"{engine.dialect.name}, schema up to date"),
        _boards(number),
        _contacts(unreadable),
        _harvest(reports, rejected, now),
        _drift(reports),
        _freshness(fresh, chosen, now),
        _queue(queued, oldest, now),
        *telling,
        *work,
        *doctor_machine.disks(chosen, file),
    ]


def _boards(number: int) -> Finding:
    if number:
        return Finding("boards", Health.GREEN, f"{number} boards")
    return Finding("boards", Health.YELLOW, "no boards yet", "convite boards import FILE")


def _contacts(unreadable: int) -> Finding:
    if unreadable:
        return Finding(
            "contact data",
            Health.RED,
            f"{unreadable} addresses open with no key that is here: nothing goes there, and messages wait",
            "put the earlier key at the end of CONVITE_CONTACT_KEYS; what is damaged is to be given again",
        )
    return Finding("contact data", Health.GREEN, "every address opens with a key of this installation")


def _notice(chosen: Settings) -> Finding:
    if chosen.data_controller and chosen.data_contact:
        return Finding("data notice", Health.GREEN, f"{chosen.data_controller} answers for contact data")
    return Finding(
        "data notice",
        Health.YELLOW,
        "boards are not told by name who answers for their data (Ley 1581 de 2012, art. 12)",
        "set CONVITE_DATA_CONTROLLER and CONVITE_DATA_CONTACT",
    )


def _harvest(reports: Mapping[str, HarvestReport], rejected: int, now: datetime) -> Finding:
    report = reports.get(PROCESSES.id)
    if report is None:
        return Finding("harvest", Health.YELLOW, "never harvested", "convite harvest")
    age = now - report.started_at
    says = f"{report.rows} rows {age.total_seconds() / 3600:.0f} hours ago, {rejected} rows rejected so far"
    if incomplete := [one.dataset for one in reports.values() if not one.complete]:
        return Finding(
            "harvest",
            Health.YELLOW if report.complete else Health.RED,
            f"came incomplete ({', '.join(incomplete)}): {says}",
            "convite harvest; what it lacked stands below",
        )
    if age > _STALE_AFTER:
        return Finding(
            "harvest", Health.YELLOW, f"stale: {says}", "convite harvest, or keep convite work running"
        )
    return Finding("harvest", Health.GREEN, says)


def _drift(reports: Mapping[str, HarvestReport]) -> Finding:
    """What the last harvests noted: columns that came, went or were renamed, values that nobody knows."""
    noted = [f"{one.dataset}: {note}" for one in reports.values() for note in one.notes]
    if noted:
        return Finding(
            "notes of the harvests", Health.YELLOW, "; ".join(noted), "look it up in docs/sources/secop.md"
        )
    return Finding("notes of the harvests", Health.GREEN, "the source is as we know it")


def _freshness(fresh: Mapping[str, Freshness], chosen: Settings, now: datetime) -> Finding:
    held = fresh.get(PROCESSES.id)
    if held is None:
        return Finding("freshness", Health.YELLOW, "nothing was harvested complete yet", "convite harvest")
    if held.data_at is None:
        return Finding("freshness", Health.GREEN, "the source gives no date of its data")
    late = f", {held.lag / timedelta(minutes=1):.0f} minutes before we had it" if held.lag else ""
    says = f"the processes were published at {held.data_at:%Y-%m-%d %H:%M} UTC{late}"
    stale = [
        f"{one.dataset} ({one.data_at:%Y-%m-%d})"
        for one in fresh.values()
        if one.data_at and is_stale(one.data_at, expected(one.dataset, chosen), now)
    ]
    if stale:
        return Finding(
            "freshness",
            Health.RED if is_stale(held.data_at, expected(PROCESSES.id, chosen), now) else Health.YELLOW,
            f"older than usual: {', '.join(stale)}; {says}",
            "look whether SECOP is being maintained; convite doctor --live asks the source itself",
        )
    return Finding("freshness", Health.GREEN, says)


def _queue(queued: int, oldest: datetime | None, now: datetime) -> Finding:
    if oldest and now - oldest > QUEUE_WAITS_AT_MOST:
        return Finding("messages", Health.RED, f"{queued} wait, the oldest since {oldest}", "convite deliver")
    return Finding("messages", Health.GREEN, f"{queued} wait")


def _source(chosen: Settings) -> Finding:
    try:
        with closing(
            Source(chosen.soda_url, chosen.soda_token, delay_seconds=chosen.soda_delay_seconds)
        ) as source:
            description = source.describe(PROCESSES.id)
            notes = source.notes
    except SourceUnavailable as error:
        return Finding("source", Health.RED, str(error), "check CONVITE_SODA_URL and the network")
    if notes:
        return Finding("source", Health.YELLOW, "; ".join(notes), "renew or remove CONVITE_SODA_TOKEN")
    return Finding(
        "source", Health.GREEN, f"{chosen.soda_url} says its data is of {description.rows_updated_at}"
    )


def _text_messages(chosen: Settings, now: datetime) -> Iterator[Finding]:
    """Whether a link to a board's page leaves room for anything else in 160 characters."""
    if not chosen.sms_url:
        return
    link = f"{chosen.public_url.rstrip('/')}/j/{sign_at(_LONG_CODE, chosen.secret_key, now)}"
    try:
        check_link(link)
    except NotComposed as error:
        yield Finding("text messages", Health.RED, str(error), "give the pages a shorter address")
    else:
        yield Finding("text messages", Health.GREEN, f"links of {len(link)} signs leave room for the message")
