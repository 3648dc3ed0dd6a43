"""The command line: `convite …`. Each command is a few lines over a step, as docs/interface.md says."""

import sys
from dataclasses import asdict
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import structlog
import typer

from api.exports.writing import Format
from api.exports.writing import names as export_names
from harvesters.buyers import UnknownMunicipality
from harvesters.soda import SourceUnavailable
from service import (
    audit_cli,
    backup_cli,
    canary_cli,
    channels_cli,
    contacts_cli,
    doctor_cli,
    evaluate_cli,
    imports_cli,
    links_cli,
    logs,
    replies_cli,
    settings_cli,
    shell,
    staff_cli,
)
from service.backup.manifest import BadArchive
from service.board_file import UnreadableFile
from service.channels import NoChannel
from service.feeds import DatasetName
from service.geo import UnreadableShapes
from service.options import AsJson, Now, Out
from service.shell import ExitCode, NotToBeStarted, WrongUsage, report
from service.steps.harvest import HarvestSummary
from store.engine import DatabaseUnavailable
from store.vault import Unreadable

app = typer.Typer(
    name="convite",
    help="Brings public contracts within reach of Community Action Boards.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for name, group in (
    ("boards", imports_cli.boards),
    ("evidence", imports_cli.evidence),
    ("survey", imports_cli.survey),
    ("geo", imports_cli.geo),
    ("audit", audit_cli.app),
    ("canary", canary_cli.app),
    ("channels", channels_cli.app),
    ("contacts", contacts_cli.app),
    ("links", links_cli.app),
    ("replies", replies_cli.app),
    ("staff", staff_cli.app),
    ("evaluate", evaluate_cli.app),
):
    app.add_typer(group, name=name)

Day = Annotated[date | None, typer.Option(parser=date.fromisoformat, metavar="DATE")]

JOBS = (
    *("cycle", "poll", "rematch", "deliver", "hooks", "mailbox", "watch"),
    *("canary", "canary-check", "record", "sweep"),
)
ExportName = StrEnum("ExportName", {name: name for name in export_names()})  # type: ignore[misc]  # made at run time


@app.command()
def init(now: Now = None, as_json: AsJson = False) -> None:
    """Create the database, or bring it to the newest schema."""
    with shell.context(now) as context:
        report({"database": context.engine.url.render_as_string(hide_password=True)}, as_json=as_json)


@app.command()
def harvest(
    datasets: Annotated[list[DatasetName] | None, typer.Argument(metavar="[DATASET]...")] = None,
    since: Day = None,
    until: Day = None,
    full: Annotated[bool, typer.Option("--full", help="Everything, not only what may have changed.")] = False,
    download: Annotated[
        bool, typer.Option("--download", help="Then fetch and read the files of calls that match, slowly.")
    ] = False,
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many files (--download).")] = None,
    now: Now = None,
    as_json: AsJson = False,
) -> None:
    """Harvest SECOP open data."""
    from service.steps import documents as files
    from service.steps import harvest as step

    if limit is not None and not download:
        raise WrongUsage("--limit counts files: it goes with --download")
    with shell.context(now) as context:
        summary = step.run(context, datasets or None, since=since, until=until, full=full)
        read = files.run(context, limit or files.MOST_FILES) if download else None
        report({**step.answer(summary), **({"files": asdict(read)} if read else {})}, as_json=as_json)
    stopped = read.stopped if read else None
    if stopped:
        sys.stderr.write(f"convite: not all files were read: {stopped}\n")
    _end(summary)
    if stopped:
        raise typer.Exit(ExitCode.SOURCE)


@app.command()
def link(now: Now = None, as_json: AsJson = False) -> None:
    """Find out which contracts are whose."""
    from service.steps import link as step

    with shell.context(now) as context:
        report(step.run(context), as_json=as_json)


@app.command()
def assess(now: Now = None, as_json: AsJson = False) -> None:
    """Assess how ready each board is for each route."""
    from service.steps import assess as step

    with shell.context(now) as context:
        report(step.run(context), as_json=as_json)


@app.command()
def record(now: Now = None, as_json: AsJson = False) -> None:
    """Find what happened to boards since the last time, for timelines and indicators."""
    from service.steps import record as step

    with shell.context(now) as context:
        report(step.run(context), as_json=as_json)


@app.command("match")
def match_(
    full: Annotated[
        bool, typer.Option("--full", help="Then judge every pair again, and say what was missed.")
    ] = False,
    now: Now = None,
    as_json: AsJson = False,
) -> None:
    """Match boards with the processes that suit them, where something changed, and with what is planned."""
    from service.steps import match as step
    from service.steps import plans_ahead

    with shell.context(now) as context:
        matched = step.run(context, full=full)
        report({**asdict(matched), "plans": asdict(plans_ahead.run(context))}, as_json=as_json)


@app.command()
def why(
    board: Annotated[str, typer.Argument(metavar="BOARD", help="The code of a board.")],
    days: Annotated[int, typer.Option(min=1, max=366)] = 30,
    now: Now = None,
    as_json: AsJson = False,
) -> None:
    """Say why the calls of the last days did not reach a board, and which nearly did."""
    from service import why as answer

    with shell.context(now) as context:
        report(answer.run(context, board, days), as_json=as_json)


@app.command()
def alert(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be queued, and queue nothing.")
    ] = False,
    now: Now = None,
    as_json: AsJson = False,
) -> None:
    """Queue what boards are to be told."""
    from service.steps import alert as step

    with shell.context(now) as context:
        report(step.preview(context) if dry_run else step.run(context), as_json=as_json)


