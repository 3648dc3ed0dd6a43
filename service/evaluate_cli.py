"""`convite evaluate …`: quality measured on known answers; `convite learn`: what is learned from them."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from service.options import AsJson, Input, Now, Out
from service.shell import ExitCode, report

# ruff: noqa: PLC0415 - what measures and learns is heavy; other commands need none of it

app = typer.Typer(help="Quality, measured on rows with known answers.", no_args_is_help=True)


@app.command()
def suitability(rows: Input, out: Out, now: Now = None, as_json: AsJson = False) -> None:  # noqa: ARG001
    """Could a community board do this?"""
    from service import evaluate

    report(evaluate.suitability(rows, out), as_json=as_json)


@app.command()
def ranking(
    boards: Annotated[Path, typer.Option()],
    processes: Annotated[Path, typer.Option()],
    out: Out,
    pairs: Annotated[Path | None, typer.Option()] = None,
    now: Now = None,  # noqa: ARG001
    as_json: AsJson = False,
) -> None:
    """Which processes suit which board best?"""
    from service import evaluate

    report(evaluate.ranking(boards, processes, pairs, out), as_json=as_json)


@app.command()
def linking(
    boards: Annotated[Path, typer.Option()],
    suppliers: Annotated[Path, typer.Option()],
    out: Out,
    now: Now = None,  # noqa: ARG001
    as_json: AsJson = False,
) -> None:
    """Which supplier is which board?"""
    from service import evaluate

    report(evaluate.linking(boards, suppliers, out), as_json=as_json)


@app.command()
def readiness(cases: Input, out: Out, now: Now = None, as_json: AsJson = False) -> None:  # noqa: ARG001
    """May this board contract by this route?"""
    from service import evaluate

    summary = evaluate.ready(cases, out)
    for reason in summary.refused:
        sys.stderr.write(f"convite: not answered: {reason}\n")
    report(summary, as_json=as_json)
    if summary.refused:
        raise typer.Exit(ExitCode.USAGE)


@app.command()
def baselines(
    data: Annotated[Path, typer.Option("--data", help="Rows with known answers, as in ground_truth.")],
    now: Now = None,  # noqa: ARG001
    as_json: AsJson = False,
) -> None:
    """Ours and simple methods on the same rows, as Markdown tables."""
    from service.baselines import compare, table

    summary = compare(data)
    sys.stdout.write("\n".join(table(summary.reached)) + "\n")
    if as_json:
        report(summary, as_json=True)


def learn(
    data: Annotated[Path, typer.Option("--data", help="The published rows and what readers said.")],
    out: Annotated[Path, typer.Option("--out", help="The folder for weights and report.")],
    now: Now = None,
    as_json: AsJson = False,
) -> None:
    """Learn weights from judgements and outcomes, with a report for a person to review."""
    from service import learning, shell

    with shell.context(now) as context:
        report(learning.learn(context, data, out), as_json=as_json)
