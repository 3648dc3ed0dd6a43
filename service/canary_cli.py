"""`convite canary …`: the nightly test by hand."""
# ruff: noqa: PLC0415 - as in cli.py, a command loads what it needs when it is asked for

from typing import Annotated

import typer

from service import shell
from service.options import AsJson, Now
from service.shell import ExitCode, report

app = typer.Typer(help="An invented process that must come out as a message.", no_args_is_help=True)


@app.command()
def inject(
    resume: Annotated[
        bool, typer.Option("--resume", help="Write to its contact again, which answered ALTO.")
    ] = False,
    now: Now = None,
    as_json: AsJson = False,
) -> None:
    """Put the invented process among the real ones; the next match, alert and deliver carry it."""
    from service import canary

    with shell.context(now) as context:
        report(canary.inject(context, resume=resume), as_json=as_json)


@app.command()
def check(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say how far it is, page nobody and leave it on its way.")
    ] = False,
    now: Now = None,
    as_json: AsJson = False,
) -> None:
    """Say how far it came, page the operator where that is not to the end, and clear it away."""
    from service import canary

    with shell.context(now) as context:
        found = canary.check(context, dry_run=dry_run)
        report(found, as_json=as_json)
    if not found.well:
        raise typer.Exit(ExitCode.SOURCE)