@app.command()
def deliver(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would go out, to whom and how, and send nothing.")
    ] = False,
    out: Annotated[
        Path | None, typer.Option("--out", help="A folder for the messages as they would go out (--dry-run).")
    ] = None,
    now: Now = None,
    as_json: AsJson = False,
) -> None:
    """Send the messages that are due."""
    from service.deliver.preview import preview
    from service.steps import deliver as step

    if out and not dry_run:
        raise WrongUsage("--out writes what is not sent: it goes with --dry-run")
    chosen = shell.settings()
    shell.require_secret(chosen)
    with shell.context(now, chosen) as context:
        if not dry_run:
            report(step.run(context), as_json=as_json)
            return
        try:
            report(preview(context, out), as_json=as_json)
        except OSError as error:
            raise WrongUsage(f"{out}: {error.strerror}") from error


@app.command()
def cycle(now: Now = None, as_json: AsJson = False) -> None:
    """Harvest, link, assess, match, alert, deliver."""
    from service import flow

    chosen = shell.settings()
    shell.require_secret(chosen)
    with shell.context(now, chosen) as context:
        summary = flow.cycle(context)
        report(flow.answer(summary), as_json=as_json)
        if summary.deliver is None:
            sys.stderr.write("convite: no channel (CONVITE_SMTP_URL or another): the messages wait\n")
    _end(summary.harvest)


@app.command()
def serve(
    host: Annotated[str, typer.Option()] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535)] = 8000,
    now: Now = None,
    as_json: AsJson = False,
) -> None:
    """Serve the pages and the API."""
    from service import web

    chosen = shell.settings_to_start()
    with shell.context(now, chosen) as context:
        web.serve(context, host, port)
        report({"served": True}, as_json=as_json)


@app.command()
def work(
    steps: Annotated[str, typer.Option(help=f"Which of: {' '.join(JOBS)}.")] = " ".join(JOBS),
    now: Now = None,
    as_json: AsJson = False,
) -> None:
    """Work: one of all workers keeps the schedule, the others lend it a hand and take over when it dies."""
    from service import work as worker

    wanted = frozenset(steps.replace(",", " ").split())
    if unknown := wanted - set(JOBS):
        raise WrongUsage(f"unknown steps: {', '.join(sorted(unknown))} (there are: {', '.join(JOBS)})")
    chosen = shell.settings_to_start()
    with shell.context(now, chosen) as context:
        worker.run(context, wanted)
        report({"worked": sorted(wanted)}, as_json=as_json)


@app.command()
def demo(
    no_serve: Annotated[bool, typer.Option("--no-serve", help="End after the summary.")] = False,
    port: Annotated[int, typer.Option(min=0, max=65535)] = 8000,
    now: Now = None,
    as_json: AsJson = False,
) -> None:
    """The whole cycle on an invented sample, then the pages."""
    from service.demo import run

    run.demo(now, serve=not no_serve, port=port, as_json=as_json)


@app.command()
def export(
    what: Annotated[ExportName, typer.Argument()],
    out: Out,
    form: Annotated[Format, typer.Option("--format")] = Format.CSV,
    now: Now = None,
    as_json: AsJson = False,
) -> None:
    """Write a table to a file."""
    from api.exports.writing import export as write
    from store.engine import reading

    with shell.context(now) as context, reading(context.engine) as db:
        try:
            rows = write(db, what.value, form, out, context.today)
        except OSError as error:
            raise WrongUsage(f"{out}: {error.strerror}") from error
        report({"export": what.value, "rows": rows, "out": str(out)}, as_json=as_json)


app.command()(evaluate_cli.learn)
app.command()(doctor_cli.doctor)
app.command()(settings_cli.settings)
app.command()(settings_cli.migrate)
app.command()(backup_cli.backup)
app.command()(backup_cli.restore)


def main(arguments: list[str] | None = None) -> None:
    """Run a command and end with its exit code; an expected failure is one line on standard error, any other
    one line of the log, without what it says: that may be of a person.
    """
    given = sys.argv[1:] if arguments is None else arguments
    logs.set_up(next((word for word in given if not word.startswith("-")), "convite"))
    try:
        code = run(given)
    except Exception:  # noqa: BLE001 - nobody is left who could act; Python would tell its words
        structlog.get_logger().exception("broke off")
        code = ExitCode.BROKEN
    sys.exit(code)


def run(arguments: list[str] | None = None) -> int:
    """Run a command and give its exit code."""
    try:
        ended: Any = app(arguments, standalone_mode=False)
    except typer.TyperException as error:
        sys.stderr.write(f"convite: {error}\n")
        return ExitCode.USAGE
    except DatabaseUnavailable as error:
        return _failed("the database cannot be used", error, ExitCode.DATABASE)
    except NotToBeStarted as error:
        sys.stderr.writelines(f"convite: {line}\n" for line in error.lines)
        return ExitCode.SETTINGS
    except SourceUnavailable as error:
        return _failed("the source is unavailable", error, ExitCode.SOURCE)
    except (
        WrongUsage,
        BadArchive,
        NoChannel,
        Unreadable,
        UnknownMunicipality,
        UnreadableFile,
        UnreadableShapes,
    ) as error:
        return _failed("cannot go on", error, ExitCode.USAGE)
    except (typer.Abort, KeyboardInterrupt):
        return 130
    return ended if isinstance(ended, int) else ExitCode.DONE


def _end(harvested: HarvestSummary) -> None:
    """Say what did not come complete, and end accordingly."""
    for one in harvested.reports:
        if not one.complete:
            why = "; ".join(one.notes) or "no reason given"
            sys.stderr.write(f"convite: the source of {one.dataset} came incomplete: {why}\n")
    if not harvested.complete:
        raise typer.Exit(ExitCode.SOURCE)


def _failed(what: str, error: BaseException, code: ExitCode) -> int:
    sys.stderr.write(f"convite: {what}: {error}\n")
    return code
