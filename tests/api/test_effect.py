"""Before and after: who completed a unit beside boards alike, and what the numbers say."""

import re
from collections.abc import Iterator
from datetime import timedelta

import numpy as np
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from domain.access import StaffRole
from domain.outcome import Outcome, OutcomeKind
from domain.readiness import Verdict
from store import boards, outcomes, sizes, training
from store.engine import writing
from tests.api.counting import MOST_A_PAGE, statements_of
from tests.api.town import ON_SQLITE, POZON, a_client, an_assessment, assess, settle, sign_in_staff
from tests.examples import NOW, TODAY, a_board

pytestmark = ON_SQLITE

PATH = "/equipo/formacion/efecto"
FIRST = TODAY - timedelta(days=40)
COMMUNES = 6


@pytest.fixture
def trainer(engine: Engine) -> Iterator[TestClient]:
    settle(engine)
    with a_client(engine) as client:
        yield sign_in_staff(client, engine, StaffRole.TRAINER)


def train(engine: Engine, number: int, gain: float, *, communes: int = COMMUNES, left: int = 0) -> int:
    """So many boards completed a unit forty days ago, with as many alike beside them; gives the cohort."""
    chance = np.random.default_rng(8)
    trained, others = (
        [a_board(code=f"{side}-{n}", name=f"JAC {side} {n}", unit=str(n % communes)) for n in range(number)]
        for side in ("T", "N")
    )
    elsewhere = a_board(code="E-1", locality="Industrial y de la Bahía")
    with writing(engine) as db:
        boards.save(db, [*trained, *others, elsewhere], NOW - timedelta(days=400))
        for nth, board in enumerate([*trained, *others]):
            at_first = 40 + nth % 4
            moved = at_first + 4 + int(chance.integers(-3, 4)) + (gain if nth < number else 0)
            for on, score in ((FIRST - timedelta(days=200), at_first), (TODAY, moved)):
                verdict = Verdict.ELIGIBLE if score > 50 else Verdict.ELIGIBLE_IF
                assess(db, [(board.code, an_assessment(score=int(score), on=on, verdict=verdict))])
        of = {"unit": "TESORERIA", "locality": POZON.locality, "commune": None, "why": ""}
        id_ = training.make(db, of, [board.code for board in trained], NOW)
        training.add_meeting(db, id_, NOW - timedelta(days=40), "Salón comunal")
        training.complete(db, id_, [board.code for board in trained[left:]], TODAY)
    return id_


def read(client: TestClient, path: str = PATH) -> str:
    """The words of a page."""
    return " ".join(re.sub(r"<[^>]+>", " ", client.get(path).text).replace("\xa0", " ").split())


def test_a_difference_is_said_with_its_interval_and_the_numbers_of_both(
    trainer: TestClient, engine: Engine
) -> None:
    train(engine, 24, 8.0)
    page = read(trainer)
    assert "Les fue mejor a las formadas, y el azar no lo explica bien." in page
    found = re.search(r"Diferencia: \+(\d+),(\d) puntos, entre \+(\d+),\d y \+(\d+),\d puntos", page)
    assert found
    by, low, high = float(f"{found[1]}.{found[2]}"), int(found[3]), int(found[4]) + 1
    assert low <= 8 <= high
    assert by == pytest.approx(8, abs=1.5)
    assert re.search(r"Preparación, de 0 a 100 41,5 → \d\d,\d 24 41,5 → \d\d,\d \d\d", page)
    assert "24 juntas completaron, todas las de la lista." in page
    assert "Que el taller sea la causa" in page


def test_where_nothing_changed_the_page_says_that_it_sees_none(trainer: TestClient, engine: Engine) -> None:
    train(engine, 24, 0.0)
    page = read(trainer)
    assert "No se ve diferencia: el intervalo tiene el cero adentro." in page
    assert "Les fue mejor" not in page
    # Nobody answered, offered or won on either side: that is no interval from zero to zero.
    assert page.count("Sin intervalo: cambiaron menos de") == 4


@pytest.mark.parametrize(
    ("number", "communes", "said"),
    [(9, 6, "tiene que haber 10 juntas medidas"), (24, 3, "de muy pocas unidades comuneras")],
)
def test_too_little_is_shown_without_an_interval(
    trainer: TestClient, engine: Engine, number: int, communes: int, said: str
) -> None:
    train(engine, number, 8.0, communes=communes)
    page = read(trainer)
    assert said in page
    assert "Diferencia:" not in page


