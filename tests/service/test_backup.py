"""Backups: what is written comes back whole, into either database, or not at all."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from sqlalchemy import Engine, insert, select, text

from domain.filing import FileKind, Filing
from service import cli
from service.backup.manifest import BadArchive
from service.backup.restore import restore, try_out
from service.backup.write import Backup, backup
from store import boards, copies, filings
from store.access_tables import staff
from store.engine import migrating, open_database, reading, snapshot, writing
from store.schema import metadata
from store.sealed_files import SealedFiles
from store.tables import boards as boards_table
from store.vault import Vault
from tests.examples import NOW, a_board
from tests.filled import ROWS, fill
from tests.flow.house import SECRET, VAULT


@pytest.fixture(params=["sqlite", "postgresql"])
def other(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A second database of each kind, empty; the one of PostgreSQL has no tables yet."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("empty_sqlite"), tmp_path / "other.db")
        made = open_database(f"sqlite:///{tmp_path}/other.db")
        yield made
        made.dispose()
        return
    server = request.getfixturevalue("postgres_url")
    admin = open_database(server % "postgres").execution_options(isolation_level="AUTOCOMMIT")
    with admin.connect() as db:
        db.execute(text("DROP DATABASE IF EXISTS restored WITH (FORCE)"))
        db.execute(text("CREATE DATABASE restored"))
    made = open_database(server % "restored")
    yield made
    made.dispose()
    with admin.connect() as db:
        db.execute(text("DROP DATABASE restored WITH (FORCE)"))
    admin.dispose()


def write(engine: Engine, folder: Path, *, tried: bool = False) -> Backup:
    return backup(engine, folder / "papers", VAULT, folder, NOW, tried=tried)


def rows_of(engine: Engine) -> dict[str, list[tuple[Any, ...]]]:
    with reading(engine) as db:
        return {
            table.name: sorted((tuple(row) for row in db.execute(select(table))), key=repr)
            for table in metadata.sorted_tables
        }


def test_every_table_comes_back_whole_in_either_database(
    engine: Engine, other: Engine, tmp_path: Path
) -> None:
    with writing(engine) as db:
        fill(db)
    made = write(engine, tmp_path)
    assert (made.tables, made.rows) == (len(metadata.tables), len(metadata.tables) * ROWS)
    assert restore(other, tmp_path / "back", VAULT, Path(made.archive), over=False).rows == made.rows
    assert rows_of(other) == rows_of(engine)
    with writing(other) as db:  # and it counts on from where it was
        row = {"name": "Ana", "sealed": b"", "digest": "new", "role": "trainer", "added_at": NOW}
        assert db.execute(insert(staff).values(row).returning(staff.c.id)).scalar_one() == ROWS + 1


def test_papers_come_back_as_they_lay_and_open_as_their_boards_alone(
    empty_engine: Engine, empty_sqlite: Path, tmp_path: Path
) -> None:
    lying = SealedFiles(tmp_path / "papers", VAULT)
    with writing(empty_engine) as db:
        boards.save(db, [a_board()], NOW)
        for name in ("waiting", "taken"):
            filings.add(db, Filing(name, a_board().code, "RUT", FileKind.PDF, 7, NOW), "2026-11-22")
    lying.write("waiting", a_board().code, [b"content" * 100_000])
    lying.write("of_no_row", a_board().code, [b"stray"])
    made = write(empty_engine, tmp_path)
    assert (made.papers, made.papers_gone) == (1, 1)
    back = tmp_path / "back"
    shutil.copy(empty_sqlite, tmp_path / "other.db")
    restore(open_database(f"sqlite:///{tmp_path}/other.db"), back, VAULT, Path(made.archive), over=False)
    assert b"".join(SealedFiles(back, VAULT).read("waiting", a_board().code)) == b"content" * 100_000
    assert [path.name for path in back.iterdir()] == ["waiting"]


def test_a_filled_database_is_replaced_only_if_asked_for(engine: Engine, tmp_path: Path) -> None:
    with writing(engine) as db:
        boards.save(db, [a_board()], NOW)
    archive = Path(write(engine, tmp_path).archive)
    with writing(engine) as db:
        boards.save(db, [a_board(code="JAC-2", name="JAC Nueva")], NOW)
    with pytest.raises(BadArchive, match="not empty"):
        restore(engine, tmp_path / "papers", VAULT, archive, over=False)
    restore(engine, tmp_path / "papers", VAULT, archive, over=True)
    with reading(engine) as db:
        assert db.execute(select(boards_table.c.code)).scalars().all() == [a_board().code]


def test_a_damaged_part_is_refused_and_nothing_is_changed(empty_engine: Engine, tmp_path: Path) -> None:
    with writing(empty_engine) as db:
        fill(db)
    archive = Path(write(empty_engine, tmp_path).archive)
    before = rows_of(empty_engine)
    for change, says in ((b"JAC", "tables/boards.jsonl"), (None, "manifest")):
        damaged = changed(archive, change)
        with pytest.raises(BadArchive, match=r"damaged|no backup"):
            restore(empty_engine, tmp_path / "papers", VAULT, damaged, over=True)
        assert rows_of(empty_engine) == before, says
    cut = tmp_path / "cut.zip"
    cut.write_bytes(archive.read_bytes()[:-100])
    with pytest.raises(BadArchive, match="cut off"):
        try_out(cut, tmp_path)


def changed(archive: Path, line: bytes | None) -> Path:
    """The same with a line more in the boards, or with another word in its manifest."""
    out = archive.with_name("changed.zip")
    with ZipFile(archive) as there, ZipFile(out, "w") as made:
        for name in there.namelist():
            content = there.read(name)
            if line and name == "tables/boards.jsonl":
                content += line
            if line is None and name == "manifest.json":
                content = content.replace(b"convite backup", b"something else")[:-2]
            made.writestr(name, content)
    return out


def test_rows_that_do_not_fit_leave_what_was_there(empty_engine: Engine, tmp_path: Path) -> None:
    """A board's evidence without the board: its sums are right, and yet it is no database."""
    with writing(empty_engine) as db:
        boards.save(db, [a_board()], NOW)
    archive = Path(write(empty_engine, tmp_path).archive)
    manifest = json.loads(ZipFile(archive).read("manifest.json"))
    manifest["tables"] = [one for one in manifest["tables"] if one["name"] != "boards"]
    lacking = archive.with_name("lacking.zip")
    shutil.copy(archive, lacking)
    rewrite(lacking, manifest)
    before = rows_of(empty_engine)
    with pytest.raises(BadArchive, match="boards"):
        restore(empty_engine, tmp_path / "papers", VAULT, lacking, over=True)
    assert rows_of(empty_engine) == before


