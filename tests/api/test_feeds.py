"""What a board can fetch instead of being sent: feeds and a calendar behind its secret link."""

from datetime import date, timedelta
from typing import Any
from xml.etree import ElementTree as Xml

import pytest
from httpx2 import Response
from icalendar import Calendar
from sqlalchemy import Engine

from domain.outcome import Outcome, OutcomeKind
from domain.process import Process
from domain.readiness import Evidence
from notifications.links import sign, sign_feed
from store import evidence, outcomes, processes
from store.engine import writing
from tests.api import town
from tests.api.test_plans import a_line, matched, settle
from tests.api.town import OLAYA, POZON, SECRET, a_client, a_match, page_of
from tests.examples import IN_TEN_DAYS, NOW, TODAY, a_process

ATOM = {"a": "http://www.w3.org/2005/Atom"}
LATER = NOW + timedelta(days=2)


def fetch(engine: Engine, name: str, **options: Any) -> Response:
    answer: Response = a_client(engine, now=options.pop("now", NOW)).get(
        f"{page_of(POZON)}/{name}", **options
    )
    return answer


def entries(engine: Engine) -> list[Xml.Element]:
    return Xml.fromstring(fetch(engine, "avisos.atom").content).findall("a:entry", ATOM)


def events(engine: Engine) -> list[Any]:
    return list(Calendar.from_ical(fetch(engine, "fechas.ics").content).walk("VEVENT"))


def said(entry: Xml.Element, name: str) -> str:
    return entry.findtext(f"a:{name}", "", ATOM)


def settle_one(engine: Engine, process: Process | None = None) -> None:
    process = process or a_process()
    town.settle(engine, [process], [a_match(process)])


def test_a_feed_tells_of_a_call_what_the_page_tells(engine: Engine) -> None:
    settle_one(engine)
    answer = fetch(engine, "avisos.atom")
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    (entry,) = entries(engine)
    assert said(entry, "title") == "Limpieza de canales pluviales del barrio El Pozón"
    assert "60 millones de pesos ($60.000.000)" in said(entry, "summary")
    assert "Pueden presentarse" in said(entry, "summary")
    (link,) = entry.findall("a:link", ATOM)
    assert link.get("href") == f"http://testserver{page_of(POZON)}?proceso=CO1.BDOS.1#CO1.BDOS.1"


def test_rss_tells_the_same_under_the_same_name(engine: Engine) -> None:
    settle_one(engine)
    (item,) = Xml.fromstring(fetch(engine, "avisos.rss").content).iter("item")
    (entry,) = entries(engine)
    assert (item.findtext("guid"), item.findtext("title")) == (said(entry, "id"), said(entry, "title"))
    assert (item.findtext("pubDate") or "").startswith("Wed, 03 Jun 2026 13:00:00")


def test_an_entry_keeps_its_name_and_is_new_again_when_its_deadline_moved(engine: Engine) -> None:
    settle_one(engine)
    (before,) = entries(engine)
    moved = a_process(closes_on=IN_TEN_DAYS + timedelta(days=5))
    with writing(engine) as db:
        processes.RECORDS.change(db, [moved], [b"2"], LATER)
    (after,) = entries(engine)
    assert said(after, "id") == said(before, "id")
    assert said(after, "updated") > said(before, "updated")


def test_what_is_planned_is_in_the_feed_and_called_no_call(engine: Engine) -> None:
    settle(engine, (a_line(), matched(a_line())))
    (entry,) = entries(engine)
    assert said(entry, "title").startswith("Lo que viene: ")
    assert "Todavía no es una convocatoria" in said(entry, "summary")


def test_a_call_that_is_not_for_the_board_leaves_feed_and_calendar(engine: Engine) -> None:
    dismissed = Outcome(POZON.code, "CO1.BDOS.1", OutcomeKind.NOT_FOR_US, NOW, "page")
    settle_one(engine)
    with writing(engine) as db:
        outcomes.record(db, dismissed)
    assert entries(engine) == []
    assert events(engine) == []


def test_a_dirty_title_does_not_break_the_feed(engine: Engine) -> None:
    settle_one(engine, a_process(title="Limpieza <b>de</b> canales\x0b & \x02 caños del barrio"))
    (entry,) = entries(engine)
    assert said(entry, "title") == "Limpieza <b>de</b> canales & caños del barrio"


def test_a_calendar_has_the_closing_day_as_a_whole_day_with_an_alarm(engine: Engine) -> None:
    settle_one(engine)
    (event,) = events(engine)
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (IN_TEN_DAYS, IN_TEN_DAYS + timedelta(days=1))
    assert event["SUMMARY"] == "Cierra: Limpieza de canales pluviales del barrio El Pozón"
    assert event["UID"] == "CO1.BDOS.1.JAC-0001@convite"
    assert [alarm["TRIGGER"].dt for alarm in event.walk("VALARM")] == [-timedelta(days=1)]


def test_a_call_without_a_deadline_is_in_the_feed_alone(engine: Engine) -> None:
    settle_one(engine, a_process(closes_on=None))
    assert len(entries(engine)) == 1
    assert events(engine) == []


@pytest.mark.parametrize(("last_day", "shown"), [(TODAY, 1), (TODAY - timedelta(days=1), 0)])
def test_a_document_is_in_the_calendar_through_its_last_day(
    engine: Engine, last_day: date, shown: int
) -> None:
    town.settle(engine)
    with writing(engine) as db:
        evidence.save(db, [(POZON.code, Evidence("POL", 3, date(2026, 1, 1), last_day))], NOW)
    assert len(events(engine)) == shown


@pytest.mark.parametrize("name", ["avisos.atom", "avisos.rss", "fechas.ics"])
def test_what_did_not_change_is_not_sent_again(engine: Engine, name: str) -> None:
    settle_one(engine)
    first = fetch(engine, name)
    again = fetch(engine, name, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert fetch(engine, name, headers={"If-None-Match": '"another"'}).status_code == 200


@pytest.mark.parametrize("name", ["avisos.atom", "avisos.rss", "fechas.ics"])
def test_a_board_without_news_gets_an_empty_one_and_a_wrong_link_none(engine: Engine, name: str) -> None:
    town.settle(engine)
    assert fetch(engine, name).status_code == 200
    assert a_client(engine).get(f"/junta/{sign(POZON.code, SECRET)}x/{name}").status_code == 404
    assert a_client(engine).get(f"/junta/{sign('GONE', SECRET)}/{name}").status_code == 404
    assert OLAYA.code not in fetch(engine, name).text


def test_the_address_of_a_feed_opens_feeds_for_good_and_nothing_else(engine: Engine) -> None:
    settle_one(engine)
    years = NOW + timedelta(days=2000)
    page = a_client(engine).get(f"{page_of(POZON)}/mensajes").text
    token = sign_feed(POZON.code, SECRET, NOW)
    assert f'href="/junta/{token}/fechas.ics"' in page
    for name in ("avisos.atom", "avisos.rss", "fechas.ics"):
        for now in (NOW, years):
            answer = a_client(engine, now).get(f"/junta/{token}/{name}")
            assert answer.status_code == 200
            assert token not in answer.text  # it leads to the page of who is signed in
            assert "/junta/mia" in answer.text or now == years
    for path in ("", "/mensajes", "/avisos.atomx", "/parar"):
        assert a_client(engine).get(f"/junta/{token}{path}").status_code == 404
    assert a_client(engine).get(f"/junta/mia/{name}").headers["location"] == "/entrar"
