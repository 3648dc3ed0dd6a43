"""A leader's way through the board's page in a real Chromium, on a telephone of 360 px and on a desk."""

import os
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright
from sqlalchemy import Connection, Engine

from api.app import Web, create_app
from api.passport import public_path
from domain.contact import Channel, Contact
from domain.match import Refusal
from domain.outcome import OutcomeKind
from domain.plan_match import PlanMatch
from domain.readiness import Evidence, Verdict
from domain.reason import Reason
from notifications.links import sign
from store import assessments, authorisations, contacts, evidence, plan_matches
from store.contracts import PLANNED_PURCHASES
from store.engine import open_database, writing
from store.vault import Vault
from tests.api.town import POZON, SECRET, a_match, an_assessment, outcomes_of, settle
from tests.examples import (
    IN_TEN_DAYS,
    NOW,
    TOMORROW,
    YESTERDAY,
    a_planned_purchase,
    a_process,
    an_authorisation,
)

pytestmark = pytest.mark.browser

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SMALL: ViewportSize = {"width": 320, "height": 480}
TELEPHONE: ViewportSize = {"width": 360, "height": 640}
DESK: ViewportSize = {"width": 1200, "height": 800}
PAGES = (
    *("/", "/procesos", "/estado", "/nada", "/aviso-de-datos", "/verificar"),
    *(public_path(POZON.code), "/proceso/CO1.BDOS.1/juntas"),
)
OF_THE_BOARD = ("", "/parar", "/pasaporte", "/por-que?lugar=junta", "/mensajes", "/datos", "/datos/borrar")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not Path(CHROMIUM).exists():
        if os.environ.get("CONVITE_DEMAND_BROWSER") == "1":
            pytest.fail(f"{CHROMIUM} is not there, and the browser tests were demanded")
        pytest.skip(f"{CHROMIUM} is not on this machine (apt install chromium)")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def town(empty_sqlite: Path, tmp_path: Path) -> Iterator[Engine]:
    """A database with a board that has calls to read, answer and prepare for."""
    path = tmp_path / "town.db"
    path.write_bytes(empty_sqlite.read_bytes())
    engine = open_database(f"sqlite:///{path}")
    calls = [
        a_process(number=1, closes_on=TOMORROW),
        a_process(number=2, title="ADECUACIÓN DE ANDENES " * 8, closes_on=IN_TEN_DAYS, price_cop=145_300_000),
        a_process(number=3, title="Mantenimiento" * 12, closes_on=None, price_cop=None),
    ]
    found = [
        a_match(calls[0], score=0.9),
        a_match(calls[1], score=0.8, verdict=Verdict.ELIGIBLE_IF, missing=("RUT", "SEC2")),
        a_match(calls[2], score=0.7, verdict=Verdict.UNKNOWN),
    ]
    settle(engine, calls, found, [Refusal(POZON.code, "other_place", 1412)])
    with writing(engine) as db:
        assessments.save(db, [(POZON.code, an_assessment(route)) for route in ("R1", "R4")])
        found_evidence = [
            Evidence("CERT", 4, YESTERDAY, checked_by="Instituto Distrital de Acción Comunal"),
            Evidence("AUT", 3, limit_cop=120_000_000),
            Evidence("PJ", 4),
        ]
        evidence.save(db, [(POZON.code, item) for item in found_evidence], NOW)
        _plan(db)
        for channel, address in ((Channel.EMAIL, "junta@juntas.example"), (Channel.SMS, "+573000000012")):
            contacts.add(db, Vault([SECRET]), Contact(channel, address, POZON.code), NOW)
        authorisations.give(db, [an_authorisation(board_code=POZON.code)])
    yield engine
    engine.dispose()


def _plan(db: Connection) -> None:
    """Works that are planned for the board, with all that may be told of them."""
    works = a_planned_purchase(description="CONSTRUCCIÓN DE ANDENES " * 8, modality=None)
    reasons = (Reason("same_barrio", 1.0, "Es en su barrio: El Pozón"),)
    lacking = ("AUTO", "RUT")
    PLANNED_PURCHASES.save(db, [works], [b"1"], NOW)
    found = PlanMatch(
        POZON.code, works.key, 0.8, "R1", Verdict.ELIGIBLE_IF, reasons, lacking, works.expected_on
    )
    plan_matches.replace(db, [found], NOW)


