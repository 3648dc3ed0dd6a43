from collections.abc import Callable

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect, select, text

from domain.alert import (
    Alert,
    AlertKind,
    DeliveryResult,
    Ending,
    Priority,
    ProviderStatus,
    StatusReport,
    Whose,
)
from domain.contact import Channel
from domain.readiness import Evidence
from store import alerts, boards, deliveries, evidence, statuses, tellings
from store.engine import migrating, reading, writing
from store.migrating import migrate
from store.schema import metadata
from store.tables import evidence as table
from store.telling_tables import attempts, provider_statuses
from tests.examples import NOW, TODAY, TOMORROW, a_board
from tests.filled import ROWS, fill

RELEASED = "0022"  # the schema of the release before this one


def _migrate(engine: Engine, move: Callable[[Config, str], None], revision: str) -> None:
    with migrating(engine) as (_, config):
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
    _migrate(engine, command.downgrade, "0006")
    _migrate(engine, command.upgrade, "0007")
    with reading(engine) as db:
        assert evidence.of_board(db, a_board().code) == [before]
        assert db.execute(select(table.c.recorded_at)).scalar_one() == NOW


def test_the_database_of_the_release_before_comes_up_with_all_its_rows_and_goes_back(engine: Engine) -> None:
    _migrate(engine, command.downgrade, RELEASED)
    there = _columns(engine)
    with writing(engine) as db:
        fill(db, there)
    before = _rows(engine, there)
    assert sum(map(len, before.values())) == ROWS * len(there)
    migrate(engine)
    assert _rows(engine, there) == before
    _migrate(engine, command.downgrade, RELEASED)
    assert (_columns(engine), _rows(engine, there)) == (there, before)
    migrate(engine)
    assert _rows(engine, there) == before


def _columns(engine: Engine) -> dict[str, set[str]]:
    look = inspect(engine)
    names = set(look.get_table_names()) - {"alembic_version"}
    return {name: {column["name"] for column in look.get_columns(name)} for name in names}


def _rows(engine: Engine, there: dict[str, set[str]]) -> dict[str, list[str]]:
    """As the database gives them, whatever the code takes them for."""
    asked = {
        name: 'SELECT "{}" FROM "{}"'.format('", "'.join(sorted(columns)), name)
        for name, columns in there.items()
    }
    with reading(engine) as db:
        return {name: sorted(map(repr, db.execute(text(sql)))) for name, sql in asked.items()}


def test_migrating_twice_changes_nothing(engine: Engine) -> None:
    migrate(engine)
    migrate(engine)


def test_what_providers_told_before_keeps_whether_the_address_was_dead(engine: Engine) -> None:
    failed, sent = ProviderStatus.FAILED, ProviderStatus.SENT
    told = [
        StatusReport(Channel.SMS, "SM1", sent, NOW),
        StatusReport(Channel.SMS, "SM2", failed, NOW, whose=Whose.ADDRESS),
        StatusReport(Channel.SMS, "SM3", failed, NOW, whose=Whose.NOBODY),
    ]
    with writing(engine) as db:
        statuses.report(db, told, NOW)
    _migrate(engine, command.downgrade, "0015")
    _migrate(engine, command.upgrade, "0016")
    with reading(engine) as db:
        kept = db.execute(select(provider_statuses.c.whose).order_by(provider_statuses.c.provider_id))
        assert list(kept.scalars()) == [None, "address", "nobody"]


def test_the_ledger_of_before_is_kept_whole(engine: Engine) -> None:
    """SQLite makes a table anew to change it: what refers to the old one must not go with it."""
    with writing(engine) as db:
        boards.save(db, [a_board()], NOW)
        alerts.queue(db, [Alert(a_board().code, "CO1.BDOS.1", AlertKind.NEW_MATCH)], NOW, NOW, Priority.NEW)
        (delivery,) = deliveries.claim(db, "w", NOW, NOW)
        deliveries.finish(db, [Ending(delivery, DeliveryResult.ACCEPTED, NOW, NOW, provider_id="<1>")])
    _migrate(engine, command.downgrade, "0012")
    _migrate(engine, command.upgrade, "0013")
    with reading(engine) as db:
        assert [alert.about for alert in tellings.of_deliveries(db, [delivery.id])[delivery.id]] == [
            "CO1.BDOS.1"
        ]
        assert db.execute(select(attempts.c.result)).scalars().all() == ["accepted"]
