"""One clock for all, and who was taken for dead writes nothing (PostgreSQL: SQLite has one machine)."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine, text

from store import leases, troubles
from store.clock import DatabaseClock
from store.engine import DatabaseUnavailable, name_sessions, open_database, reading, writing
from tests.examples import NOW

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


def test_the_clock_is_that_of_the_database_and_is_asked_now_and_then(engine: Engine) -> None:
    clock = DatabaseClock(engine)
    with reading(engine) as db:
        theirs = db.execute(text("SELECT clock_timestamp()")).scalar_one()
    assert abs(clock() - theirs) < timedelta(seconds=5)
    before = clock._asked_at
    for _ in range(3):
        with reading(engine):
            pass
    assert clock._asked_at == before


def test_what_a_worker_had_begun_to_write_when_it_was_taken_for_dead_is_not_written(
    engine: Engine, database_url: str
) -> None:
    dead = open_database(database_url)
    name_sessions(dead, leases.session_of("dead"))
    name_sessions(engine, leases.session_of("living"))
    with pytest.raises(DatabaseUnavailable):
        _note_while_it_is_taken_for_dead(dead, engine)
    with reading(engine) as db:
        known = troubles.find(db, "of the dead")
    assert known
    assert known.since == NOW + timedelta(days=1)
    dead.dispose()


def _note_while_it_is_taken_for_dead(dead: Engine, engine: Engine) -> None:
    with writing(dead) as paused:
        troubles.note(paused, "of the dead", NOW)
        with writing(engine) as db:
            leases.be_alive(db, "living", NOW, NOW + timedelta(seconds=1))
            assert leases.end_sessions_of_the_dead(db, NOW) == 1
            troubles.note(db, "of the dead", NOW + timedelta(days=1))  # which it holds locked no more
