"""Whatever goes wrong between source and store: every row of the source is in the store exactly once, or the
harvest says that it is incomplete and the next one heals it.

Each case begins with a store that was filled the day before and a source that was renewed since.
"""

import itertools
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from time import perf_counter

import pytest
from sqlalchemy import Engine, func, select

from service import cli
from service.demo.soda_server import Fault, Order, SodaServer
from service.feeds import FEEDS, DatasetName
from store.engine import open_database, reading
from store.tables import process_changes, processes
from tests.examples import NOW
from tests.flow.house import publish
from tests.flow.source import (
    COLUMNS,
    DAY_BEFORE,
    EMPTY,
    HTML,
    JSON,
    LATER,
    MEANWHILE,
    NEXT_DAY,
    NONE,
    PASSING,
    PROCESSES,
    Contents,
    Town,
    a_row,
    a_town,
    contents,
    fill,
    midnight,
    next_morning,
    rename,
)


@pytest.fixture(scope="module")
def the_day_before(tmp_path_factory: pytest.TempPathFactory, empty_sqlite: Path) -> Contents:
    """What a store holds after a first, undisturbed harvest."""
    path = tmp_path_factory.mktemp("the_day_before") / "convite.db"
    path.write_bytes(empty_sqlite.read_bytes())
    engine = open_database(f"sqlite:///{path}")
    with a_town(engine) as town:
        assert town.harvest(DAY_BEFORE).complete
        assert town.differences() == NONE
    found = contents(engine)
    engine.dispose()
    return found


@pytest.fixture
def town(engine: Engine, the_day_before: Contents) -> Iterator[Town]:
    fill(engine, the_day_before)
    with a_town(engine) as town:
        publish(town.soda, NOW, next_morning())
        yield town


def heals(town: Town, now: datetime = LATER) -> None:
    """The next, undisturbed harvest brings what the source holds."""
    town.calm()
    report = town.harvest(now)
    assert report.complete, report.notes
    assert town.differences() == NONE


def test_an_undisturbed_harvest_brings_what_is_new_and_the_next_one_nothing(town: Town) -> None:
    assert town.differences() != NONE
    report = town.harvest()
    assert (report.complete, report.new) == (True, 14), report.notes
    assert town.differences() == NONE
    again = town.harvest(LATER)
    assert (again.complete, again.new, again.changed) == (True, 0, 0), again.notes


@pytest.mark.parametrize("fault", PASSING.values(), ids=PASSING.keys())
def test_an_answer_that_goes_wrong_once_costs_no_row(town: Town, fault: Fault) -> None:
    trouble = town.at(3, lambda _: fault)
    report = town.harvest()
    assert trouble.times == 1
    assert report.complete, report.notes
    assert town.differences() == NONE


def test_an_answer_that_does_not_begin_in_time_is_asked_for_again(town: Town) -> None:
    hasty = town.context.settings.model_copy(update={"soda_timeout_seconds": 0.5})
    hurried = replace(town, context=replace(town.context, settings=hasty))
    trouble = town.at(3, lambda _: Fault(wait_seconds=60))
    started = perf_counter()
    assert hurried.harvest().complete
    assert trouble.times == 1
    assert perf_counter() - started < 30
    assert town.differences() == NONE


def test_a_source_that_says_when_to_come_back_is_left_alone_until_then(town: Town) -> None:
    moments: list[float] = []

    def busy(_: SodaServer) -> Fault | None:
        moments.append(perf_counter())
        return Fault(status=429, headers={"Retry-After": "1"}) if len(moments) == 1 else None

    town.at(lambda page: page >= 3, busy)
    report = town.harvest()
    assert report.complete, report.notes
    assert moments[-1] - moments[0] >= 1.0
    assert town.differences() == NONE


@pytest.mark.parametrize(
    "fault",
    [
        Fault(status=503, body=HTML, headers={"Retry-After": "0"}),
        EMPTY,
        Fault(order=Order.IGNORED),
        Fault(status=400, body=b'{"message": "query too heavy"}', headers=JSON),
    ],
    ids=["503", "empty pages", "no order at all", "refused"],
)
def test_what_goes_wrong_for_good_is_said_and_healed_by_the_next_harvest(town: Town, fault: Fault) -> None:
    town.at(lambda page: page >= 2, lambda _: fault)
    report = town.harvest()
    assert not report.complete
    assert report.notes
    heals(town)