@pytest.fixture
def address(town: Engine) -> Iterator[str]:
    """Where the town is served."""
    web = Web(SECRET, "http://127.0.0.1", "13001", lambda: NOW + timedelta(hours=1), sample=True)
    app = create_app(town, web)
    with _served(uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error"))) as url:
        yield url


@pytest.mark.parametrize("javascript", [True, False], ids=["with_javascript", "without_javascript"])
@pytest.mark.parametrize("size", [TELEPHONE, DESK], ids=["telephone", "desk"])
def test_a_leader_reads_answers_and_changes_the_answer(
    browser: Browser, town: Engine, address: str, size: ViewportSize, javascript: bool
) -> None:
    with _a_page(browser, size, javascript) as page:
        page.goto(f"{address}/junta/{sign(POZON.code, SECRET)}")
        expect(page.get_by_role("heading", level=1)).to_have_text("JAC Barrio El Pozón")
        first = page.get_by_role("article").first
        expect(first).to_contain_text("Cierra mañana")
        expect(first).to_contain_text("Es en su barrio: El Pozón")

        first.get_by_role("button", name="Nos interesa").click()
        expect(first.get_by_role("status")).to_contain_text("Nos interesa")
        expect(first).to_be_in_viewport()

        first.get_by_text("Cambiar la respuesta").click()
        first.get_by_role("button", name="Necesitamos ayuda").click()
        first.get_by_label("¿En qué necesitan ayuda?").fill("No sabemos hacer el presupuesto")
        first.get_by_role("button", name="Guardar").click()
        expect(first.get_by_role("status")).to_contain_text("Necesitamos ayuda")
    newest = outcomes_of(town)[0]
    assert (newest.kind, newest.note) == (OutcomeKind.NEEDS_HELP, "No sabemos hacer el presupuesto")


def test_a_leader_finds_out_what_is_missing_and_stops_the_messages(browser: Browser, address: str) -> None:
    with _a_page(browser, TELEPHONE) as page:
        page.goto(f"{address}/junta/{sign(POZON.code, SECRET)}")
        page.get_by_role("link", name="Qué nos falta").click()
        expect(page.get_by_text("Para mañana temprano", exact=True)).to_be_in_viewport()
        page.get_by_role("button", name="No enviar más mensajes").click()
        expect(page.get_by_text("Pidieron no recibir más mensajes")).to_be_in_viewport()
        page.get_by_role("button", name="Recibirlos otra vez").click()
        expect(page.get_by_role("button", name="No enviar más mensajes")).to_be_in_viewport()


def test_a_leader_says_when_to_write_and_is_told_beside_the_field_what_is_wrong(
    browser: Browser, address: str
) -> None:
    with _a_page(browser, TELEPHONE, javascript=False) as page:
        page.goto(f"{address}/junta/{sign(POZON.code, SECRET)}/mensajes")
        page.get_by_label("Una vez a la semana").check()
        page.get_by_label("Desde las").select_option("15")
        page.get_by_label("Hasta las").select_option("9")
        page.get_by_role("button", name="Guardar").click()
        expect(page.get_by_label("Hasta las")).to_have_accessible_description(
            re.compile("tiene que ser después")
        )
        expect(page.get_by_label("Una vez a la semana")).to_be_checked()
        page.get_by_label("Hasta las").select_option("17")
        page.get_by_role("button", name="Guardar").click()
        expect(page.get_by_role("status")).to_contain_text("Guardado")
        page.get_by_role("button", name="Poner de primera").click()
        expect(page.get_by_role("listitem").first).to_contain_text("Mensaje de texto •••0012")


@pytest.mark.parametrize("size", [SMALL, TELEPHONE, DESK], ids=["small", "telephone", "desk"])
def test_no_page_scrolls_sideways_and_every_target_is_large_enough(
    browser: Browser, address: str, size: ViewportSize
) -> None:
    board = f"/junta/{sign(POZON.code, SECRET)}"
    with _a_page(browser, size) as page:
        for path in (*PAGES, *(board + own for own in OF_THE_BOARD)):
            page.goto(address + path)
            assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], path
            heights = page.eval_on_selector_all(
                "button, .button, summary, nav a, .choice",
                "all => all.map(one => one.getBoundingClientRect().height)",
            )
            assert all(height >= 44 for height in heights), path


@pytest.mark.parametrize("size", [TELEPHONE, DESK], ids=["telephone", "desk"])
def test_axe_finds_no_barrier_on_any_page(browser: Browser, address: str, size: ViewportSize) -> None:
    board = f"/junta/{sign(POZON.code, SECRET)}"
    with _a_page(browser, size) as page:
        for path in (*PAGES, *(board + own for own in OF_THE_BOARD)):
            page.goto(address + path)
            found = Axe().run(page)
            assert found.violations_count == 0, f"{path}: {found.generate_report()}"


def test_no_page_asks_another_site_for_anything(browser: Browser, address: str) -> None:
    board = f"/junta/{sign(POZON.code, SECRET)}"
    asked: list[str] = []
    with _a_page(browser, TELEPHONE) as page:
        page.on("request", lambda request: asked.append(request.url))
        for path in (*PAGES, *(board + own for own in OF_THE_BOARD)):
            page.goto(address + path)
    assert asked
    assert all(url.startswith(address) for url in asked)


@contextmanager
def _a_page(browser: Browser, size: ViewportSize, javascript: bool = True) -> Iterator[Page]:
    """A page whose console must stay silent: a refused style or a broken link would show there."""
    said: list[str] = []
    context = browser.new_context(viewport=size, java_script_enabled=javascript, locale="es-CO")
    page = context.new_page()
    page.on("console", lambda message: said.append(message.text))
    yield page
    context.close()
    assert [text for text in said if "404" not in text and "422" not in text] == []


@contextmanager
def _served(server: uvicorn.Server) -> Iterator[str]:
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()
