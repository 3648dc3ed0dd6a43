"""A board with many calls: the best ones on its page, the others on later parts, and a way to each."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import Engine

from api.board import ask
from api.shown import A_PART
from domain.match import Match
from domain.outcome import Outcome, OutcomeKind
from domain.process import Process
from domain.readiness import Verdict
from store import outcomes, processes
from store.engine import reading, writing
from tests.api.browsing import TELEPHONE, a_page, a_site
from tests.api.counting import MOST_A_PAGE, statements_of
from tests.api.town import ON_SQLITE, POZON, a_client, a_match, outcomes_of, page_of, settle
from tests.examples import NOW, TODAY, a_process

FAR = TODAY + timedelta(days=30)
IN_THREE_BUSINESS_DAYS = TODAY + timedelta(days=6)  # Monday the 8th is a holiday
PAGE = page_of(POZON)


def calls(number: int, **fields: object) -> list[Process]:
    """So many, the first the best."""
    return [a_process(number=n, title=f"Obra {n}", closes_on=FAR, **fields) for n in range(1, number + 1)]


def matched(found: list[Process]) -> list[Match]:
    return [a_match(one, score=1 - n / 1000) for n, one in enumerate(found)]


def settle_many(engine: Engine, number: int, *others: Process) -> None:
    """The board with so many calls, and after them the others."""
    found = [*calls(number), *others]
    settle(engine, found, matched(found))


def titles(html: str) -> list[str]:
    """Of the calls that are shown in full, in their order."""
    return re.findall(r'<h[34] id="t-[^"]+">([^<]+)</h', html)


def answer(engine: Engine, number: int, kind: OutcomeKind, minutes: int = 0) -> None:
    with writing(engine) as db:
        at = NOW + timedelta(minutes=minutes)
        outcomes.record(db, Outcome(POZON.code, f"CO1.BDOS.{number}", kind, at, "page"))


def test_each_of_many_calls_is_shown_once_the_best_first(engine: Engine) -> None:
    settle_many(engine, 2 * A_PART + 1)
    client = a_client(engine)
    first = client.get(PAGE).text
    assert "Hay 41 convocatorias para su junta" in first
    assert f'href="{PAGE}/convocatorias?parte=2">Ver más convocatorias' in first
    parts = [client.get(f"{PAGE}/convocatorias?parte={part}").text for part in (2, 3)]
    assert "Aquí van desde la 21" in parts[0]
    assert f'href="{PAGE}">Volver a las primeras' in parts[0]
    assert "Ver más convocatorias" not in parts[1]
    assert [len(titles(html)) for html in (first, *parts)] == [A_PART, A_PART, 1]
    seen = [title for html in (first, *parts) for title in titles(html)]
    assert seen == [f"Obra {n}" for n in range(1, 42)]
    assert titles(client.get(f"{PAGE}/convocatorias?parte=9").text) == ["Obra 41"]  # the last there is
    told = client.get(PAGE.replace("/junta/", "/api/v1/board/") + "/matches").json()["items"]
    assert [one["process"]["title"] for one in told] == seen  # a program is told of all at once


@ON_SQLITE
def test_as_many_as_there_is_room_for_have_no_second_part(engine: Engine) -> None:
    settle_many(engine, A_PART)
    seen = a_client(engine).get(PAGE).text
    assert len(titles(seen)) == A_PART
    for words in ("Ver más", 'class="button further"', "Más abajo hay", 'name="parte"'):
        assert words not in seen


@ON_SQLITE
@pytest.mark.parametrize("part", ["0", "-1", "dos", "10001"])
def test_a_part_that_can_not_be_is_refused(engine: Engine, part: str) -> None:
    settle_many(engine, 1)
    assert a_client(engine).get(f"{PAGE}/convocatorias?parte={part}").status_code == 422


@ON_SQLITE
def test_a_message_opens_its_call_wherever_it_stands(engine: Engine) -> None:
    settle_many(engine, 45)
    client = a_client(engine)
    seen = client.get(f"{PAGE}?proceso=CO1.BDOS.30").text
    assert titles(seen) == [f"Obra {n}" for n in (*range(1, 21), 30)]
    asked = client.get(f"{PAGE}?proceso=CO1.BDOS.30&respuesta=needs_help").text
    assert "Sí: necesitamos ayuda" in asked
    assert outcomes_of(engine) == []
    assert titles(client.get(f"{PAGE}?proceso=CO1.BDOS.404").text) == [f"Obra {n}" for n in range(1, 21)]


@ON_SQLITE
def test_a_link_that_names_its_call_by_the_anchor_alone_finds_a_way_to_it(engine: Engine) -> None:
    settle_many(engine, 45)
    client = a_client(engine)
    seen = client.get(PAGE).text
    anchors = re.findall(r' id="(CO1[^"]+)"', seen)
    assert sorted(anchors) == sorted(f"CO1.BDOS.{n}" for n in range(1, 46))
    (way,) = re.findall(r'<a class="button further" id="CO1.BDOS.45" href="([^"]+)">', seen)
    assert "Obra 45" in titles(client.get(PAGE + way.partition("#")[0]).text)


@ON_SQLITE
def test_who_answers_in_a_later_part_stays_there(engine: Engine) -> None:
    settle_many(engine, 45)
    client = a_client(engine)
    part = client.get(f"{PAGE}/convocatorias?parte=2").text
    assert '<input type="hidden" name="parte" value="2">' in part
    for kind, words in (("interested", "Nos interesa"), ("not_for_us", "No es para nosotros")):
        data = {"portfolio_id": "CO1.BDOS.30", "answer": kind, "parte": "2"}
        there = client.post(f"{PAGE}/respuesta", data=data).headers["location"]
        assert there == f"{PAGE}/convocatorias?parte=2&proceso=CO1.BDOS.30#CO1.BDOS.30"
        seen = client.get(there).text
        assert f"Ustedes respondieron: <strong>{words}</strong>" in seen
        assert "Obra 30" in titles(seen)
    # What it dismissed stands after all others, and the first of the next part is in its place.
    assert titles(seen) == [f"Obra {n}" for n in (*range(21, 30), *range(31, 42), 30)]


def test_what_was_answered_or_closes_soon_is_pointed_at_from_the_top(engine: Engine) -> None:
    soon = a_process(number=90, title="Cierra ya", closes_on=IN_THREE_BUSINESS_DAYS)
    later = a_process(number=91, title="Cierra luego", closes_on=IN_THREE_BUSINESS_DAYS + timedelta(days=1))
    settle_many(engine, 30, soon, later)
    for number, kind in (
        (2, OutcomeKind.INTERESTED),
        (25, OutcomeKind.INTERESTED),
        (26, OutcomeKind.NEEDS_HELP),
    ):
        answer(engine, number, kind)
    seen = a_client(engine).get(PAGE).text
    assert "Más abajo hay 2 que ustedes respondieron y 1 que cierra pronto" in seen
    listed = seen[seen.index("Más abajo hay") : seen.index("<article")]
    assert re.findall(r">((?:Obra|Cierra) [^<]+)</a>", listed) == ["Obra 25", "Obra 26", "Cierra ya"]
    assert f'href="{PAGE}?proceso=CO1.BDOS.25#CO1.BDOS.25"' in listed
    assert "Necesitamos ayuda" in listed
    assert "Quedan 3 días hábiles" in listed


@ON_SQLITE
def test_what_was_dismissed_comes_last_and_the_page_says_where(engine: Engine) -> None:
    settle_many(engine, 25)
    answer(engine, 1, OutcomeKind.INTERESTED)
    answer(engine, 1, OutcomeKind.NOT_FOR_US, minutes=1)
    client = a_client(engine)
    seen = client.get(PAGE).text
    assert "Hay 24 convocatorias" in seen
    assert "Obra 1" not in titles(seen)
    (way,) = re.findall(r'href="([^"]+)">Ver las que dijeron que no son para ustedes', seen)
    last = client.get(way.partition("#")[0]).text
    assert titles(last) == ["Obra 22", "Obra 23", "Obra 24", "Obra 25", "Obra 1"]
    assert 'id="no-son"' in last
    answer(engine, 1, OutcomeKind.INTERESTED, minutes=2)
    assert titles(client.get(PAGE).text)[0] == "Obra 1"


def test_a_page_reads_no_more_calls_than_it_shows(engine: Engine) -> None:
    settle_many(engine, 120)
    with reading(engine) as db:
        asked = ask(db, POZON.code, TODAY)
    assert len(asked.calls.of(processes.NEWEST)) == A_PART
    client = a_client(engine)
    for path in (PAGE, f"{PAGE}/convocatorias?parte=3"):
        with statements_of(engine) as statements:
            assert client.get(path).status_code == 200
        assert len(statements) <= MOST_A_PAGE


@ON_SQLITE
def test_what_a_call_lacks_is_told_where_it_is_explained(engine: Engine) -> None:
    found = calls(A_PART + 1)
    settle(engine, found, [a_match(one, verdict=Verdict.ELIGIBLE_IF, missing=("RUT",)) for one in found])
    client = a_client(engine)
    assert 'href="#falta-RUT"' in client.get(PAGE).text
    assert f'href="{PAGE}#falta-RUT"' in client.get(f"{PAGE}/convocatorias").text


@pytest.mark.browser
@ON_SQLITE
def test_a_leader_comes_by_an_old_link_and_goes_on_to_a_later_part_without_scripts(
    browser: Browser, engine: Engine
) -> None:
    settle_many(engine, 45)
    with a_site(engine, lambda: NOW) as url, a_page(browser, TELEPHONE, javascript=False) as page:
        page.goto(f"{url}{PAGE}#CO1.BDOS.30")
        way = page.get_by_role("link", name="Ver la convocatoria")
        expect(way).to_be_in_viewport()
        assert way.count() == 1
        way.click()
        named = page.get_by_role("article").filter(has=page.get_by_role("heading", name="Obra 30"))
        expect(named).to_be_in_viewport()
        named.get_by_role("button", name="Nos interesa").click()
        expect(named.get_by_role("status")).to_contain_text("Nos interesa")
        expect(named).to_be_in_viewport()

        page.get_by_role("link", name="Ver más convocatorias").click()
        later = page.get_by_role("article").filter(has=page.get_by_role("heading", name="Obra 25"))
        later.get_by_role("button", name="No es para nosotros").click()
        expect(page.get_by_role("heading", name="Más convocatorias")).to_be_attached()
        expect(later.get_by_role("status")).to_contain_text("No es para nosotros")
        expect(later).to_be_in_viewport()
