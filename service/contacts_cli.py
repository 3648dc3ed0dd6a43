"""`convite contacts …`: how boards and trainers are reached, and what boards authorised."""
# ruff: noqa: PLC0415 - as in cli.py, a command loads what it needs when it is asked for

from typing import Annotated

import typer

from service import shell
from service.options import AsJson, Now
from service.shell import report

app = typer.Typer(help="How boards and trainers are reached.", no_args_is_help=True)
trainer_app = typer.Typer(help="Who is told that a board asks for help.", no_args_is_help=True)
app.add_typer(trainer_app, name="trainer")

Code = Annotated[str, typer.Argument(metavar="BOARD", help="The code of a board.")]
Id = Annotated[int, typer.Argument(metavar="ID", help="As `list` shows it.")]
Address = Annotated[str, typer.Argument(metavar="CHANNEL:ADDRESS", help="Such as email:junta@example.org.")]


@app.command("list")
def list_(board: Code, now: Now = None, as_json: AsJson = False) -> None:
    """A board's contacts in the order they are tried, masked, and what it authorised."""
    from service import contacts

    with shell.context(now) as context:
        report(contacts.of_board(context, board), as_json=as_json)


@app.command()
def add(board: Code, address: Address, now: Now = None, as_json: AsJson = False) -> None:
    """Add an address: e-mail, whatsapp, sms, telegram or apprise."""
    from service import contacts

    with shell.context(now) as context:
        report(contacts.add(context, board, address), as_json=as_json)


@app.command()
def remove(board: Code, id_: Id, now: Now = None, as_json: AsJson = False) -> None:
    """Remove one contact of a board."""
    from service import contacts

    with shell.context(now) as context:
        report(contacts.remove(context, board, id_), as_json=as_json)


@app.command()
def order(
    board: Code,
    ids: Annotated[
        list[int], typer.Argument(metavar="ID...", help="All of them, the first to be tried first.")
    ],
    now: Now = None,
    as_json: AsJson = False,
) -> None:
    """Say in which order a board's contacts are tried."""
    from service import contacts

    with shell.context(now) as context:
        report(contacts.order(context, board, ids), as_json=as_json)


@app.command()
def authorise(
    board: Code,
    proof: Annotated[str, typer.Option(help="Where the signed authorisation can be looked up.")],
    notice: Annotated[str, typer.Option(help="The version of the notice that was read.")] = "",
    now: Now = None,
    as_json: AsJson = False,
) -> None:
    """Write down that a board authorised (Ley 1581 de 2012)."""
    from service import contacts

    with shell.context(now) as context:
        report(contacts.authorise(context, board, proof, notice), as_json=as_json)


@app.command()
def withdraw(board: Code, now: Now = None, as_json: AsJson = False) -> None:
    """Write down that a board takes its authorisation back: its addresses are erased."""
    from service import contacts

    with shell.context(now) as context:
        report(contacts.withdraw(context, board), as_json=as_json)


@app.command()
def erase(board: Code, now: Now = None, as_json: AsJson = False) -> None:
    """Forget a board's addresses and what it wrote; its authorisation is taken back."""
    from service import contacts

    with shell.context(now) as context:
        report(contacts.erase(context, board), as_json=as_json)


@trainer_app.command("list")
def list_trainers(now: Now = None, as_json: AsJson = False) -> None:
    """The trainers' contacts, masked."""
    from service import contacts

    with shell.context(now) as context:
        report(contacts.trainers(context), as_json=as_json)


@trainer_app.command("add")
def add_trainer(
    address: Address,
    locality: Annotated[str | None, typer.Option(help="Whose boards are this trainer's first.")] = None,
    now: Now = None,
    as_json: AsJson = False,
) -> None:
    """Add a trainer."""
    from service import contacts

    with shell.context(now) as context:
        report(contacts.add_trainer(context, address, locality), as_json=as_json)


@trainer_app.command("remove")
def remove_trainer(id_: Id, now: Now = None, as_json: AsJson = False) -> None:
    """Remove a trainer."""
    from service import contacts

    with shell.context(now) as context:
        report(contacts.remove_trainer(context, id_), as_json=as_json)
