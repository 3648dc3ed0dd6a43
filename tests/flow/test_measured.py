"""Each run of a step leaves figures, whether it ends well or not, and counting never stands in its way."""

from dataclasses import dataclass

import pytest
import structlog
from sqlalchemy import Engine, text

from domain.alert import Alert, AlertKind, Priority
from domain.figures import ATTEMPTS, STEP_FAILURES, STEP_LAST_AT, STEP_ROWS, STEP_RUNS, TOLD_SECONDS, total
from service.context import Context
from service.progress import Progress
from service.settings import Settings
from service.steps import deliver
from service.steps.measured import measured
from store import alerts, figures
from store.engine import DatabaseUnavailable, open_database, reading, writing
from tests.examples import NOW, a_board
from tests.flow.house import a_house, a_wire_row, publish, settle


@dataclass(frozen=True)
class _Summary:
    new: int
    share: float
    whole: bool
    by_kind: dict[str, int]


def a_context(engine: Engine) -> Context:
    return Context(engine, Settings(_env_file=None), lambda: NOW, Progress(quiet=True))  # type: ignore[call-arg]


def kept(engine: Engine) -> dict[tuple[str, tuple[str, ...]], float]:
    with reading(engine) as db:
        return figures.read(db)


def test_a_run_leaves_its_whole_numbers_and_what_it_logs_names_the_step(engine: Engine) -> None:
    seen = []

    @measured("match")
    def run(context: Context, new: int) -> _Summary:
        seen.append(structlog.contextvars.get_contextvars())
        return _Summary(new, 0.5, True, {"x": 1})

    for new in (7, 3):
        run(a_context(engine), new)
    found = kept(engine)
    assert seen == [{"step": "match"}] * 2
    assert structlog.contextvars.get_contextvars() == {}
    assert found[STEP_RUNS.name, ("match",)] == 2
    assert found[STEP_LAST_AT.name, ("match",)] == NOW.timestamp()
    assert {key: value for key, value in found.items() if key[0] == STEP_ROWS.name} == {
        (STEP_ROWS.name, ("match", "new")): 3
    }


def test_a_run_that_dies_is_counted_by_kind_and_dies_of_what_it_died(engine: Engine) -> None:
    @measured("match")
    def run(_context: Context) -> None:
        raise KeyError("Ana Pérez")

    with pytest.raises(KeyError):
        run(a_context(engine))
    assert kept(engine) == {(STEP_FAILURES.name, ("match", "KeyError")): 1}
    with writing(engine) as db:
        db.execute(text("ALTER TABLE figures RENAME TO figures_gone"))
    with pytest.raises(KeyError):
        run(a_context(engine))
    with writing(engine) as db:
        db.execute(text("ALTER TABLE figures_gone RENAME TO figures"))


def test_a_database_that_goes_away_at_the_end_does_not_undo_the_run() -> None:
    away = open_database("postgresql://nobody@127.0.0.1:9/none")

    @measured("match")
    def run(_context: Context) -> int:
        return 7

    assert run(a_context(away)) == 7
    with pytest.raises(DatabaseUnavailable), reading(away):
        pass


def test_what_was_sent_is_counted_by_channel_and_by_how_long_after_publication(engine: Engine) -> None:
    settle(engine, [a_board()], NOW)
    with a_house(engine, NOW) as house:
        publish(house.soda, NOW, [a_wire_row()])
        house.cycle(NOW)
        first = kept(engine)
        house.mood.answer = "451 try again"
        with writing(engine) as db:
            alerts.queue(db, [Alert(a_board().code, "x", AlertKind.TEST)], NOW, NOW, Priority.NEW)
        deliver.run(house.context)
        second = kept(engine)
    assert first[ATTEMPTS.name, ("email", "accepted")] == 1
    assert (
        first[total(TOLD_SECONDS), ()] == 32 * 3600
    )  # published the day before, told at eight in the morning
    assert second[ATTEMPTS.name, ("email", "try_again")] == 1
    assert second[ATTEMPTS.name, ("email", "accepted")] == 1
    assert second[total(TOLD_SECONDS), ()] == first[total(TOLD_SECONDS), ()]
