from collections.abc import Callable

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection, Engine, select

from domain.readiness import Evidence
from store import boards, evidence
from store.engine import MIGRATIONS, migrate, reading, writing
from store.tables import evidence as table
from store.tables import metadata
from tests.examples import NOW, TODAY, TOMORROW, a_board


def _alembic(db: Connection, move: Callable[[Config, str], None], revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = db
    move(config, revision)


def test_the_migrations_lead_to_the_tables_that_the_code_describes(engine: Engine) -> None:
    with reading(engine) as db:
        context = MigrationContext.configure(db, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_evidence_of_before_is_what_boards_handed_in(engine: Engine) -> None:
    before = Evidence("RUT", 3, TODAY, TOMORROW, "visto")
    with writing(engine) as db:
        boards.save(db, [a_board()], NOW)
        evidence.save(db, [(a_board().code, before)], NOW)
        _alembic(db, command.downgrade, "0006")
        _alembic(db, command.upgrade, "0007")
        assert evidence.of_board(db, a_board().code) == [before]
        assert db.execute(select(table.c.recorded_at)).scalar_one() == NOW


def test_migrating_twice_changes_nothing(engine: Engine) -> None:
    migrate(engine)
    migrate(engine)
