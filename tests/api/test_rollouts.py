"""Stepped rollouts at the desk: registered before they start, seen by all who accompany, ended at once."""

import re
import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from api.desk.rollout_form import Form, Plan, read
from domain.access import StaffRole
from domain.contact import Preferences
from domain.effect import Measure
from domain.outcome import Outcome, OutcomeKind
from domain.rollout import Rollout, Thing, Turn, draw
from store import audit, boards, outcomes, preferences, rollouts, staff
from store.engine import reading, writing
from store.vault import Vault
from tests.api.counting import MOST_A_PAGE, statements_of
from tests.api.town import ON_SQLITE, POZON, SECRET, a_client, page_of, settle, sign_in_staff
from tests.examples import NOW, TODAY, TOMORROW, a_board

PATH = "/equipo/despliegues"
UNITS = [str(number) for number in range(1, 11)]
IN_A_MONTH = timedelta(days=30)
FORM = {
    "cosa": "new_calls",
    "medida": "interested",
    "pasos": "3",
    "dias": "30",
    "ventana": "30",
    "desde": TOMORROW.isoformat(),
    "porque": "Saber si los avisos hacen que respondan más.",
}


@pytest.fixture
def secretariat(engine: Engine) -> Iterator[TestClient]:
    """In a town of ten unidades comuneras with four boards each, and a board of none that is known."""
    settle(engine)
    with writing(engine) as db:
        town = [a_board(code=f"{unit}-{n}", unit=unit) for unit in UNITS for n in range(4)]
        boards.save(db, [*town, a_board(code="nowhere", unit=None)], NOW - timedelta(days=400))
    with a_client(engine) as client:
        yield sign_in_staff(client, engine, StaffRole.SECRETARIAT)


def kept(engine: Engine) -> list[Rollout]:
    with reading(engine) as db:
        return rollouts.every(db, "13001")


def past(engine: Engine, helps: bool) -> None:
    """A rollout that is over; where it helps, all boards say what interests them once they have it."""
    starts_on = TODAY - 3 * IN_A_MONTH
    turns = draw([unit for unit in UNITS for _ in range(4)], "lot", 3, starts_on, IN_A_MONTH)
    with writing(engine) as db:
        vault = Vault([SECRET])
        who = staff.add(db, vault, "Rosa", "rosa@oficina.example", StaffRole.SECRETARIAT, None, NOW)
        at = NOW - timedelta(days=120)
        of = Thing.NEW_CALLS, Measure.INTERESTED, IN_A_MONTH, "lot", "Saber si ayuda."
        rollouts.register(db, "13001", *of, turns, who, at)
        for turn in turns:
            for n in range(4 if helps else 2):
                for month in range(3):
                    on = NOW + timedelta(days=(starts_on - TODAY).days + 30 * month + 3)
                    if not helps or turn.step <= month:
                        code, call = f"{turn.unit}-{n}", f"CO1.BDOS.{month}"
                        outcomes.record(db, Outcome(code, call, OutcomeKind.INTERESTED, on, "page"))


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).replace("\xa0", " ").split())


@ON_SQLITE
def test_a_rollout_is_drawn_registered_and_seen(secretariat: TestClient, engine: Engine) -> None:
    assert "No hay ninguno: todas las juntas reciben todo." in secretariat.get(PATH).text
    assert secretariat.post(PATH, data=FORM).status_code == 303
    (one,) = kept(engine)
    everywhere = [*(unit for unit in UNITS for _ in range(4)), *([POZON.unit] * 2 if POZON.unit else [])]
    assert set(one.turns) == set(draw(everywhere, one.seed, 3, TOMORROW, IN_A_MONTH))
    with reading(engine) as db:
        line = audit.newest(db, 1)[0]
    assert (line.about, line.detail) == (f"rollout:{one.id}", "rollout of new_calls")
    page = words(secretariat.get(PATH).text)
    for said in ("Registrado", one.seed, "«Saber si los avisos hacen que respondan más.»", "hoy 1."):
        assert said in page, said
    assert secretariat.post(PATH, data=FORM).status_code == 422
    assert "De eso ya hay un despliegue" in secretariat.post(PATH, data=FORM).text


def test_two_that_register_at_once_do_not_make_boards_wait_for_the_same_thing_twice(
    secretariat: TestClient, engine: Engine
) -> None:
    turns = draw(UNITS, "lot", 3, TOMORROW, IN_A_MONTH)
    answers: list[int] = []
    other = threading.Thread(
        target=lambda: answers.append(secretariat.post(PATH, data=FORM).status_code), daemon=True
    )
    with writing(engine) as db:
        rollouts.take_turns(db)
        of = Thing.NEW_CALLS, Measure.OFFERED, IN_A_MONTH, "lot", "Saber si ayuda."
        rollouts.register(db, "13001", *of, turns, 1, NOW)
        other.start()
        other.join(0.3)
    other.join()
    assert answers == [422]
    assert len(kept(engine)) == 1


