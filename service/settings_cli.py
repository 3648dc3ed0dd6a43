"""`convite settings` and `convite migrate`: what comes before a start."""
# ruff: noqa: PLC0415 - as in cli.py, a command loads what it needs when it is asked for

import os
import sys
from dataclasses import asdict

import typer

from service import shell
from service.options import AsJson
from service.shell import ExitCode, report


def settings(as_json: AsJson = False) -> None:
    """Check the settings, and ask nothing of anybody. Ends with 78 where a service would not start."""
    from service import doctor, start_check
    from service.finding import Health

    found = start_check.findings(shell.settings_as_given(), os.environ)
    if as_json:
        report({"findings": [asdict(one) for one in found]}, as_json=True)
    else:
        sys.stdout.writelines(f"{line}\n" for line in doctor.lines(found))
    if any(one.health is Health.RED for one in found):
        raise typer.Exit(ExitCode.SETTINGS)
    if not as_json:
        sys.stdout.write("The settings let convite serve and convite work start.\n")


def migrate(as_json: AsJson = False) -> None:
    """Bring the database to the newest schema, while the version before serves."""
    from store.engine import open_database
    from store.migrating import migrate as bring

    engine = open_database(shell.settings_as_given().database_url)
    try:
        report(asdict(bring(engine)), as_json=as_json)
    finally:
        engine.dispose()
