"""The pages for everyone: the start, the open calls, the state of the service, and what went wrong."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from domain.alert import Alert, AlertKind, Priority
from domain.source import HarvestReport
from store import alerts, harvests, processes
from store.engine import writing
from tests.api.town import POZON, a_client, settle
from tests.examples import IN_TEN_DAYS, NOW, TODAY, YESTERDAY, a_process


def test_the_start_page_says_how_much_there_is(engine: Engine) -> None:
    settle(engine, [a_process(number=1), a_process(number=2), a_process(number=3, closes_on=YESTERDAY)])
    seen = a_client(engine).get("/").text
    assert "<dt>convocatorias abiertas</dt><dd>2</dd>" in seen
    assert "<dt>juntas registradas</dt><dd>2</dd>" in seen


def test_the_start_page_works_on_an_empty_database(engine: Engine) -> None:
    assert "Todavía no hemos leído los datos" in a_client(engine).get("/").text


def test_open_calls_come_by_deadline_and_closed_ones_not_at_all(engine: Engine) -> None:
    settle(
        engine,
        [
            a_process(number=1, title="Sin fecha", closes_on=None),
            a_process(number=2, title="Más tarde", closes_on=IN_TEN_DAYS),
            a_process(number=3, title="Hoy mismo", closes_on=TODAY),
            a_process(number=4, title="Ya cerrada", closes_on=YESTERDAY),
            a_process(number=5, title="Cancelada", status="Cancelado"),
        ],
    )
    seen = a_client(engine).get("/procesos").text
    assert re.findall(r"<h2>(.*)</h2>", seen) == ["Hoy mismo", "Más tarde", "Sin fecha"]
    assert "Cierra hoy" in seen


def test_every_open_call_is_on_exactly_one_part_of_the_list(engine: Engine) -> None:
    days = [TODAY + timedelta(n // 9) for n in range(45)]
    settle(engine, [a_process(number=n, title=f"Convocatoria {n}", closes_on=d) for n, d in enumerate(days)])
    client, path, seen = a_client(engine), "/procesos", []
    while path:
        page = client.get(path).text
        seen += re.findall(r"<h2>(.*)</h2>", page)
        following = re.search(r'href="(/procesos\?desde=[^"]+)"', page)
        path = following[1] if following else ""
    assert len(seen) == 45
    assert len(set(seen)) == 45


def test_calls_of_a_new_harvest_and_a_new_day_are_seen_at_once(engine: Engine) -> None:
    moment = [NOW]
    client = a_client(engine, clock=lambda: moment[0])
    for number, total in ((1, 1), (2, 2)):
        call = a_process(number=number, closes_on=TODAY)
        with writing(engine) as db:
            processes.RECORDS.save(db, [call], [call.key.encode()], NOW)
            report = HarvestReport("p6dx-8zbt", NOW, 1, 1, 0, 0, 0, 1, True, seconds=number)
            harvests.record(db, report, whole=False)
        for _ in range(2):
            assert client.get("/api/v1/status").json()["open_calls"] == total
    moment[0] += timedelta(days=1)
    assert client.get("/api/v1/status").json()["open_calls"] == 0


def test_an_empty_list_of_calls_is_said_kindly(engine: Engine) -> None:
    assert "Hoy no hay convocatorias abiertas" in a_client(engine).get("/procesos").text


@pytest.mark.parametrize("cursor", ["zz", "%00", "ñ", "a" * 300, "MjAyNg"])
def test_a_cursor_that_is_not_ours_is_no_page(engine: Engine, cursor: str) -> None:
    assert a_client(engine).get(f"/procesos?desde={cursor}").status_code in (404, 422)


def test_the_status_page_says_what_came_and_what_waits(engine: Engine) -> None:
    settle(engine, [a_process()])
    with writing(engine) as db:
        for dataset, complete in (("p6dx-8zbt", True), ("jbjy-vk9h", False)):
            report = HarvestReport(dataset, NOW, 3120, 12, 3, 3105, 0, 3120, complete, 1.0)
            harvests.record(db, report, whole=True)
        alerts.queue(db, [Alert(POZON.code, "CO1.BDOS.1", AlertKind.NEW_MATCH)], NOW, NOW, Priority.NEW)
    seen = a_client(engine).get("/estado").text
    assert "Procesos de contratación (SECOP II)" in seen
    assert "3.120 (12 nuevas" in seen
    assert seen.count("Llegó completa") == 1
    assert seen.count("Llegó incompleta") == 1
    assert "Un mensaje espera su envío" in seen


def test_an_unknown_address_gets_a_page_with_a_way_back(engine: Engine) -> None:
    answer = a_client(engine).get("/wp-login.php")
    assert answer.status_code == 404
    assert 'href="/"' in answer.text


def test_a_failure_of_ours_shows_nothing_of_the_inside(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("the inside")

    monkeypatch.setattr(processes, "live", fail)
    client = a_client(engine)
    page = client.get("/")
    assert page.status_code == 500
    assert "Algo falló de nuestro lado" in page.text
    assert "the inside" not in page.text
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
    assert client.get("/api/v1/processes").headers["content-type"] == "application/problem+json"
