"""The office's journeys in a real Chromium: a board is helped, and a doubtful supplier is decided on."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ViewportSize, expect
from sqlalchemy import Engine

from domain.access import StaffRole
from store import sessions, staff
from store.engine import open_database, writing
from store.vault import Vault
from tests.api import desk_town
from tests.api.browsing import EACH_SIZE, EACH_WAY, a_page, a_site
from tests.api.town import OLAYA, SECRET, a_match, page_of, settle
from tests.examples import NOW, TOMORROW, a_process

pytestmark = pytest.mark.browser

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def town(empty_sqlite: Path, tmp_path: Path) -> Iterator[Engine]:
    path = tmp_path / "town.db"
    path.write_bytes(empty_sqlite.read_bytes())
    engine = open_database(f"sqlite:///{path}")
    call = a_process(closes_on=TOMORROW)
    settle(engine, [call], [a_match(call, OLAYA, missing=("RUT",))])
    with writing(engine) as db:
        desk_town.fill_desk(db)
    yield engine
    engine.dispose()


@pytest.fixture
def session(town: Engine) -> str:
    with writing(town) as db:
        address = "ana@oficina.example"
        id_ = staff.add(db, Vault([SECRET]), "Ana de Prueba", address, StaffRole.SECRETARIAT, None, NOW)
        return sessions.begin(db, LATER, staff_id=id_)


@pytest.fixture
def address(town: Engine) -> Iterator[str]:
    with a_site(town, lambda: LATER, sample=True) as url:
        yield url


@EACH_WAY
@EACH_SIZE
def test_a_board_that_wrote_is_read_answered_and_reads_the_answer(
    browser: Browser, address: str, session: str, size: ViewportSize, javascript: bool
) -> None:
    with a_page(browser, size, javascript, session=session) as page:
        page.goto(f"{address}/equipo")
        page.get_by_role("link", name="Juntas que piden ayuda").click()
        written = page.get_by_role("article").filter(has_text="nadie ha leído")
        written.get_by_role("link", name="Atender").click()
        page.get_by_role("button", name="Leer lo que escribió").click()
        expect(page.get_by_role("status")).to_contain_text(desk_town.WRITTEN)
        expect(page.get_by_text("La atiende usted")).to_be_visible()
        page.get_by_label("Respuesta para la junta").fill("Sí: les queda hasta mañana.")
        page.get_by_role("button", name="Enviarla y cerrar").click()
        expect(page.get_by_text("Este pedido está cerrado")).to_be_visible()
        expect(page.get_by_text(desk_town.WRITTEN)).to_have_count(0)
        page.get_by_role("link", name="Pedidos").click()
        expect(page.get_by_role("heading", name="Sin atender (1)")).to_be_visible()
        page.goto(address + page_of(OLAYA))
        help_ = page.get_by_role("region", name="La ayuda que pidieron")
        expect(help_).to_contain_text("Sí: les queda hasta mañana.")
        expect(help_).to_contain_text("Ana de Prueba")


@EACH_WAY
@EACH_SIZE
def test_a_doubtful_supplier_is_confirmed_and_the_decision_undone(
    browser: Browser, address: str, session: str, size: ViewportSize, javascript: bool
) -> None:
    with a_page(browser, size, javascript, session=session) as page:
        page.goto(f"{address}/equipo")
        page.get_by_role("link", name="Contratos por confirmar").click()
        expect(page.get_by_role("heading", name=re.compile("¿Es JAC Olaya"))).to_have_count(2)
        first = page.get_by_role("article").first
        first.get_by_text(re.compile("^Ver (el|los) contrato")).click()
        expect(first.get_by_role("listitem").first).to_be_visible()
        first.get_by_role("button", name="Sí, es la misma").click()
        expect(page.get_by_role("status")).to_contain_text("cuentan desde ya como de la junta")
        page.get_by_role("status").get_by_role("button", name="Deshacer").click()
        expect(page.get_by_role("status")).to_contain_text("Se deshizo")


@EACH_SIZE
def test_whoever_watches_sees_at_once_what_is_wrong(
    browser: Browser, address: str, session: str, size: ViewportSize
) -> None:
    with a_page(browser, size, javascript=False, session=session) as page:
        page.goto(f"{address}/equipo")
        page.get_by_role("link", name="Salud del servicio").click()
        first = page.get_by_role("region", name="Para mirar primero")
        expect(first).to_contain_text("WhatsApp: el proveedor nos rechaza")
        expect(first).to_contain_text("Contratos firmados (SECOP II): la última lectura llegó incompleta")
        expect(first).to_contain_text("La prueba de la última noche: no llegó")
