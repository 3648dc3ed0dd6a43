"""What the rows say of each entity: its card beside its calls, its page, the rows behind it, and the data."""

import csv
import io
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from domain.access import StaffRole
from domain.buyer import FactKind
from domain.effect import Measure
from domain.rollout import Thing, Turn
from store import boards, contracts, rollouts, staff
from store.engine import open_database, writing
from store.vault import Vault
from tests.api.buyer_town import LAST_YEAR, an_awarded, count_them
from tests.api.counting import MOST_A_PAGE, statements_of
from tests.api.town import OLAYA, POZON, SECRET, a_client, a_match, page_of, settle
from tests.examples import DISTRICT_NIT, NOW, TODAY, a_contract, a_process

HERE = f"/compradores/{DISTRICT_NIT}"
SMALL = "806013999"


@pytest.fixture(scope="module")
def town(empty_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """A buyer with rows enough to tell, and one with a single one; nothing is written in these tests."""
    path = tmp_path_factory.mktemp("buyers") / "town.db"
    path.write_bytes(empty_sqlite.read_bytes())
    engine = open_database(f"sqlite:///{path}")
    late, early = LAST_YEAR + timedelta(days=20), LAST_YEAR - timedelta(days=20)
    awarded = [an_awarded(n) for n in range(100, 160)]
    called_off = [
        an_awarded(n, awarded=False, status="Cancelado", published_on=late) for n in range(200, 204)
    ]
    alone = an_awarded(300, buyer_nit=SMALL, buyer_name="ÁLAMOS <ENTIDAD>", url="javascript:alert(1)")
    supper = a_process(number=2, title="Refrigerios para la asamblea de Olaya Herrera", description=None)
    calls = [a_process(), supper, *awarded, *called_off, alone]
    settle(engine, calls, [a_match(calls[0], OLAYA)])
    signed = [
        a_contract(
            key=f"CO1.PCCNTR.{n}",
            signed_on=early,
            value_cop=10_000_000,
            **({} if n < 3 else {"supplier_name": "FIRMA SAS", "supplier_nit": "900000009"}),
        )
        for n in range(12)
    ]
    with writing(engine) as db:
        contracts.CONTRACTS.save(db, signed, [str(n).encode() for n in range(12)], NOW)
        count_them(db)
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def client(town: Engine) -> TestClient:
    return a_client(town)


@pytest.mark.parametrize("path", ["/procesos", page_of(OLAYA), f"{page_of(POZON)}/por-que"])
def test_the_card_stands_beside_the_call(town: Engine, client: TestClient, path: str) -> None:
    with statements_of(town) as asked:
        seen = client.get(path).text
    assert len([one for one in asked if "buyer_facts" in one]) == 1
    assert "Qué muestran los datos de esta entidad" in seen
    assert "Con una sola oferta: 25 % (15 de 60 procesos adjudicados)." in seen
    assert "Cancelados o desiertos: 6 % (4 de 64 procesos que ya terminaron)." in seen
    assert "Hasta adjudicar, la mitad tardó: 129,5 días o menos (de 60 procesos adjudicados)." in seen
    assert "Con juntas: 25 % (3 de 12 contratos con organizaciones)." in seen
    assert "Del 3 de junio de 2023 al 3 de junio de 2026." in seen
    assert f'href="{HERE}"' in seen


@pytest.mark.parametrize("is_waiting", [True, False])
def test_a_board_whose_turn_is_to_come_has_the_card_in_public_alone(
    town: Engine, tmp_path: Path, is_waiting: bool
) -> None:
    with closing(sqlite3.connect(tmp_path / "town.db")) as copy, town.connect() as db:
        there: Any = db.connection.driver_connection
        there.backup(copy)
    engine = open_database(f"sqlite:///{tmp_path / 'town.db'}")
    turns = [Turn("1", 0, TODAY, 4), Turn("6", 1, TODAY + timedelta(days=30), 4)]
    with writing(engine) as db:
        boards.save(db, [replace(one, unit="6" if is_waiting else "1") for one in (OLAYA, POZON)], NOW)
        who = staff.add(db, Vault([SECRET]), "Ana", "a@b.example", StaffRole.SECRETARIAT, None, NOW)
        of = Thing.TRUST_CARDS, Measure.INTERESTED, timedelta(days=30), "lot", "Saber si sirve."
        rollouts.register(db, "13001", *of, turns, who, NOW - timedelta(days=1))
    with a_client(engine) as client:
        pages = [client.get(path).text for path in (page_of(OLAYA), f"{page_of(POZON)}/por-que")]
        public = client.get("/procesos").text
    engine.dispose()
    card = "Qué muestran los datos de esta entidad"
    assert [card in page for page in (*pages, public)] == [not is_waiting, not is_waiting, True]
    assert ("sale al lado de sus convocatorias desde el viernes 3 de julio" in pages[1]) is is_waiting


def test_the_page_tells_each_fact_with_its_number_and_its_rows(town: Engine, client: TestClient) -> None:
    with statements_of(town) as asked:
        seen = client.get(HERE).text
    assert len(asked) <= MOST_A_PAGE
    assert "<strong>25 %</strong> · 15 de 60 procesos adjudicados" in seen
    assert "30 millones de pesos de 120 millones de pesos, en 12 contratos con organizaciones" in seen
    assert "<strong>No se sabe</strong>" in seen
    assert "De 12 no se sabe." in seen
    assert "no un juicio" in seen
    assert "entidades que miramos" not in seen  # two are too few to tell what is usual
    for slug in ("una-oferta", "cancelados", "dias", "juntas", "dinero-juntas"):
        assert f'href="{HERE}/{slug}"' in seen


def test_of_one_row_no_share_is_told(client: TestClient) -> None:
    seen = client.get(f"/compradores/{SMALL}").text
    assert "<strong>Muy pocos para decirlo</strong> · 1 de 1 proceso adjudicado" in seen
    assert "&lt;entidad&gt;" in seen.lower()


def test_the_rows_behind_a_fact_are_listed_each_with_its_link(client: TestClient) -> None:
    every = client.get(f"{HERE}/cancelados").text
    assert "64, primero las más nuevas" in every
    assert every.count("Cancelado o desierto</strong>") == 4  # published later than the others
    assert every.count("Adjudicado</strong>") == 46
    assert "noticeUID=CO1.NTC.200" in every
    assert client.get(f"{HERE}/cancelados?parte=2").text.count("Adjudicado</strong>") == 14
    only = client.get(f"{HERE}/cancelados?solo=si").text
    assert "4, primero las más nuevas" in only
    assert "Adjudicado</strong>" not in only


@pytest.mark.parametrize(
    ("slug", "words"),
    [
        ("una-oferta", "Una sola oferta"),
        ("dias", "Adjudicado a los 159 días"),
        ("juntas", "Con una junta o asociación de juntas"),
        ("dinero-juntas", "Con otra organización; 10 millones de pesos"),
        ("mipymes", "Ninguna."),
        ("dinero-mipymes", "Ninguna."),
        ("mas-plazo", "Ninguna."),
        ("dias-anadidos", "Ninguna."),
        ("mas-dinero", "Ninguna."),
        ("dinero-anadido", "Ninguna."),
    ],
)
def test_each_fact_has_its_list(client: TestClient, slug: str, words: str) -> None:
    assert words in client.get(f"{HERE}/{slug}").text


def test_a_link_that_is_none_is_not_made(client: TestClient) -> None:
    seen = client.get(f"/compradores/{SMALL}/una-oferta").text
    assert "javascript" not in seen
    assert "SECOP no da su enlace" in seen


def test_a_nit_may_be_written_with_dots_and_its_check_digit(client: TestClient) -> None:
    answer = client.get("/compradores/890.480.184-4", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (308, HERE)


@pytest.mark.parametrize(
    "path",
    [
        *("/compradores/900000009", "/compradores/nada", "/compradores/%00", f"{HERE}/nada"),
        *(f"{HERE}/cancelados?parte=3", "/compradores/%00/cancelados", "/compradores/900000009/dias"),
    ],
)
def test_what_is_not_known_is_not_found(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_the_list_goes_by_the_alphabet(client: TestClient) -> None:
    seen = client.get("/compradores").text
    assert 0 < seen.index(SMALL) < seen.index(HERE)
    assert "890.480.184-4" in seen


def test_programs_read_the_same(client: TestClient) -> None:
    first = client.get("/api/v1/buyers?limit=1").json()
    assert [one["nit"] for one in first["items"]] == [first["next"]] == [SMALL]
    rest = client.get(f"/api/v1/buyers?cursor={first['next']}").json()
    assert rest["items"] == [client.get(f"/api/v1/buyers/{DISTRICT_NIT}").json()]
    assert rest["next"] is None
    fact = rest["items"][0]["facts"][0]
    assert (fact["kind"], fact["value"], fact["part"], fact["whole"], fact["n"]) == (
        "single_bid",
        0.25,
        15,
        60,
        60,
    )
    assert client.get(fact["rows"]).status_code == 200
    assert client.get("/api/v1/buyers/900000009").status_code == 404


def test_the_data_has_a_row_for_each_fact(client: TestClient) -> None:
    text = client.get("/datos-abiertos/compradores.csv").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == 2 * len(FactKind)
    ours = {row["dato"]: row for row in rows if row["nit"] == DISTRICT_NIT}
    assert (ours["boards_cop"]["parte"], ours["boards_cop"]["de"]) == ("30000000", "120000000")
    assert (ours["time_added"]["valor"], ours["time_added"]["filas"]) == ("", "0")
    assert ours["days_to_award"]["desde"] == "2023-06-03"


def test_without_rows_there_is_no_card(engine: Engine) -> None:
    settle(engine, [a_process()])
    client = a_client(engine)
    assert "Qué muestran los datos de esta entidad" not in client.get("/procesos").text
    assert client.get(f"{HERE}%00/dias").status_code == 404
    assert "Todavía no tenemos filas" in client.get("/compradores").text