def test_what_boards_did_is_counted_in_equal_windows(trainer: TestClient, engine: Engine) -> None:
    train(engine, 24, 0.0)
    days = (-41, -40, -1, 0, 39, 40)  # from the first meeting: the windows are the 41 days before and since
    with writing(engine) as db:
        for nth, day in enumerate(days):
            at = NOW - timedelta(days=40) + timedelta(days=day)
            outcomes.record(db, Outcome(f"T-{nth}", "CO1.BDOS.1", OutcomeKind.OFFERED, at, "secop"))
        outcomes.record(
            db, Outcome("T-9", "CO1.BDOS.1", OutcomeKind.OFFERED, NOW - timedelta(days=82), "secop")
        )
    assert re.search(r"Presentaron una oferta 12,5 % → 12,5 % 24 0,0 % → 0,0 % \d\d", read(trainer))


def test_what_would_have_interested_a_board_before_it_was_with_us_is_not_known(
    trainer: TestClient, engine: Engine
) -> None:
    train(engine, 24, 0.0)
    assert "les interesa 0,0 % → 0,0 % 24" in read(trainer)
    with writing(engine) as db:
        db.exec_driver_sql("UPDATE boards SET added_at = ?", (str(NOW - timedelta(days=60))[:19],))
    assert "les interesa no se sabe 0 no se sabe 0" in read(trainer)


def test_who_is_comparable_stands_under_each_board_with_its_rows(trainer: TestClient, engine: Engine) -> None:
    id_ = train(engine, 12, 8.0, left=2)
    with writing(engine) as db:
        sizes.save(db, {"T-5": 120}, NOW)
    page = read(trainer)
    assert "10 juntas completaron; 2 más estaban en la lista y no completaron" in page
    assert "A una que completó no le encontramos ninguna parecida" in page
    rows = trainer.get(f"{PATH}/TESORERIA").text
    assert f'href="/equipo/formacion/grupos/{id_}"' in rows
    assert 'href="/equipo/juntas/T-4"' in rows
    assert 'href="/equipo/juntas/N-4"' in rows
    for left_out in ("T-0", "E-1"):  # did not complete, and lives elsewhere
        assert f'href="/equipo/juntas/{left_out}"' not in rows
    assert rows.count("Ninguna parecida: queda por fuera") == 1
    assert trainer.get(f"{PATH}/DIGITAL").status_code == 404


def test_a_board_of_another_municipality_is_in_no_count(trainer: TestClient, engine: Engine) -> None:
    id_ = train(engine, 12, 8.0)
    with writing(engine) as db:
        boards.save(db, [a_board(code="X-1", municipality="05001")], NOW - timedelta(days=400))
        training.add_boards(db, id_, ["X-1"], NOW)
        training.complete(db, id_, ["X-1"], TODAY)
    page = read(trainer)
    assert "12 juntas completaron, todas las de la lista." in page
    assert "A todas las que completaron les encontramos parecidas." in page


def test_who_learns_it_later_stands_beside_until_then(trainer: TestClient, engine: Engine) -> None:
    train(engine, 12, 8.0)
    with writing(engine) as db:
        for unit, code, ago in (("TESORERIA", "N-3", 0), ("DIGITAL", "N-4", 10), ("DIGITAL", "N-5", 42)):
            of = {"unit": unit, "locality": POZON.locality, "commune": None, "why": ""}
            id_ = training.make(db, of, [code], NOW)
            training.add_meeting(db, id_, NOW - timedelta(days=ago) + timedelta(days=1), "Salón comunal")
    rows = trainer.get(f"{PATH}/TESORERIA").text
    assert [f"juntas/{code}" in rows for code in ("N-3", "N-4", "N-5")] == [True, False, True]


def test_where_nobody_completed_there_is_nothing_to_compare(trainer: TestClient, engine: Engine) -> None:
    train(engine, 3, 0.0, left=3)
    page = read(trainer)
    assert "Todavía no hay ninguna junta que haya completado" in page
    assert "Otro grupo ya empezó" in page


@pytest.mark.parametrize("path", ["", "/TESORERIA"])
def test_the_comparison_asks_little_and_is_the_trainers(
    trainer: TestClient, engine: Engine, path: str
) -> None:
    train(engine, 12, 0.0)
    with statements_of(engine) as asked:
        assert trainer.get(PATH + path).status_code == 200
    assert len(asked) <= MOST_A_PAGE, asked
    with a_client(engine) as client:
        observer = sign_in_staff(client, engine, StaffRole.OBSERVER)
        assert observer.get(PATH + path).status_code == 403