def test_an_incomplete_harvest_ends_with_3_and_the_one_that_heals_it_with_0(
    town: Town, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)  # no .env of the machine
    monkeypatch.setenv("CONVITE_DATABASE_URL", town.context.settings.database_url)
    monkeypatch.setenv("CONVITE_SODA_URL", town.soda.url)

    def command(now: datetime) -> tuple[int, bool]:
        code = cli.run(["harvest", "processes", "--now", now.isoformat(), "--json"])
        (said,) = json.loads(capsys.readouterr().out.splitlines()[-1])["datasets"]
        return code, said["complete"]

    town.at(lambda page: page >= 2, lambda _: Fault(status=503, headers={"Retry-After": "0"}))
    assert command(NOW) == (3, False)
    town.calm()
    assert command(LATER) == (0, True)
    assert town.differences() == NONE


def test_pages_that_are_always_shuffled_lose_nothing(town: Town) -> None:
    town.at(lambda _: True, lambda _: Fault(order=Order.SHUFFLED))
    report = town.harvest()
    assert report.complete, report.notes
    assert town.differences() == NONE


def test_a_source_that_hands_over_less_than_was_asked_for_loses_nothing(town: Town) -> None:
    town.soda.largest_page = 3
    report = town.harvest()
    assert report.complete, report.notes
    assert town.differences() == NONE


def test_a_bad_token_costs_no_row_and_is_said(town: Town) -> None:
    town.soda.token = "good"
    stale = town.context.settings.model_copy(update={"soda_token": "stale"})
    report = replace(town, context=replace(town.context, settings=stale)).harvest()
    assert report.complete
    assert any("token" in note for note in report.notes)
    assert town.differences() == NONE


def inserted(soda: SodaServer) -> None:
    """Rows whose ids fall anywhere among those that were read already and those that were not."""
    soda.insert(PROCESSES, [a_row(n) for n in range(100, 130)], at=MEANWHILE)


def deleted(soda: SodaServer) -> None:
    assert soda.delete(PROCESSES, "id_del_proceso IN ('CO1.REQ.1', 'CO1.REQ.2', 'CO1.REQ.30', 'CO1.REQ.55')")


def exchanged(soda: SodaServer) -> None:
    """As many rows go as come: no count tells."""
    soda.insert(PROCESSES, [a_row(n) for n in range(100, 110)], at=MEANWHILE)
    assert soda.delete(PROCESSES, "id_del_proceso LIKE 'CO1.REQ.1_'") == 10


def touched(soda: SodaServer) -> None:
    moved = {"fecha_de_recepcion_de": midnight(NOW + timedelta(days=33)), "precio_base": "99000000"}
    assert soda.change(PROCESSES, "id_del_proceso LIKE 'CO1.REQ.1_'", moved, at=MEANWHILE) == 10


def replaced(soda: SodaServer) -> None:
    """Every `:id` is another one, and nothing else."""
    soda.put(PROCESSES, soda.rows(PROCESSES), columns=COLUMNS, updated_at=MEANWHILE)


def replaced_by_others(soda: SodaServer) -> None:
    rows = [{**row, "precio_base": str(int(row["precio_base"]) + 1)} for row in soda.rows(PROCESSES)]
    others = [*rows[3:], *(a_row(n) for n in range(100, 105))]
    soda.put(PROCESSES, others, columns=COLUMNS, updated_at=MEANWHILE)


MOVES = (inserted, deleted, exchanged, touched, replaced, replaced_by_others)


@pytest.mark.parametrize("move", MOVES, ids=lambda move: move.__name__)
def test_a_source_that_moves_while_it_is_read_and_says_so_loses_nothing(
    town: Town, move: Callable[[SodaServer], None]
) -> None:
    def act(soda: SodaServer) -> None:
        move(soda)
        soda.publish(PROCESSES, at=MEANWHILE)

    trouble = town.at(3, act)
    report = town.harvest()
    assert trouble.times == 1
    if report.complete:
        assert town.differences() == NONE
    else:
        heals(town)


