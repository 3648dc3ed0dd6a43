"""Each role's main journey in a real Chromium, from the sign-in form to a result that is then seen.

All of them go through one served app and one database: whoever writes there, writes as somebody new.
"""

import csv
import re
from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit

import pypdfium2
import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect
from pyotp import TOTP
from python_calamine import CalamineWorkbook
from sqlalchemy import Connection, Engine, select

from domain.access import StaffRole
from domain.alert import Alert, AlertKind, DeliveryResult, Ending, Priority
from domain.board import Board
from domain.contact import Channel, Contact
from domain.outcome import Outcome, OutcomeKind
from notifications.code import printed
from store import alerts, authorisations, contacts, deliveries, outcomes, register
from store.engine import open_database, reading, writing
from store.telling_tables import deliveries as deliveries_table
from store.vault import Vault
from tests.api import desk_town
from tests.api.browsing import DESK, EACH_SIZE, EACH_WAY, a_page, a_site
from tests.api.signing_in import PASSWORD, Clock, Person, a_person, enter_board, enter_desk
from tests.api.town import OLAYA, SECRET, a_match, an_assessment, assess, settle
from tests.examples import NOW, TOMORROW, a_board, a_process, an_authorisation

pytestmark = pytest.mark.browser

VIRGEN = "De la Virgen y Turística"
CALL = a_process(closes_on=TOMORROW)
BOARDS = [a_board(code=f"JAC-01{n:02}", name=f"JAC Prueba {n}", nit=None) for n in range(4)]
_number = count(1)


@pytest.fixture(scope="module")
def town(empty_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """Four boards alike, so that each journey has one of its own, and what the office has to do."""
    path = tmp_path_factory.mktemp("journeys") / "town.db"
    path.write_bytes(empty_sqlite.read_bytes())
    engine = open_database(f"sqlite:///{path}")
    settle(engine, [CALL], [a_match(CALL, board) for board in BOARDS], people=[*BOARDS, OLAYA])
    with writing(engine) as db:
        assess(db, [(board.code, an_assessment()) for board in BOARDS])
        desk_town.fill_link(db)
        for board in BOARDS:
            contacts.add(db, Vault([SECRET]), Contact(Channel.EMAIL, _email(board.code), board.code), NOW)
            authorisations.give(db, [an_authorisation(board_code=board.code)])
        outcomes.record(db, Outcome(OLAYA.code, "P1", OutcomeKind.WON, NOW, "page"))
        _send(db)
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def clock() -> Clock:
    return Clock(NOW)


@pytest.fixture(scope="module")
def address(town: Engine, clock: Clock) -> Iterator[str]:
    with a_site(town, clock) as url:
        yield url


@pytest.fixture(autouse=True)
def a_minute_later(clock: Clock) -> None:
    """From one address only so many people may enter in a minute."""
    clock.forward(timedelta(minutes=1))


@pytest.fixture(scope="module")
def code_of_a_message(town: Engine) -> str:
    """Of the one that went to a board."""
    with reading(town) as db:
        query = select(deliveries_table.c.code).where(deliveries_table.c.accepted_at.is_not(None))
        code: str = db.execute(query).scalar_one()
    return code


def _send(db: Connection) -> None:
    told = Alert(OLAYA.code, "RUT", AlertKind.PAPER_EXPIRES)
    alerts.queue(db, [told], NOW, NOW, Priority.NEW)
    (one,) = deliveries.claim(db, "w", NOW, NOW)
    deliveries.finish(db, [Ending(one, DeliveryResult.ACCEPTED, NOW, NOW, channel=Channel.EMAIL)])


@pytest.fixture
def board(size: ViewportSize, javascript: bool) -> Board:
    """One for each way of going."""
    return BOARDS[2 * (size == DESK) + javascript]


def _email(code: str) -> str:
    return f"{code.lower()}@juntas.example"


@EACH_WAY
@EACH_SIZE
def test_a_board_enters_by_a_code_answers_a_call_and_finds_its_answer_again(
    browser: Browser, town: Engine, address: str, board: Board, size: ViewportSize, javascript: bool
) -> None:
    with a_page(browser, size, javascript) as page:
        enter_board(page, address, town, _email(board.code))
        expect(page.get_by_role("heading", level=1)).to_have_text(board.name)
        page.get_by_role("article").get_by_role("button", name="Nos interesa").click()
        expect(page.get_by_role("article").get_by_role("status")).to_contain_text("Nos interesa")
        page.get_by_role("button", name="Salir", exact=True).click()
        page.goto(f"{address}/junta/mia")
        expect(page.get_by_role("heading", level=1)).to_have_text("Entrar con su junta")
    with reading(town) as db:
        assert outcomes.of_board(db, board.code)[0].kind is OutcomeKind.INTERESTED


@EACH_WAY
@EACH_SIZE
def test_the_secretariat_goes_from_the_funnel_to_files_that_open(
    browser: Browser, town: Engine, address: str, clock: Clock, size: ViewportSize, javascript: bool
) -> None:
    with a_page(browser, size, javascript) as page:
        enter_desk(page, address, a_person(town, StaffRole.SECRETARIAT), clock())
        page.get_by_role("link", name="De avisadas a contratadas").click()
        page.get_by_label("Trimestre").select_option("2026-T2")
        page.get_by_role("button", name="Ver").click()
        by_place, by_month = (
            page.get_by_role("region", name=one) for one in ("Por localidad", "Mes por mes")
        )
        expect(by_place.get_by_role("row").filter(has_text=VIRGEN)).to_contain_text("1")
        expect(by_month.get_by_role("row").filter(has_text="Junio de 2026")).to_contain_text("1")
        report = page.get_by_role("link", name="Informe para imprimir").get_attribute("href")
        with pypdfium2.PdfDocument(page.request.get(f"{address}{report}").body()) as pdf:
            assert VIRGEN in pdf[0].get_textpage().get_text_bounded()
        page.get_by_role("link", name="Escritorio").click()
        page.get_by_role("link", name="Exportar").click()
        with _taken(page, re.compile("^CSV ?: Las juntas:")).open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file))
        book = CalamineWorkbook.from_path(_taken(page, re.compile("^Excel ?: Las juntas:")))
    sheet = book.get_sheet_by_index(0).to_python()
    assert {row[0] for row in rows[1:]} == {board.code for board in (*BOARDS, OLAYA)}
    assert (sheet[0], len(sheet)) == (rows[0], len(rows))


