"""A trainer's way in a real Chromium from what most boards lack to one of them, on a map of outlines too."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ViewportSize, expect
from sqlalchemy import Connection, Engine

from domain.access import StaffRole
from domain.readiness import Evidence
from domain.unlock import GroupUnlock, Unlock
from store import evidence, places, sessions, staff, unlocks
from store.engine import open_database, writing
from store.places import Shape
from store.vault import Vault
from tests.api.browsing import DESK, EACH_SIZE, EACH_WAY, a_page, a_site
from tests.api.town import OLAYA, POZON, SECRET, a_match, an_assessment, assess, settle
from tests.examples import NOW, a_board, a_process

pytestmark = pytest.mark.browser

VIRGEN = "De la Virgen y Turística"


@pytest.fixture
def town(empty_sqlite: Path, tmp_path: Path) -> Iterator[Engine]:
    """Two neighbours with outlines, another locality, and what closing the gap of both would open."""
    path = tmp_path / "town.db"
    path.write_bytes(empty_sqlite.read_bytes())
    engine = open_database(f"sqlite:///{path}")
    far = a_board(code="JAC-0003", name="JAC Manga", barrio="Manga", locality="Histórica", unit="1")
    call = a_process()
    settle(engine, [call], [a_match(call)], people=(POZON, OLAYA, far))
    with writing(engine) as db:
        found = [(code, an_assessment(route)) for code in ("JAC-0001", "JAC-0003") for route in ("R1", "R4")]
        assess(db, [*found, (OLAYA.code, an_assessment(blocking=()))])
        evidence.save(db, [(POZON.code, Evidence(id_, 3)) for id_ in ("PJ", "CERT", "AUT", "CED")], NOW)
        unlocks.replace(db, [], [GroupUnlock(None, "RUT", 2, 2, Unlock(9, 1, 1_450_000_000, 2))])
        _draw(db)
    yield engine
    engine.dispose()


def _draw(db: Connection) -> None:
    for name, west in (("EL POZON", -75.46), ("OLAYA HERRERA", -75.48)):
        corners = [[west, 10.40], [west + 0.02, 10.40], [west + 0.02, 10.42], [west, 10.42], [west, 10.40]]
        places.save(db, [Shape("13001", name, VIRGEN, "6", {"type": "Polygon", "coordinates": [corners]})])


@pytest.fixture
def address(town: Engine) -> Iterator[str]:
    with a_site(town, lambda: NOW) as url:
        yield url


def session_of(engine: Engine, role: StaffRole) -> str:
    with writing(engine) as db:
        id_ = staff.add(db, Vault([SECRET]), "Ana de Prueba", f"{role}@oficina.example", role, None, NOW)
        return sessions.begin(db, NOW, staff_id=id_)


@EACH_WAY
@EACH_SIZE
def test_a_trainer_goes_from_what_most_boards_lack_to_one_that_lacks_it(
    browser: Browser, town: Engine, address: str, size: ViewportSize, javascript: bool
) -> None:
    with a_page(browser, size, javascript, session_of(town, StaffRole.TRAINER)) as page:
        page.goto(f"{address}/equipo")
        page.get_by_role("link", name="Qué les falta a las juntas").click()
        page.get_by_label("Camino").select_option("Mínima cuantía")
        page.get_by_role("button", name="Ver").click()
        row = page.get_by_role("row").filter(has_text="RUT y NIT al día")
        expect(row).to_contain_text("67 %")
        expect(row).to_contain_text("1.450 millones de pesos")
        row.get_by_role("link", name="RUT y NIT al día").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("RUT y NIT al día")
        page.get_by_text("Lo mismo en una tabla").click()
        expect(page.get_by_role("row").filter(has_text="El Pozón")).to_contain_text("100 %")
        page.get_by_role("link", name="2 juntas de todas las localidades").click()
        expect(page.get_by_role("status")).to_contain_text("2 juntas")
        page.get_by_role("link", name="JAC Barrio El Pozón").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("JAC Barrio El Pozón")
        expect(page.get_by_role("region", name="Qué le falta")).to_contain_text("RUT y NIT al día")
        page.get_by_role("link", name="Convocatorias y mensajes").click()
        expect(page.get_by_role("article")).to_contain_text("Limpieza de canales pluviales")
        page.get_by_text("Ver los 5 soportes de ese día").click()
        expect(page.get_by_text("Personería jurídica: documento vigente")).to_be_visible()


@EACH_SIZE
def test_a_barrio_of_the_map_leads_to_its_boards(
    browser: Browser, town: Engine, address: str, size: ViewportSize
) -> None:
    with a_page(browser, size, session=session_of(town, StaffRole.TRAINER)) as page:
        page.goto(f"{address}/equipo/brechas?requisito=RUT")
        page.get_by_role("link", name="El Pozón: le falta a 1 de 1 junta").click()
        expect(page.get_by_role("status")).to_contain_text("1 junta")
        expect(page.get_by_role("link", name="JAC Barrio El Pozón")).to_be_visible()


def test_a_desk_prints_its_table_whole_without_navigation_or_form(
    browser: Browser, town: Engine, address: str
) -> None:
    with a_page(browser, DESK, session=session_of(town, StaffRole.TRAINER)) as page:
        page.emulate_media(media="print")
        page.goto(f"{address}/equipo/brechas?requisito=RUT")
        for left_out in ("nav", "form", ".more", "summary"):
            assert not page.locator(left_out).locator("visible=true").count(), left_out
        expect(page.get_by_role("table").first).to_be_visible()
        assert page.evaluate(HOW_IT_PRINTS) == ["rgb(0, 0, 0)", "rgb(255, 255, 255)", "visible", "avoid"]


@pytest.mark.parametrize("role", [StaffRole.TRAINER, StaffRole.OBSERVER])
@EACH_SIZE
def test_the_map_of_outlines_has_no_barrier_and_does_not_scroll_sideways(
    browser: Browser, town: Engine, address: str, size: ViewportSize, role: StaffRole
) -> None:
    with a_page(browser, size, session=session_of(town, role)) as page:
        for asked in ("", "?localidad=De+la+Virgen+y+Tur%C3%ADstica&requisito=RUT"):
            page.goto(f"{address}/equipo/brechas{asked}")
            assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
            found = Axe().run(page)
            assert found.violations_count == 0, found.generate_report()


HOW_IT_PRINTS = """
    (() => {
        const style = chosen => getComputedStyle(document.querySelector(chosen));
        const body = style("body");
        return [body.color, body.backgroundColor, style(".table").overflowX, style("tr").breakInside];
    })()
"""
