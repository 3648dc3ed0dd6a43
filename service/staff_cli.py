"""`convite staff …`: the people of the office who may sign in."""
# ruff: noqa: PLC0415 - as in cli.py, a command loads what it needs when it is asked for

from typing import Annotated

import typer

from service import shell
from service.options import AsJson, Now
from service.shell import report

app = typer.Typer(help="The people of the office who may sign in.", no_args_is_help=True)


@app.command("list")
def list_(now: Now = None, as_json: AsJson = False) -> None:
    """Who there is, and what each may do; no address is shown."""
    from service import staff

    with shell.context(now) as context:
        report(staff.listed(context), as_json=as_json)


@app.command()
def invite(
    name: Annotated[str, typer.Argument(metavar="NAME")],
    email: Annotated[str, typer.Argument(metavar="EMAIL", help="With which the person signs in.")],
    role: Annotated[str, typer.Option(help="trainer, secretariat, administrator or observer.")],
    locality: Annotated[str | None, typer.Option(help="Whose boards a trainer serves first.")] = None,
    now: Now = None,
    as_json: AsJson = False,
) -> None:
    """Show a link, once, by which a person chooses a password and joins a telephone."""
    from service import staff

    with shell.context(now) as context:
        report(staff.invite(context, name, email, role, locality), as_json=as_json)


@app.command()
def disable(
    id_: Annotated[int, typer.Argument(metavar="ID", help="As `list` shows it.")],
    now: Now = None,
    as_json: AsJson = False,
) -> None:
    """Sign a person out, for good."""
    from service import staff

    with shell.context(now) as context:
        report(staff.disable(context, id_), as_json=as_json)
