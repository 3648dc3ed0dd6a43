"""`convite links …`: which supplier is which board, for a person to confirm, reject or undo."""
# ruff: noqa: PLC0415 - as in cli.py, a command loads what it needs when it is asked for

import sys
from collections.abc import Iterator
from typing import Annotated

import typer

from api.linking.pairs import Shown, SupplierAndBoard
from service import shell
from service.options import AsJson, Now
from service.shell import report

app = typer.Typer(help="Which supplier is which board: see it, confirm it, reject it.", no_args_is_help=True)

Id = Annotated[str, typer.Argument(metavar="ID", help="As `links list` shows it.")]


@app.command("list")
def list_(
    verdict: Annotated[Shown, typer.Option(help="Which links to list.")] = Shown.PROBABLE,
    now: Now = None,
    as_json: AsJson = False,
) -> None:
    """Suppliers beside the boards that they may be, the likest first."""
    from service import links

    with shell.context(now) as context:
        found = links.listed(context, verdict)
    if as_json:
        report(found, as_json=True)
    else:
        sys.stdout.writelines(f"{line}\n" for one in found.links for line in _side_by_side(one))


@app.command()
def confirm(id_: Id, now: Now = None, as_json: AsJson = False) -> None:
    """This supplier is this board: its contracts, bids and awards are the board's from now on."""
    from service import links

    with shell.context(now) as context:
        report(links.confirm(context, id_), as_json=as_json)


@app.command()
def reject(id_: Id, now: Now = None, as_json: AsJson = False) -> None:
    """This supplier is not this board, and is not asked about again."""
    from service import links

    with shell.context(now) as context:
        report(links.reject(context, id_), as_json=as_json)


@app.command()
def undo(id_: Id, now: Now = None, as_json: AsJson = False) -> None:
    """Forget what was decided: the rules alone speak again."""
    from service import links

    with shell.context(now) as context:
        report(links.undo(context, id_), as_json=as_json)


def _side_by_side(one: SupplierAndBoard) -> Iterator[str]:
    score = "" if one.score is None else f" {one.score:.1f}"
    yield f"{one.id}  {one.verdict}{score}: {one.why or 'sin motivo guardado'}"
    times = f"{one.contracts} contratos, {one.bids} ofertas, {one.awards} adjudicaciones"
    yield f"    SECOP: {_told(one.supplier, one.supplier_town, one.supplier_nit)} · {times}"
    yield f"    junta: {_told(one.board, one.board_town, one.board_nit)} · {one.board_code}"


def _told(name: str, town: str | None, nit: str | None) -> str:
    return f"{name} · {town or 'municipio sin confirmar'} · {f'NIT {nit}' if nit else 'sin NIT'}"
