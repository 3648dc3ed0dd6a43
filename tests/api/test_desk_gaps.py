"""What boards lack, by requirement and part of town, as a desk sees it."""

from urllib.parse import quote_plus

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from domain.access import StaffRole
from domain.board import Board
from domain.unlock import GroupUnlock, Unlock
from readiness.catalogue import load
from store import places, unlocks
from store.engine import writing
from store.places import Shape
from tests.api.counting import MOST_A_PAGE, statements_of
from tests.api.said import text_of
from tests.api.town import ON_SQLITE, a_client, an_assessment, assess, settle, sign_in_staff
from tests.examples import TODAY, a_board

pytestmark = ON_SQLITE

VIRGEN, INDUSTRIAL = "De la Virgen y Turística", "Industrial y de la Bahía"
UNIT = next(iter(load(TODAY).training.values()))
OPENED = Unlock(processes=7, open_now=2, value_cop=340_000_000, without_value=1)


def _people() -> list[Board]:
    """Six boards of El Pozón, two of another locality, of which one was never assessed."""
    pozon = [a_board(code=f"JAC-{n:04}") for n in range(1, 7)]
    other = {"locality": INDUSTRIAL, "unit": "11", "barrio": "Albornoz"}
    return [*pozon, a_board(code="JAC-0007", **other), a_board(code="JAC-0008", **other)]


@pytest.fixture
def town(engine: Engine) -> Engine:
    settle(engine, people=_people())
    found = [(f"JAC-{n:04}", an_assessment(blocking=("RUT",) if n < 4 else ())) for n in range(1, 7)]
    with writing(engine) as db:
        assess(db, [*found, ("JAC-0007", an_assessment("R1", blocking=("AUTO", "RUT")))])
        unlocks.replace(
            db,
            [],
            [
                GroupUnlock(None, "RUT", 4, 4, OPENED),
                GroupUnlock(VIRGEN, "RUT", 3, 3, OPENED),
                GroupUnlock(None, UNIT.id, 5, 3, OPENED),
            ],
        )
    return engine


@pytest.fixture
def trainer(town: Engine) -> TestClient:
    return sign_in_staff(a_client(town), town, StaffRole.TRAINER)


@pytest.fixture
def observer(town: Engine) -> TestClient:
    return sign_in_staff(a_client(town), town, StaffRole.OBSERVER)


def test_each_requirement_says_how_many_of_the_assessed_boards_lack_it_and_what_it_opens(
    trainer: TestClient,
) -> None:
    text = text_of(trainer.get("/equipo/brechas").text)
    assert "RUT y NIT al día 4 juntas de todas las localidades 57 %" in text
    assert f"3 juntas de {VIRGEN} 50 %" in text
    assert f"1 junta de {INDUSTRIAL} 100 %" in text
    assert "340 millones de pesos en 7 procesos, 2 abiertos hoy; 1 sin valor publicado" in text
    assert "1 junta está sin revisar y no se cuenta" in text


def test_what_opens_nothing_alone_is_told_from_what_was_not_counted(
    town: Engine, trainer: TestClient
) -> None:
    assert "Sólo con esto, nada" in trainer.get("/equipo/brechas").text
    with writing(town) as db:
        unlocks.replace(db, [], [])
    text = trainer.get("/equipo/brechas").text
    assert "Sin contar todavía" in text
    assert "Sólo con esto, nada" not in text


def test_training_units_say_what_they_would_open_and_for_how_many(trainer: TestClient) -> None:
    text = text_of(trainer.get("/equipo/brechas").text)
    assert f"{UNIT.title} 5 3 340 millones de pesos en 7 procesos" in text
    assert UNIT.title not in text_of(trainer.get("/equipo/brechas", params={"localidad": VIRGEN}).text)


def test_a_route_counts_what_shuts_it_alone(trainer: TestClient) -> None:
    text = text_of(trainer.get("/equipo/brechas?ruta=R1").text)
    assert "1 junta de todas las localidades 100 %" in text
    assert f"3 juntas de {VIRGEN}" not in text


