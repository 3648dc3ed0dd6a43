"""Whole harvests against a local source: every row once, whatever goes wrong, or it is said."""

import itertools
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime
from typing import Any

import pytest

from domain.process import Process
from harvesters import crawler, plan
from harvesters.crawler import Crawl
from harvesters.datasets.processes import PROCESSES
from harvesters.harvest import Harvest, Outcome, harvest
from harvesters.plan import Wanted
from harvesters.soda import SourceUnavailable
from service.demo.soda_server import Fault, Faults, SodaServer
from tests.harvesters.rows import Row, a_process_row

NITS = ("890480184", "800111222", "901841125")
MORNING = datetime(2026, 6, 3, 8, 0, tzinfo=UTC)
NOON = datetime(2026, 6, 3, 12, 0, tzinfo=UTC)
COLUMNS = dict.fromkeys((*PROCESSES.columns, "numero_de_lotes"), "text")
HTML = b"<html><body>The gateway is busy</body></html>"
SPAWN = crawler.spawn  # a process of its own, as outside of tests
ROWS = [
    a_process_row(n, nit_entidad=NITS[n % 3], fecha_de_ultima_publicaci=f"2026-0{1 + n % 5}-02T00:00:00.000")
    for n in range(40)
]


def serve(rows: list[Row] = ROWS, *, faults: Faults | None = None, token: str | None = None) -> SodaServer:
    server = SodaServer(faults, token)
    server.put("p6dx-8zbt", rows, columns=COLUMNS, updated_at=MORNING)
    return server


@contextmanager
def begin(server: SodaServer, **wanted: Any) -> Iterator[Harvest[Process]]:
    rows = {name: wanted.pop(name) for name in Wanted.__dataclass_fields__ if name in wanted}
    asked = Wanted(**{"nits": NITS, **rows})
    with (
        Crawl() as crawl,
        harvest(
            PROCESSES, asked, crawl, soda_url=server.url, **{"token": None, "page_size": 7, **wanted}
        ) as pages,
    ):
        yield pages


def read(server: SodaServer, **wanted: Any) -> tuple[list[Process], Outcome]:
    with begin(server, **wanted) as pages:
        found = [record for page in pages for record in page.records]
    return found, pages.outcome


def ids(found: list[Process]) -> list[str]:
    return sorted(process.process_id for process in found)


def numbered(*numbers: int) -> list[str]:
    return sorted(f"CO1.REQ.{number}" for number in numbers)


def is_page(parameters: dict[str, str]) -> bool:
    return parameters.get("$order") == ":id"


def at_page(wanted: int, fault: Callable[[], Fault | None]) -> Faults:
    """A fault at one of the pages that the crawl asks for."""
    pages = itertools.count(1)

    def plan(path: str, parameters: dict[str, str], number: int) -> Fault | None:
        return fault() if is_page(parameters) and next(pages) == wanted else None

    return plan


def test_a_plain_harvest_brings_every_row_of_the_buyers_once() -> None:
    others = [a_process_row(n, nit_entidad="899999000") for n in range(100, 105)]
    with serve(ROWS + others) as server:
        found, outcome = read(server)
        pages = [asked for path, asked in server.requests if is_page(asked)]
    assert ids(found) == numbered(*range(40))
    assert outcome == Outcome(rows=40, expected=40, complete=True, source_updated_at=MORNING, notes=())
    assert len(pages) == 6
    assert {page["$limit"] for page in pages} == {"7"}


def test_buyers_are_found_however_their_nit_is_written_and_none_is_no_fault() -> None:
    written = ("8904801844", "890480184-4", "890480184- 4", "890.480.184-4", "0890480184")
    rows = [a_process_row(n, nit_entidad=nit) for n, nit in enumerate(written)]
    with serve(rows) as server:
        found, _ = read(server, nits=("890480184",))
        assert ids(found) == numbered(*range(5))
        assert {process.buyer_nit for process in found} == {"890480184"}
        nothing = read(server, nits=("800000000",))
    assert nothing == ([], Outcome(0, 0, True, MORNING))