@EACH_WAY
@EACH_SIZE
def test_the_secretariat_registers_a_dignatario_and_decides_on_a_doubtful_supplier(
    browser: Browser,
    town: Engine,
    address: str,
    board: Board,
    clock: Clock,
    size: ViewportSize,
    javascript: bool,
) -> None:
    with a_page(browser, size, javascript) as page:
        enter_desk(page, address, a_person(town, StaffRole.SECRETARIAT), clock())
        page.get_by_role("link", name="Registro de juntas").click()
        page.get_by_label("Nombre, código o barrio").fill(board.code)
        page.get_by_role("button", name="Buscar").click()
        page.get_by_role("link", name=board.name).click()
        page.get_by_label("Cargo").select_option("Presidencia")
        page.get_by_label("Nombre y apellido").fill("Luisa de Prueba")
        page.get_by_label("Desde").fill("2026-05-01")
        page.get_by_label("Hasta").fill("2030-06-30")
        page.get_by_role("button", name="Anotar").click()
        expect(page.get_by_role("article")).to_contain_text("Luisa de Prueba")
        expect(page.get_by_role("article")).to_contain_text("hasta el domingo 30 de junio de 2030")
        page.get_by_role("link", name="Registro de juntas").click()
        row = page.get_by_role("row").filter(has_text=board.name)
        expect(row).to_contain_text("hasta el domingo 30 de junio de 2030")

        page.get_by_role("link", name="Escritorio").click()
        page.get_by_role("link", name="Contratos por confirmar").click()
        page.get_by_role("article").first.get_by_role("button", name="Sí, es la misma").click()
        expect(page.get_by_role("status")).to_contain_text("cuentan desde ya como de la junta")
        page.get_by_role("status").get_by_role("button", name="Deshacer").click()
        expect(page.get_by_role("status")).to_contain_text("Se deshizo")
    with reading(town) as db:
        assert [one.name for one in register.of_board(db, Vault([SECRET]), board.code)] == ["Luisa de Prueba"]


@EACH_WAY
@EACH_SIZE
def test_an_administrator_invites_somebody_who_chooses_a_password_and_enters(
    browser: Browser, town: Engine, address: str, clock: Clock, size: ViewportSize, javascript: bool
) -> None:
    name = f"Luis de Prueba {next(_number)}"
    email = f"{name.lower().replace(' ', '.')}@oficina.example"
    with a_page(browser, size, javascript) as page:
        enter_desk(page, address, a_person(town, StaffRole.ADMINISTRATOR), clock())
        page.get_by_role("link", name="Personas de la oficina").click()
        page.get_by_label("Nombre").fill(name)
        page.get_by_label("Correo de trabajo").fill(email)
        page.get_by_role("region", name="Invitar").get_by_label("Qué hace").select_option("Secretaría")
        page.get_by_role("button", name="Invitar").click()
        link = page.get_by_role("status").get_by_role("code").inner_text()
    with a_page(browser, size, javascript) as page:
        page.goto(address + urlsplit(link).path)
        page.get_by_text("No puedo usar la cámara").click()
        secret = page.locator("details code").inner_text().replace(" ", "")
        page.get_by_label("Contraseña nueva").fill(PASSWORD)
        page.get_by_label("La misma, otra vez").fill(PASSWORD)
        page.get_by_label("Código que muestra").fill(TOTP(secret).at(clock()))
        page.get_by_role("button", name="Guardar y entrar").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(name)
        page.get_by_role("button", name="Salir", exact=True).click()
        enter_desk(page, address, Person(name, email, secret), clock() + timedelta(seconds=30))


