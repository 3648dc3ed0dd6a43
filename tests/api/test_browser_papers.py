"""Papers in a real Chromium: a board hands them in, a trainer looks, and the board reads what came of it."""

import itertools
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FilePayload, Page, ViewportSize, expect
from sqlalchemy import Engine

from domain.access import StaffRole
from store import sessions, staff
from store.engine import open_database, writing
from store.vault import Vault
from tests.api.browsing import EACH_SIZE, EACH_WAY, a_page, a_site
from tests.api.town import POZON, SECRET, settle
from tests.examples import NOW
from tests.files import EXECUTABLE, a_jpeg

pytestmark = pytest.mark.browser


@pytest.fixture
def town(empty_sqlite: Path, tmp_path: Path) -> Iterator[Engine]:
    path = tmp_path / "town.db"
    path.write_bytes(empty_sqlite.read_bytes())
    engine = open_database(f"sqlite:///{path}")
    settle(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def address(town: Engine, tmp_path: Path) -> Iterator[str]:
    ticks = itertools.count()  # what is decided later is newer
    papers = str(tmp_path / "papers")
    with a_site(town, lambda: NOW + timedelta(seconds=next(ticks)), papers=papers) as url:
        yield url


@pytest.fixture
def people(town: Engine) -> tuple[str, str]:
    """The sessions of a board and of a trainer."""
    with writing(town) as db:
        board = sessions.begin(db, NOW, board_code=POZON.code)
        id_ = staff.add(
            db, Vault([SECRET]), "Ana de Prueba", "ana@oficina.example", StaffRole.TRAINER, None, NOW
        )
        return board, sessions.begin(db, NOW, staff_id=id_)


def send(page: Page, name: str, content: bytes) -> None:
    page.get_by_label("¿Para qué es?").select_option("RUT y NIT al día")
    sheet: FilePayload = {"name": name, "mimeType": "application/pdf", "buffer": content}
    page.get_by_label("La foto o el archivo").set_input_files(sheet)
    page.get_by_role("button", name="Enviar").click()


@EACH_WAY
@EACH_SIZE
def test_a_board_hands_in_a_paper_that_a_trainer_refuses_and_then_accepts(
    browser: Browser, address: str, people: tuple[str, str], size: ViewportSize, javascript: bool
) -> None:
    board, trainer = people
    with a_page(browser, size, javascript, board) as page:
        page.goto(f"{address}/junta/mia")
        page.get_by_role("link", name="Nuestros papeles").click()
        send(page, "rut.pdf", EXECUTABLE)
        expect(page.get_by_label("La foto o el archivo")).to_have_accessible_description(
            "No es PDF ni foto (JPG o PNG). Si es de Word, guárdenlo como PDF o tómenle una foto. "
            "PDF, JPG o PNG, de hasta 10 MB. Si tiene varias hojas, envíenlas una por una."
        )
        send(page, "foto.jpg", a_jpeg(orientation=6))
        expect(page.get_by_role("status")).to_contain_text("Lo recibimos")
        expect(page.get_by_role("region", name="En revisión")).to_contain_text("RUT y NIT al día")
    with a_page(browser, size, javascript, trainer) as page:
        look(page, address)
        expect(page.get_by_role("img")).to_have_js_property("naturalWidth", 16)
        page.get_by_role("button", name="No aceptarlo").click()
        expect(page.get_by_label("Por qué")).to_have_accessible_description(
            "Escojan por qué no sirve: la junta lo lee."
        )
        page.get_by_label("Por qué").select_option("Le falta una firma.")
        page.get_by_role("button", name="No aceptarlo").click()
        expect(page.get_by_role("status")).to_contain_text("Quedó sin aceptar")
    with a_page(browser, size, javascript, board) as page:
        page.goto(f"{address}/junta/mia/papeles")
        expect(page.get_by_role("article")).to_contain_text("No sirvió. Le falta una firma.")
        page.get_by_role("link", name="Enviarlo otra vez").click()
        expect(page.get_by_label("¿Para qué es?")).to_have_value("RUT")
        send(page, "foto.jpg", a_jpeg())
    with a_page(browser, size, javascript, trainer) as page:
        look(page, address)
        page.get_by_label("Expedido el").fill("2026-05-01")
        page.get_by_role("button", name="Aceptarlo", exact=True).click()
        expect(page.get_by_role("status")).to_contain_text("Quedó aceptado")
    with a_page(browser, size, javascript, board) as page:
        page.goto(f"{address}/junta/mia/papeles")
        expect(page.get_by_role("article").first).to_contain_text("Aceptado")


def look(page: Page, address: str) -> None:
    page.goto(f"{address}/equipo")
    page.get_by_role("link", name="Papeles por revisar").click()
    page.get_by_role("link", name=POZON.name).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("RUT y NIT al día")


@EACH_SIZE
def test_a_board_says_what_it_does(
    browser: Browser, address: str, people: tuple[str, str], size: ViewportSize
) -> None:
    with a_page(browser, size, javascript=False, session=people[0]) as page:
        page.goto(f"{address}/junta/mia")
        page.get_by_role("link", name="Qué hace nuestra junta").click()
        for _ in POZON.trades:
            page.get_by_role("checkbox", checked=True).first.uncheck()
        page.get_by_role("button", name="Guardar").click()
        expect(page.get_by_role("group")).to_have_accessible_description("Marquen por lo menos un oficio.")
        page.get_by_label("Refrigerios y comida").check()
        page.get_by_role("button", name="Guardar").click()
        expect(page.get_by_role("status")).to_contain_text("Guardado")
        expect(page.get_by_label("Refrigerios y comida")).to_be_checked()
