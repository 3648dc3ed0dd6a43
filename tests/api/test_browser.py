"""A leader's way through the board's page in a real Chromium, on a telephone of 360 px and on a desk."""

import re
from collections.abc import Iterator
from datetime import timedelta
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ViewportSize, expect
from sqlalchemy import Connection, Engine, select

from api.passport import public_path
from domain.access import StaffRole
from domain.contact import Channel, Contact
from domain.filing import FileKind, Filing
from domain.match import Refusal
from domain.outcome import OutcomeKind
from domain.plan_match import PlanMatch
from domain.readiness import Evidence, Verdict
from domain.reason import Reason
from notifications.links import sign
from notifications.sign_in import code_of, path_of
from store import (
    assessments,
    authorisations,
    contacts,
    evidence,
    filings,
    plan_matches,
    sessions,
    sign_ins,
    staff,
)
from store.access_tables import sign_ins as sign_ins_table
from store.contracts import PLANNED_PURCHASES
from store.engine import open_database, reading, writing
from store.sealed_files import SealedFiles
from store.vault import Vault
from tests.api import buyer_town, desk_town, project_town, training_town
from tests.api.browsing import DESK, EACH_SIZE, EACH_WAY, SMALL, TELEPHONE, a_page, a_site
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
from tests.files import a_png

pytestmark = pytest.mark.browser

LATER = NOW + timedelta(hours=1)
OPEN = (
    *("/", "/procesos", "/estado", "/nada", "/aviso-de-datos", "/verificar"),
    *("/entrar", "/entrar/equipo", "/invitacion/nada", "/juntas", "/datos-abiertos"),
    *("/proyectos", "/proyectos?texto=nada", "/proyectos/1"),
    *("/ayuda", "/ayuda/formacion", "/ayuda/secretaria"),
    *("/compradores", "/compradores/890480184", "/compradores/890480184/cancelados"),
    *(public_path(POZON.code), "/proceso/CO1.BDOS.1/juntas"),
)
BY_LINK = ("", "/convocatorias", "/parar", "/pasaporte", "/por-que?lugar=junta", "/mensajes", "/entrar")
IN_SESSION = (
    *("/junta/mia", "/junta/mia/datos", "/junta/mia/datos/borrar", "/junta/mia/mensajes"),
    *("/junta/mia/papeles", "/junta/mia/perfil", "/junta/mia/acompanamiento"),
    "/junta/mia/historia",
    *(f"/junta/mia/proyectos{own}" for own in ("", "/nuevo", "/1", "/1/cambiar")),
    *("/junta/mia/ayudar", "/junta/mia/preguntar", "/junta/mia/preguntar?requisito=RUT"),
)
A_FILING = "0" * 32
OF_A_DESK = (
    *desk_town.PAGES,
    *training_town.PAGES,
    *(f"/equipo/proyectos{own}" for own in ("", "/1", "/1?texto=canales", "/presupuesto")),
    *(
        "/equipo/brechas",
        "/equipo/brechas?ruta=R4&requisito=RUT",
        "/equipo/juntas",
        "/equipo/juntas?texto=nada",
    ),
    *(f"/equipo/juntas/{POZON.code}", f"/equipo/juntas/{POZON.code}/actividad"),
    "/equipo/preguntas",
    *("/equipo/acompanamiento", f"/equipo/juntas/{POZON.code}/acompanamiento"),
    *("/equipo/papeles", f"/equipo/papeles/{A_FILING}"),
    *("/equipo", "/equipo/personas", "/equipo/accesos", "/equipo/llaves"),
    *("/equipo/registro", f"/equipo/registro/{POZON.code}", "/equipo/embudo", "/equipo/exportar"),
    *("/equipo/indicadores", "/equipo/indicadores/reached?lado=denominator", "/equipo/embudo/told"),
    "/equipo/despliegues",
)


class View(NamedTuple):
    """A page, and the session of whoever opens it."""

    path: str
    session: str = ""


