"""The options that every command takes."""

from datetime import datetime
from typing import Annotated

import typer

from service import shell

Now = Annotated[
    datetime | None,
    typer.Option("--now", parser=shell.read_now, metavar="ISO-DATETIME", help="The clock to go by (Bogotá)."),
]
AsJson = Annotated[bool, typer.Option("--json", help="End with one line of JSON that sums up the step.")]
