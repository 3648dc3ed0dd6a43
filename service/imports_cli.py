"""`convite boards|evidence|survey|geo …`: what people bring in files, and which boards a process suits."""
# ruff: noqa: PLC0415 - as in cli.py, a command loads what it needs when it is asked for

from typing import Annotated

import typer

from service import shell
from service.options import AsJson, Input, Now, Out
from service.shell import report

boards = typer.Typer(help="The boards.", no_args_is_help=True)
evidence = typer.Typer(help="What boards can prove.", no_args_is_help=True)
survey = typer.Typer(help="The needs survey.", no_args_is_help=True)
geo = typer.Typer(help="Shapes of barrios.", no_args_is_help=True)


@boards.command("import")
def boards_import(
    file: Input,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would happen, and change nothing.")
    ] = False,
    now: Now = None,
    as_json: AsJson = False,
) -> None:
    """Import boards from .xlsx or .csv, again and again without doubles."""
    from service import imports

    with shell.context(now) as context:
        report(imports.boards(context, file, dry_run=dry_run), as_json=as_json)


@boards.command("for")
def boards_for(
    process: Annotated[str, typer.Argument(metavar="PORTFOLIO", help="Such as CO1.BDOS.123.")],
    now: Now = None,
    as_json: AsJson = False,
) -> None:
    """Say which boards a process suits, the best first, and what each of them lacks."""
    from service import seek

    with shell.context(now) as context:
        report(seek.run(context, process), as_json=as_json)


@evidence.command("import")
def evidence_import(file: Input, now: Now = None, as_json: AsJson = False) -> None:
    """Import what boards can prove from .csv."""
    from service import imports

    with shell.context(now) as context:
        report(imports.evidence(context, file), as_json=as_json)


@survey.command("form")
def survey_form(out: Out, now: Now = None, as_json: AsJson = False) -> None:
    """Write the needs survey as a form for KoboToolbox or ODK (XLSForm, .xlsx)."""
    from service import survey_form

    with shell.context(now) as context:
        report(survey_form.run(context, out), as_json=as_json)


@survey.command("import")
def survey_import(file: Input, now: Now = None, as_json: AsJson = False) -> None:
    """Import the answers that KoboToolbox or ODK exported, .csv or .xlsx."""
    from service import imports

    with shell.context(now) as context:
        report(imports.survey(context, file), as_json=as_json)


@geo.command("import")
def geo_import(file: Input, now: Now = None, as_json: AsJson = False) -> None:
    """Import shapes of barrios from GeoJSON."""
    from service import imports

    with shell.context(now) as context:
        report(imports.shapes(context, file), as_json=as_json)
