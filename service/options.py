"""The options that commands share."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from service import shell

Now = Annotated[
    datetime | None,
    typer.Option("--now", parser=shell.read_now, metavar="ISO-DATETIME", help="The clock to go by (Bogotá)."),
]
AsJson = Annotated[bool, typer.Option("--json", help="End with one line of JSON that sums up the step.")]
Input = Annotated[Path, typer.Argument(metavar="FILE")]
Out = Annotated[Path, typer.Option("--out", help="The file to write.")]