def test_a_locality_is_told_by_unidad_comunera(trainer: TestClient) -> None:
    text = text_of(trainer.get("/equipo/brechas", params={"localidad": VIRGEN}).text)
    assert "3 juntas de Unidad comunera 6 50 %" in text
    assert "Unidad comunera 11" not in text


def test_each_number_leads_to_its_boards(trainer: TestClient) -> None:
    page = trainer.get("/equipo/brechas?ruta=R4").text
    path = f"/equipo/juntas?requisito=RUT&amp;ruta=R4&amp;localidad={quote_plus(VIRGEN)}"
    assert f'href="{path}"' in page
    assert text_of(trainer.get(path.replace("&amp;", "&")).text).count("JAC-000") == 3


def test_a_requirement_shades_the_barrios_and_says_where_it_is_learnt(trainer: TestClient) -> None:
    page = trainer.get("/equipo/brechas?requisito=AUTO").text
    assert "Albornoz: le falta a 1 de 1 junta" in page
    assert "El Pozón: le falta a 0 de 6 juntas" in page
    assert "Getsemaní: sin juntas" in page
    assert "Se aprende en:" in page


def test_a_barrio_leads_to_its_boards_and_no_barrio_to_those_without(
    town: Engine, trainer: TestClient
) -> None:
    settle(town, people=[*_people(), a_board(code="JAC-0009", barrio=None, locality=None)])
    page = trainer.get("/equipo/brechas").text
    assert 'href="/equipo/juntas?barrio=El+Poz%C3%B3n"' in page
    assert 'href="/equipo/juntas?barrio=-"' in page
    assert text_of(trainer.get("/equipo/juntas?barrio=-").text).count("JAC-0009") == 1
    assert "6 juntas" in text_of(trainer.get("/equipo/juntas?barrio=El+Poz%C3%B3n").text)


def test_without_outlines_the_map_says_that_it_tells_nothing_of_place(
    town: Engine, trainer: TestClient
) -> None:
    assert "Cada cuadro es un barrio" in trainer.get("/equipo/brechas").text
    square = {
        "type": "Polygon",
        "coordinates": [[[-75.5, 10.4], [-75.4, 10.4], [-75.4, 10.5], [-75.5, 10.4]]],
    }
    with writing(town) as db:
        places.save(db, [Shape("13001", "EL POZON", VIRGEN, "6", square)])
    page = trainer.get("/equipo/brechas").text
    assert "Cada cuadro es un barrio" not in page
    assert "El Pozón: a cada una de sus 6 juntas le faltan 0,5 requisitos en promedio" in page


def test_who_sees_numbers_alone_is_led_to_no_board_and_shown_no_small_group(observer: TestClient) -> None:
    page = observer.get("/equipo/brechas")
    assert page.status_code == 200
    assert "/equipo/juntas" not in page.text
    text = text_of(page.text)
    assert f"3 juntas de {VIRGEN}" not in text  # no link, and so no words for one
    assert "pocas juntas" in text
    assert "Albornoz, Unidad comunera 11: pocas juntas: no se muestra" in page.text
    assert "El Pozón, Unidad comunera 6:" in page.text


def test_a_town_without_assessments_says_so(engine: Engine) -> None:
    settle(engine)
    trainer = sign_in_staff(a_client(engine), engine, StaffRole.TRAINER)
    page = trainer.get("/equipo/brechas")
    assert "Todavía no hemos revisado" in page.text
    assert "<svg" not in page.text


@pytest.mark.parametrize("asked", ["ruta=R99", "requisito=NADA", "localidad=Marte", "ruta=%3Cscript%3E"])
def test_what_there_is_not_is_not_found(trainer: TestClient, asked: str) -> None:
    assert trainer.get(f"/equipo/brechas?{asked}").status_code == 404


def test_a_board_and_nobody_see_no_gaps(town: Engine) -> None:
    assert a_client(town).get("/equipo/brechas").status_code != 200


def test_the_page_asks_little_of_the_database(town: Engine, trainer: TestClient) -> None:
    with statements_of(town) as asked:
        trainer.get("/equipo/brechas?requisito=RUT")
    assert len(asked) <= MOST_A_PAGE, asked
