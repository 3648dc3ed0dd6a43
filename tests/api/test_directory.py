"""What is open to all: the directory of boards, and the data with its dictionary."""

import csv
import io

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from api.open_data import DATASETS
from domain.outcome import Outcome, OutcomeKind
from store import boards, outcomes
from store.engine import writing
from tests.api.counting import MOST_A_PAGE, statements_of
from tests.api.town import OLAYA, ON_SQLITE, POZON, a_client, settle, settle_one_call
from tests.examples import NOW, a_board


def rows_of(client: TestClient, name: str) -> list[dict[str, str]]:
    answer = client.get(f"/datos-abiertos/{name}.csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_the_directory_finds_boards_by_name_and_place_and_leads_to_their_passport(engine: Engine) -> None:
    settle(engine, people=[POZON, OLAYA, a_board(code="X", name="JAC de otra parte", municipality="05001")])
    client = a_client(engine)
    with statements_of(engine) as asked:
        every = client.get("/juntas").text
    assert len(asked) <= MOST_A_PAGE
    assert POZON.name in every
    assert OLAYA.name in every
    assert "otra parte" not in every
    assert f'href="/juntas/{POZON.code}/pasaporte"' in every
    some = client.get("/juntas?texto=pozon").text
    assert POZON.name in some
    assert OLAYA.name not in some
    assert "Ninguna junta" in client.get("/juntas?texto=nada%20de%20esto").text


@ON_SQLITE
def test_the_directory_has_parts(engine: Engine) -> None:
    settle(engine, people=[a_board(code=f"C{n:03}", name=f"JAC {n:03}") for n in range(51)])
    client = a_client(engine)
    first = client.get("/juntas").text
    assert "desde=C049" in first
    assert "JAC 050" not in first
    assert "JAC 050" in client.get("/juntas?desde=C049").text


@ON_SQLITE
def test_nothing_of_a_person_is_in_the_directory_or_the_data(engine: Engine) -> None:
    settle(engine, people=[a_board(president="Persona Inventada", nit="901234567")])
    client = a_client(engine)
    for path in ("/juntas", *(f"/datos-abiertos/{name}.csv" for name in DATASETS)):
        assert "Inventada" not in client.get(path).text


def test_each_dataset_has_the_columns_of_its_dictionary(engine: Engine) -> None:
    call = settle_one_call(engine)
    client = a_client(engine)
    page = client.get("/datos-abiertos").text
    for name, dataset in DATASETS.items():
        assert f"/datos-abiertos/{name}.csv" in page
        assert all(field in page for field in dataset.fields)
        header = client.get(f"/datos-abiertos/{name}.csv").content.decode("utf-8-sig").splitlines()[0]
        assert header == ",".join(dataset.fields)
    assert {row["codigo"] for row in rows_of(client, "juntas")} == {POZON.code, OLAYA.code}
    (row,) = rows_of(client, "convocatorias")
    assert (row["procedimiento"], row["estado"]) == (call.portfolio_id, "open")
    assert client.get("/datos-abiertos/nada.csv").status_code == 404


@pytest.mark.parametrize(("number", "is_told"), [(4, False), (5, True)])
def test_of_a_place_with_few_boards_nothing_is_said(number: int, is_told: bool, engine: Engine) -> None:
    settle(engine, people=[a_board(code=f"C{n}", locality="Pequeña") for n in range(number)])
    with writing(engine) as db:
        outcomes.record(db, Outcome("C0", "P1", OutcomeKind.WON, NOW, "secop"))
    won = [row for row in rows_of(a_client(engine), "indicadores") if row["juntas"] != "0"]
    assert [(row["mes"], row["localidad"], row["paso"], row["de"]) for row in won] == (
        [("2026-06", "Pequeña", "Contrataron", "5")] if is_told else []
    )


@ON_SQLITE
def test_a_name_that_looks_like_a_formula_stays_text(engine: Engine) -> None:
    settle(engine, people=[])
    with writing(engine) as db:
        boards.save(db, [a_board(name="=HYPERLINK(1)")], NOW)
    assert rows_of(a_client(engine), "juntas")[0]["nombre"] == "'=HYPERLINK(1)"
