"""`convite doctor`: what is configured, reachable and stale, and what to do about it."""
# ruff: noqa: PLC0415 - as in cli.py, a command loads what it needs when it is asked for

import sys
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any

import typer

from service import shell
from service.options import AsJson, Now
from service.settings import Settings
from service.shell import ExitCode, report

Told = dict[str, Any]
"""What the answer says, as JSON."""


def doctor(
    live: Annotated[
        bool, typer.Option("--live", help="Also ask the source what is not verified about it.")
    ] = False,
    tried: Annotated[
        list[str] | None,
        typer.Option("--try", metavar="CHANNEL:ADDRESS", help="Send a test there, and say what came of it."),
    ] = None,
    wait: Annotated[
        float, typer.Option(min=0, help="Seconds to wait for word that a test arrived (--try).")
    ] = 30,
    now: Now = None,
    as_json: AsJson = False,
) -> None:
    """Say what is configured, reachable and stale, and what to do about it."""
    from service import doctor as examination

    chosen = shell.settings()
    found = examination.examine(chosen, shell.clock(now))
    told: Told = {"findings": [asdict(finding) for finding in found]}
    code = examination.exit_code(found)
    _say(examination.lines(found), as_json=as_json)
    if live:
        told["live"], fails = _live(chosen, as_json=as_json)
        code = code or fails
    if tried:
        told["tried"], fails = _try(chosen, tried, wait, now, as_json=as_json)
        code = code or fails
    if as_json:
        report(told, as_json=True)
    raise typer.Exit(code)


def _live(chosen: Settings, *, as_json: bool) -> tuple[list[Told], ExitCode]:
    from service import doctor_live

    made = []
    for check in doctor_live.checks(chosen):
        made.append(check)
        _say(doctor_live.lines(check), as_json=as_json)  # as they come: on the public site they take a minute
    failed = any(check.failed for check in made)
    return [asdict(check) for check in made], ExitCode.SOURCE if failed else ExitCode.DONE


def _try(
    chosen: Settings, tried: list[str], wait: float, now: datetime | None, *, as_json: bool
) -> tuple[list[Told], ExitCode]:
    from service import doctor_try

    with shell.context(now, chosen) as context:
        results = doctor_try.try_all(context, tried, wait)
    _say(doctor_try.lines(results), as_json=as_json)
    failed = any(one.works is False for one in results)
    return [asdict(one) for one in results], ExitCode.SOURCE if failed else ExitCode.DONE


def _say(lines: Iterable[str], *, as_json: bool) -> None:
    """To people as it comes; JSON is said whole, at the end."""
    if not as_json:
        sys.stdout.writelines(f"{line}\n" for line in lines)
        sys.stdout.flush()