@EACH_WAY
@EACH_SIZE
def test_an_administrator_makes_a_key_and_takes_it_back(
    browser: Browser, town: Engine, address: str, clock: Clock, size: ViewportSize, javascript: bool
) -> None:
    name = f"Universidad de Prueba {next(_number)}"
    with a_page(browser, size, javascript) as page:
        enter_desk(page, address, a_person(town, StaffRole.ADMINISTRATOR), clock())
        page.get_by_role("link", name="Llaves para programas").click()
        page.get_by_label("Para quién es").fill(name)
        page.get_by_role("button", name="Hacer la llave").click()
        expect(page.get_by_role("group", name="Qué puede leer")).to_have_accessible_description(
            "Escojan al menos una cosa que la llave pueda leer."
        )
        page.get_by_label("Cada junta: lo que le sirve").check()
        page.get_by_role("button", name="Hacer la llave").click()
        key = page.get_by_role("status").locator("code.secret").inner_text()
        with_key = {"authorization": f"Bearer {key}"}
        told = page.request.get(f"{address}/api/v1/matches", headers=with_key)
        assert len(told.json()["items"]) == len(BOARDS)
        page.goto(f"{address}/equipo/llaves")
        expect(page.get_by_text(key)).to_have_count(0)
        page.get_by_role("button", name=f"Retirar la llave para {name}").click()
        expect(page.get_by_role("article", name=name)).to_contain_text("No abre nada desde el")
        assert page.request.get(f"{address}/api/v1/matches", headers=with_key).status == 401


@EACH_WAY
@EACH_SIZE
def test_an_observer_sees_the_numbers_and_nothing_of_one_board(
    browser: Browser, town: Engine, address: str, clock: Clock, size: ViewportSize, javascript: bool
) -> None:
    with a_page(browser, size, javascript) as page:
        enter_desk(page, address, a_person(town, StaffRole.OBSERVER), clock())
        expect(page.get_by_role("link", name="Juntas", exact=True)).to_have_count(0)
        page.get_by_role("link", name="Qué les falta a las juntas").click()
        row = page.get_by_role("row").filter(has_text="RUT y NIT al día")
        expect(row).to_contain_text("100 %")
        row.get_by_role("link", name="RUT y NIT al día").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("RUT y NIT al día")
        assert not [board for board in BOARDS if board.name in page.content()]
        for closed in ("/equipo/juntas", f"/equipo/juntas/{BOARDS[0].code}", "/equipo/registro"):
            page.goto(address + closed)
            expect(page.get_by_role("heading", level=1)).to_have_text("Su cuenta no tiene este permiso")


@EACH_WAY
@EACH_SIZE
def test_a_visitor_finds_a_board_checks_a_message_and_takes_the_data(
    browser: Browser, address: str, code_of_a_message: str, size: ViewportSize, javascript: bool
) -> None:
    with a_page(browser, size, javascript) as page:
        page.goto(address)
        page.get_by_role("link", name="Directorio de juntas").click()
        page.get_by_label("Nombre, barrio o código").fill("prueba 2")
        page.get_by_role("button", name="Buscar").click()
        page.get_by_role("link", name=BOARDS[2].name).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(BOARDS[2].name)
        expect(page.get_by_role("region", name="Cómo va en cada camino")).to_contain_text("Mínima cuantía")
        page.get_by_role("link", name="¿Es de Convite un mensaje?").click()
        page.get_by_label("Código del mensaje").fill(printed(code_of_a_message).lower())
        page.get_by_role("button", name="Mirar si es de Convite").click()
        expect(page.get_by_role("status")).to_contain_text("Sí: este mensaje lo envió Convite")
        page.get_by_role("link", name="Datos abiertos").click()
        with _taken(page, "juntas.csv").open(encoding="utf-8-sig", newline="") as file:
            names = {row["nombre"] for row in csv.DictReader(file)}
    assert names == {board.name for board in (*BOARDS, OLAYA)}


def _taken(page: Page, name: str | re.Pattern[str]) -> Path:
    """The file behind a link, as the browser keeps it."""
    with page.expect_download() as taking:
        page.get_by_role("link", name=name).click()
    return taking.value.path()