def test_of_the_country_all_rows_come_also_those_of_nobody() -> None:
    rows = [*ROWS, a_process_row(90, nit_entidad=None), a_process_row(91, nit_entidad="no es un NIT")]
    with serve(rows) as server:
        found, outcome = read(server, nits=None)
    assert ids(found) == numbered(*range(40), 90, 91)
    assert outcome.complete
    assert outcome.rows == outcome.expected == 42


def test_a_large_buyer_is_read_by_years_and_each_row_comes_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan, "_ROWS_A_SLICE", 4)
    days = ["2024-12-31", "2025-01-01", "2025-06-30", "2025-12-31", "2026-01-01", "2019-05-05", None]
    rows = [
        a_process_row(n, fecha_de_ultima_publicaci=day and f"{day}T00:00:00.000")
        for n, day in enumerate(days * 2)
    ]
    with serve(rows) as server:
        whole, outcome = read(server)
        recent, window = read(server, since=date(2025, 6, 30))
    assert ids(whole) == numbered(*range(14))
    assert ids(recent) == numbered(*(n for n in range(14) if n % 7 in (2, 3, 4, 6)))
    assert outcome.complete
    assert window.complete
    assert outcome.rows == outcome.expected == 14


def test_a_window_brings_its_rows_and_those_without_a_date() -> None:
    days = {1: "2026-04-30", 2: "2026-05-01", 3: "2026-05-31", 4: "2026-06-01", 5: None}
    rows = [
        a_process_row(n, fecha_de_ultima_publicaci=day and f"{day}T00:00:00.000") for n, day in days.items()
    ]
    with serve(rows) as server:
        found, outcome = read(server, since=date(2026, 5, 1), until=date(2026, 5, 31))
    assert ids(found) == numbered(2, 3, 5)
    assert outcome.complete


def test_ids_to_recheck_come_from_before_the_window_and_no_row_comes_twice() -> None:
    wanted = ["CO1.REQ.0", "CO1.REQ.4", "CO1.REQ.5", "CO1.REQ.999", "CO1.REQ.o'clock"]
    with serve() as server:
        found, outcome = read(server, since=date(2026, 5, 1), ids=wanted)
    assert ids(found) == numbered(*range(4, 40, 5), 0, 5)
    assert outcome.complete
    assert outcome.rows == outcome.expected == 10


def test_exact_duplicates_of_the_source_are_counted_as_rows() -> None:
    with serve([*ROWS[:10], *ROWS[:3]]) as server:
        found, outcome = read(server)
    assert len(found) == outcome.rows == 13
    assert len(set(found)) == 10
    assert outcome.complete


def test_bad_rows_are_handed_over_with_their_page_and_lose_nothing() -> None:
    bad = [a_process_row(n, id_del_proceso=None) for n in range(50, 65)]
    with serve([*ROWS, *bad]) as server, begin(server) as pages:
        read_pages = list(pages)
    assert sum(len(page.records) for page in read_pages) == 40
    assert sum(len(page.rejected) for page in read_pages) == 15
    assert all(len(page.records) == len(page.hashes) for page in read_pages)
    assert pages.outcome.complete


@pytest.mark.parametrize(
    "fault",
    [
        Fault(status=429, headers={"Retry-After": "0"}),
        Fault(status=429),
        Fault(status=500, body=b'{"message": "oops"}'),
        Fault(status=503, body=HTML),
        Fault(status=202),
        Fault(status=200, body=HTML),
        Fault(cut=True),
        Fault(reset=True),
        Fault(status=200, body=b"[]", headers={"Content-Type": "application/json"}),
    ],
    ids=["429 wait", "429", "500", "503 html", "202", "200 html", "cut", "reset", "empty page"],
)
def test_a_passing_fault_costs_no_row(fault: Fault) -> None:
    with serve(faults=at_page(3, lambda: fault)) as server:
        found, outcome = read(server)
    assert sorted(set(ids(found))) == numbered(*range(40))
    assert outcome.complete
    assert outcome.rows == outcome.expected == 40