@pytest.mark.parametrize("move", MOVES, ids=lambda move: move.__name__)
def test_a_move_without_a_word_is_noticed_and_healed_by_the_next_harvest(
    town: Town, move: Callable[[SodaServer], None]
) -> None:
    """Neither the source's date nor a count need tell: when its rows were touched does."""

    def act(soda: SodaServer) -> None:
        move(soda)
        soda.publish(PROCESSES, at=NOW)

    trouble = town.at(3, act)
    report = town.harvest()
    assert trouble.times == 1
    if report.complete:
        assert town.differences() == NONE
    town.soda.publish(PROCESSES, at=MEANWHILE)
    heals(town)


def test_a_source_that_never_stands_still_is_never_called_complete(town: Town) -> None:
    moments = (NOW + timedelta(minutes=n) for n in itertools.count(1))
    rows = itertools.count(100)

    def move(soda: SodaServer) -> None:
        soda.insert(PROCESSES, [a_row(next(rows))], at=(now := next(moments)))
        soda.publish(PROCESSES, at=now)

    town.at(lambda _: True, move)
    assert not town.harvest().complete
    heals(town)


def test_rows_that_stand_there_twice_are_in_the_store_once(town: Town) -> None:
    town.soda.insert(PROCESSES, town.soda.rows(PROCESSES)[:20], at=NOW)
    report = town.harvest()
    assert report.complete, report.notes
    assert town.differences() == NONE


def test_rows_that_share_their_key_are_all_in_the_store_and_stay_themselves(town: Town) -> None:
    """Lots of one award that one supplier won: a key that stood for one row comes to stand for three."""
    lots = [
        {**row, "valor_total_adjudicacion": value}
        for row in town.soda.rows(PROCESSES)
        if row.get("id_adjudicacion") == "CO1.AWD.41"
        for value in ("9", "10")
    ]
    town.soda.insert(PROCESSES, lots, at=NOW)
    heals(town, NOW)
    again = town.harvest(LATER)
    assert (again.complete, again.new, again.changed) == (True, 0, 0)
    town.soda.change(PROCESSES, "valor_total_adjudicacion = 9", {"valor_total_adjudicacion": "11"}, at=LATER)
    town.soda.publish(PROCESSES, at=LATER)
    heals(town, LATER)