@pytest.fixture
def views(town: Engine) -> list[View]:
    """Every page there is, each as who may open it."""
    with writing(town) as db:
        vault = Vault([SECRET])
        board = sessions.begin(db, LATER, board_code=POZON.code)
        id_ = staff.add(db, vault, "Ana de Prueba", "ana@oficina.example", StaffRole.ADMINISTRATOR, None, NOW)
        person = sessions.begin(db, LATER, staff_id=id_)
        invited = staff.invite(db, vault, id_, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", LATER)
        asked = sign_ins.ask(db, POZON.code, "handle", LATER)
    link = f"/junta/{sign(POZON.code, SECRET)}"
    return [
        *map(View, (*OPEN, path_of(asked, SECRET), f"/invitacion/{invited}")),
        *(View(link + own) for own in BY_LINK),
        *(View(path, board) for path in IN_SESSION),
        *(View(path, person) for path in OF_A_DESK),
    ]


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
        desk_town.fill_desk(db)
        desk_town.fill_asking(db)
        training_town.fill(db)
        buyer_town.fill(db)
        project_town.fill(db)
        for channel, address in ((Channel.EMAIL, "junta@juntas.example"), (Channel.SMS, "+573000000012")):
            contacts.add(db, Vault([SECRET]), Contact(channel, address, POZON.code), NOW)
        authorisations.give(db, [an_authorisation(board_code=POZON.code)])
        filings.add(db, Filing(A_FILING, POZON.code, "RUT", FileKind.PNG, 90, NOW), "2026-11-22")
    SealedFiles(tmp_path / "papers", Vault([SECRET])).write(A_FILING, POZON.code, [a_png()])
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
def address(town: Engine, tmp_path: Path) -> Iterator[str]:
    """Where the town is served."""
    papers = str(tmp_path / "papers")
    with a_site(town, lambda: LATER, sample=True, papers=papers) as url:
        yield url


@EACH_WAY
@EACH_SIZE
def test_a_leader_reads_answers_and_changes_the_answer(
    browser: Browser, town: Engine, address: str, size: ViewportSize, javascript: bool
) -> None:
    with a_page(browser, size, javascript) as page:
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
    with a_page(browser, TELEPHONE) as page:
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
    with a_page(browser, TELEPHONE, javascript=False) as page:
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


@EACH_WAY
@EACH_SIZE
def test_a_leader_with_the_link_enters_by_a_message_and_puts_another_address_first(
    browser: Browser, town: Engine, address: str, size: ViewportSize, javascript: bool
) -> None:
    with a_page(browser, size, javascript) as page:
        page.goto(f"{address}/junta/{sign(POZON.code, SECRET)}/mensajes")
        page.get_by_role("button", name="Poner de primera").click()
        page.get_by_role("button", name="Enviar a correo electrónico").click()
        page.get_by_label("Código").fill("no sé")
        page.get_by_role("button", name="Entrar").click()
        expect(page.get_by_label("Código")).to_have_accessible_description(re.compile("no es el código"))
        with reading(town) as db:
            (id_,) = db.execute(select(sign_ins_table.c.id)).scalars()
        page.get_by_label("Código").fill(code_of(id_, SECRET))
        page.get_by_role("button", name="Entrar").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("JAC Barrio El Pozón")
        page.get_by_role("link", name="Cada cuánto, a qué horas").click()
        page.get_by_role("button", name="Poner de primera").click()
        expect(page.get_by_role("listitem").first).to_contain_text("Mensaje de texto •••0012")
        page.goto(f"{address}/junta/mia")
        page.get_by_role("button", name="Salir", exact=True).click()
        page.goto(f"{address}/junta/mia")
        expect(page.get_by_role("heading", level=1)).to_have_text("Entrar con su junta")


@pytest.mark.parametrize("sizes", [[SMALL, TELEPHONE], [DESK]], ids=["telephones", "desk"])
def test_no_page_has_a_barrier_scrolls_sideways_or_asks_another_site_for_anything(
    browser: Browser, address: str, views: list[View], sizes: list[ViewportSize]
) -> None:
    asked: list[str] = []
    for session, some in groupby(views, key=attrgetter("session")):
        with a_page(browser, sizes[-1], session=session) as page:
            page.on("request", lambda request: asked.append(request.url))
            for path, _ in some:
                page.goto(address + path)
                assert page.url == address + path
                for size in sizes:
                    page.set_viewport_size(size)
                    assert page.evaluate(SIDEWAYS) <= size["width"], path
                    assert page.evaluate(LOWEST_TARGET) >= 44, path
                found = Axe().run(page)
                assert found.violations_count == 0, f"{path}: {found.generate_report()}"
    assert len(asked) > len(views)
    assert all(url.startswith(address) for url in asked)


SIDEWAYS = "document.documentElement.scrollWidth"
LOWEST_TARGET = """
    Math.min(...[...document.querySelectorAll("button, .button, summary, nav a, .choice")]
        .map(one => one.getBoundingClientRect().height), 999)
"""
