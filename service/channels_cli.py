"""`convite channels …`: how each channel stands, and the switch that stops one at once."""
# ruff: noqa: PLC0415 - as in cli.py, a command loads what it needs when it is asked for

import sys
from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Any

import typer

from domain.contact import Channel
from service import shell
from service.options import AsJson, Now
from service.shell import report

app = typer.Typer(help="How each channel stands; stop one, and start it again.", no_args_is_help=True)

Name = Annotated[Channel, typer.Argument(metavar="NAME", help="One of those that `channels list` shows.")]


@app.command("list")
def list_(now: Now = None, as_json: AsJson = False) -> None:
    """Which channels are set up, stopped, at rest or in trouble."""
    from service.channels import NoChannel, open_channels
    from store import channel_states
    from store.engine import reading

    chosen = shell.settings()
    try:
        with open_channels(chosen) as opened:
            set_up = set(opened)
    except NoChannel:
        set_up = set()
    with shell.context(now, chosen) as context, reading(context.engine) as db:
        states = channel_states.read(db)
        told = [
            {"channel": name.value, "set_up": name in set_up, **states[name]._asdict()} for name in Channel
        ]
        at = context.now
    if as_json:
        report({"channels": told}, as_json=True)
    else:
        sys.stdout.writelines(f"{one['channel']}: {'; '.join(_words(one, at))}\n" for one in told)


@app.command()
def stop(
    name: Name,
    why: Annotated[str, typer.Option("--why", help="For whoever wonders later.")],
    now: Now = None,
    as_json: AsJson = False,
) -> None:
    """Send nothing more by a channel, from this moment on, by any worker."""
    from store import channel_states
    from store.engine import writing

    with shell.context(now) as context, writing(context.engine) as db:
        channel_states.stop(db, name, why, context.now)
    report({"stopped": name.value, "why": why}, as_json=as_json)


@app.command()
def start(name: Name, now: Now = None, as_json: AsJson = False) -> None:
    """Send by a channel again, and forget that it was stopped, at rest or in trouble."""
    from store import channel_states
    from store.engine import writing

    with shell.context(now) as context, writing(context.engine) as db:
        channel_states.start(db, name)
    report({"started": name.value}, as_json=as_json)


def _words(one: dict[str, Any], at: datetime) -> Iterator[str]:
    yield "set up" if one["set_up"] else "not set up"
    if one["stopped_at"]:
        yield f"stopped on {one['stopped_at']:%Y-%m-%d %H:%M} UTC: {one['why']}"
    if one["rests_until"] and one["rests_until"] > at:
        yield f"rests until {one['rests_until']:%Y-%m-%d %H:%M} UTC"
    if one["trouble"]:
        yield f"in trouble since {one['trouble_at']:%Y-%m-%d %H:%M} UTC: {one['trouble']}"
