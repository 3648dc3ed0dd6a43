"""The register at the Secretariat's desk: dignatarios, their periods, and the stages of accompaniment."""

from datetime import date

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from domain.access import StaffRole
from domain.register import PeriodState, Post, Reached, Stage
from store import boards, register
from store.audit import Action, newest
from store.engine import reading, writing
from store.register_tables import dignitaries
from store.vault import Vault
from tests.api.counting import MOST_A_PAGE, statements_of
from tests.api.town import OLAYA, ON_SQLITE, POZON, SECRET, a_client, settle, sign_in_staff
from tests.examples import NOW, TODAY, TOMORROW, YESTERDAY, a_board

VAULT = Vault([SECRET])
LIST = "/equipo/registro"
PAGE = f"{LIST}/{POZON.code}"
END = date(2030, 6, 30)


@pytest.fixture
def client(engine: Engine) -> TestClient:
    settle(engine)
    return sign_in_staff(a_client(engine), engine, StaffRole.SECRETARIAT)


def typed(**fields: str) -> dict[str, str]:
    return {
        "cargo": "president",
        "nombre": " Ana  María de Prueba ",
        "desde": "2026-05-01",
        "hasta": "30/06/2030",
        **fields,
    }


def test_a_dignatario_is_registered_sealed_and_shown_with_the_period(
    client: TestClient, engine: Engine
) -> None:
    assert client.post(f"{PAGE}/dignatarios", data=typed()).headers["location"] == PAGE
    seen = client.get(PAGE).text
    assert "Ana María de Prueba" in seen
    assert "domingo 30 de junio de 2030" in seen
    assert "Período vigente" in seen
    with reading(engine) as db:
        (row,) = db.execute(dignitaries.select()).mappings()
        assert b"Ana" not in row["sealed"]
        actions = [(line.action, line.about, line.detail) for line in newest(db, 5)]
    assert (Action.CHANGED, f"board:{POZON.code}", "dignatary: president") in actions
    assert (Action.SAW, f"board:{POZON.code}", "register") in actions
    assert not any("Ana" in detail for _, _, detail in actions)