def test_all_faults_in_one_harvest_cost_no_row() -> None:
    faults = itertools.chain(
        [
            None,
            Fault(status=429, headers={"Retry-After": "0"}),
            Fault(status=503, body=HTML),
            Fault(cut=True),
            None,
            Fault(reset=True),
            Fault(status=200, body=HTML),
            None,
            Fault(status=429),
            Fault(status=500),
            Fault(status=200, body=b"[]", headers={"Content-Type": "application/json"}),
        ],
        itertools.repeat(None),
    )

    def plan(path: str, parameters: dict[str, str], number: int) -> Fault | None:
        return next(faults) if is_page(parameters) else None

    with serve([*ROWS, *ROWS[:2]], faults=plan) as server:
        found, outcome = read(server)
    assert sorted(set(ids(found))) == numbered(*range(40))
    assert outcome.complete


def test_questions_before_the_crawl_are_patient_too() -> None:
    faults = [Fault(status=503, body=HTML), Fault(status=200, body=HTML), None, Fault(reset=True)]

    def plan(path: str, parameters: dict[str, str], number: int) -> Fault | None:
        return faults[number - 1] if number <= len(faults) else None

    with serve(faults=plan) as server:
        assert read(server)[1].complete


def test_rows_published_while_pages_are_read_are_all_there_in_the_end() -> None:
    more = [*ROWS, *(a_process_row(n) for n in range(40, 60))]

    def renew() -> None:
        server.put("p6dx-8zbt", more, columns=COLUMNS, updated_at=NOON)

    server = serve(faults=at_page(3, renew))
    with server:
        found, outcome = read(server)
    assert sorted(set(ids(found))) == numbered(*range(60))
    assert outcome.complete
    assert outcome.rows == outcome.expected == 60
    assert outcome.source_updated_at == NOON
    assert "the source was renewed while it was read" in outcome.notes


def test_a_source_that_is_renewed_again_and_again_is_never_called_complete() -> None:
    moments = itertools.count(1)

    def renew(path: str, parameters: dict[str, str], number: int) -> None:
        if is_page(parameters):
            moment = MORNING.replace(minute=next(moments))
            server.put("p6dx-8zbt", ROWS, columns=COLUMNS, updated_at=moment)

    server = serve(faults=renew)
    with server:
        assert not read(server)[1].complete


def test_a_refusal_for_good_leaves_the_harvest_incomplete_with_the_sources_word() -> None:
    def plan(path: str, parameters: dict[str, str], number: int) -> Fault | None:
        refused = is_page(parameters) and ":id >" in parameters["$where"]
        return Fault(status=400, body=b'{"message": "query too heavy"}') if refused else None

    with serve(faults=plan) as server:
        found, outcome = read(server)
    assert len(set(found)) == 7
    assert (outcome.complete, outcome.rows, outcome.expected) == (False, 7, 40)
    assert outcome.notes == ("slice 0: HTTP 400: query too heavy", "slice 0: 7 rows of 40")


def test_a_source_that_answers_no_json_for_good_is_given_up_on() -> None:
    def plan(path: str, parameters: dict[str, str], number: int) -> Fault | None:
        return Fault(status=200, body=HTML) if is_page(parameters) else None

    with serve(faults=plan) as server:
        found, outcome = read(server)
    assert found == []
    assert not outcome.complete
    assert "no JSON list" in outcome.notes[0]


def test_a_bad_token_is_left_out_with_a_note_and_a_good_one_is_used() -> None:
    with serve(ROWS[:5], token="good") as server:
        bad, good = read(server, token="stale"), read(server, token="good")
    assert len(bad[0]) == len(good[0]) == 5
    assert "token was refused" in bad[1].notes[0]
    assert "stale" not in "".join(bad[1].notes)
    assert good[1].notes == ()


def test_columns_that_come_or_go_are_noted_and_the_rest_is_harvested() -> None:
    columns = {**COLUMNS, "color_favorito": "text"}
    del columns["nombre_de_la_unidad_de"]
    with serve() as server:
        server.put("p6dx-8zbt", ROWS[:5], columns=columns, updated_at=MORNING)
        found, outcome = read(server)
    assert len(found) == 5
    assert outcome.complete
    assert outcome.notes == (
        "column nombre_de_la_unidad_de is gone: harvested without it",
        "column color_favorito is new: not read",
    )


