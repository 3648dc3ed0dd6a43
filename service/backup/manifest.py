"""What an archive says of itself: a ZIP with `manifest.json`, `tables/NAME.jsonl` and `papers/ID`.

Nothing is taken from an archive but what its manifest names, and only after its SHA-256 was compared.
"""

import hashlib
import re
import zlib
from collections.abc import Iterator
from datetime import datetime
from io import BufferedReader
from pathlib import Path
from zipfile import BadZipFile, ZipFile

import msgspec

from domain.contact import Channel
from store.copies import Kind
from store.vault import Vault

FORMAT = "convite backup 1"
NAME = "manifest.json"
_BLOCK = 1 << 20
_PAPER = re.compile(r"[0-9A-Za-z_-]{1,64}")


class BadArchive(Exception):
    """An archive is not one of ours, or damaged, or does not fit; says which part."""


class TablePart(msgspec.Struct, frozen=True):
    name: str
    rows: int
    rows_sum: str  # over the rows in any order
    sha256: str  # of the part as it is read
    columns: dict[str, Kind]

    @property
    def part(self) -> str:
        return f"tables/{self.name}.jsonl"


class PaperPart(msgspec.Struct, frozen=True):
    id: str
    sha256: str

    @property
    def part(self) -> str:
        return f"papers/{self.id}"


class KeyMarks(msgspec.Struct, frozen=True):
    """By which it is known whether keys are those that a database was sealed with. They open nothing."""

    seals: str  # the newest
    finds: str  # the oldest


class Manifest(msgspec.Struct, frozen=True):
    format: str
    made_at: datetime
    schema: str
    database: str
    keys: KeyMarks
    tables: list[TablePart]
    papers: list[PaperPart]
    papers_gone: int  # decided on while the archive was being made

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables)


def marks_of(vault: Vault) -> KeyMarks:
    return KeyMarks(vault.head.hex(), vault.digest(Channel.EMAIL, "nobody@convite.invalid"))


def open_archive(path: Path) -> tuple[ZipFile, Manifest]:
    """The archive and what it says of itself. Raises BadArchive."""
    try:
        archive = ZipFile(path)
        manifest = msgspec.json.decode(archive.read(NAME), type=Manifest)
    except OSError as error:
        raise BadArchive(f"{path}: {error.strerror}") from error
    except (BadZipFile, KeyError, msgspec.MsgspecError) as error:
        raise BadArchive(f"{path} is no backup of Convite, or was cut off") from error
    if manifest.format != FORMAT:
        raise BadArchive(f"{path} is of another format: {manifest.format}")
    if bad := next((one.id for one in manifest.papers if not _PAPER.fullmatch(one.id)), None):
        raise BadArchive(f"{path} names a file that cannot be one of ours: {bad!r}")
    return archive, manifest


def check_parts(archive: ZipFile, manifest: Manifest) -> None:
    """Raises BadArchive at the first part that is not as it was written."""
    parts: list[TablePart | PaperPart] = [*manifest.tables, *manifest.papers]
    for one in parts:
        found = hashlib.sha256()
        for block in blocks(archive, one.part):
            found.update(block)
        if found.hexdigest() != one.sha256:
            raise BadArchive(f"{one.part} is damaged")


def blocks(archive: ZipFile, part: str) -> Iterator[bytes]:
    try:
        with archive.open(part) as file:
            while block := file.read(_BLOCK):
                yield block
    except (KeyError, BadZipFile, OSError, EOFError, ValueError, zlib.error) as error:
        raise BadArchive(f"{part} is damaged or missing") from error


def lines(archive: ZipFile, part: str) -> Iterator[bytes]:
    with archive.open(part) as file:
        yield from BufferedReader(file, _BLOCK)  # type: ignore[type-var]


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