@ON_SQLITE
@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"cargo": "king"}, "Escojan el cargo"),
        ({"nombre": "Fundación Manos"}, "parece una organización"),
        ({"nombre": "Ana"}, "nombre y apellido"),
        ({"nombre": "Ana 123"}, "nombre y apellido"),
        ({"desde": ""}, "desde qué día"),
        ({"desde": TOMORROW.isoformat()}, "uno que ya llegó"),
        ({"hasta": "mañana"}, "No entendimos la fecha"),
        ({"hasta": "2026-05-01"}, "Miren las dos fechas"),
        ({"hasta": "2036-05-01"}, "Miren las dos fechas"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_kept(
    wrong: dict[str, str], said: str, client: TestClient, engine: Engine
) -> None:
    answer = client.post(f"{PAGE}/dignatarios", data=typed(**wrong))
    assert answer.status_code == 422
    assert said in answer.text
    assert answer.text.count('class="fault"') == 1
    with reading(engine) as db:
        assert register.of_board(db, VAULT, POZON.code) == []


@ON_SQLITE
def test_a_period_without_an_end_is_unknown_and_not_over(client: TestClient, engine: Engine) -> None:
    client.post(f"{PAGE}/dignatarios", data=typed(hasta=""))
    assert "No sabemos hasta cuándo" in client.get(PAGE).text


@ON_SQLITE
def test_who_left_stays_with_the_day_and_counts_no_more(client: TestClient, engine: Engine) -> None:
    client.post(f"{PAGE}/dignatarios", data=typed())
    (one,) = _of_pozon(engine)
    act = f"{PAGE}/dignatarios/{one}/retirar"
    assert client.post(act, data={"dia": TOMORROW.isoformat()}).status_code == 422
    assert client.post(act, data={"dia": YESTERDAY.isoformat()}).status_code == 303
    assert "se retiró el" in client.get(PAGE).text
    with reading(engine) as db:
        states = {line.board.code: line.period for line in register.lines(db, "13001", TODAY)}
    assert states == {POZON.code: PeriodState.OVER, OLAYA.code: PeriodState.UNKNOWN}
    assert client.post(f"{PAGE}/dignatarios/999/retirar", data={"dia": "2026-06-01"}).status_code == 404
    other = f"{LIST}/{OLAYA.code}/dignatarios/{one}/retirar"
    assert client.post(other, data={"dia": "2026-06-01"}).status_code == 404


def _of_pozon(engine: Engine) -> list[int]:
    with reading(engine) as db:
        return [one.id for one in register.of_board(db, VAULT, POZON.code)]


@pytest.mark.parametrize(
    ("until", "state"),
    [(TODAY, PeriodState.RUNS), (YESTERDAY, PeriodState.OVER), (None, PeriodState.UNKNOWN)],
)
def test_a_period_counts_through_its_last_day(until: date | None, state: PeriodState, engine: Engine) -> None:
    settle(engine)
    with writing(engine) as db:
        register.add(db, VAULT, POZON.code, Post.FISCAL, "Ana de Prueba", date(2022, 7, 1), until, NOW)
        line = next(one for one in register.lines(db, "13001", TODAY) if one.board.code == POZON.code)
        (one,) = register.of_board(db, VAULT, POZON.code)
    assert (line.period, line.until, one.state(TODAY)) == (state, until, state)


def test_one_period_that_runs_is_enough_and_the_longest_is_told(engine: Engine) -> None:
    settle(engine)
    with writing(engine) as db:
        for until in (YESTERDAY, TOMORROW, END):
            register.add(db, VAULT, POZON.code, Post.DELEGATE, "Ana de Prueba", date(2022, 7, 1), until, NOW)
        line = next(one for one in register.lines(db, "13001", TODAY) if one.board.code == POZON.code)
    assert (line.period, line.until) == (PeriodState.RUNS, END)


def test_a_stage_is_written_down_and_corrected(client: TestClient, engine: Engine) -> None:
    for day, note in ((YESTERDAY, "visita"), (TODAY, "")):
        done = client.post(
            f"{PAGE}/etapas", data={"etapa": "survey", "dia": day.isoformat(), "nota": f" {note}"}
        )
        assert done.status_code == 303
    with reading(engine) as db:
        assert register.stages_of(db, POZON.code) == {Stage.SURVEY: Reached(Stage.SURVEY, TODAY)}
    seen = client.get(LIST).text
    assert "Diagnosticar (1)" in seen
    assert client.post(f"{PAGE}/etapas", data={"etapa": "survey", "dia": ""}).status_code == 422
    assert client.post(f"{PAGE}/etapas", data={"etapa": "party", "dia": "2026-06-01"}).status_code == 422


def test_the_last_stage_counts_in_the_order_of_stages(engine: Engine) -> None:
    settle(engine)
    with writing(engine) as db:
        for stage in (Stage.EVALUATE, Stage.IDENTIFY, Stage.FOLLOW_UP):
            register.reach(db, POZON.code, Reached(stage, TODAY), NOW)
        found = {line.board.code: line.stage for line in register.lines(db, "13001", TODAY)}
    assert found == {POZON.code: Stage.EVALUATE, OLAYA.code: None}


@ON_SQLITE
@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", {POZON.name, OLAYA.name}),
        ("texto=pozon", {POZON.name}),
        (f"texto={OLAYA.code}", {OLAYA.name}),
        ("periodo=&etapa=&localidad=&texto=olaya", {OLAYA.name}),  # as the form sends it
        ("periodo=runs", {POZON.name}),
        ("periodo=unknown", {OLAYA.name}),
        ("etapa=survey", {POZON.name}),
        ("etapa=evaluate", set()),
        ("localidad=nada", set()),
    ],
)
def test_the_list_is_filtered(query: str, shown: set[str], client: TestClient, engine: Engine) -> None:
    with writing(engine) as db:
        register.add(db, VAULT, POZON.code, Post.FISCAL, "Ana de Prueba", date(2022, 7, 1), END, NOW)
        register.reach(db, POZON.code, Reached(Stage.SURVEY, TODAY), NOW)
    table = client.get(f"{LIST}?{query}").text.partition("<table>")[2]
    assert {name for name in (POZON.name, OLAYA.name) if name in table} == shown
    assert "Ana" not in table


@ON_SQLITE
def test_the_list_has_parts_and_asks_few_questions(client: TestClient, engine: Engine) -> None:
    with writing(engine) as db:
        boards.save(db, [a_board(code=f"J/{n:03}", name=f"JAC Barrio {n:03}") for n in range(60)], NOW)
    with statements_of(engine) as asked:
        first = client.get(LIST).text
    assert len(asked) <= MOST_A_PAGE
    assert "desde=50" in first
    assert first.count('<th scope="row">') == 50
    assert client.get(f"{LIST}?desde=50").text.count('<th scope="row">') == 12
    assert client.get(f"{LIST}/J/001").status_code == 200
    assert client.get(f"{LIST}/nada").status_code == 404


@ON_SQLITE
def test_persons_and_organisations_that_seem_confused_are_listed(client: TestClient, engine: Engine) -> None:
    with writing(engine) as db:
        boards.save(
            db, [a_board(code="M", name="JAC Mixta", president="Fundación Manos", nit="735123456")], NOW
        )
    seen = client.get(LIST).text
    assert "parecen confundidas: 2" in seen
    assert "Fundación Manos" in seen
    assert "Para revisar" in client.get(f"{LIST}/M").text


@ON_SQLITE
@pytest.mark.parametrize("role", [StaffRole.TRAINER, StaffRole.OBSERVER])
def test_others_do_not_see_the_register(role: StaffRole, engine: Engine) -> None:
    settle(engine)
    client = sign_in_staff(a_client(engine), engine, role)
    assert client.get(LIST).status_code == 403
    assert client.get(PAGE).status_code == 403
    assert client.post(f"{PAGE}/dignatarios", data=typed()).status_code == 403


@ON_SQLITE
def test_script_in_a_note_is_shown_as_text(client: TestClient) -> None:
    note = "<script>alert(1)</script>"
    client.post(f"{PAGE}/etapas", data={"etapa": "design", "dia": TODAY.isoformat(), "nota": note})
    seen = client.get(PAGE).text
    assert "<script>" not in seen
    assert "&lt;script&gt;" in seen
