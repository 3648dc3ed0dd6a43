"""`convite replies …`: what people wrote that no machine understood."""
# ruff: noqa: PLC0415 - as in cli.py, a command loads what it needs when it is asked for

from typing import Annotated

import typer

from service import shell
from service.options import AsJson, Now
from service.shell import report

app = typer.Typer(help="What people wrote that no machine understood.", no_args_is_help=True)


@app.command("list")
def list_(now: Now = None, as_json: AsJson = False) -> None:
    """Which boards wait for somebody who reads what they wrote; no words are shown."""
    from service import replies

    with shell.context(now) as context:
        report(replies.unread(context), as_json=as_json)


@app.command()
def read(
    channel: Annotated[str, typer.Argument(metavar="CHANNEL", help="As `list` shows it.")],
    id_: Annotated[str, typer.Argument(metavar="ID", help="As `list` shows it.")],
    now: Now = None,
    as_json: AsJson = False,
) -> None:
    """Show the words of one, which are then kept no more."""
    from service import replies

    with shell.context(now) as context:
        report(replies.read(context, channel, id_), as_json=as_json)
