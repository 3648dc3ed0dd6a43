"""Projects: a board registers, the office ties, anybody follows."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, select

from domain.access import StaffRole
from domain.project import ProjectState
from store import boards, budget_lines, processes, projects
from store.access_tables import audit
from store.contracts import PLANNED_PURCHASES
from store.engine import open_database, reading, writing
from tests.api.counting import MOST_A_PAGE, statements_of
from tests.api.project_town import fill
from tests.api.town import OLAYA, ON_SQLITE, POZON, a_client, sign_in, sign_in_staff
from tests.examples import NOW, a_process
from tests.projects import a_line, harvest, registered

MINE, DESK = "/junta/mia/proyectos", "/equipo/proyectos"
FORM = {
    "titulo": "Limpiar los canales",
    "que": "Sacar la tierra y la basura.\nDos veces al año.",
    "oficio": "mantenimiento_aseo",
    "barrio": "El Pozón",
    "lugar": "El canal detrás del colegio",
    "costo": "$ 40.000.000",
    "base": "quotation",
    "hogares": "300",
    "aprobado": "2026-03-15",
}
WHY = {"porque": "El acta lo nombra", "fuente": "Acta 3 de 2026"}


@pytest.fixture(scope="module")
def seen(empty_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Engine, int]]:
    """A town that is only looked at, and its public project."""
    path = tmp_path_factory.mktemp("projects") / "town.db"
    path.write_bytes(empty_sqlite.read_bytes())
    engine = open_database(f"sqlite:///{path}")
    with writing(engine) as db:
        boards.save(db, [POZON, OLAYA], NOW)
        id_ = fill(db)
    yield engine, id_
    engine.dispose()


@pytest.fixture
def town(engine: Engine) -> Engine:
    with writing(engine) as db:
        boards.save(db, [POZON, OLAYA], NOW)
    return engine


def registered_by(client: TestClient, **fields: str) -> str:
    """The path of a project that the board registered."""
    answer = client.post(MINE, data=FORM | fields)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"].partition("?")[0])


def test_a_board_registers_says_otherwise_publishes_and_withdraws(town: Engine) -> None:
    client = sign_in(a_client(town), town)
    path = registered_by(client)
    with statements_of(town) as asked:
        shown = client.get(path).text
    assert len(asked) <= MOST_A_PAGE
    assert "Sacar la tierra y la basura.\nDos veces al año." in shown
    assert "$40.000.000" in shown
    id_ = int(path.rsplit("/", 1)[1])
    anybody = a_client(town)
    assert anybody.get(f"/proyectos/{id_}").status_code == 404
    assert client.post(f"{path}/publicar", data={"publico": "si"}).status_code == 303
    assert "Limpiar los canales" in anybody.get("/proyectos").text
    assert client.post(f"{path}/cambiar", data=FORM | {"titulo": "Otro nombre"}).status_code == 303
    public = anybody.get(f"/proyectos/{id_}").text
    assert "Otro nombre" in public
    assert "Antes lo dijo de otra manera una vez" in public
    assert "Limpiar los canales" not in public
    assert "Limpiar los canales" in client.get(path).text  # what was said stays, for the board and the office
    assert client.post(f"{path}/retirar").status_code == 303
    assert anybody.get(f"/proyectos/{id_}").status_code == 410
    assert client.post(f"{path}/cambiar", data=FORM).status_code == 410


@ON_SQLITE
@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"titulo": " "}, "Pónganle un nombre"),
        ({"que": "Llamen al 300 123 4567"}, "Quiten los teléfonos"),
        ({"quienes": "escriban a ana@prueba.example"}, "Quiten los teléfonos"),
        ({"lugar": "Cra 5 # 12-34"}, "sin dirección de casas"),
        ({"lugar": "manzana 3 lote 5"}, "sin dirección de casas"),
        ({"oficio": ""}, "Escojan de qué es"),
        ({"barrio": "Ninguna parte"}, "Escojan un lugar"),
        ({"costo": "mucho"}, "en pesos enteros"),
        ({"costo": "0"}, "Si no saben cuánto cuesta"),
        ({"base": ""}, "de dónde sale el costo"),
        ({"hogares": "-3"}, "Escriban un número"),
        ({"aprobado": "2027-01-01"}, "un día que ya pasó"),
        ({"que": "x" * 1001}, "Es muy largo"),
        ({"hogares": "12.5"}, "Escriban un número"),
    ],
)
def test_what_is_wrong_is_told_beside_the_field_and_nothing_is_kept(
    town: Engine, fields: dict[str, str], told: str
) -> None:
    client = sign_in(a_client(town), town)
    answer = client.post(MINE, data=FORM | fields)
    assert answer.status_code == 422
    assert told in answer.text
    with reading(town) as db:
        assert projects.of_board(db, POZON.code) == []


@ON_SQLITE
def test_what_a_board_does_not_know_may_be_left_out_and_is_not_zero(town: Engine) -> None:
    client = sign_in(a_client(town), town)
    nothing = dict.fromkeys(("costo", "base", "hogares", "aprobado", "barrio", "lugar"), "")
    shown = client.get(registered_by(client, **nothing)).text
    assert shown.count("No se sabe") >= 3
    assert "$0" not in shown


@ON_SQLITE
def test_a_browser_counts_the_end_of_a_line_as_one_letter_though_it_sends_two(town: Engine) -> None:
    client = sign_in(a_client(town), town)
    assert "y\ny" in client.get(registered_by(client, que="y\r\n" * 500)).text
    assert client.post(MINE, data=FORM | {"que": "y\r\n" * 500 + "y"}).status_code == 422


@ON_SQLITE
def test_a_project_of_another_municipality_is_not_of_this_town(town: Engine) -> None:
    with writing(town) as db:
        boards.save(db, [POZON, replace(OLAYA, code="JAC-0003", municipality="13430")], NOW)
        theirs = registered(db, "JAC-0003")
    client = a_client(town)
    assert "Limpiar los canales" not in client.get("/proyectos").text
    assert client.get(f"/proyectos/{theirs}").status_code == 404
    assert client.get(f"/proyectos/{theirs}/novedades.atom").status_code == 404


@ON_SQLITE
def test_a_board_neither_sees_nor_changes_the_project_of_another(town: Engine) -> None:
    with writing(town) as db:
        theirs = registered(db, OLAYA.code)
    client = sign_in(a_client(town), town)
    for act in ("", "/cambiar"):
        assert client.get(f"{MINE}/{theirs}{act}").status_code == 404
    for act in ("cambiar", "publicar", "retirar"):
        assert client.post(f"{MINE}/{theirs}/{act}", data=FORM).status_code == 404


def test_the_office_ties_a_project_to_the_line_that_is_most_alike_and_takes_it_back(town: Engine) -> None:
    with writing(town) as db:
        id_ = registered(db)
        other = a_line(key="PAA-2", line_id="L2", description="Compra de papelería y útiles de oficina")
        harvest(db, PLANNED_PURCHASES, [a_line(), other])
    client = sign_in_staff(a_client(town), town, StaffRole.TRAINER)
    with statements_of(town) as asked:
        shown = client.get(f"{DESK}/{id_}").text
    assert len(asked) <= MOST_A_PAGE
    assert "Nombra el mismo lugar: El Pozón" in shown
    assert "papelería" not in shown
    tied = client.post(f"{DESK}/{id_}/unir", data=WHY | {"clase": "plan_line", "cual": "PAA-1"})
    assert tied.status_code == 303
    public = a_client(town).get(f"/proyectos/{id_}").text
    assert "En un plan de compras" in public
    assert "El acta lo nombra" in public
    assert "fila PAA-1" in public
    assert "No se sabe si estuvo en un presupuesto participativo" in public
    assert "de Prueba" not in public  # who tied it is the office's own
    assert client.post(f"{DESK}/{id_}/soltar/1").status_code == 422
    assert client.post(f"{DESK}/{id_}/soltar/1", data={"porque": "era otra"}).status_code == 303
    public = a_client(town).get(f"/proyectos/{id_}").text
    assert "era otra" in public
    assert "Lo que ya no vale (1)" in public
    with reading(town) as db:
        found = projects.one(db, id_)
        lines = db.execute(select(audit.c.detail).where(audit.c.action == "changed")).scalars().all()
    assert found
    assert found.state is ProjectState.REGISTERED
    assert lines == [f"project {id_} tied: plan_line PAA-1", f"project {id_} untied: 1"]


@ON_SQLITE
@pytest.mark.parametrize(
    "said",
    [
        "CO1.BDOS.1",
        "co1.req.1",
        "https://community.secop.gov.co/Public/Tendering/OpportunityDetail/Index?noticeUID=CO1.NTC.1&isFrom=T",
    ],
)
def test_a_process_is_found_by_whatever_secop_calls_it(town: Engine, said: str) -> None:
    with writing(town) as db:
        id_ = registered(db)
        harvest(db, processes.RECORDS, [a_process(number=1), a_process(number=12)])
    client = sign_in_staff(a_client(town), town, StaffRole.SECRETARIAT)
    form = WHY | {"clase": "process", "cual": said}
    assert client.post(f"{DESK}/{id_}/unir", data=form).status_code == 303
    assert "Lo unió Ana de Prueba" in (page := client.get(f"{DESK}/{id_}").text)
    assert "Fila CO1.BDOS.1." in page


@ON_SQLITE
@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"clase": "process", "cual": "CO1.BDOS.7"} | WHY, "No tenemos ese proceso"),
        ({"clase": "process", "cual": "CO1"} | WHY, "No tenemos ese proceso"),
        ({"clase": "process", "cual": "co1.ntc"} | WHY, "No tenemos ese proceso"),
        ({"clase": "contract", "cual": "x"} | WHY, "No tenemos ese contrato"),
        ({"clase": "budget_line", "cual": "99999999999"} | WHY, "no está en las listas"),
        ({"clase": "plan_line", "cual": "nada"} | WHY, "no está en los planes"),
        ({"clase": "process", "cual": "CO1.BDOS.1"}, "Escriban por qué es este proyecto"),
    ],
)
def test_a_tie_needs_a_row_of_ours_a_reason_and_a_source(
    town: Engine, form: dict[str, str], told: str
) -> None:
    with writing(town) as db:
        id_ = registered(db)
        harvest(db, processes.RECORDS, [a_process(number=1)])
    answer = sign_in_staff(a_client(town), town, StaffRole.TRAINER).post(f"{DESK}/{id_}/unir", data=form)
    assert answer.status_code == 422
    assert told in answer.text


def test_what_offends_is_hidden_with_a_reason_that_the_board_reads(town: Engine) -> None:
    with writing(town) as db:
        id_ = registered(db)
    client, anybody = sign_in_staff(a_client(town), town, StaffRole.TRAINER), a_client(town)
    assert client.post(f"{DESK}/{id_}/ocultar").status_code == 422
    assert (
        client.post(f"{DESK}/{id_}/ocultar", data={"porque": "Nombra a\x00 una vecina."}).status_code == 303
    )
    assert anybody.get(f"/proyectos/{id_}").status_code == 410
    assert anybody.get("/api/v1/projects").json()["items"] == []
    assert "Nombra a una vecina." in sign_in(a_client(town), town).get(f"{MINE}/{id_}").text
    assert client.post(f"{DESK}/{id_}/mostrar").status_code == 303
    assert anybody.get(f"/proyectos/{id_}").status_code == 200


def a_list(text: str) -> dict[str, tuple[str, bytes, str]]:
    return {"archivo": ("lista.csv", text.encode(), "text/csv")}


def test_a_list_of_the_budget_comes_in_row_by_row_and_twice_adds_nothing(town: Engine) -> None:
    client = sign_in_staff(a_client(town), town, StaffRole.SECRETARIAT)
    text = (
        "Año;Número;Título;Localidad;Unidad comunera;Valor;Entidad;Celular\n"
        "2026;12;Canales de El Pozón;De la Virgen;6;55.000.000;Alcaldía;300\n"
        "2026;13;Cancha;De la Virgen;;;Alcaldía;\n"
        "2026;12;Canales otra vez;De la Virgen;6;1;Alcaldía;\n"
        "dos mil;14;Parque;;;;Alcaldía;\n"
        "2026;15;Parque;;;mucho;Alcaldía;\n"
        "2026;16;Parque;;;;;\n"
    )
    path = f"{DESK}/presupuesto"
    answer = client.post(path, data={"fuente": "Acuerdo 7"}, files=a_list(text))
    assert answer.status_code == 422
    assert "Nuevas: 2. Corregidas: 0." in answer.text
    for reason in ("de la fila 2", "no es un año", "no es un valor en pesos", "Falta la entidad", "Celular"):
        assert reason in answer.text
    again = client.post(path, data={"fuente": "Acuerdo 7"}, files=a_list(text.replace("Cancha", "Canchas")))
    assert "Nuevas: 0. Corregidas: 1. Iguales: 1." in again.text
    assert client.post(path, data={"fuente": ""}, files=a_list(text)).status_code == 422
    with reading(town) as db:
        canals, court = budget_lines.find(db, "", 2026, 10)
    assert (canals.line.amount_cop, canals.line.source, court.line.amount_cop) == (
        55_000_000,
        "Acuerdo 7",
        None,
    )
    shown = client.get(f"{path}?texto=cancha&vigencia=").text
    assert "Canchas" in shown
    assert "sin saber" in shown


def test_anybody_follows_a_project_by_its_rows(seen: tuple[Engine, int]) -> None:
    engine, id_ = seen
    client = a_client(engine)
    with statements_of(engine) as asked:
        shown = client.get(f"/proyectos/{id_}").text
    assert len(asked) <= MOST_A_PAGE
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", shown))
    for words in (
        "Presupuesto participativo de 2026, línea 12",
        "SECOP no dice que haya terminado: no se sabe",  # the contract's day is over
        "Le agregaron 15 días",
        "Un contrato se canceló",
        "Firmado el martes 2 de junio de 2026",
        "Todavía no, que sepamos",
        "era otra línea",
    ):
        assert words in text, words
    assert text.count("Debía terminar") == 1  # not of the contract that was cancelled, nor twice of the other
    assert 'href="https://community.secop.gov.co/' in shown
    assert "wa.me" in shown


def test_what_only_may_be_is_never_told_as_a_fact(seen: tuple[Engine, int]) -> None:
    engine, id_ = seen
    shown = a_client(engine).get(f"/proyectos/{id_}").text
    before, _, after = shown.partition("Podría ser, pero no es seguro")
    assert "CO1.BDOS.8" not in before
    assert "CO1.BDOS.8" in after
    feed = a_client(engine).get(f"/proyectos/{id_}/novedades.atom").text
    assert "CO1.BDOS.8" not in feed
    rows = a_client(engine).get("/api/v1/waypoints").json()["items"]
    assert {row["is_sure"] for row in rows if row["about"] == "CO1.BDOS.8"} == {False}


def test_the_list_of_projects_is_asked_by_place_state_board_and_words(seen: tuple[Engine, int]) -> None:
    engine, id_ = seen
    client = a_client(engine)
    with statements_of(engine) as asked:
        assert "Limpiar los canales" in client.get("/proyectos").text
    assert len(asked) <= MOST_A_PAGE
    for filters, is_there in (
        ("estado=running", True),
        ("estado=finished", False),
        ("texto=pozon", True),
        ("texto=nada", False),
        (f"junta={POZON.code}", True),
        (f"junta={OLAYA.code}", False),
        ("localidad=Otra", False),
        (f"desde={id_}", False),
    ):
        assert ("Limpiar los canales" in client.get(f"/proyectos?{filters}").text) is is_there, filters
    assert "Una cancha" not in client.get("/proyectos").text  # its board published it not
    (found,) = client.get("/api/v1/projects?state=running").json()["items"]
    assert (found["id"], found["state"], found["cost_cop"]) == (id_, "running", 40_000_000)
    assert client.get("/api/v1/projects?state=called").json()["items"] == []


def test_a_feed_tells_what_is_new_and_is_not_sent_twice(seen: tuple[Engine, int]) -> None:
    engine, id_ = seen
    client = a_client(engine)
    answer = client.get("/proyectos.atom")
    atom = "{http://www.w3.org/2005/Atom}"
    titles = [entry.findtext(f"{atom}title") for entry in ET.fromstring(answer.text).iter(f"{atom}entry")]
    assert "Contratado: Limpiar los canales de El Pozón" in titles
    again = client.get("/proyectos.atom", headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304
    assert client.get(f"/proyectos/{id_ + 1}/novedades.atom").status_code == 404


@ON_SQLITE
def test_the_list_comes_in_parts_each_project_once(town: Engine) -> None:
    with writing(town) as db:
        for number in range(23):
            registered(db, title=f"Proyecto {number:02}")
    client = a_client(town)
    first = client.get("/proyectos").text
    following = re.search(r"desde=(\d+)", first)
    assert following
    second = client.get(f"/proyectos?desde={following[1]}").text
    titles = re.findall(r"Proyecto \d\d", first) + re.findall(r"Proyecto \d\d", second)
    assert titles == [f"Proyecto {number:02}" for number in reversed(range(23))]
