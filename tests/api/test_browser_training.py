"""A trainer's way in a real Chromium, from a proposal to who completed; and the board's answer in between."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FilePayload, ViewportSize, expect
from sqlalchemy import Engine

from domain.access import StaffRole
from notifications.links import sign
from store import proposals, sessions, staff, training
from store.engine import open_database, reading, writing
from store.vault import Vault
from tests.api.browsing import EACH_SIZE, EACH_WAY, TELEPHONE, a_page, a_site
from tests.api.signing_in import a_person, enter_desk
from tests.api.town import OLAYA, POZON, SECRET, settle
from tests.api.training_town import a_proposal
from tests.examples import NOW
from tests.reached import reach

pytestmark = pytest.mark.browser


@pytest.fixture
def town(empty_sqlite: Path, tmp_path: Path) -> Iterator[Engine]:
    path = tmp_path / "town.db"
    path.write_bytes(empty_sqlite.read_bytes())
    engine = open_database(f"sqlite:///{path}")
    settle(engine)
    with writing(engine) as db:
        reach(db, Vault([SECRET]), [POZON.code])
        proposals.replace(db, [a_proposal()])
    yield engine
    engine.dispose()


@pytest.fixture
def session(town: Engine) -> str:
    with writing(town) as db:
        id_ = staff.add(
            db, Vault([SECRET]), "Ana de Prueba", "ana@oficina.example", StaffRole.TRAINER, None, NOW
        )
        return sessions.begin(db, NOW, staff_id=id_)


@pytest.fixture
def address(town: Engine) -> Iterator[str]:
    with a_site(town, lambda: NOW, sample=True) as url:
        yield url


@EACH_WAY
@EACH_SIZE
def test_a_trainer_makes_a_cohort_invites_notes_who_came_and_ticks_who_completed(
    browser: Browser, town: Engine, address: str, size: ViewportSize, javascript: bool
) -> None:
    trainer = a_person(town, StaffRole.TRAINER)
    with a_page(browser, size, javascript) as page:
        enter_desk(page, address, trainer, NOW)
        page.get_by_role("link", name="Formación").click()
        page.get_by_role("link", name="Ver las juntas y armar el grupo").click()
        page.get_by_role("checkbox", name=OLAYA.name).uncheck()
        page.get_by_role("button", name="Armar el grupo").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Tesorería, impuestos y cuentas claras")

        page.get_by_role("button", name="Invitar a la que falta").click()
        expect(page.get_by_role("alert")).to_contain_text("cuándo y dónde es cada encuentro")
        page.get_by_label("Día").fill("2026-06-13")
        page.get_by_label("Hora").fill("09:00")
        page.get_by_label("Lugar").fill("Salón comunal")
        page.get_by_role("button", name="Agregar").first.click()
        expect(page.get_by_role("heading", name="Sábado 13 de junio")).to_be_visible()
        page.get_by_role("button", name="Invitar a la que falta").click()
        expect(page.get_by_text("Sin respuesta")).to_be_visible()

    with a_page(browser, size, javascript) as page:
        page.goto(f"{address}/junta/{sign(POZON.code, SECRET)}#formacion")
        expect(page.get_by_role("heading", name="Los invitaron a un taller")).to_be_in_viewport()
        page.get_by_role("button", name="Vamos").click()
        expect(page.get_by_role("status")).to_contain_text("Ustedes respondieron: Vamos")

    with a_page(browser, size, javascript) as page:
        enter_desk(page, address, trainer, NOW + timedelta(seconds=30))
        page.get_by_role("link", name="Formación").click()
        page.get_by_role("link", name="Tesorería, impuestos y cuentas claras").click()
        expect(page.get_by_text("Van", exact=True)).to_be_visible()
        page.get_by_role("link", name="Anotar quiénes vinieron").click()
        page.get_by_text(POZON.name).first.click()
        page.get_by_label("Presidencia", exact=True).fill("1")
        page.get_by_label("Personas afiliadas").fill("4")
        page.get_by_role("button", name="Guardar").click()
        expect(page.get_by_text("vino a 1 de 1 encuentro")).to_be_visible()
        page.get_by_role("checkbox", name=POZON.name).check()
        page.get_by_role("button", name="Guardar").click()
        expect(page.get_by_text("Completó", exact=True)).to_be_visible()
    with reading(town) as db:
        assert training.members(db, [1])[1][POZON.code].completed_on == NOW.date()


def test_a_trainer_takes_a_list_in_and_reads_what_is_wrong_with_it(
    browser: Browser, town: Engine, address: str, session: str
) -> None:
    with writing(town) as db:
        of = {"unit": "TESORERIA", "locality": None, "commune": None, "why": ""}
        id_ = training.make(db, of, [POZON.code], NOW)
        training.add_meeting(db, id_, NOW, "Salón comunal")
    content = f"junta;cargo;personas;completó\n{POZON.code};Tesorera;1;sí\n{POZON.code};Chofer;1;\n"
    with a_page(browser, TELEPHONE, javascript=False, session=session) as page:
        page.goto(f"{address}/equipo/formacion/grupos/{id_}")
        file = FilePayload(name="asistencia.csv", mimeType="text/csv", buffer=content.encode())
        page.get_by_label("La lista llena").set_input_files(file)
        page.get_by_role("button", name="Subir la lista").click()
        expect(page.get_by_role("status")).to_contain_text("Guardamos una fila")
        expect(page.get_by_role("row", name="Chofer")).to_contain_text("No conocemos el cargo «Chofer»")
        page.get_by_role("link", name="Volver al grupo").click()
        expect(page.get_by_text("Completó", exact=True)).to_be_visible()
