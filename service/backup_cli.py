"""`convite backup` and `convite restore`."""
# ruff: noqa: PLC0415 - as in cli.py, a command loads what it needs when it is asked for

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import Engine

from domain.figures import BACKUP_AT, BACKUP_BYTES, Sheet
from service import shell
from service.options import AsJson, Now
from service.settings import Settings
from service.shell import report
from store import figures
from store.engine import open_database, writing
from store.migrating import NEWEST, revision
from store.vault import Vault

Verify = Annotated[
    bool, typer.Option("--verify", help="Restore it into a scratch database, and compare every table.")
]


def backup(
    where: Annotated[Path, typer.Argument(metavar="FOLDER|FILE")],
    verify: Verify = False,
    now: Now = None,
    as_json: AsJson = False,
) -> None:
    """Write all rows and the boards' papers into one archive, while everything runs."""
    from service.backup.write import backup as write

    with _as_it_is() as (engine, chosen):
        made = write(engine, Path(chosen.papers), _vault(chosen), where, shell.clock(now)(), tried=verify)
        _note(engine, made.megabytes, shell.clock(now)())
        report(made, as_json=as_json)


def restore(
    archive: Annotated[Path, typer.Argument(metavar="FILE")],
    over: Annotated[bool, typer.Option("--over", help="Also where there are rows: they are lost.")] = False,
    verify: Annotated[
        bool, typer.Option("--verify", help="Only into a scratch database; compare, and change nothing.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Put a backup into the configured database, which must be empty, and its papers into their folder."""
    from service.backup.restore import restore as put
    from service.backup.restore import try_out

    if over and verify:
        raise shell.WrongUsage("--verify changes nothing: it does not go with --over")
    if verify:
        report(try_out(archive, archive.absolute().parent), as_json=as_json)
        return
    with _as_it_is() as (engine, chosen):
        report(put(engine, Path(chosen.papers), _vault(chosen), archive, over=over), as_json=as_json)


@contextmanager
def _as_it_is() -> Iterator[tuple[Engine, Settings]]:
    """The configured database, not brought to any schema first: a backup is taken before that, too."""
    chosen = shell.settings()
    engine = open_database(chosen.database_url)
    try:
        yield engine, chosen
    finally:
        engine.dispose()


def _note(engine: Engine, megabytes: float, at: datetime) -> None:
    """For who watches how old the last backup is. A database that is to be migrated has no room for it."""
    if revision(engine) != NEWEST:
        return
    sheet = Sheet()
    sheet.put(BACKUP_AT, at.timestamp())
    sheet.put(BACKUP_BYTES, megabytes * 1e6)
    with writing(engine) as db:
        figures.keep(db, sheet)


def _vault(chosen: Settings) -> Vault:
    return Vault(chosen.vault_keys, chosen.retired_keys)
