"""`convite audit …`: whether the lines of who saw and changed what are as they were written."""

from dataclasses import asdict
from typing import Annotated

import typer

from service import shell
from service.options import AsJson, Now
from service.shell import ExitCode, WrongUsage, report
from store import audit_chain
from store.engine import snapshot

app = typer.Typer(help="Who saw and changed what, as a chain that shows a change.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Several commands, though there is one."""


@app.command()
def verify(
    told: Annotated[
        list[str] | None,
        typer.Option("--told", metavar="ID:HASH", help="An end of the chain that was told before."),
    ] = None,
    now: Now = None,
    as_json: AsJson = False,
) -> None:
    """Walk along the chain, name the first line that was changed or lacks one before it, and tell its end."""
    with shell.context(now) as context, snapshot(context.engine) as db:
        found = audit_chain.check(db)
        try:
            goes_through = {one: audit_chain.has(db, one) for one in told or ()}
        except ValueError as error:
            raise WrongUsage(
                "--told takes what `audit verify` or the log of the sweep told: ID:HASH"
            ) from error
    report({**asdict(found), "goes_through": goes_through}, as_json=as_json)
    if not found.holds or False in goes_through.values():
        raise typer.Exit(ExitCode.SOURCE)