def test_a_newer_schema_is_refused_and_an_older_one_is_brought_up(
    empty_engine: Engine, tmp_path: Path
) -> None:
    archive = Path(write(empty_engine, tmp_path).archive)
    manifest = json.loads(ZipFile(archive).read("manifest.json"))
    rewrite(archive, {**manifest, "schema": "9999"})
    with pytest.raises(BadArchive, match="schema 9999"):
        try_out(archive, tmp_path)
    old = open_database(f"sqlite:///{tmp_path}/old.db")
    with migrating(old) as (db, config):
        copies.make_anew(db, config, "0014")
        db.execute(
            insert(boards_table).values(
                code="JAC-9",
                name="JAC Vieja",
                kind="JAC",
                municipality="13001",
                trades=[],
                added_at=NOW,
                changed_at=NOW,
            )
        )
    of_then = backup(old, tmp_path / "papers", VAULT, tmp_path / "of_then.zip", NOW, tried=False)
    assert of_then.schema == "0014"
    restore(empty_engine, tmp_path / "papers", VAULT, tmp_path / "of_then.zip", over=False)
    with reading(empty_engine) as db:
        assert [board.name for board in boards.every(db)] == ["JAC Vieja"]
        assert copies.schema_of(db) == manifest["schema"]


def rewrite(archive: Path, manifest: dict[str, Any]) -> None:
    with ZipFile(archive) as there:
        parts = {name: there.read(name) for name in there.namelist()}
    with ZipFile(archive, "w") as made:
        for name, content in {**parts, "manifest.json": json.dumps(manifest).encode()}.items():
            made.writestr(name, content)


def test_a_file_of_another_name_is_never_written(empty_engine: Engine, tmp_path: Path) -> None:
    archive = Path(write(empty_engine, tmp_path).archive)
    manifest = json.loads(ZipFile(archive).read("manifest.json"))
    rewrite(archive, {**manifest, "papers": [{"id": "../../etc/passwd", "sha256": ""}]})
    with pytest.raises(BadArchive, match="cannot be one of ours"):
        try_out(archive, tmp_path)


@pytest.mark.parametrize(
    ("vault", "says"),
    [
        (VAULT, "open what is sealed"),
        (Vault(["new", SECRET]), "open what is sealed"),
        (Vault(["another"]), "does not open"),
        (Vault([SECRET, "another"]), "the oldest key is another"),
    ],
)
def test_it_is_said_whether_the_keys_are_those_of_then(
    empty_engine: Engine, tmp_path: Path, vault: Vault, says: str
) -> None:
    archive = Path(write(empty_engine, tmp_path).archive)
    assert SECRET.encode() not in archive.read_bytes()
    assert says in restore(empty_engine, tmp_path / "papers", vault, archive, over=False).keys


def test_both_are_one_command(
    empty_sqlite: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copy(empty_sqlite, tmp_path / "convite.db")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CONVITE_DATABASE_URL", f"sqlite:///{tmp_path}/convite.db")
    assert cli.run(["backup", str(tmp_path), "--verify", "--now", NOW.isoformat(), "--json"]) == 0
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert "CONVITE_CONTACT_KEYS" in told["without"]
    assert Path(told["archive"]).stat().st_mode & 0o077 == 0
    assert not list(tmp_path.glob("*.part")) + list(tmp_path.glob(".convite-try-*"))
    # Where it was taken from is not empty any more: that there is a backup is noted there.
    assert cli.run(["restore", told["archive"]]) == 2
    assert cli.run(["restore", told["archive"], "--over"]) == 0
    assert cli.run(["restore", told["archive"], "--over", "--verify"]) == 2
    monkeypatch.setenv("CONVITE_DATABASE_URL", f"sqlite:///{tmp_path}/another.db")
    assert cli.run(["restore", told["archive"]]) == 0
    assert cli.run(["backup", str(tmp_path / "no_folder" / "file.zip")]) == 2
    monkeypatch.setenv("CONVITE_DATABASE_URL", f"sqlite:///{tmp_path}/nothing.db")
    assert cli.run(["backup", str(tmp_path)]) == 4


@pytest.fixture
def empty_engine(empty_sqlite: Path, tmp_path: Path) -> Iterator[Engine]:
    """An empty database, where which kind it is plays no part."""
    path = tmp_path / "convite.db"
    shutil.copy(empty_sqlite, path)
    engine = open_database(f"sqlite:///{path}")
    yield engine
    engine.dispose()


def test_a_backup_sees_one_state_of_all_rows_while_others_write(engine: Engine) -> None:
    with snapshot(engine) as db:
        assert boards.count(db) == 0
        with writing(engine) as another:
            boards.save(another, [a_board()], NOW)
        assert boards.count(db) == 0
    with snapshot(engine) as db:
        assert boards.count(db) == 1