def test_a_column_that_goes_by_an_older_name_again_is_read_under_it(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    (feed,) = FEEDS[DatasetName.PROCESSES]
    dataset = replace(feed.dataset, older={"precio_base": ("presupuesto",)})
    monkeypatch.setitem(FEEDS, DatasetName.PROCESSES, (replace(feed, dataset=dataset),))
    rows = town.soda.rows(PROCESSES)
    rename(town.soda, "precio_base", "presupuesto")
    report = town.harvest()
    assert report.complete
    assert any("presupuesto" in note for note in report.notes)
    town.soda.put(PROCESSES, rows, columns=COLUMNS, updated_at=LATER)
    assert town.differences() == NONE


def test_a_column_under_a_name_that_nobody_knows_costs_no_row_and_heals_with_its_name(town: Town) -> None:
    rows = town.soda.rows(PROCESSES)
    rename(town.soda, "referencia_del_proceso", "numero_interno")
    report = town.harvest()
    assert report.complete
    assert any("referencia_del_proceso" in note for note in report.notes)
    assert town.differences() == NONE
    town.soda.put(PROCESSES, rows, columns=COLUMNS, updated_at=LATER)
    heals(town)
    with reading(town.context.engine) as db:
        nameless = select(func.count()).where(processes.c.reference.is_(None))
        assert db.execute(nameless).scalar_one() == 0


def test_a_second_row_of_a_key_is_not_lost_while_a_column_is_missing(town: Town) -> None:
    town.soda.insert(PROCESSES, [a_row(n, precio_base="1") for n in range(10, 20)], at=NOW)
    rename(town.soda, "referencia_del_proceso", "numero_interno")
    heals(town, NOW)
    heals(town, LATER)


def test_rows_that_share_their_key_stay_when_every_row_is_written_otherwise(town: Town) -> None:
    """No hash is known any more, as after an update of ours that reads rows differently."""
    town.soda.insert(PROCESSES, [a_row(n, precio_base="1") for n in range(10, 15)], at=NOW)
    heals(town, NOW)
    rows = [*town.soda.rows(PROCESSES), *(a_row(n, precio_base="1") for n in range(15, 20))]
    title = "nombre_del_procedimiento"
    spaced = [{**row, title: f" {row[title]}"} for row in rows]
    town.soda.put(PROCESSES, spaced, columns=COLUMNS, updated_at=LATER)
    report = town.harvest(LATER)
    assert (report.complete, report.new, report.changed) == (True, 5, 0), report.notes
    town.soda.put(PROCESSES, rows, columns=COLUMNS, updated_at=LATER)
    assert town.differences() == NONE


def kept(town: Town) -> list[tuple[str, str]]:
    """The changes, by process and field."""
    with reading(town.context.engine) as db:
        columns = (process_changes.c.process_key, process_changes.c.field)
        return sorted((key, field) for key, field in db.execute(select(*columns)))


@pytest.mark.parametrize("column", ["fecha_de_recepcion_de", "estado_del_procedimiento", "precio_base"])
def test_a_watched_column_that_is_gone_and_comes_back_is_no_change_of_any_process(
    town: Town, column: str
) -> None:
    assert town.harvest().complete
    before = kept(town)
    rename(town.soda, column, "otro_nombre")
    assert any("is gone" in note for note in town.harvest(LATER).notes)
    assert kept(town) == before
    rename(town.soda, "otro_nombre", column)
    heals(town, NEXT_DAY)
    assert kept(town) == before


def test_a_row_whose_twin_was_not_read_is_no_change(town: Town) -> None:
    """The harvest is incomplete: the page that holds the row that we know never came."""
    town.soda.insert(PROCESSES, [a_row(n, precio_base="1") for n in range(10, 20)], at=NOW)
    town.at(lambda page: page >= 4, lambda _: Fault(status=400, body=b'{"message": "too heavy"}'))
    assert not town.harvest().complete
    heals(town)
    assert [key for key, field in kept(town) if field == "price_cop"] == ["CO1.REQ.3"]


def test_of_two_rows_of_a_key_the_one_that_the_source_takes_back_goes(town: Town) -> None:
    town.soda.insert(PROCESSES, [a_row(14, precio_base="14")], at=NOW)
    heals(town, NOW)
    town.soda.delete(PROCESSES, "id_del_proceso = 'CO1.REQ.14' AND precio_base != 14")
    town.soda.publish(PROCESSES, at=LATER)
    heals(town)


@pytest.mark.parametrize("jump", [timedelta(days=400), timedelta(days=-400)], ids=["ahead", "back"])
def test_a_clock_that_jumped_for_one_harvest_costs_no_row_afterwards(town: Town, jump: timedelta) -> None:
    assert town.harvest().complete
    assert town.harvest(NOW + jump).complete
    rows = [a_row(n, fecha_de_ultima_publicaci=midnight(NEXT_DAY)) for n in range(100, 105)]
    town.soda.insert(PROCESSES, rows, at=NEXT_DAY)
    moved = {"fecha_de_recepcion_de": midnight(NEXT_DAY + timedelta(days=20))}
    town.soda.change(PROCESSES, "id_del_proceso = 'CO1.REQ.27'", moved, at=NEXT_DAY)
    town.soda.publish(PROCESSES, at=NEXT_DAY)
    heals(town, NEXT_DAY)


def test_everything_at_once_is_healed_by_the_next_harvest(town: Town) -> None:
    faults = itertools.chain(PASSING.values(), [Fault(status=429, headers={"Retry-After": "0"})])
    moves = iter((inserted, touched, deleted, replaced))
    town.soda.token = "good"
    stale = town.context.settings.model_copy(update={"soda_token": "stale"})
    town = replace(town, context=replace(town.context, settings=stale))
    town.soda.insert(PROCESSES, [a_row(3), a_row(6, precio_base="1")], at=NOW)
    rename(town.soda, "referencia_del_proceso", "numero_interno")

    def act(soda: SodaServer) -> Fault | None:
        if trouble.times % 4 == 0 and (move := next(moves, None)):
            move(soda)
        return next(faults, None)

    trouble = town.at(lambda page: page % 2 == 0, act)
    report = town.harvest()
    assert next(faults, None) is None
    if report.complete:
        assert town.differences() == NONE
    heals(town)
