"""A trainer's way in a real Chromium from what most boards lack to one of them, on a map of outlines too."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ViewportSize, expect
from sqlalchemy import Connection, Engine

from api.app import Web, create_app
from domain.access import StaffRole
from domain.readiness import Evidence
from domain.unlock import GroupUnlock, Unlock
from store import assessments, evidence, places, sessions, staff, unlocks
from store.engine import open_database, writing
from store.places import Shape
from store.vault import Vault
from tests.api.browsing import DESK, TELEPHONE, a_page, served
from tests.api.town import OLAYA, POZON, SECRET, a_match, an_assessment, settle
from tests.examples import NOW, a_board, a_process

pytestmark = pytest.mark.browser

VIRGEN = "De la Virgen y Turística"
SIZES = pytest.mark.parametrize("size", [TELEPHONE, DESK], ids=["telephone", "desk"])


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
        assessments.save(db, [*found, (OLAYA.code, an_assessment(blocking=()))])
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
    app = create_app(town, Web(SECRET, "http://127.0.0.1", "13001", lambda: NOW))
    with served(uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error"))) as url:
        yield url


def session_of(engine: Engine, role: StaffRole) -> str:
    with writing(engine) as db:
        id_ = staff.add(db, Vault([SECRET]), "Ana de Prueba", f"{role}@oficina.example", role, None, NOW)
        return sessions.begin(db, NOW, staff_id=id_)


@pytest.mark.parametrize("javascript", [True, False], ids=["with_javascript", "without_javascript"])
@SIZES
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
        page.get_by_text("Se anotaron 4 soportes").click()
        expect(page.get_by_text("Personería jurídica: documento vigente")).to_be_visible()


@SIZES
def test_a_barrio_of_the_map_leads_to_its_boards(
    browser: Browser, town: Engine, address: str, size: ViewportSize
) -> None:
    with a_page(browser, size, session=session_of(town, StaffRole.TRAINER)) as page:
        page.goto(f"{address}/equipo/brechas?requisito=RUT")
        page.get_by_role("link", name="El Pozón: le falta a 1 de 1 junta").click()
        expect(page.get_by_role("status")).to_contain_text("1 junta")
        expect(page.get_by_role("link", name="JAC Barrio El Pozón")).to_be_visible()


@pytest.mark.parametrize("role", [StaffRole.TRAINER, StaffRole.OBSERVER])
@SIZES
def test_the_map_of_outlines_has_no_barrier_and_does_not_scroll_sideways(
    browser: Browser, town: Engine, address: str, size: ViewportSize, role: StaffRole
) -> None:
    with a_page(browser, size, session=session_of(town, role)) as page:
        for asked in ("", "?localidad=De+la+Virgen+y+Tur%C3%ADstica&requisito=RUT"):
            page.goto(f"{address}/equipo/brechas{asked}")
            assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
            found = Axe().run(page)
            assert found.violations_count == 0, found.generate_report()
