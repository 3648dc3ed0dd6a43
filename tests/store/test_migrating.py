"""A migration comes while the version before serves: nobody waits behind it, and nothing stops working."""

import ast
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import Engine, insert, text

from store import boards, migrating
from store.engine import MIGRATIONS, DatabaseUnavailable, reading, writing
from store.engine import migrating as a_migration
from store.migrating import NEWEST, TableInUse, migrate
from store.schema_floor import schema_floor
from tests.examples import NOW, a_board

ON_POSTGRESQL = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
BEFORE_AWARDS = "0027"  # 0028 refers to the boards, and so needs their table for a moment
FIRST_UNDER_THE_RULE = "0029"


@pytest.fixture
def behind(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Engine:
    """A database as the version before left it."""
    with a_migration(engine) as (_, config):
        command.downgrade(config, BEFORE_AWARDS)
    monkeypatch.setattr(migrating, "_LONGEST_WAIT", "SET LOCAL lock_timeout = '20ms'")
    return engine


@ON_POSTGRESQL
def test_a_migration_gives_way_to_who_works_and_comes_when_the_table_is_free(behind: Engine) -> None:
    seen: list[int] = []
    with behind.connect() as old:
        boards.save(old, [a_board()], NOW)  # and has not ended: it holds the table

        def others_are_served(_seconds: float) -> None:
            with reading(behind) as db:
                db.execute(text("SET statement_timeout = '20s'"))  # behind one who waits this would hang
                seen.append(boards.count(db))
            if len(seen) == 2:
                old.commit()

        done = migrate(behind, pause=others_are_served)
        assert (done.before, done.after, seen) == (BEFORE_AWARDS, NEWEST, [0, 0])
        boards.save(old, [a_board(code="JAC-0002")], NOW)
        assert boards.count(old) == 2


@ON_POSTGRESQL
def test_a_migration_that_finds_no_moment_changes_nothing_and_says_so(behind: Engine) -> None:
    with behind.connect() as old:
        boards.save(old, [a_board()], NOW)
        with pytest.raises(TableInUse, match="too long"):
            migrate(behind, pause=lambda _: None)
    assert migrating.revision(behind) == BEFORE_AWARDS
    assert migrate(behind).after == NEWEST


@ON_POSTGRESQL
def test_while_a_migration_adds_the_version_before_reads_and_writes(behind: Engine) -> None:
    with a_migration(behind) as (_, config):
        command.upgrade(config, "0028")
        with reading(behind) as old:  # what refers to a table holds up its writers, for that moment
            assert boards.count(old) == 0
    with behind.connect() as old, a_migration(behind) as (_, config):
        old.execute(text("SET statement_timeout = '20s'"))
        command.upgrade(config, "0029")  # and is not over
        boards.save(old, [a_board()], NOW)
        assert boards.count(old) == 1
        old.commit()


def test_a_database_that_a_newer_version_migrated_is_worked_on_down_to_its_floor(engine: Engine) -> None:
    with writing(engine) as db:
        db.execute(text("UPDATE alembic_version SET version_num = '9001'"))
        db.execute(insert(schema_floor).values(oldest=NEWEST))
    assert migrate(engine).after == "9001"
    with writing(engine) as db:
        db.execute(insert(schema_floor).values(oldest="9000"))
    with pytest.raises(DatabaseUnavailable, match=f"from 9000 on, and this is {NEWEST}"):
        migrate(engine)


def test_what_takes_something_away_says_from_which_version_on_the_schema_serves() -> None:
    for path in sorted((MIGRATIONS / "versions").glob("[0-9]*.py")):
        if path.name[:4] >= FIRST_UNDER_THE_RULE:
            taken = list(_taken_away(path))
            assert not taken or "schema_floor" in path.read_text(encoding="utf-8"), f"{path.name}: {taken}"


def _taken_away(path: Path) -> list[str]:
    """What code of before would miss, and columns that it does not know and would have to fill."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    upwards = [
        part for part in tree.body if not (isinstance(part, ast.FunctionDef) and part.name == "downgrade")
    ]
    found = []
    for call in (node for part in upwards for node in ast.walk(part) if isinstance(node, ast.Call)):
        name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
        said = ast.unparse(call)
        must_be_filled = "nullable=False" in said and "server_default" not in said
        if (
            name in ("drop_table", "drop_column", "rename_table")
            or "new_column_name" in said
            or (name in ("add_column", "alter_column") and must_be_filled)
        ):
            found.append(said)
    return found
