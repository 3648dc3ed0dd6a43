"""`convite restore`: an archive into either database, all of it or nothing."""

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZipFile

from alembic.config import Config
from sqlalchemy import Connection, Engine

from service.backup import manifest as m
from store import copies
from store.engine import migrating, open_database
from store.vault import Vault


@dataclass(frozen=True)
class Restored:
    """What came back."""

    archive: str
    made_at: str
    schema: str  # of the archive; the database is at the newest
    tables: int
    rows: int
    papers: int
    compared: str = "rows and sums of every table, and every file, are those of the archive"
    keys: str = "the keys that are set open what is sealed"


def restore(engine: Engine, papers: Path, vault: Vault, path: Path, *, over: bool) -> Restored:
    """Put an archive in place of whatever is there. Raises BadArchive, and has then changed nothing."""
    archive, manifest = m.open_archive(path)
    with archive:
        m.check_parts(archive, manifest)
        with migrating(engine) as (db, config):
            _refuse_what_is_newer(config, manifest)
            if not over:
                _refuse_what_is_filled(db, papers)
            _load(archive, manifest, db, config)
            _put_papers(archive, manifest, papers)
            copies.bring_up(config)
    return _restored(path, manifest, _about_keys(manifest, vault))


def try_out(path: Path, folder: Path) -> Restored:
    """Restore it into a scratch database that is thrown away, and compare. Raises BadArchive.

    The scratch is SQLite, whichever database it is a backup of: nothing needs to be installed or allowed.
    """
    archive, manifest = m.open_archive(path)
    with archive, tempfile.TemporaryDirectory(prefix=".convite-try-", dir=folder) as scratch:
        m.check_parts(archive, manifest)
        engine = open_database(f"sqlite:///{scratch}/convite.db")
        try:
            with migrating(engine) as (db, config):
                _refuse_what_is_newer(config, manifest)
                _load(archive, manifest, db, config)
                copies.bring_up(config)
        finally:
            engine.dispose()
    return _restored(path, manifest, "were not tried")


def _refuse_what_is_newer(config: Config, manifest: m.Manifest) -> None:
    if not copies.knows(config, manifest.schema):
        raise m.BadArchive(
            f"the backup has schema {manifest.schema}, which this version does not know: restore it with the "
            "version that made it, or a newer one"
        )


def _refuse_what_is_filled(db: Connection, papers: Path) -> None:
    if name := copies.filled(db):
        raise m.BadArchive(f"the database is not empty (table {name}): --over puts the backup in its place")
    if papers.is_dir() and any(papers.iterdir()):
        raise m.BadArchive(f"the folder {papers} is not empty: --over adds the backup's files to it")


def _load(archive: ZipFile, manifest: m.Manifest, db: Connection, config: Config) -> None:
    """The rows, in the schema that they were written in; then read again and compared."""
    copies.make_anew(db, config, manifest.schema)
    there = copies.tables(db)
    named = {one.name: one for one in manifest.tables}
    if {table.name for table in there} != named.keys():
        odd = min({table.name for table in there} ^ named.keys())
        raise m.BadArchive(f"the backup does not have the tables of schema {manifest.schema}: {odd}")
    for table in there:
        one = named[table.name]
        try:
            copies.load(db, table, one.columns, m.lines(archive, one.part))
        except copies.NotLoadable as error:
            raise m.BadArchive(str(error)) from error
    copies.renumber(db, there)
    for table in there:
        total = copies.Sum()
        for line in copies.lines(db, table):
            total.add(line)
        one = named[table.name]
        if (total.rows, total.digest) != (one.rows, one.rows_sum):
            raise m.BadArchive(f"{table.name} came back with {total.rows} rows that are not those of before")


def _put_papers(archive: ZipFile, manifest: m.Manifest, papers: Path) -> None:
    """Each whole or not at all; one that is in the way is of the same random id, and so the same."""
    if not manifest.papers:
        return
    papers.mkdir(mode=0o700, parents=True, exist_ok=True)
    for paper in manifest.papers:
        unfinished = papers / f"{paper.id}.part"
        with open(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            for block in m.blocks(archive, paper.part):
                file.write(block)
            file.flush()
            os.fsync(file.fileno())
        unfinished.rename(papers / paper.id)


def _about_keys(manifest: m.Manifest, vault: Vault) -> str | None:
    mine = m.marks_of(vault)
    if not vault.opens(bytes.fromhex(manifest.keys.seals)):
        return "MISSING: what is sealed does not open; put the key of then at the end of CONVITE_CONTACT_KEYS"
    if mine.finds != manifest.keys.finds:
        return "MISSING: the oldest key is another: set the last of CONVITE_CONTACT_KEYS to what it was then"
    return None


def _restored(path: Path, manifest: m.Manifest, keys: str | None) -> Restored:
    made = Restored(
        archive=str(path),
        made_at=manifest.made_at.isoformat(),
        schema=manifest.schema,
        tables=len(manifest.tables),
        rows=manifest.rows,
        papers=len(manifest.papers),
    )
    return made if keys is None else Restored(**{**vars(made), "keys": keys})