@ON_SQLITE
def test_whoever_accompanies_sees_who_waits_and_only_the_secretariat_ends_it(
    secretariat: TestClient, engine: Engine
) -> None:
    turns = draw([unit for unit in UNITS for _ in range(4)], "lot", 3, TODAY, IN_A_MONTH)
    with writing(engine) as db:
        of = Thing.NEW_CALLS, Measure.INTERESTED, IN_A_MONTH, "lot", "Saber si ayuda."
        rollouts.register(db, "13001", *of, turns, 1, NOW - timedelta(days=1))
    (one,) = kept(engine)
    with a_client(engine) as client:
        trainer = sign_in_staff(client, engine, StaffRole.TRAINER)
        page = trainer.get(PATH).text
        own = {turn.unit: turn.boards + 2 * (turn.unit == POZON.unit) for turn in one.turns if turn.step}
        waiting = sum(own.values())
        assert f"{waiting} juntas esperan" in page
        assert page.count('<span class="small">espera</span>') == sum(turn.step > 0 for turn in one.turns)
        assert "Terminarlo ya" not in page
        assert trainer.post(f"{PATH}/{one.id}/terminar", data={"porque": "No."}).status_code == 403
    assert secretariat.post(f"{PATH}/{one.id}/terminar", data={"porque": " "}).status_code == 422
    assert kept(engine)[0].ending is None
    assert secretariat.post(f"{PATH}/{one.id}/terminar", data={"porque": "Hace falta."}).status_code == 303
    assert secretariat.post(f"{PATH}/4711/terminar", data={"porque": "Hace falta."}).status_code == 404
    ending = kept(engine)[0].ending
    assert ending
    assert (ending.why, ending.by) == ("Hace falta.", "Ana de Prueba")
    assert "lo terminó el" in secretariat.get(PATH).text
    assert secretariat.post(PATH, data=FORM).status_code == 303  # another may begin


@ON_SQLITE
def test_what_came_of_it_is_told_at_the_end(secretariat: TestClient, engine: Engine) -> None:
    past(engine, helps=True)
    page = words(secretariat.get(PATH).text)
    assert "Completo: todas lo tienen" in page
    assert "Ayudó. Donde ya lo tenían hubo 100,0 juntas más de cada 100 que donde esperaban" in page
    assert "16 de 16 (4 unidades) 0 de 24 (6 unidades)" in page  # two boards came later


@ON_SQLITE
def test_where_it_did_nothing_none_is_seen(secretariat: TestClient, engine: Engine) -> None:
    past(engine, helps=False)
    page = words(secretariat.get(PATH).text)
    assert "El cero está adentro: no se ve que ayude ni que estorbe." in page


@ON_SQLITE
def test_a_board_that_waits_reads_it_on_its_page_and_need_not_wait(
    secretariat: TestClient, engine: Engine
) -> None:
    turns = (Turn("14", 0, TOMORROW, 1), Turn(POZON.unit or "", 1, TOMORROW + IN_A_MONTH, 1))
    with writing(engine) as db:
        of = Thing.NEW_CALLS, Measure.INTERESTED, IN_A_MONTH, "lot", "Saber si ayuda."
        rollouts.register(db, "13001", *of, turns, 1, NOW)
    told = "Las convocatorias nuevas les llegan por mensaje apenas salgan desde el sábado 4 de julio de 2026"
    path = f"{page_of(POZON)}/mensajes"
    assert told not in secretariat.get(path).text
    with a_client(engine, now=NOW + timedelta(days=2)) as board:
        for own in (path, f"{page_of(POZON)}/por-que"):
            assert told in board.get(own).text, own
        assert f"{POZON.unit} (hasta el sábado 4 de julio de 2026)" in words(
            board.get("/datos-abiertos").text
        )
        with writing(engine) as db:
            preferences.save(db, POZON.code, Preferences(), NOW)
        assert told not in board.get(path).text


@ON_SQLITE
def test_signs_that_cannot_be_seen_are_left_out(secretariat: TestClient, engine: Engine) -> None:
    assert secretariat.post(PATH, data={**FORM, "porque": "Saber\x00 si\x07 ayuda."}).status_code == 303
    (one,) = kept(engine)
    secretariat.post(f"{PATH}/{one.id}/terminar", data={"porque": "Ya\x00 se sabe."})
    (one,) = kept(engine)
    assert one.ending
    assert (one.why, one.ending.why) == ("Saber si ayuda.", "Ya se sabe.")


@ON_SQLITE
def test_the_page_asks_little(secretariat: TestClient, engine: Engine) -> None:
    past(engine, helps=True)
    with statements_of(engine) as asked:
        assert secretariat.get(PATH).status_code == 200
    assert len(asked) <= MOST_A_PAGE, asked


def faults_of(units: list[str], **typed: str) -> list[str]:
    found = read(Form(**{**FORM, **typed}), units, [], TODAY)
    return [] if isinstance(found, Plan) else list(found)


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        *(("cosa", ""), ("cosa", "legal_deadlines"), ("medida", ""), ("medida", "score"), ("porque", " ")),
        *(("pasos", "1"), ("pasos", "9"), ("pasos", "dos"), ("dias", "6"), ("dias", "61")),
        *(("ventana", "6"), ("ventana", "31"), ("porque", "x" * 301)),
        *(("desde", TODAY.isoformat()), ("desde", ""), ("desde", "2027-01-01")),
    ],
)
def test_what_cannot_be_rolled_out_is_asked_for_again(field: str, typed: str) -> None:
    assert faults_of(UNITS) == []
    assert faults_of(UNITS, **{field: typed}) == [field]


def test_nobody_waits_for_more_than_four_months() -> None:
    assert faults_of(UNITS, pasos="5") == []
    assert faults_of(UNITS, pasos="6") == ["dias"]


def test_few_units_are_not_rolled_out_in_steps() -> None:
    assert faults_of(UNITS[:4]) == ["pasos"]
    assert faults_of(UNITS[:6]) == []
