"""How a database is opened: enough connections for all who ask at once, and none that died unseen."""

from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, func, select

from store import boards
from store.engine import DatabaseUnavailable, OneByOne, open_database, reading, writing
from store.tables import boards as rows_of_boards
from tests.examples import NOW, a_board


def test_forty_threads_that_hold_a_connection_leave_one_for_the_loop(tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path / 'convite.db'}")
    with ExitStack() as held:
        for _ in range(41):  # one more waited for half a minute, and all of the web with it
            held.enter_context(reading(engine))
    engine.dispose()


def test_a_connection_that_died_while_nobody_used_it_is_replaced(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = open_database(postgres_url % "postgres")
    monkeypatch.setattr("store.engine._LEFT_ALONE", 0.0)
    _kill_the_only_connection_of(engine)
    with reading(engine) as db:
        assert db.scalar(select(1)) == 1
    engine.dispose()


def test_one_that_died_while_it_was_used_costs_one_answer(postgres_url: str) -> None:
    engine = open_database(postgres_url % "postgres")
    _kill_the_only_connection_of(engine)
    with pytest.raises(DatabaseUnavailable), reading(engine) as db:
        db.scalar(select(1))
    with reading(engine) as db:
        assert db.scalar(select(1)) == 1
    engine.dispose()


@pytest.mark.parametrize("idle", [True, False])
def test_what_the_loop_keeps_is_replaced_too(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch, idle: bool
) -> None:
    engine = open_database(postgres_url % "postgres")
    one_by_one = OneByOne(engine)
    with one_by_one.reading() as db:
        which = db.scalar(select(func.pg_backend_pid()))
    _kill(engine, which)
    if idle:
        monkeypatch.setattr("store.engine._LEFT_ALONE", 0.0)
    else:
        with pytest.raises(DatabaseUnavailable), one_by_one.reading() as db:
            db.scalar(select(1))
    with one_by_one.reading() as db:
        assert db.scalar(select(func.pg_backend_pid())) != which
    engine.dispose()


def test_a_question_that_hangs_does_not_hold_the_loop_for_ever(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("store.engine._HANGS_AT_MOST", 20)
    engine = open_database(postgres_url % "postgres")
    one_by_one = OneByOne(engine)
    with pytest.raises(DatabaseUnavailable), one_by_one.reading() as db:
        db.execute(select(func.pg_sleep(30)))
    with one_by_one.reading() as db:
        assert db.scalar(select(1)) == 1
    engine.dispose()


def test_what_the_loop_keeps_sees_what_was_written_since(engine: Engine) -> None:
    one_by_one = OneByOne(engine)
    for number in range(2):
        with one_by_one.reading() as db:
            assert db.scalar(select(func.count()).select_from(rows_of_boards)) == number
        with writing(engine) as db:
            boards.save(db, [a_board(code=str(number))], NOW)


def _kill_the_only_connection_of(engine: Engine) -> None:
    with reading(engine) as db:
        which = db.scalar(select(func.pg_backend_pid()))
    _kill(engine, which)


def _kill(engine: Engine, which: int | None) -> None:
    other = create_engine(engine.url)
    with other.connect() as db:
        db.execute(select(func.pg_terminate_backend(which, 5_000)))
    other.dispose()