def test_without_a_column_that_tells_rows_apart_nothing_is_harvested() -> None:
    columns = {name: kind for name, kind in COLUMNS.items() if name != "id_del_proceso"}
    with serve() as server:
        server.put("p6dx-8zbt", ROWS, columns=columns)
        with pytest.raises(SourceUnavailable, match="id_del_proceso"):
            read(server)


def test_a_source_that_is_down_says_so_at_once() -> None:
    with serve() as server:
        url = server.url
    with pytest.raises(SourceUnavailable, match=url):
        read(server)


def test_once_nobody_answered_the_rest_of_the_run_does_not_ask() -> None:
    with serve() as server:
        url = server.url
    with Crawl() as crawl:
        for _ in range(2):
            with pytest.raises(SourceUnavailable, match=url):
                harvest(PROCESSES, Wanted(NITS), crawl, soda_url=url, token=None)
            with serve() as other, pytest.raises(SourceUnavailable, match=url):
                harvest(PROCESSES, Wanted(NITS), crawl, soda_url=other.url, token=None)
            assert other.requests == []


def test_an_unknown_dataset_is_an_unavailable_source() -> None:
    with SodaServer() as server, pytest.raises(SourceUnavailable, match="Cannot find view"):
        read(server)


def test_a_source_that_goes_down_for_good_in_the_middle_leaves_the_harvest_incomplete() -> None:
    down = itertools.count(1)

    def plan(path: str, parameters: dict[str, str], number: int) -> Fault | None:
        busy = Fault(status=503, headers={"Retry-After": "0"})
        return busy if is_page(parameters) and next(down) > 2 else None

    with serve(faults=plan) as server:
        found, outcome = read(server)
    assert len(found) == 14
    assert not outcome.complete
    assert "slice 0: HTTP 503: no message" in outcome.notes


def test_statuses_that_we_do_not_know_are_counted_in_a_note() -> None:
    rows = [
        a_process_row(n, estado_del_procedimiento="Hibernando" if n < 3 else "Publicado") for n in range(9)
    ]
    with serve(rows) as server:
        assert read(server)[1].notes == ("unknown status=Hibernando (3 rows)",)


def test_a_crawl_that_is_killed_is_noted_and_healed_by_the_second_reading() -> None:
    with serve() as server, begin(server) as pages:
        arriving = iter(pages)
        found = list(next(arriving).records)
        kill_crawl(pages)
        found += [record for page in arriving for record in page.records]
    assert sorted(set(ids(found))) == numbered(*range(40))
    assert pages.outcome.complete
    assert pages.outcome.notes == ("the crawl died",)


def test_a_crawl_that_is_killed_each_time_leaves_the_harvest_incomplete() -> None:
    def plan(path: str, parameters: dict[str, str], number: int) -> Fault | None:
        if is_page(parameters) and ":id >" in parameters["$where"]:
            kill_crawl(pages)
        return None

    with serve(faults=plan) as server, begin(server) as pages:
        list(pages)
    assert not pages.outcome.complete
    assert "the crawl died" in pages.outcome.notes


def test_leaving_early_ends_the_crawl_and_is_not_complete(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crawler, "spawn", SPAWN)
    with serve() as server, begin(server) as pages:
        arriving = iter(pages)
        next(arriving)
        pid = pages._crawl.pid
        assert pid is not None
        assert is_running(pid)
        arriving.close()  # type: ignore[attr-defined]  # it is a generator
        assert not is_running(pid)
    assert not pages.outcome.complete


def test_one_crawl_does_several_works_and_what_was_left_does_not_trouble_the_next() -> None:
    pids = []
    with serve() as server, Crawl() as crawl:
        for wanted in (None, 1, None, None):
            with harvest(
                PROCESSES, Wanted(NITS), crawl, soda_url=server.url, token=None, page_size=7
            ) as all_of:
                found = [record for page in itertools.islice(all_of, wanted) for record in page.records]
                pids.append(crawl.pid)
            assert wanted or ids(found) == numbered(*range(40))
    assert pids[0] != pids[2] == pids[3]


def is_running(pid: int) -> bool:
    with suppress(ProcessLookupError):
        os.kill(pid, 0)
        return True
    return False


def kill_crawl(pages: Harvest[Any]) -> None:
    if pid := pages._crawl.pid:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
