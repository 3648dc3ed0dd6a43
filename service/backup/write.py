"""`convite backup`: one state of all rows, and the sealed files that wait, into one archive."""

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import msgspec
from sqlalchemy import Connection, Engine, Table

from domain.days import BOGOTA
from service.backup import manifest as m
from service.backup.restore import try_out
from store import copies, filings
from store.engine import DatabaseUnavailable, snapshot
from store.vault import Vault

_UNFINISHED = ".part"


@dataclass(frozen=True)
class Backup:
    """What was written."""

    archive: str
    sha256: str
    schema: str
    tables: int
    rows: int
    papers: int
    papers_gone: int  # decided on while it was being made
    megabytes: float
    tried: bool  # restored into a scratch database, and compared
    without: str = (
        "the keys (CONVITE_CONTACT_KEYS, CONVITE_SECRET_KEY) and other settings: keep them elsewhere; "
        "addresses, names and papers in the archive cannot be read without them"
    )


def backup(engine: Engine, papers: Path, vault: Vault, where: Path, now: datetime, *, tried: bool) -> Backup:
    """Write an archive into a folder, or as a file. It has its name once it is whole, on the disk and, if
    asked for, was restored. Raises BadArchive where it cannot be written.
    """
    path = where / f"convite-{now.astimezone(BOGOTA):%Y%m%d-%H%M%S}.zip" if where.is_dir() else where
    unfinished = path.with_name(path.name + _UNFINISHED)
    try:
        file = os.open(unfinished, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            with os.fdopen(file, "w+b") as out:
                with ZipFile(out, "w", ZIP_DEFLATED) as archive, snapshot(engine) as db:
                    written = _write(archive, db, papers, vault, now)
                out.flush()
                os.fsync(out.fileno())
            if tried:
                try_out(unfinished, unfinished.parent)
            sha256, size = m.sha256_of(unfinished), unfinished.stat().st_size
            unfinished.rename(path)
        finally:
            unfinished.unlink(missing_ok=True)
    except OSError as error:
        raise m.BadArchive(f"{path}: {error.strerror}") from error
    return Backup(
        archive=str(path),
        sha256=sha256,
        schema=written.schema,
        tables=len(written.tables),
        rows=written.rows,
        papers=len(written.papers),
        papers_gone=written.papers_gone,
        megabytes=size / 1e6,
        tried=tried,
    )


def _write(archive: ZipFile, db: Connection, papers: Path, vault: Vault, now: datetime) -> m.Manifest:
    schema = copies.schema_of(db)
    if schema is None:
        raise DatabaseUnavailable("there is no database of Convite at CONVITE_DATABASE_URL")
    found = copies.tables(db)
    tables = [_write_table(archive, db, table) for table in found]
    waiting = sorted(filings.ids_waiting(db)) if any(one.name == "filings" for one in found) else []
    kept = [paper for id_ in waiting if (paper := _write_paper(archive, papers / id_))]
    written = m.Manifest(
        format=m.FORMAT,
        made_at=now,
        schema=schema,
        database=db.dialect.name,
        keys=m.marks_of(vault),
        tables=tables,
        papers=kept,
        papers_gone=len(waiting) - len(kept),
    )
    archive.writestr(m.NAME, msgspec.json.format(msgspec.json.encode(written), indent=1))
    return written


def _write_table(archive: ZipFile, db: Connection, table: Table) -> m.TablePart:
    total, named = copies.Sum(), copies.kinds(table)
    draft = m.TablePart(str(table.name), 0, "", "", named)

    def rows() -> Iterable[bytes]:
        for line in copies.lines(db, table):
            total.add(line)
            yield line

    sha256 = _put(archive, draft.part, rows(), ZIP_DEFLATED)
    return m.TablePart(draft.name, total.rows, total.digest, sha256, named)


def _write_paper(archive: ZipFile, path: Path) -> m.PaperPart | None:
    """None where it was decided on in the meantime: its file goes with the decision."""
    try:
        file = path.open("rb")
    except FileNotFoundError:
        return None
    with file:
        draft = m.PaperPart(path.name, "")
        sealed = iter(lambda: file.read(1 << 20), b"")
        return m.PaperPart(path.name, _put(archive, draft.part, sealed, ZIP_STORED))  # sealed does not shrink


def _put(archive: ZipFile, part: str, content: Iterable[bytes], how: int) -> str:
    info = ZipInfo(part)
    info.compress_type = how
    info.external_attr = 0o600 << 16
    sha256 = hashlib.sha256()
    with archive.open(info, "w", force_zip64=True) as file:
        for some in content:
            sha256.update(some)
            file.write(some)
    return sha256.hexdigest()
